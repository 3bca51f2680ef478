/** What was confirmed lately, of all that goes on and of each file: from it follows how long they still take. */

import { isActive } from '../../../shared/lifecycle.ts'
import type { Clock } from '../ports/clock.ts'
import type { Transfer } from '../ports/store.ts'
import { type Done, type Left, leastSeenMs, timeLeft } from './time-left.ts'

/** Long enough for a line that comes and goes, short enough to follow one that is another by now. */
const keptMs = 60_000
/** Of a slow line that many are kept, however long ago. */
const leastKept = 8
/** What happens within that counts as one moment. */
const momentMs = 500
/** Nothing was under way for so long: what comes then is seen anew. */
const restMs = 2_000

interface Active {
  readonly isSmall: boolean
  readonly seen: Done[]
}

export class Progress {
  readonly #clock: Clock
  readonly #smallBytes: number
  readonly #active = new Map<string, Active>()
  readonly #seen: Done[] = []
  /** Since when nothing is under way. */
  #restsSince: number | null = null

  /** @param smallBytes what is smaller goes in the lane for small files */
  constructor(clock: Clock, smallBytes: number) {
    this.#clock = clock
    this.#smallBytes = smallBytes
  }

  /** A transfer as it is now. */
  note(transfer: Transfer): void {
    const { id, state, acknowledgedBytes } = transfer
    const at = this.#clock.monotonic()
    const known = this.#active.get(id)
    if (isActive(state)) {
      if (known === undefined) this.#begin(transfer, at)
      else this.#went(known, acknowledgedBytes, 0, at)
      return
    }
    if (known === undefined) return
    this.#active.delete(id)
    if (this.#active.size === 0) this.#restsSince = at
    // A file that went in one request is confirmed at its end.
    if (state === 'done') this.#went(known, transfer.fingerprint?.size ?? 0, known.isSmall ? 1 : 0, at)
  }

  /**
   * Seconds until all of it is there; null: nobody can say yet.
   *
   * @param going of those that are queued, and bytes of all that go on by themselves
   */
  secondsLeft({ bytes, smallFiles, largeFiles }: Left): number | null {
    const active = this.#active.size
    if (active === 0) return null
    const small = [...this.#active.values()].filter(({ isSmall }) => isSmall).length
    const left = { bytes, smallFiles: smallFiles + small, largeFiles: largeFiles + active - small }
    return timeLeft(this.#seen, left, this.#clock.monotonic())
  }

  /** Of one file; null: it isn't under way, or nobody can say yet. */
  secondsLeftOf({ id, fingerprint, acknowledgedBytes }: Transfer): number | null {
    const active = this.#active.get(id)
    if (active === undefined) return null
    const left = { bytes: (fingerprint?.size ?? 0) - acknowledgedBytes, smallFiles: 0, largeFiles: 1 }
    return timeLeft(active.seen, left, this.#clock.monotonic())
  }

  #begin({ id, fingerprint, acknowledgedBytes }: Transfer, at: number): void {
    if (this.#restsSince !== null && at - this.#restsSince > restMs) this.#seen.length = 0
    this.#restsSince = null
    if (this.#seen.length === 0) this.#seen.push({ at, bytes: 0, smallFiles: 0 })
    const isSmall = (fingerprint?.size ?? 0) < this.#smallBytes
    this.#active.set(id, { isSmall, seen: [{ at, bytes: acknowledgedBytes, smallFiles: 0 }] })
  }

  #went(active: Active, bytes: number, smallFiles: number, at: number): void {
    const before = active.seen.at(-1)?.bytes ?? 0
    if (bytes === before && smallFiles === 0) return
    // A file that began anew has another history; what was lost of it is not taken from what the line did.
    if (bytes < before) active.seen.length = 0
    push(active.seen, { at, bytes, smallFiles: 0 })
    const all = this.#seen.at(-1) ?? { bytes: 0, smallFiles: 0 }
    push(this.#seen, {
      at,
      bytes: all.bytes + Math.max(0, bytes - before),
      smallFiles: all.smallFiles + smallFiles,
    })
  }
}

/** The first stays as it is: time is counted from it on. */
function push(seen: Done[], done: Done): void {
  const before = seen.at(-2)
  if (before !== undefined && seen.length > 2 && done.at - before.at < momentMs) seen.pop()
  seen.push(done)
  const from = Math.min(done.at - keptMs, done.at - leastSeenMs)
  while (seen.length > leastKept && (seen[1]?.at ?? done.at) < from) seen.shift()
}
