import { useEngine } from '../engine/context.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/use-words.ts'
import styles from './selection-bar.module.css'
import type { Selection } from './selection.ts'

/** What can be done to all that is chosen. */
export function SelectionBar({ selection, onClear }: { readonly selection: Selection; readonly onClear: () => void }) {
  const { commands } = useEngine()
  const { t, f } = useWords()
  const ids = [...selection.ids]
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
      <Button look="danger" onClick={cancel}>
        {t('act.cancel')}
      </Button>
      <Button look="quiet" onClick={onClear}>
        {t('selection.clear')}
      </Button>
    </div>
  )
}
