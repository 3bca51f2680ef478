import { CodeText } from '../ui/code-text.tsx'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import type { Service } from './asked.ts'
import type { AuthorizeInput } from './rules.ts'

/** What the form of a service is given. */
export interface FieldsProps<F> {
  readonly held: F
  readonly names: readonly string[]
  /** The engine said that nobody has told it a client id. */
  readonly lacksClient: boolean
  readonly onChange: (held: F) => void
  readonly onStart: (request: AuthorizeInput) => void
  readonly onClose: () => void
}

interface TextFieldProps {
  /** Its words are `signIn.NAME` and `signIn.NAMEHelp`. */
  readonly name: string
  readonly value: string
  readonly maxLength?: number
  readonly error?: string | null
  /** What is typed is not shown, and no browser keeps it. */
  readonly isSecret?: boolean
  readonly placeholder?: string
  readonly onChange: (value: string) => void
}

/** A line of text, as it is: nothing is put right, finished or remembered by the browser. */
export function TextField({ name, value, maxLength = 2_048, error, isSecret, placeholder, onChange }: TextFieldProps) {
  const { t } = useWords()
  return (
    <Field label={t(`signIn.${name}`)} help={<CodeText text={t(`signIn.${name}Help`)} />} error={error ?? null}>
      {(ties) => (
        <input
          {...ties}
          type={isSecret === true ? 'password' : 'text'}
          className={input['input']}
          value={value}
          maxLength={maxLength}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete={isSecret === true ? 'new-password' : 'off'}
          {...(placeholder === undefined ? {} : { placeholder })}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}

interface ClientFieldProps {
  readonly service: Service
  readonly value: string
  /** The one that is configured. */
  readonly known: string | null
  readonly isMissing: boolean
  readonly onChange: (value: string) => void
}

/** As which program Longshore signs in: everybody's own registration. */
export function ClientField({ service, value, known, isMissing, onChange }: ClientFieldProps) {
  const { t } = useWords()
  return (
    <TextField
      name={known === null ? `clientId.${service}` : `clientIdKnown.${service}`}
      value={value}
      maxLength={128}
      error={isMissing ? t('signIn.clientIdMissing') : null}
      {...(known === null ? {} : { placeholder: visible(known) })}
      onChange={onChange}
    />
  )
}
