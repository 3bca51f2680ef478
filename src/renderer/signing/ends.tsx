import { Button } from '../ui/button.tsx'
import form from '../ui/form.module.css'
import { useWords } from '../words/use-words.ts'

interface EndsProps {
  /** Absent where the service has no such way. */
  readonly onCode?: () => void
  readonly onClose: () => void
  readonly submit?: string
  readonly isBusy?: boolean
}

/** The two ways to sign in, and the way out. */
export function Ends({ onCode, onClose, submit, isBusy = false }: EndsProps) {
  const { t } = useWords()
  return (
    <div className={form['ends']}>
      {onCode !== undefined && (
        <Button look="quiet" className={form['aside']} onClick={onCode}>
          {t('signIn.withCode')}
        </Button>
      )}
      <Button onClick={onClose}>{t('dialog.cancel')}</Button>
      <Button look="primary" type="submit" disabled={isBusy}>
        {submit ?? t('signIn.signIn')}
      </Button>
    </div>
  )
}
