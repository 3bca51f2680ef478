/** The transfers that the page knows at the moment, by id. Who shows one row hears of that row only. */

import type { TransferView } from '../../shared/transfer.ts'
import type { Readable } from '../ui/cell.ts'

export class Rows {
  readonly #rows = new Map<string, TransferView>()
  readonly #listeners = new Map<string, Set<() => void>>()

  get size(): number {
    return this.#rows.size
  }

  get(id: string): TransferView | undefined {
    return this.#rows.get(id)
  }

  put(rows: Iterable<TransferView>): void {
    for (const row of rows) {
      // To the end: the oldest ones are forgotten first.
      this.#rows.delete(row.id)
      this.#rows.set(row.id, row)
      for (const listener of this.#listeners.get(row.id) ?? []) listener()
    }
  }

  /** Forgets what was put longest ago, and nothing that somebody looks at. */
  prune(most: number): void {
    if (this.#rows.size <= most) return
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= most) return
      if (!this.#listeners.has(id)) this.#rows.delete(id)
    }
  }

  of(id: string): Readable<TransferView | undefined> {
    return {
      get: () => this.#rows.get(id),
      subscribe: (listener) => {
        const listeners = this.#listeners.get(id) ?? new Set()
        this.#listeners.set(id, listeners.add(listener))
        return () => {
          listeners.delete(listener)
          if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id)
        }
      },
    }
  }
}
