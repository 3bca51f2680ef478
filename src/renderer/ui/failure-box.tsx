import { CodeText } from './code-text.tsx'
import styles from './form.module.css'
import { visible } from './visible.ts'

/** Why something that was asked for was not done. Said at once to those who listen. */
export function FailureBox({
  failure,
}: {
  readonly failure: { readonly message: string; readonly nextStep: string } | null
}) {
  return (
    <div role="alert">
      {failure !== null && (
        <div className={styles['failed']}>
          <p>
            <strong>{visible(failure.message)}</strong>
          </p>
          <p>
            <CodeText text={visible(failure.nextStep)} />
          </p>
        </div>
      )}
    </div>
  )
}
