import { useId } from 'react'
import type { ReactNode } from 'react'
import { Decided } from './decided.tsx'
import styles from './field.module.css'

/** What a control needs to be tied to its label, its help and its error. */
export interface FieldTies {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

export interface FieldProps {
  readonly label: string
  readonly help?: ReactNode
  readonly error?: string | null
  /** What somebody else has decided about it. */
  readonly decided?: string | null
  readonly children: (ties: FieldTies) => ReactNode
}

export function Field({ label, help, error, decided = null, children }: FieldProps) {
  const id = useId()
  const hasError = error !== undefined && error !== null && error !== ''
  const described = [
    decided === null ? '' : `${id}-decided`,
    help === undefined ? '' : `${id}-help`,
    hasError ? `${id}-error` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': hasError ? true : undefined,
      })}
      {hasError && (
        <p className={styles['error']} id={`${id}-error`}>
          {error}
        </p>
      )}
      {decided !== null && <Decided id={`${id}-decided`}>{decided}</Decided>}
      {help !== undefined && (
        <p className={styles['help']} id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  )
}
