import { useState } from 'react'
import type { FormEvent } from 'react'
import { allows, usePolicy } from '../engine/use-policy.ts'
import { Decided } from '../ui/decided.tsx'
import form from '../ui/form.module.css'
import { Field } from '../ui/field.tsx'
import { classNames } from '../ui/class-names.ts'
import input from '../ui/input.module.css'
import { useWords } from '../words/use-words.ts'
import { Ends } from './ends.tsx'
import { ClientField, TextField } from './fields.tsx'
import type { FieldsProps } from './fields.tsx'
import { changed, clouds, inAllowedCloud, microsoftProblem, microsoftRequest, peopleIn, purposesOf } from './rules.ts'
import type { MicrosoftForm } from './rules.ts'
import { Purposes } from './purposes.tsx'
import { useRegistered } from './use-registered.ts'

export function MicrosoftFields({
  held: typed,
  names,
  lacksClient,
  onChange,
  onStart,
  onClose,
}: FieldsProps<MicrosoftForm>) {
  const { t } = useWords()
  const policy = usePolicy()
  const allowed = clouds.filter((cloud) => allows(policy?.clouds, cloud))
  const held = inAllowedCloud(typed, allowed)
  const { microsoftClientId } = useRegistered()
  const [isChecked, setChecked] = useState(false)
  const set = (part: Partial<MicrosoftForm>): void => onChange(changed(held, part))
  const problem = isChecked ? microsoftProblem(held) : null
  const submit = (event: FormEvent | null, way: 'browser' | 'device-code'): void => {
    event?.preventDefault()
    setChecked(true)
    if (microsoftProblem(held) === null) onStart({ ...microsoftRequest(held, names), way })
  }
  const client = (
    <ClientField
      service="microsoft"
      value={held.clientId}
      known={microsoftClientId}
      isMissing={lacksClient && held.clientId.trim() === ''}
      onChange={(clientId) => set({ clientId })}
    />
  )
  const isConfigured = microsoftClientId !== null && !lacksClient
  return (
    <form className={form['form']} noValidate onSubmit={(event) => submit(event, 'browser')}>
      <div className={form['fields']}>
        <Purposes
          chosen={held.purposes}
          possible={purposesOf(held.people)}
          error={problem === 'purposes' ? t('signIn.purposesMissing') : null}
          onChange={(purposes) => set({ purposes })}
        />
        <div className={form['pair']}>
          <Field label={t('signIn.people')}>
            {(ties) => (
              <select
                {...ties}
                className={input['input']}
                value={held.people}
                disabled={held.tenant.trim() !== ''}
                onChange={({ target }) => set({ people: target.value as MicrosoftForm['people'] })}
              >
                {peopleIn(held.cloud).map((each) => (
                  <option key={each} value={each}>
                    {t(`signIn.peopleIs.${each}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('signIn.cloud')}>
            {(ties) => (
              <select
                {...ties}
                className={input['input']}
                value={held.cloud}
                onChange={({ target }) => set({ cloud: target.value as MicrosoftForm['cloud'] })}
              >
                {allowed.map((cloud) => (
                  <option key={cloud} value={cloud}>
                    {t(`cloud.${cloud}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        {allowed.length < clouds.length && <Decided>{t('signIn.cloudsDecided')}</Decided>}
        {!isConfigured && client}
        <details className={form['more']}>
          <summary>{t('signIn.more')}</summary>
          <div className={form['inner']}>
            <TextField name="name" value={held.name} maxLength={128} onChange={(name) => set({ name })} />
            <TextField name="tenant" value={held.tenant} maxLength={128} onChange={(tenant) => set({ tenant })} />
            {isConfigured && client}
            <fieldset className={classNames(form['inner'], form['group'])}>
              <legend>{t('signIn.addresses')}</legend>
              <TextField name="graphUrl" value={held.graphUrl} onChange={(graphUrl) => set({ graphUrl })} />
              <TextField name="loginUrl" value={held.loginUrl} onChange={(loginUrl) => set({ loginUrl })} />
            </fieldset>
          </div>
        </details>
      </div>
      <Ends onCode={() => submit(null, 'device-code')} onClose={onClose} />
    </form>
  )
}
