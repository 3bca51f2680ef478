/**
 * When is a file finished being written? Decided only from what we saw of it and when, by a clock that nobody can set:
 * the file's own times are kept by other programs, restored by copies, and written in other time zones.
 */

import { type Fingerprint, sameVersion } from '../ports/source.ts'
import type { Step } from '../ports/store.ts'

/** What we saw of one file so far. Times are monotonic. */
export interface Observation {
  readonly fingerprint: Fingerprint
  readonly firstSeenAt: number
  /** When this version was seen first. */
  readonly changedAt: number
  /** When it was seen last. */
  readonly seenAt: number
  /** How often it was another one than the last time. */
  readonly changes: number
}

export type SettleDecision =
  | { readonly kind: 'settled' }
  /** Look again at `until`. */
  | { readonly kind: 'wait'; readonly until: number }
  /** As `wait`, and it was seen to change: somebody should be told. */
  | { readonly kind: 'still-writing'; readonly until: number }

/** A file that changes and rests, again and again, is sent so often within an hour, and then not before the hour is over. */
export const mostAnHour = 6
/** Steps of one file: each sending is told in several. */
export const lookedBack = 200
const hourMs = 3_600_000

/**
 * @param steps what was told of the file on its way to one destination, oldest first
 * @returns when it may be given to the queue again, epoch ms; null: now
 */
export function nextSendOf(steps: readonly Step[], now: number): number | null {
  // What a clock that was put back shows in the future says nothing.
  const recent = steps.filter(({ what, at }) => what === 'queued' && at <= now && at > now - hourMs)
  const oldest = recent.at(-mostAnHour)
  return oldest === undefined ? null : oldest.at + hourMs
}

/** A file that never rests is looked at less and less often, but at least this often. */
const longestPauseMs = 60_000

export function observe(before: Observation | null, fingerprint: Fingerprint, now: number): Observation {
  if (before === null) return { fingerprint, firstSeenAt: now, changedAt: now, seenAt: now, changes: 0 }
  if (sameVersion(before.fingerprint, fingerprint)) return { ...before, seenAt: now }
  return { ...before, fingerprint, changedAt: now, seenAt: now, changes: before.changes + 1 }
}

/**
 * Settled means: seen twice, at least `settleMs` apart, and never different in between; or never at rest for `longestMs`.
 */
export function settle(seen: Observation, settleMs: number, longestMs = Number.POSITIVE_INFINITY): SettleDecision {
  if (seen.seenAt - seen.changedAt >= settleMs || seen.seenAt - seen.firstSeenAt >= longestMs)
    return { kind: 'settled' }
  const last = seen.firstSeenAt + longestMs
  if (seen.changes === 0) return { kind: 'wait', until: Math.min(last, seen.changedAt + settleMs) }
  const pause = Math.min(longestPauseMs, (seen.changedAt - seen.firstSeenAt) / 10)
  return { kind: 'still-writing', until: Math.min(last, seen.changedAt + Math.max(settleMs, pause)) }
}
