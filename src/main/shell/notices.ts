/** When somebody who looks elsewhere is told something, and what. Pure. */

import type { Status } from '../../shared/contract.ts'
import type { Tallies } from '../../shared/transfer.ts'
import { settingOf } from '../../shared/settings.ts'
import { needsYouOf, unfinishedOf } from '../../shared/words/sentence.ts'
import type { Look } from './queue-look.ts'
import type { ShellWords } from './shell-words.ts'

export type NoticeKind = 'finished' | 'needsYou' | 'signedOut'

export interface Notice {
  readonly kind: NoticeKind
  readonly title: string
  readonly body: string
  /** Those that it asks to sign in again. */
  readonly accounts?: readonly string[]
}

/** What was told last, and what the queue was like then. */
export interface Told {
  readonly at: Readonly<Partial<Record<NoticeKind, number>>>
  /** When each account was asked to be signed in again. */
  readonly askedAt: Readonly<Record<string, number>>
  readonly needs: number
  readonly done: number
  readonly isBusy: boolean
  /** Null: not known yet. */
  readonly signedOut: readonly string[] | null
}

/** One a minute, whatever happens: a folder that fills up must not ring all day. What comes at once is one notice. */
const everyMs = 60_000

/** Which comes first in a notice of several. */
const order: readonly NoticeKind[] = ['signedOut', 'needsYou', 'finished']

function asOne(found: readonly Notice[]): Notice[] {
  const [first, ...others] = order.flatMap((kind) => found.filter((notice) => notice.kind === kind))
  if (first === undefined) return []
  const also = others.map(({ kind, title, body }) => (kind === 'finished' ? body : title))
  return [{ ...first, body: also.length === 0 ? first.body : [...also, first.body].join(' · ') }]
}

function signedOutOf(status: Status | null): string[] | null {
  return (
    status?.accounts.filter(({ state }) => state !== 'ready' && state !== 'not-allowed').map(({ name }) => name) ?? null
  )
}

/** What waits for a sign-in is told with the account. */
function needsOf(tallies: Tallies, blockedOtherwise: number | null): number {
  const waiting = blockedOtherwise === null ? 0 : Math.max(0, tallies.blocked - blockedOtherwise)
  return needsYouOf(tallies) - waiting
}

/** Where nothing was told yet: what is there already at the start is no news. */
export function toldAtStart({ summary, status, blockedOtherwise }: Look): Told {
  const tallies = summary?.tallies
  return {
    at: {},
    askedAt: {},
    needs: tallies === undefined ? 0 : needsOf(tallies, blockedOtherwise),
    done: tallies?.done ?? 0,
    isBusy: tallies !== undefined && unfinishedOf(tallies) > 0,
    signedOut: signedOutOf(status),
  }
}

/**
 * `isSeen`: somebody looks at the window, so nothing has to be said.
 *
 * @returns what to say now, and what to remember until the next time
 */
export function noticesOf(
  look: Look,
  told: Told,
  isSeen: boolean,
  now: number,
  { t, f }: ShellWords,
): { readonly notices: readonly Notice[]; readonly told: Told } {
  if (look.summary === null) return { notices: [], told }
  const after = toldAtStart(look)
  const found: Notice[] = []
  /** What is news and can't be told yet: it stays news until it is told, or seen. */
  const kept = new Set<NoticeKind>()
  const isFree = now - Math.max(-Infinity, ...Object.values(told.at)) >= everyMs
  const isWanted = (kind: NoticeKind): boolean => !isSeen && settingOf(`notifications.${kind}`, look.settings)
  const tell = (kind: NoticeKind, title: string, body: string): void => {
    if (!isWanted(kind)) return
    if (isFree) found.push({ kind, title, body })
    else kept.add(kind)
  }

  const signedOut = told.signedOut === null ? [] : (after.signedOut ?? []).filter(isNotIn(told.signedOut))
  const isDue = (name: string): boolean => isFree && now - (told.askedAt[name] ?? -Infinity) >= everyMs
  const asked = isWanted('signedOut') ? signedOut.filter(isDue) : []
  if (asked.length > 0) {
    const title = t('shell.signedOutTitle', { name: asked.join(', ') })
    found.push({ kind: 'signedOut', title, body: t('shell.signedOutBody'), accounts: asked })
  }
  const later = isWanted('signedOut') ? signedOut.filter((name) => !isDue(name)) : []
  if (after.needs > told.needs) {
    const title = t('sentence.needsYou', { count: after.needs, n: f.count(after.needs) })
    tell('needsYou', title, t('shell.needsYouBody'))
  }
  if (told.isBusy && !after.isBusy && after.done > told.done) {
    const count = after.done - told.done
    tell('finished', t('sentence.allDone'), t('shell.finishedBody', { count, n: f.count(count) }))
  }
  const isBusy = after.isBusy || kept.has('finished')
  return {
    notices: asOne(found),
    told: {
      at: { ...told.at, ...Object.fromEntries(found.map(({ kind }) => [kind, now])) },
      askedAt: { ...told.askedAt, ...Object.fromEntries(asked.map((name) => [name, now])) },
      needs: kept.has('needsYou') ? told.needs : after.needs,
      // Counted from where the work began, so that the end can say how much it was.
      done: isBusy && told.isBusy ? told.done : after.done,
      isBusy,
      // A status that isn't known changes nothing.
      signedOut: after.signedOut?.filter(isNotIn(later)) ?? told.signedOut,
    },
  }
}

const isNotIn =
  (names: readonly string[]) =>
  (name: string): boolean =>
    !names.includes(name)
