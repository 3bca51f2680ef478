import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { visible } from '../ui/visible.ts'
import { nameOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import { useOutcome } from './use-outcome.ts'

interface TemplateFieldProps {
  readonly value: string
  /** A file or folder that was named, or the folder that is watched; empty: none yet. */
  readonly root: string
  /** A folder's files lie below it; a file goes by its own name. */
  readonly isFolder: boolean
  readonly onChange: (value: string) => void
}

/** Where below the destination each file goes, with what becomes of one of them. Empty: as they lie. */
export function TemplateField({ value, root, isFolder, onChange }: TemplateFieldProps) {
  const { t, said } = useWords()
  const template = value.trim()
  const example = t('template.example')
  const sample = isFolder || root === '' ? example : nameOf(root)
  const { placed, failure } = useOutcome(template, sample, root)
  const help =
    placed === null ? t('template.help') : t('template.outcome', { name: visible(sample), placed: visible(placed) })
  return (
    <Field
      label={t('template.label')}
      help={<bdi>{help}</bdi>}
      error={failure === null ? null : visible(said(failure).message)}
    >
      {(ties) => (
        <input
          {...ties}
          className={input['input']}
          value={value}
          placeholder={t('template.placeholder')}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          maxLength={1_000}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}
