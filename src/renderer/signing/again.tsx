import { useState } from 'react'
import type { FormEvent } from 'react'
import type { AccountView } from '../../shared/contract.ts'
import form from '../ui/form.module.css'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { Ends } from './ends.tsx'
import { TextField } from './fields.tsx'
import { Purposes } from './purposes.tsx'
import { againRequest, purposes } from './rules.ts'
import type { AuthorizeInput, MicrosoftForm } from './rules.ts'

interface AgainProps {
  readonly name: string
  /** Undefined where it was removed meanwhile; the engine says so. */
  readonly account: AccountView | undefined
  readonly onStart: (request: AuthorizeInput) => void
  readonly onClose: () => void
}

/** The same person as before. What the account may be used for stays, and can grow on the way. */
export function Again({ name, account, onStart, onClose }: AgainProps) {
  const { t } = useWords()
  const [more, setMore] = useState<MicrosoftForm['purposes']>([])
  const [clientSecret, setClientSecret] = useState('')
  const isBox = account?.kind === 'box'
  const start = (event: FormEvent | null, way: 'browser' | 'device-code'): void => {
    event?.preventDefault()
    onStart({ ...againRequest(name, { more, clientSecret }), way })
  }
  return (
    <form className={form['form']} noValidate onSubmit={(event) => start(event, 'browser')}>
      <div className={form['fields']}>
        <p>
          {account?.user === null || account === undefined
            ? t('signIn.againText')
            : t('signIn.againAs', { user: visible(account.user) })}
        </p>
        {isBox ? (
          <details className={form['more']}>
            <summary>{t('signIn.more')}</summary>
            <TextField name="newSecret" isSecret value={clientSecret} maxLength={4_096} onChange={setClientSecret} />
          </details>
        ) : (
          <Purposes isMore chosen={more} possible={purposes} error={null} onChange={setMore} />
        )}
      </div>
      <Ends {...(isBox ? {} : { onCode: () => start(null, 'device-code') })} onClose={onClose} />
    </form>
  )
}
