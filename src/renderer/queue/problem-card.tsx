import { Ban, CircleAlert, Copy, Ellipsis, Info, LogIn, RotateCw, X } from 'lucide-react'
import { useId, useState } from 'react'
import { useEngine } from '../engine/context.ts'
import { copy } from '../platform.ts'
import { askToSignIn } from '../signing/asked.ts'
import { Button } from '../ui/button.tsx'
import { CodeText } from '../ui/code-text.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu } from '../ui/menu.tsx'
import { visible } from '../ui/visible.ts'
import { nameOf, placeOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import { can } from './acts.ts'
import { Answers, asks } from './answers.tsx'
import type { Looked } from './details.tsx'
import styles from './problem-card.module.css'
import { isOfAccount } from './problems.ts'
import type { Problem } from './problems.ts'
import { told } from './row-words.ts'

interface ProblemCardProps {
  readonly problem: Problem
  readonly onDismiss: (ids: readonly string[]) => void
  readonly onLook: (looked: Looked) => void
}

/** What happened, to which files, what happens next, and what one can do. */
export function ProblemCard({ problem, onDismiss, onLook }: ProblemCardProps) {
  const { commands, notices } = useEngine()
  const { t, f, said } = useWords()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const { failure, rows } = problem
  const [first] = rows
  if (first === undefined) return null
  const { message, nextStep } = said(failure)
  const ids = rows.map((row) => row.id)
  const name = visible(nameOf(first.path))
  const object = rows.length === 1 ? name : t('needs.files', { count: rows.length, n: f.count(rows.length) })
  const isAsking = asks(rows)
  const canCancel = rows.every(({ state }) => can('cancel', state))
  const details = [`${failure.code}: ${message}`, nextStep, ...rows.map(({ path }) => path)].join('\n')
  // One thing stopped them all: those that nobody has looked at, too.
  const retry = (): void =>
    void (rows.length === 1
      ? commands.retry(ids)
      : commands.retryCause(failure.code, isOfAccount(failure.code) ? first.account : null))
  const copyDetails = async (): Promise<void> => {
    const isCopied = await copy(details)
    notices.show({ text: t(isCopied ? 'notice.copied' : 'notice.notCopied'), isBad: !isCopied })
  }
  return (
    <article className={styles['card']} aria-labelledby={id}>
      <CircleAlert size={16} aria-hidden className={styles['sign']} />
      <div className={styles['said']}>
        <h3 id={id}>
          <bdi>
            {rows.length === 1 || isOfAccount(failure.code) ? told(message, failure.retryAt, f, Date.now()) : object}
          </bdi>
        </h3>
        {rows.length > 1 && !isOfAccount(failure.code) && (
          <p>
            {t('needs.forExample')} <bdi>{told(message, failure.retryAt, f, Date.now())}</bdi>
          </p>
        )}
        <p>
          <CodeText text={told(nextStep, failure.retryAt, f, Date.now())} />
        </p>
        <p className={styles['where']}>
          {rows.length === 1 || !isOfAccount(failure.code) ? '' : `${object} · `}
          <bdi>{placeOf(first.destination, t('place.home'))}</bdi>
          {' · '}
          <code>{visible(failure.code)}</code>
        </p>
        {isOpen && (
          <ul className={styles['files']}>
            {rows.map((row) => (
              <li key={row.id}>
                <button type="button" className={styles['file']} onClick={() => onLook({ id: row.id, isWhy: false })}>
                  <bdi>{visible(nameOf(row.path))}</bdi>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={styles['acts']}>
        {failure.code === 'signed-out' && (
          <Button
            icon={<LogIn size={14} aria-hidden />}
            aria-label={t('accounts.signInOf', { name: visible(first.account) })}
            onClick={() => askToSignIn({ kind: 'again', account: first.account })}
          >
            {t('accounts.signInAgain')}
          </Button>
        )}
        {/* Signing in sets them going by itself; trying before is of no use. */}
        {isAsking && <Answers ids={ids} object={object} />}
        {failure.code !== 'signed-out' && !isAsking && (
          <Button
            icon={<RotateCw size={14} aria-hidden />}
            aria-label={t('act.retryOf', { name: object })}
            onClick={retry}
          >
            {rows.length === 1 ? t('act.retry') : t('act.retryAll')}
          </Button>
        )}
        {rows.length > 1 && (
          <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t(isOpen ? 'needs.hideFiles' : 'needs.showFiles')}
          </Button>
        )}
        <Menu
          trigger={
            <IconButton
              name={t('act.moreOf', { name: object })}
              hint={t('act.more')}
              icon={<Ellipsis size={16} aria-hidden />}
            />
          }
          items={[
            ...(isAsking
              ? [
                  {
                    key: 'retry',
                    text: t(rows.length === 1 ? 'act.retry' : 'act.retryAll'),
                    icon: <RotateCw size={16} aria-hidden />,
                    onPick: retry,
                  },
                ]
              : []),
            ...(rows.length === 1
              ? [
                  {
                    key: 'why',
                    text: t('act.why'),
                    icon: <Info size={16} aria-hidden />,
                    onPick: () => onLook({ id: first.id, isWhy: true }),
                  },
                ]
              : []),
            {
              key: 'copy',
              text: t('act.copyDetails'),
              icon: <Copy size={16} aria-hidden />,
              onPick: () => void copyDetails(),
            },
            canCancel
              ? {
                  key: 'cancel',
                  text: t('act.cancel'),
                  icon: <Ban size={16} aria-hidden />,
                  isDanger: true,
                  onPick: () => commands.cancel(ids),
                }
              : {
                  key: 'dismiss',
                  text: t('act.dismiss'),
                  icon: <X size={16} aria-hidden />,
                  onPick: () => onDismiss(ids),
                },
          ]}
        />
      </div>
    </article>
  )
}
