/** Floors given by a service: nothing goes to that account before. Durable, so that a restart doesn't forget them. */

import { longestAskedMs } from '../../../shared/retry-after.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { AccountPause, AccountPauseStore } from '../ports/account-pause.ts'

export class AccountPauses {
  readonly #store: AccountPauseStore
  readonly #clock: Clock
  readonly #pauses = new Map<string, AccountPause>()

  constructor(store: AccountPauseStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  async load(): Promise<void> {
    const now = this.#clock.now()
    for (const pause of await this.#store.accountPauses(now)) {
      // A clock that was set back since then must not make a minute a year.
      const until = Math.min(pause.until, now + longestAskedMs)
      this.#pauses.set(pause.account, later(pause, until - pause.until))
    }
  }

  /** The computer's clock was set by so many ms; what is stored is moved by the store. */
  move(ms: number): void {
    for (const pause of this.#pauses.values()) this.#pauses.set(pause.account, later(pause, ms))
  }

  /** The later of two floors holds. Resolves when it is durable. */
  async add(account: string, until: number, failure: Failure): Promise<void> {
    const there = this.#pauses.get(account)
    if (there !== undefined && there.until >= until) return
    const pause = { account, until, failure }
    this.#pauses.set(account, pause)
    await this.#store.putAccountPause(pause)
  }

  /** A person says "now": what we only guessed is over, what the service asked for holds. */
  async lift(account: string): Promise<void> {
    const pause = this.#pauses.get(account)
    if (pause === undefined || (pause.failure.notBefore ?? 0) > this.#clock.now()) return
    this.#pauses.delete(account)
    await this.#store.clearAccountPause(account)
  }

  /** What the service asked for, where it still holds: for transfers that were at work when it was said. */
  askedOf(account: string): AccountPause | null {
    const pause = this.#pauses.get(account)
    if (pause === undefined || pause.until <= this.#clock.now()) return null
    // A service in trouble that names a time asks for it, too.
    const isAsked = pause.failure.code === 'throttled' || (pause.failure.notBefore ?? 0) > this.#clock.now()
    return isAsked ? pause : null
  }

  /** Those that hold now. */
  list(): AccountPause[] {
    const now = this.#clock.now()
    return [...this.#pauses.values()].filter((pause) => pause.until > now)
  }

  /** Accounts that nothing may be sent to now. */
  paused(): string[] {
    return this.list().map((pause) => pause.account)
  }

  /** epoch ms of the next end of a pause; null: none */
  nextEnd(): number | null {
    const now = this.#clock.now()
    const ends = [...this.#pauses.values()].map((pause) => pause.until).filter((until) => until > now)
    return ends.length === 0 ? null : Math.min(...ends)
  }
}

/** `notBefore` is the service's own part of it. */
function later({ account, until, failure }: AccountPause, ms: number): AccountPause {
  const { notBefore } = failure
  const moved = notBefore === undefined ? failure : { ...failure, notBefore: notBefore + ms }
  return { account, until: until + ms, failure: moved }
}
