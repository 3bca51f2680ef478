import type { Clock } from '../ports/clock.ts'

/** Timers of the system overflow beyond this; whoever waits longer just looks in between. */
const longestMs = 3_600_000

/** Lets one loop wait for a time or for a ring, whichever comes first. A ring before the wait isn't lost. */
export class Bell {
  #hasRung = false
  #waiting: AbortController | null = null

  ring(): void {
    this.#hasRung = true
    this.#waiting?.abort()
  }

  /** @throws the signal's reason when it is aborted */
  async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#hasRung && ms > 0) await this.#sleep(clock, Math.min(ms, longestMs), signal)
    this.#hasRung = false
    signal.throwIfAborted()
  }

  async #sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    const waiting = new AbortController()
    const end = (): void => waiting.abort()
    this.#waiting = waiting
    signal.addEventListener('abort', end, { once: true })
    try {
      await clock.sleep(ms, waiting.signal)
    } catch (error) {
      if (!waiting.signal.aborted) throw error
    } finally {
      this.#waiting = null
      signal.removeEventListener('abort', end)
    }
  }
}
