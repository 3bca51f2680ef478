import { useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { noFixes } from '../../shared/preflight.ts'
import type { ConflictPolicy } from '../../shared/transfer.ts'
import { TemplateField } from '../browse/template-field.tsx'
import { ChooseButton } from '../choose-button.tsx'
import { useEngine } from '../engine/context.ts'
import { PreflightPanel } from '../preflight/preflight-panel.tsx'
import { usePreflight } from '../preflight/use-preflight.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import { Field } from '../ui/field.tsx'
import form from '../ui/form.module.css'
import input from '../ui/input.module.css'
import { useWords } from '../words/use-words.ts'
import { AccountField } from './account-field.tsx'
import { ConflictField } from './conflict-field.tsx'
import { DestinationField, isAddress } from './destination-field.tsx'
import { lastDestination } from './last-destination.ts'

export type AddKind = 'files' | 'folder'

interface AddFilesProps {
  readonly kind: AddKind
  /** Known already where files were dropped. */
  readonly paths: readonly string[]
  readonly onClose: () => void
}

/** One path a line: a name may hold anything else. */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^"(.*)"$/, '$1'))
    .filter((line) => line !== '')
}

/**
 * Which files, and where to. A browser tells a page no paths, so there a person writes them as the computer with the
 * engine knows them.
 */
export function AddFiles({ kind, paths: given, onClose }: AddFilesProps) {
  const { link, notices } = useEngine()
  const { t, f, said } = useWords()
  const [text, setText] = useState(given.join('\n'))
  const [to, setTo] = useState(lastDestination.get())
  const [account, setAccount] = useState('')
  const [conflict, setConflict] = useState<ConflictPolicy>('fail')
  const [isChecked, setChecked] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<FailureView | null>(null)
  const [template, setTemplate] = useState('')
  const [fixes, setFixes] = useState(noFixes)
  const adding = useRef<AbortController | null>(null)
  const toField = useRef<HTMLDivElement>(null)
  const paths = linesOf(text)
  const isAskable = paths.length > 0 && isAddress(to)
  const ahead = usePreflight(
    isAskable ? { paths, to: to.trim(), account, conflict, template: template.trim(), fixes } : null,
  )

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setChecked(true)
    if (paths.length === 0 || !isAddress(to)) return
    const stop = new AbortController()
    adding.current = stop
    setBusy(true)
    setFailure(null)
    const request = {
      paths,
      to: to.trim(),
      conflict,
      fixes,
      ...(template.trim() === '' ? {} : { template: template.trim() }),
      ...(account === '' ? {} : { account }),
    }
    const answer = await link.client.get().queue.enqueue(request, stop.signal)
    setBusy(false)
    if (stop.signal.aborted) {
      // A walk of millions is stopped where it is: what is in the queue by then can be seen and canceled there.
      notices.show({ text: t('notice.addingStopped') })
      return
    }
    if (!answer.ok) {
      setFailure(viewOf(answer.failure, null))
      return
    }
    lastDestination.set(to.trim())
    const { queued, already, leftOut, unasked } = answer.value
    const added = t('notice.added', { count: queued, n: f.count(queued) })
    const without = leftOut === undefined ? '' : ` ${t('notice.without', { count: leftOut, n: f.count(leftOut) })}`
    const late = unasked === undefined ? '' : ` ${t('notice.unasked', { message: said(unasked).message })}`
    notices.show({
      text: `${already === 0 ? added : t('notice.addedSome', { added, count: already, n: f.count(already) })}${without}${late}`,
    })
    onClose()
  }

  return (
    <Dialog
      isOpen
      title={t(kind === 'files' ? 'add.filesTitle' : 'add.folderTitle')}
      closeName={t('dialog.close')}
      onClose={onClose}
    >
      <form className={form['form']} onSubmit={(event) => void submit(event)} noValidate>
        <div className={form['fields']}>
          <Field
            label={t(kind === 'files' ? 'add.paths' : 'add.folderPath')}
            help={t(kind === 'files' ? 'add.pathsHelp' : 'add.folderHelp')}
            error={isChecked && paths.length === 0 ? t('add.pathsMissing') : null}
          >
            {(ties) => (
              <div className={input['withButton']}>
                <textarea
                  {...ties}
                  className={classNames(input['input'], input['area'])}
                  rows={kind === 'files' ? 3 : 2}
                  value={text}
                  spellCheck={false}
                  autoCapitalize="none"
                  onChange={({ target }) => setText(target.value)}
                />
                <ChooseButton
                  what={kind}
                  onChoose={(chosen) => setText([...new Set([...linesOf(text), ...chosen])].join('\n'))}
                />
              </div>
            )}
          </Field>
          <div ref={toField}>
            <DestinationField
              value={to}
              account={account}
              isChecked={isChecked}
              onChange={(next) => {
                setTo(next)
                setFixes(noFixes)
              }}
              onAccount={setAccount}
            />
          </div>
          <AccountField value={account} onChange={setAccount} />
          <ConflictField value={conflict} onChange={setConflict} />
          <details className={form['more']}>
            <summary>{t('add.more')}</summary>
            <div className={form['inner']}>
              <TemplateField
                value={template}
                root={paths[0] ?? ''}
                isFolder={kind === 'folder'}
                onChange={setTemplate}
              />
            </div>
          </details>
          <PreflightPanel
            ahead={ahead}
            fixes={fixes}
            onFixes={setFixes}
            onConflict={setConflict}
            onOtherPlace={() => toField.current?.querySelector('input')?.focus()}
          />
          <FailureBox failure={failure} />
        </div>
        <div className={form['ends']}>
          {isBusy ? (
            <Button onClick={() => adding.current?.abort()}>{t('add.stop')}</Button>
          ) : (
            <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          )}
          <Button look="primary" type="submit" disabled={isBusy}>
            {t(isBusy ? 'add.busy' : 'add.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
