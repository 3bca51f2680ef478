/** One limit for everything that is sent, shared by all transfers. */

import type { Clock } from '../ports/clock.ts'

/** So much of a second's bytes is asked for at once: however many share a low limit, each has its turn within seconds. */
const turnSeconds = 0.25
const leastBytes = 256

export class Bandwidth {
  readonly #clock: Clock
  #bytesPerSecond: number | null = null
  /** Monotonic ms at which the bytes that were let through so far are paid for. */
  #paidAt = 0
  /** Grows with every new limit: who waits under an older one has no share in this one. */
  #series = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param bytesPerSecond null: no limit */
  setLimit(bytesPerSecond: number | null): void {
    this.#bytesPerSecond = bytesPerSecond
    this.#paidAt = this.#clock.monotonic()
    this.#series += 1
  }

  /** How many of these bytes are best taken at once. */
  most(bytes: number): number {
    const rate = this.#bytesPerSecond
    return rate === null ? bytes : Math.min(bytes, Math.max(leastBytes, Math.floor(rate * turnSeconds)))
  }

  /**
   * Resolves when `bytes` may leave. Callers queue up: each pays for its bytes after those before it.
   *
   * @throws the signal's reason
   */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    const rate = this.#bytesPerSecond
    if (rate === null) return
    const now = this.#clock.monotonic()
    const startsAt = Math.max(now, this.#paidAt)
    const costMs = (bytes / rate) * 1_000
    this.#paidAt = startsAt + costMs
    if (startsAt <= now) return
    const series = this.#series
    try {
      await this.#clock.sleep(startsAt - now, signal)
    } catch (error) {
      // What doesn't leave isn't paid for by those who come.
      if (series === this.#series) this.#paidAt -= costMs
      throw error
    }
  }
}
