/** What the tray shows: one of five pictures, a sentence, and a menu as data. Pure. */

import { needsYouOf, sentenceOf, unfinishedOf } from '../../shared/words/sentence.ts'
import type { Look } from './queue-look.ts'
import type { ShellWords } from './shell-words.ts'

export const trayStates = ['idle', 'busy', 'paused', 'attention', 'offline'] as const
export type TrayState = (typeof trayStates)[number]

/** What needs a person comes first: it is the only thing that doesn't go on by itself. */
export function trayStateOf({ summary, status }: Look): TrayState {
  if (summary === null || status === null) return 'offline'
  const isSignedOut = status.accounts.some(({ state }) => state !== 'ready')
  if (isSignedOut || needsYouOf(summary.tallies) > 0) return 'attention'
  if (status.offlineSince !== null) return 'offline'
  if (status.paused) return 'paused'
  return unfinishedOf(summary.tallies) - summary.tallies.paused > 0 ? 'busy' : 'idle'
}

/** The head of the page, in one line. */
export function traySentence({ summary, status, speeds }: Look, now: number, { t, f }: ShellWords): string {
  if (summary === null || status === null) return t('tray.noEngine')
  const { paused: isPaused, offlineSince } = status
  const facts = { summary, speeds, now, isPaused, offlineSince, today: now, limit: null }
  const { title, details } = sentenceOf(facts, t, f)
  return [title, ...details].join(' · ')
}

export type TrayAct = 'open' | 'add' | 'pause' | 'resume' | 'accounts' | 'settings' | 'quit'

export interface TrayItem {
  readonly label: string
  /** Null: only to be read. */
  readonly act: TrayAct | null
}

/** Null: a line between two groups. */
export type TrayMenu = readonly (TrayItem | null)[]

export function trayMenu(look: Look, sentence: string, { t, f }: ShellWords): TrayMenu {
  const needs = look.summary === null ? 0 : needsYouOf(look.summary.tallies)
  const signedOut = look.status?.accounts.filter(({ state }) => state !== 'ready') ?? []
  const read = (label: string): TrayItem => ({ label, act: null })
  const does = (act: TrayAct): TrayItem => ({ label: t(`tray.${act}`), act })
  return [
    read(sentence),
    ...(needs > 0 ? [read(t('sentence.needsYou', { count: needs, n: f.count(needs) }))] : []),
    ...signedOut.map(({ name }): TrayItem => ({ label: t('tray.signedOut', { name }), act: 'accounts' })),
    null,
    does('open'),
    does('add'),
    look.status?.paused === true ? does('resume') : does('pause'),
    null,
    does('settings'),
    does('quit'),
  ]
}
