import { useId } from 'react'
import { useWords } from '../words/use-words.ts'
import styles from './purposes.module.css'
import { purposes } from './rules.ts'
import type { MicrosoftForm } from './rules.ts'

type Chosen = MicrosoftForm['purposes']

interface PurposesProps {
  /** Beside what the account may be used for already. */
  readonly isMore?: boolean
  readonly chosen: Chosen
  readonly possible: Chosen
  readonly error: string | null
  readonly onChange: (chosen: Chosen) => void
}

/** What an account is for: nothing else is asked for at the service. */
export function Purposes({ isMore = false, chosen, possible, error, onChange }: PurposesProps) {
  const { t } = useWords()
  const id = useId()
  return (
    <fieldset className={styles['purposes']} aria-describedby={`${id}-help${error === null ? '' : ` ${id}-error`}`}>
      <legend>{t(isMore ? 'signIn.purposesMore' : 'signIn.purposes')}</legend>
      <div className={styles['choices']}>
        {purposes.map((purpose) => (
          <label key={purpose}>
            <input
              type="checkbox"
              checked={chosen.includes(purpose)}
              disabled={!possible.includes(purpose)}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, purpose] : chosen.filter((each) => each !== purpose))
              }
            />
            {t(`signIn.purpose.${purpose}`)}
          </label>
        ))}
      </div>
      {error !== null && (
        <p className={styles['error']} id={`${id}-error`}>
          {error}
        </p>
      )}
      <p className={styles['help']} id={`${id}-help`}>
        {t(isMore ? 'signIn.purposesMoreHelp' : 'signIn.purposesHelp')}
      </p>
    </fieldset>
  )
}
