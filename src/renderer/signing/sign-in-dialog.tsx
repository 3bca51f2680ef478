import { useEffect, useMemo, useRef, useState } from 'react'
import { useEngine } from '../engine/context.ts'
import { Dialog } from '../ui/dialog.tsx'
import form from '../ui/form.module.css'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { Again } from './again.tsx'
import { asked } from './asked.ts'
import type { Asked, Service } from './asked.ts'
import { BoxFields } from './box-fields.tsx'
import { ChooseService } from './choose-service.tsx'
import { MicrosoftFields } from './microsoft-fields.tsx'
import { emptyBox, emptyMicrosoft } from './rules.ts'
import type { AuthorizeInput } from './rules.ts'
import { SigningPanel } from './signing-panel.tsx'

/** Whatever was asked for, while it is asked for. */
export function SignInLayer() {
  const what = useValue(asked)
  return what === null ? null : <SignInDialog what={what} onClose={() => asked.set(null)} />
}

/** From the choice of a service to an account that is signed in. What was written stays until the dialog is closed. */
function SignInDialog({ what, onClose }: { readonly what: Asked; readonly onClose: () => void }) {
  const { mirror } = useEngine()
  const { t } = useWords()
  const accounts = useValue(mirror.status)?.accounts ?? []
  const [service, setService] = useState<Service | null>(what.kind === 'add' ? what.service : null)
  const [microsoft, setMicrosoft] = useState(emptyMicrosoft)
  const [box, setBox] = useState(emptyBox)
  const [request, setRequest] = useState<AuthorizeInput | null>(null)
  const [lacksClient, setLacksClient] = useState(false)
  const account = what.kind === 'again' ? accounts.find(({ name }) => name === what.account) : undefined
  const at = what.kind === 'again' ? (account?.kind ?? null) : service
  // Names that are taken when the form is sent; one that comes with this very sign-in is no other.
  const names = useMemo(() => accounts.map(({ name }) => name), [accounts])
  const title =
    what.kind === 'again'
      ? t(account?.state === 'ready' && account.kind === 'microsoft' ? 'signIn.moreTitle' : 'signIn.againTitle', {
          name: visible(what.account),
        })
      : t(service === null ? 'signIn.title' : `signIn.titleOf.${service}`)
  const inside = useRef<HTMLDivElement>(null)
  const isSigning = request !== null
  // What had the focus is gone with the step before; on the way in the dialog itself places it.
  useEffect(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return
    if (!isSigning) inside.current?.querySelector<HTMLElement>('input, select, button')?.focus()
  }, [isSigning, service])
  const start = (wanted: AuthorizeInput): void => {
    setLacksClient(false)
    setRequest(wanted)
  }

  function body() {
    if (request !== null) {
      return (
        <SigningPanel
          request={request}
          service={at ?? 'microsoft'}
          onRequest={start}
          onBack={(code) => {
            setLacksClient(code === 'client-id-missing')
            setRequest(null)
          }}
          onClose={onClose}
        />
      )
    }
    if (what.kind === 'again') return <Again name={what.account} account={account} onStart={start} onClose={onClose} />
    const parts = { names, lacksClient, onStart: start, onClose }
    if (service === 'microsoft') return <MicrosoftFields {...parts} held={microsoft} onChange={setMicrosoft} />
    if (service === 'box') return <BoxFields {...parts} held={box} onChange={setBox} />
    return (
      <ChooseService
        hasPractice={accounts.some(({ kind }) => kind === 'practice')}
        onChoose={setService}
        onClose={onClose}
      />
    )
  }
  return (
    <Dialog isOpen title={<bdi>{title}</bdi>} closeName={t('dialog.close')} onClose={onClose}>
      <div ref={inside} className={form['form']}>
        {body()}
      </div>
    </Dialog>
  )
}
