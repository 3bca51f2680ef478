import type { FailureView } from '../../shared/failure.ts'
import { useWords } from '../words/use-words.ts'
import { CodeText } from './code-text.tsx'
import styles from './form.module.css'
import { visible } from './visible.ts'

/** Why something that was asked for was not done. Said at once to those who listen. */
export function FailureBox({ failure }: { readonly failure: FailureView | null }) {
  const { refused } = useWords()
  const told = failure === null ? null : refused(failure)
  return (
    <div role="alert">
      {told !== null && (
        <div className={styles['failed']}>
          <p>
            <strong>{visible(told.message)}</strong>
          </p>
          <p>
            <CodeText text={visible(told.nextStep)} />
          </p>
        </div>
      )}
    </div>
  )
}
