import { useEngine } from '../engine/context.ts'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'

/** Which account; not asked while there is only one. Empty: the only one that can. */
export function AccountField({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const { mirror } = useEngine()
  const { t } = useWords()
  const accounts = useValue(mirror.status)?.accounts ?? []
  if (accounts.length < 2) return null
  return (
    <Field label={t('account.label')}>
      {(ties) => (
        <select {...ties} className={input['input']} value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">{t('account.any')}</option>
          {accounts.map(({ name, user }) => (
            <option key={name} value={name}>
              {visible(user === null ? name : `${name} (${user})`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
