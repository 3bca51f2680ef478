import { FilePlus2, FolderPlus, Search } from 'lucide-react'
import { isApple } from '../platform.ts'
import { Button } from '../ui/button.tsx'
import input from '../ui/input.module.css'
import { classNames } from '../ui/class-names.ts'
import { keyText } from '../ui/keys.ts'
import { useFinder } from '../ui/use-finder.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import type { AddKind } from './add-files.tsx'
import { listed } from './queue-list.ts'
import type { ListedState } from './queue-list.ts'
import { PauseAll } from './pause-all.tsx'
import styles from './queue-toolbar.module.css'

interface QueueToolbarProps {
  readonly find: string
  readonly onFind: (find: string) => void
  readonly state: ListedState | null
  readonly onState: (state: ListedState | null) => void
  /** Of the failure; empty: any, or none. */
  readonly code: string
  /** Those to choose from; empty: there is nothing to choose. */
  readonly reasons: readonly string[]
  readonly onCode: (code: string) => void
  readonly onAdd: (kind: AddKind) => void
}

export function QueueToolbar(props: QueueToolbarProps) {
  const { find, onFind, state, onState, code, reasons, onCode, onAdd } = props
  const { t } = useWords()
  const finder = useFinder()
  return (
    <div className={styles['bar']} data-region="toolbar">
      <Button
        look="primary"
        icon={<FilePlus2 size={16} aria-hidden />}
        title={keyText('Mod+O', isApple, t)}
        onClick={() => onAdd('files')}
      >
        {t('add.files')}
      </Button>
      <Button
        className={styles['second']}
        icon={<FolderPlus size={16} aria-hidden />}
        aria-label={t('add.folder')}
        title={`${t('add.folder')} (${keyText('Mod+Shift+O', isApple, t)})`}
        aria-description={keyText('Mod+Shift+O', isApple, t)}
        onClick={() => onAdd('folder')}
      >
        <span className={styles['wide']}>{t('add.folder')}</span>
      </Button>
      <PauseAll />
      <select
        className={classNames(input['input'], styles['state'])}
        aria-label={t('queue.show')}
        value={state ?? ''}
        onChange={({ target }) => onState(listed.find((each) => each === target.value) ?? null)}
      >
        <option value="">{t('queue.showAll')}</option>
        {listed.map((each) => (
          <option key={each} value={each}>
            {t(`state.${each}`)}
          </option>
        ))}
      </select>
      {reasons.length > 0 && (
        <select
          className={classNames(input['input'], styles['reason'])}
          aria-label={t('history.reason')}
          value={code}
          onChange={({ target }) => onCode(target.value)}
        >
          <option value="">{t('history.anyReason')}</option>
          {reasons.map((each) => (
            <option key={each} value={each}>
              {visible(each)}
            </option>
          ))}
        </select>
      )}
      <div className={styles['find']}>
        <Search size={16} aria-hidden className={styles['lens']} />
        <input
          ref={finder}
          type="search"
          className={classNames(input['input'], styles['field'])}
          aria-label={t('queue.find')}
          placeholder={t('queue.findShort')}
          value={find}
          maxLength={200}
          onChange={({ target }) => onFind(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && find !== '') {
              event.preventDefault()
              onFind('')
            }
          }}
        />
      </div>
    </div>
  )
}
