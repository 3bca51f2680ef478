import { conflictPolicies } from '../../shared/transfer.ts'
import type { ConflictPolicy } from '../../shared/transfer.ts'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { useWords } from '../words/use-words.ts'

interface ConflictFieldProps {
  readonly value: ConflictPolicy
  readonly onChange: (value: ConflictPolicy) => void
}

export function ConflictField({ value, onChange }: ConflictFieldProps) {
  const { t } = useWords()
  return (
    <Field label={t('conflict.label')} help={t(`conflict.help.${value}`)}>
      {(ties) => (
        <select
          {...ties}
          className={input['input']}
          value={value}
          onChange={({ target }) => onChange(conflictPolicies.find((policy) => policy === target.value) ?? 'fail')}
        >
          {conflictPolicies.map((policy) => (
            <option key={policy} value={policy}>
              {t(`conflict.${policy}`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
