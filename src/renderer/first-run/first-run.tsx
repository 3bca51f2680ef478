import { Cloud, CloudCog, FolderSync, Package } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { allows, usePolicy } from '../engine/use-policy.ts'
import { LinkBanner } from '../engine/link-banner.tsx'
import { DestinationField, isAddress } from '../queue/destination-field.tsx'
import { lastDestination } from '../queue/last-destination.ts'
import { askToSignIn } from '../signing/asked.ts'
import { accountKinds } from '../../shared/contract.ts'
import { Button } from '../ui/button.tsx'
import { Decided } from '../ui/decided.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import { Mark } from '../ui/mark.tsx'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import styles from './first-run.module.css'
import { FirstFiles } from './first-files.tsx'

const steps = 3
const lookEveryMs = 2_000

/** Three steps for somebody who has no account yet: an account, a place, the first file. */
export function FirstRun({ onEnd }: { readonly onEnd: () => void }) {
  const { mirror } = useEngine()
  const { t } = useWords()
  const accounts = useValue(mirror.status)?.accounts ?? []
  const [step, setStep] = useState(1)
  const [to, setTo] = useState('onedrive:/Inbox')
  const heading = useRef<HTMLHeadingElement>(null)
  const hasAccount = accounts.length > 0
  const firstKind = accounts[0]?.kind
  useEffect(() => heading.current?.focus(), [step])
  useEffect(() => {
    if (step !== 1) return undefined
    // Somebody may sign in with the command line meanwhile.
    const timer = setInterval(() => mirror.askStatus(), lookEveryMs)
    return () => clearInterval(timer)
  }, [mirror, step])
  useEffect(() => {
    if (!hasAccount) return
    setStep((now) => Math.max(now, 2))
    // Nobody has seen the field yet.
    if (firstKind === 'box') setTo('box:/Inbox')
  }, [hasAccount, firstKind])
  return (
    <div className={styles['page']}>
      <LinkBanner />
      <main className={styles['main']} data-region="main">
        <header className={styles['head']}>
          <span className={styles['mark']}>
            <Mark size={28} /> Longshore
          </span>
          <span className={styles['step']}>{t('first.step', { step, steps })}</span>
        </header>
        <h1 ref={heading} tabIndex={-1} className={styles['title']}>
          {t(`first.title${step}`)}
        </h1>
        {step === 1 && <Account />}
        {step === 2 && (
          <Place
            to={to}
            onChange={setTo}
            onNext={() => {
              lastDestination.set(to.trim())
              setStep(3)
            }}
          />
        )}
        {step === 3 && <FirstFiles to={to.trim()} onBack={() => setStep(2)} onEnd={onEnd} />}
        <Button look="quiet" className={styles['skip']} onClick={onEnd}>
          {t('first.skip')}
        </Button>
      </main>
    </div>
  )
}

function Account() {
  const { link, mirror } = useEngine()
  const { t } = useWords()
  const [failure, setFailure] = useState<FailureView | null>(null)
  const [isBusy, setBusy] = useState(false)
  const policy = usePolicy()
  const isOffered = (kind: string): boolean => allows(policy?.accountKinds, kind)
  async function practice(): Promise<void> {
    setBusy(true)
    const answer = await link.client.get().accounts.add({ kind: 'practice' })
    setBusy(false)
    setFailure(answer.ok ? null : viewOf(answer.failure, null))
    mirror.askStatus()
  }
  return (
    <>
      <div className={styles['choices']}>
        {isOffered('practice') && (
          <section className={styles['choice']} aria-labelledby="first-practice">
            <CloudCog size={24} strokeWidth={1.5} aria-hidden />
            <h2 id="first-practice">{t('first.practice')}</h2>
            <p>{t('first.practiceText')}</p>
            <Button look="primary" disabled={isBusy} onClick={() => void practice()}>
              {t('first.practiceDo')}
            </Button>
          </section>
        )}
        {(['microsoft', 'box'] as const).filter(isOffered).map((service) => {
          const Icon = service === 'box' ? Package : Cloud
          return (
            <section key={service} className={styles['choice']} aria-labelledby={`first-${service}`}>
              <Icon size={24} strokeWidth={1.5} aria-hidden />
              <h2 id={`first-${service}`}>{t(`accounts.kind.${service}`)}</h2>
              <p>{t(`signIn.about.${service}`)}</p>
              <Button
                aria-label={t('first.signInTo', { service: t(`accounts.kind.${service}`) })}
                onClick={() => askToSignIn({ kind: 'add', service })}
              >
                {t('first.signIn')}
              </Button>
            </section>
          )
        })}
      </div>
      {!accountKinds.every(isOffered) && <Decided>{t('accounts.kindsDecided')}</Decided>}
      <FailureBox failure={failure} />
    </>
  )
}

interface PlaceProps {
  readonly to: string
  readonly onChange: (to: string) => void
  readonly onNext: () => void
}

function Place({ to, onChange, onNext }: PlaceProps) {
  const { t } = useWords()
  const [isChecked, setChecked] = useState(false)
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        if (isAddress(to)) onNext()
      }}
    >
      <p>{t('first.placeText')}</p>
      <DestinationField value={to} isChecked={isChecked} onChange={onChange} />
      <div className={styles['ends']}>
        <Button look="primary" type="submit" icon={<FolderSync size={16} aria-hidden />}>
          {t('first.placeNext')}
        </Button>
      </div>
    </form>
  )
}
