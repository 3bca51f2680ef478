/** The list on the screen: walks where somebody looks, asks again what may have changed, lets what is over go. */

import type { PublicState } from '../../shared/lifecycle.ts'
import { isFinal, publicStates } from '../../shared/lifecycle.ts'
import type { EngineClient } from '../engine/engine-client.ts'
import type { Mirror } from '../mirror.ts'
import { Cell } from '../ui/cell.ts'
import type { Readable } from '../ui/cell.ts'
import { groupKey, linesOf } from './layout.ts'
import type { Line } from './layout.ts'
import { PageList } from './page-list.ts'
import type { Fetched } from './page-list.ts'
import { unfinishedOf } from '../../shared/words/sentence.ts'

export interface ListView {
  readonly lines: readonly Line[]
  /** Rows after the lines that nobody has asked for yet. */
  readonly unknown: number
  readonly isLoading: boolean
}

export interface QueueListParts {
  readonly client: Readable<EngineClient>
  readonly mirror: Mirror
  readonly shown: ShownQueue
}

/** What somebody wants to see of the queue. */
export interface ShownQueue {
  /** Empty: everything. */
  readonly find: string
  /** Null: all of them. */
  readonly state: ListedState | null
  /** Of the failure. Empty: any, or none. */
  readonly code: string
}

/** The states of what goes on by itself: the list. */
export const listed = ['settling', 'queued', 'sending', 'finishing', 'waiting', 'paused', 'canceling'] as const
export type ListedState = (typeof listed)[number]

export function isWhole({ find, state, code }: ShownQueue): boolean {
  return find === '' && state === null && code === ''
}

/** Where a row is that went, or that comes back. */
const elsewhere = publicStates.filter((state) => !(listed as readonly PublicState[]).includes(state))
const pageRows = 200
const tickMs = 1_000
/** While rows come and go and their number stays the same. */
const refreshEveryMs = 5_000
/** While no tally tells of that: one may have failed just when another one was tried again. */
const seldomMs = 30_000
/** How long what is done stays where it was. */
const lingerMs = 10_000
/** A search that finds more than a person reads. */
const mostHits = 2_000
/** Walking through a long queue, the screen is told a few times a second. */
const publishMs = 250

