import { useState } from 'react'
import type { FormEvent } from 'react'
import type { WatchView } from '../../shared/watches-contract.ts'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { TemplateField } from '../browse/template-field.tsx'
import { ChooseButton } from '../choose-button.tsx'
import { useEngine } from '../engine/context.ts'
import { AccountField } from '../queue/account-field.tsx'
import { ConflictField } from '../queue/conflict-field.tsx'
import { DestinationField, isAddress } from '../queue/destination-field.tsx'
import { lastDestination } from '../queue/last-destination.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import { Field } from '../ui/field.tsx'
import form from '../ui/form.module.css'
import input from '../ui/input.module.css'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { AfterField } from './after-field.tsx'
import { LeftOut } from './left-out.tsx'
import { LimitFields } from './limit-fields.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { changeOf, emptyForm, formOf, problemOf, requestOf } from './rules.ts'
import type { WatchForm } from './rules.ts'

interface AddWatchProps {
  /** Absent: a new one. */
  readonly watch?: WatchView
  readonly onClose: () => void
  readonly onAdded: () => void
}

export function AddWatch({ watch, onClose, onAdded }: AddWatchProps) {
  const { link, notices } = useEngine()
  const { t } = useWords()
  const [held, setHeld] = useState<WatchForm>(() =>
    watch === undefined ? { ...emptyForm, to: lastDestination.get() } : formOf(watch),
  )
  const [isChecked, setChecked] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<FailureView | null>(null)
  const set = (part: Partial<WatchForm>): void => setHeld((before) => ({ ...before, ...part }))
  const problem = isChecked ? problemOf(held) : null

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setChecked(true)
    if (problemOf(held) !== null || !isAddress(held.to)) return
    setBusy(true)
    setFailure(null)
    const { watches } = link.client.get()
    const answer = await (watch === undefined ? watches.add(requestOf(held)) : watches.change(changeOf(watch, held)))
    setBusy(false)
    if (!answer.ok) {
      setFailure(viewOf(answer.failure, null))
      return
    }
    lastDestination.set(held.to.trim())
    notices.show({
      text: t(watch === undefined ? 'notice.watching' : 'notice.watchChanged', { name: visible(answer.value.name) }),
    })
    onAdded()
  }

  return (
    <Dialog
      isOpen
      title={watch === undefined ? t('watches.addTitle') : t('watches.changeTitle', { name: visible(watch.name) })}
      closeName={t('dialog.close')}
      onClose={onClose}
    >
      <form className={form['form']} onSubmit={(event) => void submit(event)} noValidate>
        <div className={form['fields']}>
          <Field
            label={t('watches.folder')}
            help={t(watch === undefined ? 'watches.folderHelp' : 'watches.folderStays')}
            error={problem === 'folder' ? t('watches.folderMissing') : null}
          >
            {(ties) => (
              <div className={input['withButton']}>
                <input
                  {...ties}
                  className={input['input']}
                  value={held.folder}
                  readOnly={watch !== undefined}
                  spellCheck={false}
                  autoCapitalize="none"
                  onChange={({ target }) => set({ folder: target.value })}
                />
                {watch === undefined && <ChooseButton what="folder" onChoose={([folder = '']) => set({ folder })} />}
              </div>
            )}
          </Field>
          <DestinationField
            value={held.to}
            account={held.account}
            isChecked={isChecked}
            onChange={(to) => set({ to })}
            onAccount={(account) => set({ account })}
          />
          <AccountField value={held.account} onChange={(account) => set({ account })} />
          <Existing held={held} isWrong={problem === 'since'} set={set} />
          <AfterField held={held} isWrong={problem === 'moveTo'} set={set} />
          <details className={form['more']}>
            <summary>{t('watches.more')}</summary>
            <div className={form['inner']}>
              <Rules held={held} isWrong={problem === 'settle'} set={set} />
              <LimitFields held={held} problem={problem} set={set} />
            </div>
          </details>
          <PreviewPanel held={held} />
          <FailureBox failure={failure} />
        </div>
        <div className={form['ends']}>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button look="primary" type="submit" disabled={isBusy}>
            {t(watch === undefined ? 'watches.submit' : 'watches.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface PartProps {
  readonly held: WatchForm
  readonly isWrong: boolean
  readonly set: (part: Partial<WatchForm>) => void
}

function Existing({ held, isWrong, set }: PartProps) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('watches.existing')} help={t(`watches.existingHelp.${held.existing}`)}>
        {(ties) => (
          <select
            {...ties}
            className={input['input']}
            value={held.existing}
            onChange={({ target }) => set({ existing: target.value as WatchForm['existing'] })}
          >
            {(['skip', 'upload', 'since'] as const).map((choice) => (
              <option key={choice} value={choice}>
                {t(`watches.existingIs.${choice}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {held.existing === 'since' && (
        <Field label={t('watches.since')} error={isWrong ? t('watches.sinceMissing') : null}>
          {(ties) => (
            <input
              {...ties}
              type="date"
              className={input['input']}
              value={held.since}
              onChange={({ target }) => set({ since: target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}

function Rules({ held, isWrong, set }: PartProps) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('watches.name')} help={t('watches.nameHelp')}>
        {(ties) => (
          <input
            {...ties}
            className={input['input']}
            value={held.name}
            maxLength={200}
            onChange={({ target }) => set({ name: target.value })}
          />
        )}
      </Field>
      <ConflictField value={held.conflict} onChange={(conflict) => set({ conflict })} />
      <TemplateField value={held.template} root={held.folder} isFolder onChange={(template) => set({ template })} />
      <div className={form['pair']}>
        {(['include', 'exclude'] as const).map((side) => (
          <Field key={side} label={t(`watches.${side}`)} help={t(`watches.${side}Help`)}>
            {(ties) => (
              <textarea
                {...ties}
                className={classNames(input['input'], input['area'])}
                value={held[side]}
                spellCheck={false}
                onChange={({ target }) => set({ [side]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <LeftOut />
      <Field
        label={t('watches.settle')}
        help={t('watches.settleHelp')}
        error={isWrong ? t('watches.settleWrong') : null}
      >
        {(ties) => (
          <input
            {...ties}
            inputMode="numeric"
            className={classNames(input['input'], input['narrow'])}
            value={held.settleSeconds}
            onChange={({ target }) => set({ settleSeconds: target.value })}
          />
        )}
      </Field>
    </>
  )
}
