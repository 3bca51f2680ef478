/** Who wants to know what changed. Listeners are told after the change is durable. */

import type { Transfer } from '../ports/store.ts'

export type ChangeListener = (transfer: Transfer) => void

export class Changes {
  readonly #listeners = new Set<ChangeListener>()
  readonly #touched = new Set<() => void>()
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

  /** Told when something else changed that the faces show: a watched folder, an account, a setting. */
  listenToRest(listener: () => void): () => void {
    this.#touched.add(listener)
    return () => this.#touched.delete(listener)
  }

  touch(): void {
    this.#revision += 1
    for (const listener of this.#touched) listener()
  }

  publish(transfer: Transfer): void {
    this.#revision += 1
    for (const listener of this.#listeners) listener(transfer)
  }
}
