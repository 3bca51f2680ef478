/**
 * The history, newest first, page by page. Where a page begins is known once the one before was seen; a page that is
 * searched for may come in pieces, and is shown as it comes.
 */

import type { QueueFilter } from '../../shared/queue-filter.ts'
import type { TransferView } from '../../shared/transfer.ts'
import type { EngineClient } from '../engine/engine-client.ts'
import { Cell } from '../ui/cell.ts'
import type { Readable } from '../ui/cell.ts'

/** Rows of one page on the screen. */
export const pageRows = 50

export interface HistoryView {
  readonly rows: readonly TransferView[]
  /** From 0: the newest. */
  readonly page: number
  readonly isLast: boolean
  readonly isLoading: boolean
}

export class HistoryPages {
  readonly view = new Cell<HistoryView>({ rows: [], page: 0, isLast: false, isLoading: true })
  readonly #client: Readable<EngineClient>
  readonly #filter: QueueFilter
  /** Where each page begins; undefined: at the newest. */
  readonly #starts: (string | undefined)[] = [undefined]
  #asking = new AbortController()

  constructor(client: Readable<EngineClient>, filter: QueueFilter) {
    this.#client = client
    this.#filter = filter
  }

  /** @returns the function that ends it */
  start(): () => void {
    void this.show(0)
    return () => this.#asking.abort()
  }

  /** What was seen stays until the new page is there. */
  async show(page: number): Promise<void> {
    this.#asking.abort()
    this.#asking = new AbortController()
    const { signal } = this.#asking
    const isSame = page === this.view.get().page
    if (!isSame) this.view.set({ ...this.view.get(), isLoading: true })
    const rows: TransferView[] = []
    let cursor = this.#starts[page]
    for (let isMore = true; isMore; ) {
      const input = { filter: this.#filter, order: 'newest' as const, limit: pageRows - rows.length }
      const answer = await this.#client.get().history.page(cursor === undefined ? input : { ...input, cursor }, signal)
      if (!answer.ok || signal.aborted) return
      rows.push(...answer.value.transfers)
      cursor = answer.value.cursor ?? undefined
      isMore = cursor !== undefined && rows.length < pageRows
      // Asked again because something ended: nothing jumps before all is there.
      if (isMore && isSame && this.view.get().rows.length > 0) continue
      this.view.set({ rows: [...rows], page, isLast: cursor === undefined, isLoading: isMore })
    }
    if (cursor !== undefined) this.#starts[page + 1] = cursor
  }

  /** Something ended: on the first page it shows; the others stay as they were found. */
  refresh(): void {
    const { page } = this.view.get()
    if (page === 0) void this.show(0)
  }
}
