import { FolderPlus } from 'lucide-react'
import { useState } from 'react'
import type { FolderView } from '../../shared/destinations-contract.ts'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import styles from './browse-dialog.module.css'

interface FindBarProps {
  readonly value: string
  readonly label: string
  /** What is wrong with a link that was pasted. */
  readonly error: string | null
  readonly onChange: (text: string) => void
  /** Somebody goes on in the list. */
  readonly onDone: () => void
}

/** Text to look for, or a link: both are typed or pasted into one field. */
export function FindBar({ value, label, error, onChange, onDone }: FindBarProps) {
  return (
    <Field label={label} error={error}>
      {(ties) => (
        <input
          {...ties}
          type="search"
          className={input['input']}
          value={value}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          maxLength={8_192}
          onChange={({ target }) => onChange(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && value !== '') {
              event.stopPropagation()
              onChange('')
            } else if (event.key === 'Enter' || event.key === 'ArrowDown') onDone()
            else return
            event.preventDefault()
          }}
        />
      )}
    </Field>
  )
}

interface NewFolderProps {
  /** An address. */
  readonly place: string
  readonly account: string
  readonly onMade: (folder: FolderView) => void
}

/** A button that becomes a field: Enter makes the folder, Escape leaves everything as it is. */
export function NewFolder({ place, account, onMade }: NewFolderProps) {
  const { link } = useEngine()
  const { t, said } = useWords()
  const [name, setName] = useState<string | null>(null)
  const [problem, setProblem] = useState<FailureView | 'missing' | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function make(): Promise<void> {
    if (name === null || name.trim() === '') return setProblem('missing')
    setBusy(true)
    const asked = { place, name: name.trim(), ...(account === '' ? {} : { account }) }
    const answer = await link.client.get().destinations.makeFolder(asked)
    setBusy(false)
    if (!answer.ok) return setProblem(viewOf(answer.failure, null))
    setName(null)
    setProblem(null)
    return onMade(answer.value)
  }

  const error =
    problem === null ? null : problem === 'missing' ? t('browse.folderNameMissing') : visible(said(problem).message)
  if (name === null) {
    return (
      <Button look="quiet" icon={<FolderPlus size={16} aria-hidden />} onClick={() => setName('')}>
        {t('browse.newFolder')}
      </Button>
    )
  }
  return (
    <div className={styles['newFolder']}>
      <Field label={t('browse.folderName')} error={error}>
        {(ties) => (
          <div className={input['withButton']}>
            <input
              {...ties}
              // Whoever pressed the button goes on here.
              autoFocus
              className={input['input']}
              value={name}
              spellCheck={false}
              maxLength={1_000}
              onChange={({ target }) => setName(target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') void make()
                else if (event.key === 'Escape') {
                  setName(null)
                  setProblem(null)
                } else return
                // The form around the whole dialog is about something else.
                event.stopPropagation()
                event.preventDefault()
              }}
            />
            <Button disabled={isBusy} onClick={() => void make()}>
              {t('browse.makeFolder')}
            </Button>
          </div>
        )}
      </Field>
    </div>
  )
}
