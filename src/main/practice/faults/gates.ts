import type { Journal } from '../control/journal.ts'
import type { Exchange } from '../http/exchange.ts'

/** Where requests stand until somebody lets them go: kill tests are placed by these, not by timers. */
export class Gates {
  readonly #journal: Journal
  readonly #waiting = new Set<{ gate: string; go: () => void }>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  hold(gate: string, { entry, res }: Exchange): Promise<void> {
    entry.state = 'held'
    this.#journal.touched()
    return new Promise((resolve) => {
      const waiter = {
        gate,
        go: () => {
          this.#waiting.delete(waiter)
          if (entry.state === 'held') entry.state = 'arrived'
          resolve()
        },
      }
      this.#waiting.add(waiter)
      res.once('close', waiter.go)
    })
  }

  /** Lets all at the gate go, or all at every gate; says how many there were. */
  release(gate?: string): number {
    const freed = [...this.#waiting].filter((waiter) => gate === undefined || waiter.gate === gate)
    for (const waiter of freed) waiter.go()
    return freed.length
  }

  get held(): number {
    return this.#waiting.size
  }
}
