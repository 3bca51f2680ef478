import { useState } from 'react'
import { viewOf } from '../../shared/failure.ts'
import { parseDestination } from '../../shared/destination.ts'
import { CodeText } from '../ui/code-text.tsx'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { visible } from '../ui/visible.ts'
import { placeOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'

interface DestinationFieldProps {
  readonly value: string
  /** Shown although nobody has left the field: somebody wanted to go on. */
  readonly isChecked: boolean
  readonly onChange: (value: string) => void
}

/** What is wrong with an address, in a sentence; null where nothing is. */
export function destinationError(value: string): string | null {
  const parsed = parseDestination(value.trim())
  return parsed.ok ? null : visible(viewOf(parsed.failure, null).message)
}

export function DestinationField({ value, isChecked, onChange }: DestinationFieldProps) {
  const { t } = useWords()
  const [isLeft, setLeft] = useState(false)
  const error = destinationError(value)
  const isShown = isChecked || (isLeft && value.trim() !== '')
  const help =
    error === null ? (
      t('destination.goesTo', { place: placeOf(value.trim(), t('place.home')) })
    ) : (
      <CodeText text={t('destination.help')} />
    )
  return (
    <Field label={t('destination.label')} help={help} error={isShown ? error : null}>
      {(ties) => (
        <input
          {...ties}
          className={input['input']}
          value={value}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          maxLength={8_192}
          onBlur={() => setLeft(true)}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}
