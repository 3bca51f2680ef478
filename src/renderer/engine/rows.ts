/** The transfers that the page knows at the moment, by id. */

import type { TransferView } from '../../shared/transfer.ts'
import type { Readable } from '../ui/cell.ts'
import { ById } from './by-id.ts'

export class Rows {
  readonly #rows = new ById<TransferView>()

  get size(): number {
    return this.#rows.size
  }

  get(id: string): TransferView | undefined {
    return this.#rows.get(id)
  }

  put(rows: Iterable<TransferView>): void {
    for (const row of rows) this.#rows.put(row.id, row)
  }

  /** Forgets what was put longest ago, and nothing that somebody looks at. */
  prune(most: number): void {
    if (this.#rows.size <= most) return
    for (const id of this.#rows.ids()) {
      if (this.#rows.size <= most) return
      if (!this.#rows.isLookedAt(id)) this.#rows.delete(id)
    }
  }

  of(id: string): Readable<TransferView | undefined> {
    return this.#rows.of(id)
  }
}
