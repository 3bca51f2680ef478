/** How fast bytes leave this computer: for people only. Progress is counted in acknowledged bytes, elsewhere. */

import type { Clock } from '../ports/clock.ts'

const windowMs = 10_000
const slots = 20
const slotMs = windowMs / slots
/** Nothing for so long is a rest, and no line that is slow: single small files now and then say nothing of the line. */
const mostRestMs = 2_000

/** Mean over the last ten seconds, in half-second slots. */
export class Meter {
  readonly #clock: Clock
  readonly #bytes = new Float64Array(slots)
  #slot = -1
  #notedAt = -1
  #startedAt: number | null = null
  /** Since when it has gone on without a rest, and the last bytes of that. */
  #goingSince = 0
  #lastSentAt: number | null = null
  #steady: number | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  sent(bytes: number): void {
    const at = this.#advance()
    this.#bytes[at] = (this.#bytes[at] ?? 0) + bytes
    const now = this.#clock.monotonic()
    this.#startedAt ??= now
    if (this.#lastSentAt === null || now - this.#lastSentAt > mostRestMs) this.#goingSince = now
    this.#lastSentAt = now
    // Over a whole window of going on: what a beginning or an end shows is not how fast the line is.
    if (now - this.#goingSince >= windowMs && at !== this.#notedAt) {
      this.#notedAt = at
      this.#steady = this.bytesPerSecond()
    }
  }

  /** How fast it went when it last went on for a while; null: it hasn't since the start. */
  steadyBytesPerSecond(): number | null {
    return this.#steady
  }

  bytesPerSecond(): number {
    this.#advance()
    const sum = this.#bytes.reduce((total, bytes) => total + bytes, 0)
    if (sum === 0) {
      this.#startedAt = null
      return 0
    }
    const since = this.#startedAt === null ? windowMs : this.#clock.monotonic() - this.#startedAt
    return Math.round((sum / Math.min(windowMs, Math.max(since, slotMs))) * 1_000)
  }

  #advance(): number {
    const now = Math.floor(this.#clock.monotonic() / slotMs)
    const from = this.#slot === -1 ? now : this.#slot
    for (let slot = Math.max(from + 1, now - slots + 1); slot <= now; slot += 1) this.#bytes[slot % slots] = 0
    this.#slot = now
    return now % slots
  }
}