export class QueueList {
  readonly view = new Cell<ListView>({ lines: [], unknown: 0, isLoading: true })
  readonly #parts: QueueListParts
  #list: PageList
  #leaving = new AbortController()
  readonly #overSince = new Map<string, number>()
  #closed: ReadonlySet<string> = new Set()
  #seen: readonly string[] = []
  #revision = -1
  #total = -1
  #others = ''
  #refreshedAt = -Infinity
  #turn = 0
  #publishing: ReturnType<typeof setTimeout> | undefined
  #ticking: ReturnType<typeof setInterval> | undefined
  #wanted = 0
  #isReaching = false
  #made: {
    readonly pages: PageList['pages']
    readonly closed: ReadonlySet<string>
    readonly sawEnd: boolean
    readonly lines: readonly Line[]
  } | null = null

  constructor(parts: QueueListParts) {
    this.#parts = parts
    this.#list = this.#newList()
  }

  #newList(): PageList {
    return new PageList({
      fetch: (cursor) => this.#fetch(cursor),
      groupOf: ({ path, account, destination }) => groupKey(path, account, destination),
      onRows: (rows) => this.#parts.mirror.put(rows),
      lingers: (id) => performance.now() - (this.#overSince.get(id) ?? -Infinity) < lingerMs,
    })
  }

  /** The order is another one: what was walked is walked again, and stays on the screen until that is done. */
  async walkAgain(): Promise<void> {
    const { signal } = this.#leaving
    const list = this.#newList()
    await list.reach(Math.max(0, this.#list.length - 1), signal, () => undefined)
    if (signal.aborted) return
    this.#list = list
    this.#publish()
  }

  /** @returns the function that ends it; it may be started again */
  start(): () => void {
    this.#leaving = new AbortController()
    this.#isReaching = false
    // A search looks everywhere by itself; the whole list is only walked as far as somebody scrolls.
    this.reach(isWhole(this.#parts.shown) ? 0 : mostHits)
    this.#ticking = setInterval(() => void this.#tick(), tickMs)
    const unsubscribe = this.#parts.mirror.summary.subscribe(() => this.#publishSoon())
    return () => {
      unsubscribe()
      clearInterval(this.#ticking)
      clearTimeout(this.#publishing)
      this.#leaving.abort()
    }
  }

  /** Makes the row with this number known, and some after it. */
  reach(index: number): void {
    this.#wanted = Math.max(this.#wanted, index + pageRows)
    if (this.#isReaching) return
    this.#isReaching = true
    const { signal } = this.#leaving
    void this.#reachAll(signal).finally(() => {
      if (signal !== this.#leaving.signal) return
      this.#isReaching = false
      this.#publish()
    })
  }

  /** All there are, for acting on all of them. */
  async reachEnd(): Promise<readonly string[]> {
    await this.#list.reach(Infinity, this.#leaving.signal, () => this.#publishSoon())
    this.#publish()
    return this.#list.pages.flatMap(({ ids }) => ids)
  }

  /** These rows are on the screen. */
  look(ids: readonly string[]): void {
    this.#seen = ids
    this.#parts.mirror.look(ids)
  }

  close(closed: ReadonlySet<string>): void {
    this.#closed = closed
    this.#publish()
  }

  async #reachAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#list.sawEnd && this.#list.length <= this.#wanted) {
      const before = this.#list.pages.length
      await this.#list.reach(this.#wanted, signal, () => this.#publishSoon())
      // Nobody answered: asked again with the next tick, or anew with the next connection.
      if (this.#list.pages.length === before) return
    }
  }

  async #fetch(cursor: string | null): Promise<Fetched | null> {
    const { shown } = this.#parts
    const { find: text, state, code } = shown
    const states = state === null ? [...listed] : [state]
    const filter = { states, ...(text !== '' && { text }), ...(code !== '' && { code }) }
    const input = { filter, order: 'queue' as const, limit: pageRows, ...(cursor === null ? {} : { cursor }) }
    const answer = await this.#parts.client.get().queue.page(input, this.#leaving.signal)
    if (!answer.ok) return null
    const isEnough = !isWhole(shown) && this.#list.length >= mostHits
    return { rows: answer.value.transfers, cursor: isEnough ? null : answer.value.cursor }
  }

  async #tick(): Promise<void> {
    const summary = this.#parts.mirror.summary.get()
    this.#sweep()
    if (summary === null || this.#isReaching) return
    const total = unfinishedOf(summary.tallies)
    const others = elsewhere.map((state) => summary.tallies[state]).join(' ')
    // Who is on the screen is followed; asked again is for those that came or went.
    const now = performance.now()
    const everyMs = others === this.#others ? seldomMs : refreshEveryMs
    const isDue = total !== this.#total || now - this.#refreshedAt >= everyMs
    const isNews = isDue && summary.revision !== this.#revision
    if (!this.#list.sawEnd && this.#list.length <= this.#wanted) this.reach(this.#wanted)
    if (isNews) {
      this.#revision = summary.revision
      this.#total = total
      this.#others = others
      this.#refreshedAt = now
      const [first, last] = [this.#seen[0], this.#seen.at(-1)]
      await this.#list.refresh(first)
      if (!this.#list.areTogether(first, last)) await this.#list.refresh(last)
    }
    if (this.#list.sawEnd && isWhole(this.#parts.shown) && total !== this.#list.length) {
      // New ones come at the end; what went without being seen is found page by page.
      const pages = this.#list.pages
      this.#turn = (this.#turn + 1) % Math.max(1, pages.length)
      await this.#list.refresh(total > this.#list.length ? undefined : pages[this.#turn]?.ids[0])
      if (!this.#list.sawEnd) this.reach(this.#wanted)
    }
    this.#publish()
  }

  #sweep(): void {
    const now = performance.now()
    const { rows } = this.#parts.mirror
    const isOver = (id: string): boolean => {
      const state = rows.get(id)?.state
      if (state === undefined || (!isFinal(state) && state !== 'blocked')) {
        this.#overSince.delete(id)
        return false
      }
      const stays = state === 'done' || state === 'skipped'
      if (!this.#overSince.has(id)) this.#overSince.set(id, stays ? now : -Infinity)
      return true
    }
    this.#list.sweep(isOver)
    for (const [id, since] of this.#overSince) if (now - since > 2 * lingerMs) this.#overSince.delete(id)
  }

  #publishSoon(): void {
    this.#publishing ??= setTimeout(() => this.#publish(), publishMs)
  }

  #publish(): void {
    clearTimeout(this.#publishing)
    this.#publishing = undefined
    const { mirror, shown } = this.#parts
    const summary = mirror.summary.get()
    const total = summary === null || !isWhole(shown) ? 0 : unfinishedOf(summary.tallies)
    const unknown = this.#list.sawEnd ? 0 : Math.max(0, total - this.#list.length)
    const lines = this.#linesNow()
    const isLoading = !this.#list.sawEnd && (this.#isReaching || lines.length === 0)
    const before = this.view.get()
    if (before.unknown === unknown && before.isLoading === isLoading && before.lines === lines) return
    this.view.set({ lines, unknown, isLoading })
  }

  /** The same object where nothing changed: a hundred thousand lines are not made anew for every word of the engine. */
  #linesNow(): readonly Line[] {
    const { pages, sawEnd } = this.#list
    const isSame = this.#made?.pages === pages && this.#made.closed === this.#closed && this.#made.sawEnd === sawEnd
    if (this.#made !== null && isSame) return this.#made.lines
    const lines = linesOf(pages, this.#closed, sawEnd)
    const before = this.#made?.lines ?? []
    const kept = sameLines(before, lines) ? before : lines
    this.#made = { pages, closed: this.#closed, sawEnd, lines: kept }
    return kept
  }
}

function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  return a.length === b.length && a.every((line, at) => sameLine(line, b[at]))
}

function sameLine(a: Line, b: Line | undefined): boolean {
  if (typeof a === 'string' || typeof b !== 'object') return a === b
  return a.group === b.group && a.count === b.count && a.isCut === b.isCut && a.isOpen === b.isOpen
}
