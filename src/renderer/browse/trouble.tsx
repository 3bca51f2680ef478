import type { FailureView } from '../../shared/failure.ts'
import { askToSignIn } from '../signing/asked.ts'
import { Button } from '../ui/button.tsx'
import { CodeText } from '../ui/code-text.tsx'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import styles from './browse-dialog.module.css'
import { passesByItself } from './passing.ts'

interface TroubleProps {
  readonly failure: FailureView | null
  readonly account: string
  /** There is nothing else in the list. */
  readonly isAlone: boolean
  readonly onAgain: () => void
}

export function Trouble({ failure, account, isAlone, onAgain }: TroubleProps) {
  const { t, refused } = useWords()
  const told = failure === null ? null : refused(failure)
  // What goes on by itself elsewhere is a transfer; a list waits for whoever wants to see it.
  const nextStep = failure === null || told === null || passesByItself(failure.code) ? '' : visible(told.nextStep)
  return (
    <div role="alert">
      {told !== null && (
        <div className={isAlone ? styles['empty'] : styles['failed']}>
          <p>
            <strong>{visible(told.message)}</strong>
          </p>
          {nextStep !== '' && (
            <p>
              <CodeText text={nextStep} />
            </p>
          )}
          <p>
            <Button onClick={onAgain}>{t('browse.again')}</Button>{' '}
            {failure?.code === 'consent-missing' && account !== '' && (
              <Button onClick={() => askToSignIn({ kind: 'again', account })}>{t('browse.allow')}</Button>
            )}
          </p>
        </div>
      )}
    </div>
  )
}
