import { useState } from 'react'
import { viewOf } from '../../shared/failure.ts'
import { parseDestination } from '../../shared/destination.ts'
import { BrowseDialog } from '../browse/browse-dialog.tsx'
import { titleOf } from '../browse/entry-words.ts'
import { useChecked } from '../browse/use-checked.ts'
import { isLink, useLink } from '../browse/use-link.ts'
import type { Checked } from '../browse/use-checked.ts'
import { Button } from '../ui/button.tsx'
import { CodeText } from '../ui/code-text.tsx'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { visible } from '../ui/visible.ts'
import { placeOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import type { Speech } from '../words/words.ts'

interface DestinationFieldProps {
  readonly value: string
  /** Empty: the only one that can. */
  readonly account?: string
  /** Shown although nobody has left the field: somebody wanted to go on. */
  readonly isChecked: boolean
  readonly onChange: (value: string) => void
  /** Somebody went through the folders of this account. */
  readonly onAccount?: (account: string) => void
}

export function isAddress(value: string): boolean {
  return parseDestination(value.trim()).ok
}

/** What is wrong with an address, in a sentence; null where nothing is. */
function destinationError(value: string, said: Speech['said']): string | null {
  const parsed = parseDestination(value.trim())
  return parsed.ok ? null : visible(said(viewOf(parsed.failure, null)).message)
}

/** What will become of files that go there, as far as it is known. */
function outlook(value: string, { found, failure }: Checked, { t, said }: Speech): string {
  const place = placeOf(value.trim(), t('place.home'))
  if (found?.is === 'item') {
    const parsed = parseDestination(found.address)
    const isPrinter = parsed.ok && parsed.value.kind === 'print'
    return t(isPrinter ? 'destination.prints' : 'destination.attaches', {
      name: titleOf({ name: found.name ?? '' }, t),
    })
  }
  if (found?.is === 'file') return t('destination.replaces', { name: visible(found.name ?? place) })
  if (found?.is === 'new-folder') return t('destination.makes', { place })
  const goes = t('destination.goesTo', { place })
  return failure === null ? goes : t('destination.unknown', { goes, why: visible(said(failure).message) })
}

/** Where to. The destination itself is asked about the address; what it says is told, and forbids nothing. */
export function DestinationField({ value, account = '', isChecked, onChange, onAccount }: DestinationFieldProps) {
  const speech = useWords()
  const { t, said } = speech
  const [isLeft, setLeft] = useState(false)
  const [isBrowsing, setBrowsing] = useState(false)
  const checked = useChecked(value, account)
  const followed = useLink(value, account, (address, its) => {
    onChange(address)
    onAccount?.(its)
  })
  const { failure, isUnknown, isAtRest } = checked
  const lost = followed.failure === null ? null : visible(said(followed.failure).message)
  const local = isLink(value) ? lost : destinationError(value, said)
  const isShown = isChecked || ((isLeft || isAtRest) && value.trim() !== '')
  const refused = failure !== null && !isUnknown ? visible(said(failure).message) : null
  const error = local === null ? refused : isShown ? local : null
  const help = isLink(value)
    ? t('browse.following')
    : local === null && refused === null
      ? outlook(value, checked, speech)
      : t('destination.help')
  return (
    <>
      <Field label={t('destination.label')} help={<CodeText text={help} />} error={error}>
        {(ties) => (
          <div className={input['withButton']}>
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
            <Button onClick={() => setBrowsing(true)}>{t('browse.open')}</Button>
          </div>
        )}
      </Field>
      <p role="status" className="listen">
        {isAtRest ? (error ?? (checked.found === null && !isLink(value) ? '' : help)) : ''}
      </p>
      {isBrowsing && (
        <BrowseDialog
          start={value}
          account={account}
          onClose={() => setBrowsing(false)}
          onChoose={(address, chosen) => {
            onChange(address)
            onAccount?.(chosen)
            setBrowsing(false)
          }}
        />
      )}
    </>
  )
}
