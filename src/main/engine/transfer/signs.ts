/** Signs of life of the transfers that run: an answer, a piece that left, a part of the file that was read. */

import type { Clock } from '../ports/clock.ts'

export class Life {
  readonly #clock: Clock
  #movedAt: number
  #sending = 0
  #waiting = 0
  #hasSent = false

  constructor(clock: Clock) {
    this.#clock = clock
    this.#movedAt = clock.monotonic()
  }

  moved(): void {
    this.#movedAt = this.#clock.monotonic()
  }

  /** Bytes of it left: somebody was reached. */
  sent(): void {
    this.#hasSent = true
    this.moved()
  }

  get hasSent(): boolean {
    return this.#hasSent
  }

  /** Bytes are on their way: a slow line is no silence, and whoever watches the line cuts what stands still. */
  sending(isSending: boolean): void {
    this.#sending += isSending ? 1 : -1
    this.moved()
  }

  /** It stands behind others of ours: it may lend its place, and nobody calls it off for that. */
  waits(isWaiting: boolean): void {
    this.#waiting += isWaiting ? 1 : -1
    this.moved()
  }

  get isWaiting(): boolean {
    return this.#waiting > 0
  }

  get isSending(): boolean {
    return this.#sending > 0
  }

  /** Monotonic ms since the last sign. */
  get silentMs(): number {
    return this.#clock.monotonic() - this.#movedAt
  }
}

export class Signs {
  readonly #clock: Clock
  readonly #lives = new Map<string, Life>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  begin(id: string): Life {
    const life = new Life(this.#clock)
    this.#lives.set(id, life)
    return life
  }

  /** Of one that was begun. */
  of(id: string): Life {
    return this.#lives.get(id) ?? this.begin(id)
  }

  end(id: string): void {
    this.#lives.delete(id)
  }
}
