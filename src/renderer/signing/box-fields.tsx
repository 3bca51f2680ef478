import { useState } from 'react'
import type { FormEvent } from 'react'
import { boxRedirectUri } from '../../shared/box-redirect.ts'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { Command } from '../accounts/command.tsx'
import { useEngine } from '../engine/context.ts'
import { classNames } from '../ui/class-names.ts'
import { FailureBox } from '../ui/failure-box.tsx'
import form from '../ui/form.module.css'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { Ends } from './ends.tsx'
import { ClientField, TextField } from './fields.tsx'
import type { FieldsProps } from './fields.tsx'
import { boxProblem, boxRequest, boxTokenRequest } from './rules.ts'
import type { BoxForm } from './rules.ts'
import { useRegistered } from './use-registered.ts'

/** With an app of one's own, or with a token of an hour for a first try. */
export function BoxFields({ held, names, lacksClient, onChange, onStart, onClose }: FieldsProps<BoxForm>) {
  const { link, mirror, notices } = useEngine()
  const { t } = useWords()
  const { boxClientId, boxRedirectPort } = useRegistered()
  const [isChecked, setChecked] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<FailureView | null>(null)
  const set = (part: Partial<BoxForm>): void => onChange({ ...held, ...part })
  const problem = isChecked ? boxProblem(held) : null

  async function addWithToken(): Promise<void> {
    setBusy(true)
    const answer = await link.client.get().accounts.add(boxTokenRequest(held, names))
    setBusy(false)
    if (!answer.ok) return setFailure(viewOf(answer.failure, null))
    mirror.askStatus(0)
    notices.show({ text: t('notice.signedIn', { name: visible(answer.value.name) }) })
    return onClose()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setChecked(true)
    setFailure(null)
    if (boxProblem(held) !== null) return
    if (held.how === 'token') void addWithToken()
    else onStart(boxRequest(held, names))
  }
  return (
    <form className={form['form']} noValidate onSubmit={submit}>
      <div className={form['fields']}>
        <fieldset className={form['radios']}>
          <legend>{t('signIn.boxHow')}</legend>
          {(['app', 'token'] as const).map((how) => (
            <label key={how}>
              <input type="radio" name="how" checked={held.how === how} onChange={() => set({ how })} />
              {t(`signIn.boxHowIs.${how}`)}
            </label>
          ))}
        </fieldset>
        {held.how === 'token' ? (
          <TextField
            key="token"
            name="token"
            isSecret
            value={held.token}
            maxLength={65_536}
            error={problem === 'token' ? t('signIn.tokenMissing') : null}
            onChange={(token) => set({ token })}
          />
        ) : (
          <>
            <ClientField
              service="box"
              value={held.clientId}
              known={lacksClient ? null : boxClientId}
              isMissing={lacksClient && held.clientId.trim() === ''}
              onChange={(clientId) => set({ clientId })}
            />
            <TextField
              key="secret"
              name="clientSecret"
              isSecret
              value={held.clientSecret}
              maxLength={4_096}
              error={problem === 'clientSecret' ? t('signIn.clientSecretMissing') : null}
              onChange={(clientSecret) => set({ clientSecret })}
            />
            {boxRedirectPort !== null && (
              <div>
                <p className={form['note']}>{t('signIn.boxRedirect')}</p>
                <Command text={boxRedirectUri(boxRedirectPort)} />
              </div>
            )}
          </>
        )}
        <details className={form['more']}>
          <summary>{t('signIn.more')}</summary>
          <div className={form['inner']}>
            <TextField name="name" value={held.name} maxLength={128} onChange={(name) => set({ name })} />
            <fieldset className={classNames(form['inner'], form['group'])}>
              <legend>{t('signIn.addresses')}</legend>
              <TextField name="boxUrl" value={held.boxUrl} onChange={(boxUrl) => set({ boxUrl })} />
              <TextField
                name="boxUploadUrl"
                value={held.boxUploadUrl}
                onChange={(boxUploadUrl) => set({ boxUploadUrl })}
              />
              <TextField name="boxLoginUrl" value={held.boxLoginUrl} onChange={(boxLoginUrl) => set({ boxLoginUrl })} />
            </fieldset>
          </div>
        </details>
        <FailureBox failure={failure} />
      </div>
      <Ends onClose={onClose} isBusy={isBusy} {...(held.how === 'token' ? { submit: t('signIn.useToken') } : {})} />
    </form>
  )
}
