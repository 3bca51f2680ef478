import { AlertDialog as Base } from '@base-ui/react/alert-dialog'
import { Button } from './button.tsx'
import styles from './confirm.module.css'

interface ConfirmProps {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly no: string
  readonly onYes: () => void
  readonly onNo: () => void
}

/** For what can't be taken back. The harmless answer has the focus. */
export function Confirm({ title, text, yes, no, onYes, onNo }: ConfirmProps) {
  return (
    <Base.Root open onOpenChange={(open) => !open && onNo()}>
      <Base.Portal>
        <Base.Backdrop className={styles['backdrop']} />
        <Base.Popup className={styles['popup']}>
          <Base.Title className={styles['title']}>{title}</Base.Title>
          <Base.Description className={styles['text']}>{text}</Base.Description>
          <div className={styles['ends']}>
            <Button onClick={onNo}>{no}</Button>
            <Button look="danger" onClick={onYes}>
              {yes}
            </Button>
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
