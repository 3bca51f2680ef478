/** Steps for paths without a transfer: told once per path and reason, however often a scan comes by. */

import type { Clock } from '../ports/clock.ts'
import type { TransferStore } from '../ports/store.ts'

const remembered = 10_000
const looksBack = 20

export class OnceTold {
  readonly #store: Pick<TransferStore, 'steps' | 'addStep'>
  readonly #clock: Clock
  readonly #told = new Set<string>()

  constructor(store: Pick<TransferStore, 'steps' | 'addStep'>, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  async tell(path: string, what: string, why: string): Promise<void> {
    const key = `${path}\n${what}\n${why}`
    if (this.#told.has(key)) return
    // The store remembers what was told before a restart.
    const steps = await this.#store.steps({ path, limit: looksBack })
    if (!steps.some((step) => step.what === what && step.why === why)) {
      await this.#store.addStep(path, { what, why }, this.#clock.now())
    }
    if (this.#told.size >= remembered) this.#told.clear()
    this.#told.add(key)
  }
}
