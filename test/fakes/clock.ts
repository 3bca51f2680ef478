import type { Clock } from '../../src/main/engine/ports/clock.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Lets everything run that needs no time: promise chains, and answers that come on a later turn of the loop. */
export async function settleTurns(turns = 5): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve))
}

/** Time that moves only when a test says so. Wall and monotonic time are apart, so that a test can change the wall's. */
export class ManualClock implements Clock {
  #monotonic = 1_000
  #wall: number
  readonly #sleepers = new Set<Sleeper>()
  /** How often somebody's time came. */
  woken = 0

  constructor(wall = Date.UTC(2026, 0, 1)) {
    this.#wall = wall
  }

  now(): number {
    return this.#wall
  }

  monotonic(): number {
    return this.#monotonic
  }

  /** How many are asleep: 0 means that nothing would ever happen again by itself. */
  get sleepers(): number {
    return this.#sleepers.size
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const sleeper: Sleeper = { at: this.#monotonic + Math.max(0, ms), wake }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', wake)
    })
    signal?.throwIfAborted()
  }

  /** Moves time on, stopping at everyone who wants to be woken on the way, in order. */
  async advance(ms: number): Promise<void> {
    const until = this.#monotonic + ms
    await settleTurns()
    for (;;) {
      const due = [...this.#sleepers].filter((sleeper) => sleeper.at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#pass(due.at - this.#monotonic)
      this.woken += 1
      due.wake()
      await settleTurns()
    }
    this.#pass(until - this.#monotonic)
    await settleTurns()
  }

  /** The whole computer sleeps: both clocks go on, and whoever was to be woken meanwhile is woken late. */
  sleepThrough(ms: number): void {
    this.#pass(ms)
  }

  /** Somebody sets the computer's clock; nobody is woken. */
  setWall(wall: number): void {
    this.#wall = wall
  }

  #pass(ms: number): void {
    const passed = Math.max(0, ms)
    this.#monotonic += passed
    this.#wall += passed
  }
}
