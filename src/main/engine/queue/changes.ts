/** Who wants to know what changed. Listeners are told after the change is durable. */

import type { Transfer } from '../ports/store.ts'

export type ChangeListener = (transfer: Transfer) => void

export class Changes {
  readonly #listeners = new Set<ChangeListener>()
  #revision = 0

  /** Grows with every change: orders what the faces see. */
  get revision(): number {
    return this.#revision
  }

  /** @returns the function that ends the subscription */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  publish(transfer: Transfer): void {
    this.#revision += 1
    for (const listener of this.#listeners) listener(transfer)
  }
}
