/** What the tray shows: one of six pictures, a sentence, and a menu as data. Pure. */

import { pauseEnd, pauseLengths } from '../../shared/pause-ends.ts'
import type { PauseLength } from '../../shared/pause-ends.ts'
import { settingOf } from '../../shared/settings.ts'
import { pauseChoices } from '../../shared/words/pause.ts'
import { needsYouOf, sentenceOf, unfinishedOf } from '../../shared/words/sentence.ts'
import type { Look } from './queue-look.ts'
import type { ShellWords } from './shell-words.ts'

export const trayStates = ['idle', 'busy', 'paused', 'attention', 'sign-in', 'offline'] as const
export type TrayState = (typeof trayStates)[number]

/** What needs a person comes first: it is the only thing that doesn't go on by itself. */
export function trayStateOf({ summary, status }: Look): TrayState {
  if (summary === null || status === null) return 'offline'
  if (status.accounts.some(({ state }) => state !== 'ready')) return 'sign-in'
  if (needsYouOf(summary.tallies) > 0) return 'attention'
  if (status.offlineSince !== null) return 'offline'
  if (status.paused) return 'paused'
  return unfinishedOf(summary.tallies) - summary.tallies.paused > 0 ? 'busy' : 'idle'
}

/** The head of the page, in one line. */
export function traySentence({ summary, status }: Look, now: number, { t, f }: ShellWords): string {
  if (summary === null || status === null) return t('tray.noEngine')
  const { paused: isPaused, pausedUntil = null, pausedBy = null, offlineSince } = status
  const { bytesPerSecond: limit = null, until: limitUntil = null } = status.limit ?? {}
  const facts = { summary, isPaused, pausedUntil, pausedBy, offlineSince, today: now, limit, limitUntil }
  const { title, details } = sentenceOf(facts, t, f)
  return [title, ...details].join(' · ')
}

/** `speed 2000000`: so many bytes a second from now on; `speed none`: as fast as it goes. */
type SpeedAct = `speed ${number | 'none'}`

/** `pause 30m`: everything, for so long. */
type PauseAct = `pause ${PauseLength}`

/** What the app does itself. */
export type OwnAct = 'open' | 'add' | 'accounts' | 'settings' | 'quit'

export type TrayAct = OwnAct | 'pause' | 'resume' | SpeedAct | PauseAct

export interface TrayItem {
  readonly label: string
  /** Null: only to be read. */
  readonly act: TrayAct | null
  /** One of several of which one holds. */
  readonly isChosen?: boolean
  readonly items?: readonly TrayItem[]
}

/** What can be had by two clicks; any other limit is on the settings' screen. */
const speeds = [10_000_000, 5_000_000, 2_000_000, 500_000] as const

export function isSpeedAct(act: TrayAct): act is SpeedAct {
  return act.startsWith('speed ')
}

/** What it sets the limit to; null: none. */
export function speedOf(act: SpeedAct): number | null {
  const speed = act.slice('speed '.length)
  return speed === 'none' ? null : Number(speed)
}

/** The end of the pause that it asks for, epoch ms; null: it asks for none. */
export function pauseEndOf(act: TrayAct, now: number): number | null {
  const length = pauseLengths.find((each) => act === `pause ${each}`)
  return length === undefined ? null : pauseEnd(length, now)
}

function pauseMenu(now: number, { t, f }: ShellWords): TrayItem {
  const timed = pauseChoices(now, t, f).map(({ length, text }): TrayItem => ({ label: text, act: `pause ${length}` }))
  return { label: t('pause.all'), act: null, items: [...timed, { label: t('pause.open'), act: 'pause' }] }
}

/** Null where it can't be chosen here: the week's plan says something now, or there is no engine. */
function speedMenu({ status, settings }: Look, now: number, { t, f }: ShellWords): TrayItem | null {
  const limit = status?.limit
  if (limit === undefined) return null
  const label = t('tray.speed')
  if (limit.until !== null) {
    const said = limit.bytesPerSecond === null ? t('week.free') : f.speed(limit.bytesPerSecond)
    const planned = t('tray.planned', { speed: said, time: f.time(Date.parse(limit.until), now) })
    return { label, act: null, items: [{ label: planned, act: null }] }
  }
  const usual = settingOf('bandwidth.bytesPerSecond', settings)
  const choices = [null, ...new Set([...(usual === null ? [] : [usual]), ...speeds])]
  return {
    label,
    act: null,
    items: choices.map((speed) => ({
      label: speed === null ? t('tray.full') : f.speed(speed),
      act: `speed ${speed ?? 'none'}`,
      isChosen: speed === usual,
    })),
  }
}

/** Null: a line between two groups. */
export type TrayMenu = readonly (TrayItem | null)[]

export function trayMenu(look: Look, sentence: string, words: ShellWords, now = 0): TrayMenu {
  const { t, f } = words
  const speed = speedMenu(look, now, words)
  const needs = look.summary === null ? 0 : needsYouOf(look.summary.tallies)
  const signedOut = look.status?.accounts.filter(({ state }) => state !== 'ready') ?? []
  const read = (label: string): TrayItem => ({ label, act: null })
  const does = (act: Exclude<TrayAct, SpeedAct | PauseAct>): TrayItem => ({ label: t(`tray.${act}`), act })
  return [
    read(sentence),
    ...(needs > 0 ? [read(t('sentence.needsYou', { count: needs, n: f.count(needs) }))] : []),
    ...signedOut.map(({ name }): TrayItem => ({ label: t('tray.signedOut', { name }), act: 'accounts' })),
    null,
    does('open'),
    does('add'),
    look.status?.paused === true ? does('resume') : pauseMenu(now, words),
    ...(speed === null ? [] : [speed]),
    null,
    does('settings'),
    does('quit'),
  ]
}
