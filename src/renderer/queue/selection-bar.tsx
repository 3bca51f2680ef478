import { useEngine } from '../engine/context.ts'
import { type Offered, canLink } from '../links/link-offer.ts'
import { Button } from '../ui/button.tsx'
import { useChosen } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import styles from './selection-bar.module.css'
import type { Selection } from './selection.ts'

interface SelectionBarProps {
  readonly selection: Selection
  readonly offer: Offered
  readonly onLink: (ids: readonly string[]) => void
  readonly onClear: () => void
}

/** What can be done to all that is chosen. */
export function SelectionBar({ selection, offer, onLink, onClear }: SelectionBarProps) {
  const { commands, mirror } = useEngine()
  const { t, f } = useWords()
  const ids = [...selection.ids]
  // Some may be done while the bar is there.
  useChosen(mirror.summary, (summary) => summary?.tallies.done ?? 0)
  const linkable = ids.filter((id) => canLink(offer, mirror.rows.get(id)))
  const cancel = (): void => {
    commands.cancel(ids)
    onClear()
  }
  return (
    <div className={styles['bar']} role="toolbar" aria-label={t('selection.name')} data-region="selection">
      <strong>{t('selection.count', { count: ids.length, n: f.count(ids.length) })}</strong>
      <Button onClick={() => void commands.pause(ids)}>{t('act.pause')}</Button>
      <Button onClick={() => void commands.resume(ids)}>{t('act.resume')}</Button>
      <Button onClick={() => void commands.retry(ids)}>{t('act.retry')}</Button>
      <Button onClick={() => void commands.toTop(ids)}>{t('act.toTop')}</Button>
      {linkable.length > 0 && (
        <Button onClick={() => onLink(linkable)}>{t('links.title', { count: linkable.length })}</Button>
      )}
      <Button look="danger" onClick={cancel}>
        {t('act.cancel')}
      </Button>
      <Button look="quiet" onClick={onClear}>
        {t('selection.clear')}
      </Button>
    </div>
  )
}
