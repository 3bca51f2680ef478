/** The ranges that are on their way at once, and the answers to them. */

import type { Outcome } from '../plan/decision.ts'
import type { Range } from '../ports/provider.ts'

interface Sending {
  readonly range: Range
  /** Never rejects: what went wrong is thrown when it is taken. */
  readonly answer: Promise<Answer>
}

type Answer = { readonly sending: Sending } & ({ readonly outcome: Outcome } | { readonly error: unknown })

export class RangeWindow {
  readonly #sending = new Set<Sending>()
  #isClosing = false

  /**
   * One of the answers leads elsewhere: what isn't on its way yet stays here. Known at once, also while the driver is
   * still busy with another answer.
   */
  get isClosing(): boolean {
    return this.#isClosing
  }

  /** Begun first comes first. */
  get ranges(): readonly Range[] {
    return [...this.#sending].map(({ range }) => range)
  }

  start(range: Range, answer: Promise<Outcome>): void {
    const sending: Sending = {
      range,
      answer: answer.then(
        (outcome) => {
          if (!outcome.result.ok) this.#isClosing = true
          return { sending, outcome }
        },
        (error: unknown) => {
          this.#isClosing = true
          return { sending, error }
        },
      ),
    }
    this.#sending.add(sending)
  }

  /**
   * The next answer that comes; its range is no longer on its way. Never called while nothing is.
   *
   * @throws what the call threw
   */
  async next(): Promise<Outcome> {
    const first = await Promise.race([...this.#sending].map(({ answer }) => answer))
    this.#sending.delete(first.sending)
    if (this.#sending.size === 0) this.#isClosing = false
    if ('error' in first) throw first.error
    return first.outcome
  }

  /** Waits until nothing is on its way, whatever comes of it. */
  async end(): Promise<void> {
    await Promise.all([...this.#sending].map(({ answer }) => answer))
    this.#sending.clear()
  }
}
