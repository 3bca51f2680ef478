import { CircleAlert, CircleCheck, ExternalLink } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import type { FailureView } from '../../shared/failure.ts'
import { Command } from '../accounts/command.tsx'
import { bridge } from '../platform.ts'
import { Button } from '../ui/button.tsx'
import button from '../ui/button.module.css'
import { classNames } from '../ui/class-names.ts'
import { CodeText } from '../ui/code-text.tsx'
import form from '../ui/form.module.css'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { CodeView } from './code-view.tsx'
import type { AuthorizeInput } from './rules.ts'
import { linkTo } from './signing.ts'
import type { Signing } from './signing.ts'
import styles from './signing-panel.module.css'
import { useSigning } from './use-signing.ts'

interface SigningPanelProps {
  readonly request: AuthorizeInput
  readonly service: 'microsoft' | 'box' | 'practice'
  /** Another try, or another way. */
  readonly onRequest: (request: AuthorizeInput) => void
  /** To what was written before, with the failure's code where one leads there. */
  readonly onBack: (code: string | null) => void
  readonly onClose: () => void
}

/** One sign-in from its start to its end. Closing it calls the sign-in off. */
export function SigningPanel({ request, service, onRequest, onBack, onClose }: SigningPanelProps) {
  const { t } = useWords()
  const signing = useSigning(request)
  const panel = useRef<HTMLDivElement>(null)
  // Who has come back from another window finds the focus where it goes on.
  useEffect(() => {
    // After the dialog has looked after what went: in the next frame it takes the focus to itself.
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        const first = panel.current?.querySelector<HTMLElement>('[data-first]') ?? panel.current
        first?.focus()
      })
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [signing.at])
  const isOver = signing.at === 'done' || signing.at === 'failed'
  const other = request.way === 'device-code' ? 'browser' : 'device-code'
  return (
    <div className={classNames(form['form'], styles['panel'])} ref={panel} tabIndex={-1}>
      <div className={classNames(form['fields'], styles['body'])}>
        <div role="status" className={styles['said']}>
          <Said signing={signing} service={t(`accounts.kind.${service}`)} />
        </div>
        <Doing signing={signing} />
      </div>
      <div className={form['ends']}>
        {!isOver && service !== 'box' && (
          <Button look="quiet" className={form['aside']} onClick={() => onRequest({ ...request, way: other })}>
            {t(other === 'browser' ? 'signIn.withBrowser' : 'signIn.withCode')}
          </Button>
        )}
        {!isOver && <Button onClick={() => onBack(null)}>{t('signIn.callOff')}</Button>}
        {signing.at === 'done' && (
          <Button look="primary" data-first onClick={onClose}>
            {t('signIn.close')}
          </Button>
        )}
        {signing.at === 'failed' && (
          <>
            <Button onClick={() => onBack(signing.failure.code)}>{t('signIn.change')}</Button>
            <Button look="primary" data-first onClick={() => onRequest({ ...request })}>
              {t('signIn.again')}
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

/** What is going on, for those who see and those who listen. */
function Said({ signing, service }: { readonly signing: Signing; readonly service: string }): ReactNode {
  const { t } = useWords()
  switch (signing.at) {
    case 'starting':
      return <p>{t('signIn.starting', { service })}</p>
    case 'browser':
      return (
        <div className={styles['steps']}>
          <p>
            {t(signing.opened ? 'signIn.opened' : bridge() === null ? 'signIn.link' : 'signIn.notOpened', { service })}
          </p>
          <p className={styles['then']}>{t('signIn.goesOn')}</p>
        </div>
      )
    case 'code':
      return <p>{t('signIn.code')}</p>
    case 'done':
      return <Done name={signing.account.name} user={signing.account.user} />
    case 'failed':
      return <Failed failure={signing.failure} />
  }
}

/** What one can do about it. */
function Doing({ signing }: { readonly signing: Signing }): ReactNode {
  const { t } = useWords()
  if (signing.at === 'code') return <CodeView {...signing} />
  if (signing.at !== 'browser') return null
  const href = linkTo(signing.url)
  // The app shows no other page than its own: what the engine's host could not open is copied.
  if (href === null || bridge() !== null) return signing.opened ? null : <Command text={visible(signing.url)} />
  return (
    <a
      className={classNames(button['button'], button['primary'], styles['link'])}
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      data-first
    >
      <ExternalLink size={16} aria-hidden />
      {t('signIn.openPage')}
    </a>
  )
}

function Done({ name, user }: { readonly name: string; readonly user: string | null }) {
  const { t } = useWords()
  return (
    <p className={styles['ended']}>
      <CircleCheck size={20} aria-hidden className={styles['good']} />
      <bdi>
        {user === null ? t('signIn.done', { name: visible(name) }) : t('signIn.doneAs', { user: visible(user) })}
      </bdi>
    </p>
  )
}

function Failed({ failure }: { readonly failure: FailureView }) {
  const { message, nextStep } = useWords().refused(failure)
  return (
    <div className={styles['ended']}>
      <CircleAlert size={20} aria-hidden className={styles['bad']} />
      <div>
        <p>
          <strong>{visible(message)}</strong>
        </p>
        <p className={styles['then']}>
          <CodeText text={visible(nextStep)} />
        </p>
      </div>
    </div>
  )
}
