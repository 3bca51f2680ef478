import { Clock, FolderSync, ListTodo, Settings, UserRound } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { EngineClient } from './engine/engine-client.ts'
import { useEngine } from './engine/context.ts'
import { useAsked } from './engine/use-asked.ts'
import styles from './nav.module.css'
import { needsYouOf } from '../shared/words/sentence.ts'
import { screen, screens } from './route.ts'
import type { Screen } from './route.ts'
import { classNames } from './ui/class-names.ts'
import { Mark } from './ui/mark.tsx'
import { useChosen, useValue } from './ui/use-value.ts'
import { useWords } from './words/use-words.ts'

const icons: Readonly<Record<Screen, LucideIcon>> = {
  queue: ListTodo,
  watches: FolderSync,
  history: Clock,
  accounts: UserRound,
  settings: Settings,
}

const askWatches = (client: EngineClient, signal: AbortSignal) => client.watches.list({}, signal)

export function Nav() {
  const { mirror } = useEngine()
  const { t, f } = useWords()
  const now = useValue(screen)
  const accounts = useValue(mirror.status)?.accounts ?? []
  const watches = useAsked(askWatches, true).value
  const needs = useChosen(mirror.summary, (summary) => (summary === null ? 0 : needsYouOf(summary.tallies)))
  const signedOut = accounts.filter(({ state }) => state !== 'ready' && state !== 'not-allowed').length
  const isPractice = accounts.length > 0 && accounts.every(({ kind }) => kind === 'practice')

  function badge(name: Screen) {
    if (name === 'queue' && needs > 0) {
      return { text: f.count(needs), said: t('nav.needYou', { count: needs, n: f.count(needs) }), isBad: true }
    }
    if (name === 'accounts' && signedOut > 0) {
      return { text: f.count(signedOut), said: t('nav.signedOut', { count: signedOut }), isBad: true }
    }
    const count = watches?.length ?? 0
    if (name === 'watches' && count > 0)
      return { text: f.count(count), said: t('nav.folders', { count }), isBad: false }
    return null
  }

  return (
    <nav className={styles['nav']} aria-label={t('nav.name')} data-region="nav">
      <div className={styles['mark']}>
        <Mark />
        <span>Longshore</span>
      </div>
      <ul className={styles['list']}>
        {screens.map((name) => {
          const Icon = icons[name]
          const mine = badge(name)
          return (
            <li key={name}>
              <a className={styles['link']} href={`#/${name}`} aria-current={name === now ? 'page' : undefined}>
                <Icon className={styles['icon']} size={18} strokeWidth={1.75} aria-hidden />
                <span className={styles['text']}>
                  <span className={styles['long']}>{t(`nav.${name}`)}</span>
                  <span className={styles['short']} aria-hidden>
                    {t(`nav.short.${name}`)}
                  </span>
                </span>
                {mine !== null && (
                  <span className={classNames(styles['badge'], mine.isBad && styles['bad'])}>
                    <span aria-hidden>{mine.text}</span>
                    <span className="listen">{mine.said}</span>
                  </span>
                )}
              </a>
            </li>
          )
        })}
      </ul>
      {isPractice && <p className={styles['foot']}>{t('nav.practice')}</p>}
    </nav>
  )
}
