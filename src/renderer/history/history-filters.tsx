import { Download, Search, X } from 'lucide-react'
import { useEngine } from '../engine/context.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import input from '../ui/input.module.css'
import { Menu } from '../ui/menu.tsx'
import { useFinder } from '../ui/use-finder.ts'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { endStates, everything, filterOf, isEverything } from './filter.ts'
import type { Shown } from './filter.ts'
import styles from './history-filters.module.css'
import { useExport } from './use-export.ts'

interface HistoryFiltersProps {
  readonly shown: Shown
  readonly onChange: (shown: Shown) => void
  /** Reasons that there are among what is shown. */
  readonly codes: readonly string[]
}

/** What is shown of the history, and a file of just that. */
export function HistoryFilters({ shown, onChange, codes }: HistoryFiltersProps) {
  const { mirror } = useEngine()
  const { t } = useWords()
  const accounts = useValue(mirror.status)?.accounts ?? []
  const finder = useFinder()
  const { save, isSaving } = useExport()
  const set = (change: Partial<Shown>): void => onChange({ ...shown, ...change })
  return (
    <div className={styles['bar']} role="search" aria-label={t('history.find')} data-region="toolbar">
      <div className={styles['find']}>
        <Search size={16} aria-hidden className={styles['lens']} />
        <input
          ref={finder}
          type="search"
          className={classNames(input['input'], styles['text'])}
          aria-label={t('history.find')}
          placeholder={t('queue.findShort')}
          value={shown.text}
          maxLength={200}
          onChange={({ target }) => set({ text: target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || shown.text === '') return
            event.preventDefault()
            set({ text: '' })
          }}
        />
      </div>
      <select
        className={classNames(input['input'], styles['choice'])}
        aria-label={t('history.state')}
        value={shown.state}
        onChange={({ target }) => set({ state: endStates.find((state) => state === target.value) ?? '' })}
      >
        <option value="">{t('history.anyState')}</option>
        {endStates.map((state) => (
          <option key={state} value={state}>
            {t(`state.${state}`)}
          </option>
        ))}
      </select>
      {/* What is done has none; without a state they would only take room. */}
      {((shown.state !== '' && codes.length > 0) || shown.code !== '') && (
        <select
          className={classNames(input['input'], styles['choice'])}
          aria-label={t('history.reason')}
          value={shown.code}
          onChange={({ target }) => set({ code: target.value })}
        >
          <option value="">{t('history.anyReason')}</option>
          {[...new Set([...codes, ...(shown.code === '' ? [] : [shown.code])])].toSorted().map((code) => (
            <option key={code} value={code}>
              {visible(code)}
            </option>
          ))}
        </select>
      )}
      {accounts.length > 1 && (
        <select
          className={classNames(input['input'], styles['choice'])}
          aria-label={t('history.account')}
          value={shown.account}
          onChange={({ target }) => set({ account: target.value })}
        >
          <option value="">{t('history.anyAccount')}</option>
          {accounts.map(({ name }) => (
            <option key={name} value={name}>
              {visible(name)}
            </option>
          ))}
        </select>
      )}
      <span className={styles['days']}>
        {(['from', 'to'] as const).map((end) => (
          <label key={end}>
            {t(`history.${end}`)}
            <input
              type="date"
              className={classNames(input['input'], styles['day'])}
              value={shown[end]}
              onChange={({ target }) => set({ [end]: target.value })}
            />
          </label>
        ))}
      </span>
      {!isEverything(shown) && (
        <Button look="quiet" icon={<X size={16} aria-hidden />} onClick={() => onChange(everything)}>
          {t('history.clear')}
        </Button>
      )}
      <span className={styles['export']}>
        <Menu
          trigger={
            <Button icon={<Download size={16} aria-hidden />} disabled={isSaving}>
              {t(isSaving ? 'history.saving' : 'history.export')}
            </Button>
          }
          items={(['csv', 'json'] as const).map((format) => ({
            key: format,
            text: t(`history.as.${format}`),
            onPick: () => void save(filterOf(shown), format),
          }))}
        />
      </span>
    </div>
  )
}
