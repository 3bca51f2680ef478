/** One limit for everything that is sent, shared by all transfers. */

import type { Clock } from '../ports/clock.ts'

export class Bandwidth {
  readonly #clock: Clock
  #bytesPerSecond: number | null = null
  /** Monotonic ms at which the bytes that were let through so far are paid for. */
  #paidAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param bytesPerSecond null: no limit */
  setLimit(bytesPerSecond: number | null): void {
    this.#bytesPerSecond = bytesPerSecond
    this.#paidAt = this.#clock.monotonic()
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
    this.#paidAt = startsAt + (bytes / rate) * 1_000
    if (startsAt > now) await this.#clock.sleep(startsAt - now, signal)
  }
}
