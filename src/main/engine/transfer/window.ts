/** The ranges that are on their way at once, and the answers to them, in the order in which they come. */

import type { Outcome } from '../plan/decision.ts'
import type { Range } from '../ports/provider.ts'

interface Sending {
  readonly range: Range
}

type Answer = { readonly sending: Sending } & ({ readonly outcome: Outcome } | { readonly error: unknown })

export class RangeWindow {
  /** On their way, or answered and not taken yet. Begun first comes first. */
  readonly #sending = new Set<Sending>()
  readonly #answers: Answer[] = []
  readonly #ends = new Set<Promise<void>>()
  #wake: (() => void) | null = null
  #isClosing = false

  /**
   * One of the answers leads elsewhere: what isn't on its way yet stays here. Known at once, also while the driver is
   * still busy with another answer.
   */
  get isClosing(): boolean {
    return this.#isClosing
  }

  get ranges(): readonly Range[] {
    return [...this.#sending].map(({ range }) => range)
  }

  start(range: Range, answer: Promise<Outcome>): void {
    const sending = { range }
    this.#sending.add(sending)
    const end = answer.then(
      (outcome) => this.#take({ sending, outcome }, !outcome.result.ok),
      (error: unknown) => this.#take({ sending, error }, true),
    )
    this.#ends.add(end)
    void end.then(() => this.#ends.delete(end))
  }

  /**
   * The next answer, the one that came first; its range is no longer on its way. Never called while nothing is.
   *
   * @throws what the call threw
   */
  async next(): Promise<Outcome> {
    while (this.#answers.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const [first] = this.#answers.splice(0, 1)
    if (first === undefined) throw new Error('an answer that is there is gone')
    this.#sending.delete(first.sending)
    if (this.#sending.size === 0) this.#isClosing = false
    if ('error' in first) throw first.error
    return first.outcome
  }

  /** Waits until nothing is on its way, whatever comes of it. */
  async end(): Promise<void> {
    await Promise.all(this.#ends)
    this.#sending.clear()
    this.#answers.length = 0
  }

  #take(answer: Answer, leadsElsewhere: boolean): void {
    if (leadsElsewhere) this.#isClosing = true
    this.#answers.push(answer)
    this.#wake?.()
    this.#wake = null
  }
}
