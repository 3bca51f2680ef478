/**
 * Which rows there are, in the order of the queue, without holding them: ids page by page. A page is what lies between
 * two cursors; cursors only lead forward, so a place far down is reached by walking, and remembered. Rows that came or
 * went are found when their page is asked again. Pure but for the source.
 */

import type { TransferView } from '../../shared/transfer.ts'

export interface Fetched {
  readonly rows: readonly TransferView[]
  /** Null on the last page. */
  readonly cursor: string | null
}

/** Null where nobody answered. */
export type Fetch = (cursor: string | null) => Promise<Fetched | null>

export interface ListPage {
  /** Null: from the beginning. */
  readonly start: string | null
  readonly ids: readonly string[]
  /** Beside each id: what its row is grouped by. */
  readonly groups: readonly string[]
}

export interface ListParts {
  readonly fetch: Fetch
  groupOf(row: TransferView): string
  /** Hands out the rows of a page that came. */
  onRows(rows: readonly TransferView[]): void
  /** Rows that are over and still shown for a moment. */
  lingers(id: string): boolean
}

export class PageList {
  readonly #parts: ListParts
  /** Replaced, never changed: who compares sees at once whether anything is new. */
  #pages: readonly ListPage[] = []
  #pageOf = new Map<string, ListPage>()
  /** Where the walk goes on; undefined: it hasn't begun. Null: it saw the end. */
  #next: string | null | undefined
  #busy: Promise<void> = Promise.resolve()

  constructor(parts: ListParts) {
    this.#parts = parts
  }

  get pages(): readonly ListPage[] {
    return this.#pages
  }

  get length(): number {
    return this.#pageOf.size
  }

  get sawEnd(): boolean {
    return this.#next === null
  }

  /** Walks until the row with this number is known, or there are no more. */
  reach(index: number, signal: AbortSignal, onPage: () => void): Promise<void> {
    return this.#alone(async () => {
      while (!signal.aborted && this.#next !== null && this.length <= index) {
        const start = this.#next ?? null
        const fetched = await this.#parts.fetch(start)
        if (fetched === null || signal.aborted) return
        this.#append(start, fetched)
        onPage()
      }
    })
  }

  /** Asks again for the page that holds this row, and for what was added at the end where that is the last one. */
  refresh(id: string | undefined): Promise<void> {
    return this.#alone(async () => {
      const page = id === undefined ? this.#pages.at(-1) : (this.#pageOf.get(id) ?? this.#pages[0])
      if (page === undefined) return
      const fetched = await this.#parts.fetch(page.start)
      if (fetched !== null) this.#replace(page, fetched)
    })
  }

  /** Whether one answer holds both of these rows, or there is only one to ask for. */
  areTogether(a: string | undefined, b: string | undefined): boolean {
    return a === undefined || b === undefined || this.#pageOf.get(a) === this.#pageOf.get(b)
  }

  /** Drops what is over, without asking. */
  sweep(isOver: (id: string) => boolean): void {
    for (const page of this.#pages) {
      const stays = page.ids.filter((id) => !isOver(id) || this.#parts.lingers(id))
      if (stays.length < page.ids.length) this.#swap(page, this.#only(page, new Set(stays)))
    }
    if (this.#pages.some(({ ids }) => ids.length === 0)) this.#dropEmpty()
  }

  async #alone(act: () => Promise<void>): Promise<void> {
    const before = this.#busy
    const mine = before.then(act)
    this.#busy = mine.catch(() => undefined)
    await mine
  }

  #append(start: string | null, { rows, cursor }: Fetched): void {
    const fresh = rows.filter(({ id }) => !this.#pageOf.has(id))
    this.#parts.onRows(fresh)
    const page = this.#pageFrom(start, fresh, cursor !== null)
    this.#pages = [...this.#pages, page]
    this.#register(page)
    this.#next = cursor
  }

  #replace(page: ListPage, { rows, cursor }: Fetched): void {
    const at = this.#pages.indexOf(page)
    if (at < 0) return
    const border = rows.findIndex(({ id }) => {
      const owner = this.#pageOf.get(id)
      return owner !== undefined && this.#pages.indexOf(owner) > at
    })
    const mine = (border < 0 ? rows : rows.slice(0, border)).filter(({ id }) => {
      const owner = this.#pageOf.get(id)
      return owner === undefined || owner === page
    })
    this.#parts.onRows(mine)
    const here = new Set(mine.map(({ id }) => id))
    const made = this.#pageFrom(page.start, mine, border >= 0 || cursor !== null)
    // What is over is no longer in the answer; for a moment it keeps its place.
    const ids = [...made.ids]
    const groups = [...made.groups]
    for (const [index, id] of page.ids.entries()) {
      if (here.has(id) || !this.#parts.lingers(id)) continue
      ids.splice(index, 0, id)
      groups.splice(index, 0, page.groups[index] ?? '')
    }
    this.#swap(page, { start: page.start, ids, groups })
    const following = this.#pages[at + 1]
    if (border < 0 && following === undefined) this.#next = cursor
    // All that came is new here: the next page begins where this answer ended.
    if (border < 0 && following !== undefined && cursor !== null) this.#swap(following, { ...following, start: cursor })
    this.#dropEmpty()
  }

  /** Rows of one group stand together within a page, so that watched folders that take turns don't make a chequerboard. */
  #pageFrom(start: string | null, rows: readonly TransferView[], goesOn: boolean): ListPage {
    const byGroup = new Map<string, string[]>()
    for (const row of rows) {
      const group = this.#parts.groupOf(row)
      const ids = byGroup.get(group) ?? []
      ids.push(row.id)
      byGroup.set(group, ids)
    }
    // The group that the next page most likely begins with stands last, so that the two are one.
    const last = rows.at(-1)
    if (goesOn && last !== undefined) {
      const group = this.#parts.groupOf(last)
      const ids = byGroup.get(group) ?? []
      byGroup.delete(group)
      byGroup.set(group, ids)
    }
    const ids = [...byGroup.values()].flat()
    const groups = [...byGroup].flatMap(([group, members]) => members.map(() => group))
    return { start, ids, groups }
  }

  #only(page: ListPage, stays: ReadonlySet<string>): ListPage {
    const kept = page.ids.map((id, at) => [id, page.groups[at] ?? ''] as const).filter(([id]) => stays.has(id))
    return { start: page.start, ids: kept.map(([id]) => id), groups: kept.map(([, group]) => group) }
  }

  #register(page: ListPage): void {
    for (const id of page.ids) this.#pageOf.set(id, page)
  }

  #swap(old: ListPage, made: ListPage): void {
    this.#pages = this.#pages.map((page) => (page === old ? made : page))
    for (const id of old.ids) this.#pageOf.delete(id)
    this.#register(made)
  }

  /** A page without rows is taken over by the next one, which then begins where it began. The last one stays. */
  #dropEmpty(): void {
    for (let at = this.#pages.length - 2; at >= 0; at -= 1) {
      const page = this.#pages[at]
      const following = this.#pages[at + 1]
      if (page === undefined || following === undefined || page.ids.length > 0) continue
      this.#swap(following, { ...following, start: page.start })
      this.#pages = this.#pages.toSpliced(at, 1)
    }
  }
}
