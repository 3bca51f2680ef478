/**
 * Wall time for an engine that runs: it goes on evenly, whatever somebody does to the computer's clock, until it is taken
 * over. So a wait is never over early, and never frozen, because the wall clock was set.
 */

import type { Clock, SettableClock } from './ports/clock.ts'

/** Clocks that a time server keeps drift apart by that much and are simply followed: nobody's wait is changed. */
const unnoticedMs = 1_000
/** Two clocks that are read one after the other, and rounded. */
const readingMs = 20

export class SteadyClock implements SettableClock {
  readonly #clock: Clock
  /** From monotonic to wall time, ms. */
  #offset: number

  /** @param clock the computer's: its wall time may jump, its monotonic time counts sleep and never does */
  constructor(clock: Clock) {
    this.#clock = clock
    this.#offset = clock.now() - clock.monotonic()
  }

  now(): number {
    return Math.floor(this.#clock.monotonic() + this.#offset)
  }

  monotonic(): number {
    return this.#clock.monotonic()
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms, signal)
  }

  setBy(): number {
    const ms = this.#clock.now() - this.now()
    if (Math.abs(ms) >= unnoticedMs) return ms
    if (Math.abs(ms) > readingMs) this.#offset += ms
    return 0
  }

  takeOver(ms: number): void {
    this.#offset += ms
  }
}
