/** When somebody who looks elsewhere is told something, and what. Pure. */

import type { Status } from '../../shared/contract.ts'
import { needsYouOf, unfinishedOf } from '../../shared/words/sentence.ts'
import type { Look } from './queue-look.ts'
import type { ShellWords } from './shell-words.ts'

export type NoticeKind = 'finished' | 'needsYou' | 'signedOut'

export interface Notice {
  readonly kind: NoticeKind
  readonly title: string
  readonly body: string
}

/** What was told last, and what the queue was like then. */
export interface Told {
  readonly at: Readonly<Partial<Record<NoticeKind, number>>>
  readonly needs: number
  readonly done: number
  readonly isBusy: boolean
  readonly signedOut: readonly string[]
}

/** One of a kind a minute: a folder that fills up must not ring all day. */
const everyMs = 60_000

function signedOutOf(status: Status | null): string[] {
  return status?.accounts.filter(({ state }) => state !== 'ready').map(({ name }) => name) ?? []
}

/** Where nothing was told yet: what is there already at the start is no news. */
export function toldAtStart({ summary, status }: Look): Told {
  const tallies = summary?.tallies
  return {
    at: {},
    needs: tallies === undefined ? 0 : needsYouOf(tallies),
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
  const { summary, status } = look
  if (summary === null) return { notices: [], told }
  const after = toldAtStart(look)
  const found: Notice[] = []
  const mayTell = (kind: NoticeKind): boolean => !isSeen && now - (told.at[kind] ?? -Infinity) >= everyMs

  const signedOut = after.signedOut.filter((name) => !told.signedOut.includes(name))
  if (signedOut.length > 0 && mayTell('signedOut')) {
    const title = t('shell.signedOutTitle', { name: signedOut.join(', ') })
    found.push({ kind: 'signedOut', title, body: t('shell.signedOutBody') })
  }
  if (after.needs > told.needs && mayTell('needsYou')) {
    const title = t('sentence.needsYou', { count: after.needs, n: f.count(after.needs) })
    found.push({ kind: 'needsYou', title, body: t('shell.needsYouBody') })
  }
  const isOver = told.isBusy && !after.isBusy && after.done > told.done
  if (isOver && mayTell('finished')) {
    const count = after.done - told.done
    const body = t('shell.finishedBody', { count, n: f.count(count) })
    found.push({ kind: 'finished', title: t('sentence.allDone'), body })
  }
  const at = { ...told.at, ...Object.fromEntries(found.map(({ kind }) => [kind, now])) }
  // Counted from where the work began, so that the end can say how much it was.
  const done = after.isBusy && told.isBusy ? told.done : after.done
  // Where it was too soon to tell, it is still news the next time. Status that isn't known changes nothing.
  const needs =
    after.needs > told.needs && !isSeen && !found.some(({ kind }) => kind === 'needsYou') ? told.needs : after.needs
  return {
    notices: found,
    told: { at, needs, done, isBusy: after.isBusy, signedOut: status === null ? told.signedOut : after.signedOut },
  }
}
