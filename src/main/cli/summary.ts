/** How the transfers that a command looked after stand at its end. */

import type { PublicState } from '../../shared/lifecycle.ts'

export interface Summary {
  /** All that the command looked after; the others say how they ended. */
  readonly queued: number
  readonly done: number
  readonly skipped: number
  readonly failed: number
  readonly blocked: number
  readonly paused: number
  readonly canceled: number
  /** Not at an end when the time ran out. */
  readonly timedOut: number
}

/** A transfer in one of these needs no more waiting: it is final, or only a person can get it on. */
const ends = new Set<PublicState>(['done', 'skipped', 'failed', 'canceled', 'blocked', 'paused'])

export function isEnded(state: PublicState): boolean {
  return ends.has(state)
}

export function summaryOf(counts: Readonly<Partial<Record<PublicState, number>>>, isTimedOut: boolean): Summary {
  const of = (state: PublicState): number => counts[state] ?? 0
  const queued = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const ended = [...ends].reduce((sum, state) => sum + of(state), 0)
  return {
    queued,
    done: of('done'),
    skipped: of('skipped'),
    failed: of('failed'),
    blocked: of('blocked'),
    paused: of('paused'),
    canceled: of('canceled'),
    timedOut: isTimedOut ? queued - ended : 0,
  }
}

const words = ['done', 'skipped', 'failed', 'blocked', 'paused', 'canceled'] as const

/** One line for people: `3 done, 1 failed`. */
export function summaryLine(summary: Summary): string {
  const parts = words.filter((word) => summary[word] > 0).map((word) => `${summary[word]} ${word}`)
  if (summary.timedOut > 0) parts.push(`${summary.timedOut} not finished in time`)
  return parts.length === 0 ? 'Nothing to wait for.' : `${parts.join(', ')}.`
}
