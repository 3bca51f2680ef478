/**
 * What the page knows of the engine: the summary, its state, and the rows that somebody looks at. The page paints, asks,
 * then follows; where it may have missed something (another revision than the last one seen, a line that was down), it
 * asks again.
 */

import type { Status, Summary } from '../shared/contract.ts'
import type { TransferView } from '../shared/transfer.ts'
import type { EngineClient, LinkState } from './engine/engine-client.ts'
import type { Sample } from '../shared/words/pace.ts'
import { Activities } from './engine/activities.ts'
import { Rows } from './engine/rows.ts'
import { Cell } from './ui/cell.ts'
import type { Readable } from './ui/cell.ts'

export interface MirrorParts {
  readonly state: Readable<LinkState>
  readonly client: Readable<EngineClient>
  now(): number
}

/** Rows that are kept although nobody looks at them: scrolling back is then at once. */
const mostRows = 2_000
const mostFollowed = 200
/** Scrolling changes what is visible many times a second; a subscription for each would be noise. */
const settleMs = 120
const statusEveryMs = 2_000
/** Where nobody here did anything: the rows and the tallies come by themselves, the rest seldom changes. */
const seldomMs = 5_000
const graphMs = 60_000
/** The graph has a point a second. */
const pointMs = 1_000

export class Mirror {
  readonly summary = new Cell<Summary | null>(null)
  readonly status = new Cell<Status | null>(null)
  /** bytes a second, one point a second, of the last minute */
  readonly speeds = new Cell<readonly Sample[]>([])
  /** Grows whenever what was asked before may be out of date: a new line, or an engine that began anew. */
  readonly epoch = new Cell(0)
  readonly rows = new Rows()
  readonly activities = new Activities()
  readonly #parts: MirrorParts
  #wanted: readonly string[] = []
  /** By the subscription before: of the others changes may have been missed. */
  #followed: ReadonlySet<string> = new Set()
  #following: AbortController | null = null
  #settling: ReturnType<typeof setTimeout> | undefined
  #statusAskedAt = -Infinity
  #statusDueAt = Infinity
  #statusLater: ReturnType<typeof setTimeout> | undefined

  constructor(parts: MirrorParts) {
    this.#parts = parts
  }

  /** @returns the function that ends it */
  start(): () => void {
    const begin = (): void => {
      if (this.#parts.state.get() !== 'connected') return
      this.epoch.set(this.epoch.get() + 1)
      this.askStatus()
      this.#followed = new Set()
      this.#follow()
    }
    const unsubscribe = this.#parts.client.subscribe(() => queueMicrotask(begin))
    begin()
    return () => {
      unsubscribe()
      this.#following?.abort()
      clearTimeout(this.#settling)
      clearTimeout(this.#statusLater)
    }
  }

  /** Follows these rows from soon on, instead of those before. */
  look(ids: readonly string[]): void {
    const wanted = ids.slice(0, mostFollowed)
    if (wanted.length === this.#wanted.length && wanted.every((id, at) => id === this.#wanted[at])) return
    this.#wanted = wanted
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => this.#follow(), settleMs)
  }

  put(rows: readonly TransferView[]): void {
    this.rows.put(rows)
    this.rows.prune(mostRows)
  }

  /** Soon, and not more often than is of use: `everyMs` after the last time. */
  askStatus(everyMs = statusEveryMs): void {
    const now = this.#parts.now()
    const dueAt = Math.max(now, this.#statusAskedAt + everyMs)
    if (this.#statusLater !== undefined && this.#statusDueAt <= dueAt) return
    clearTimeout(this.#statusLater)
    this.#statusDueAt = dueAt
    this.#statusLater = setTimeout(() => {
      this.#statusLater = undefined
      this.#statusAskedAt = this.#parts.now()
      void this.#parts.client
        .get()
        .engine.status({})
        .then((answer) => answer.ok && this.status.set(answer.value))
    }, dueAt - now)
  }

  #follow(): void {
    this.#following?.abort()
    const following = new AbortController()
    this.#following = following
    void this.#run(this.#wanted, following.signal).catch(() => {
      // The line is down: the link brings a new client, and that begins anew.
    })
  }

  async #run(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const client = this.#parts.client.get()
    let isFirst = true
    const unheard = ids.filter((id) => !this.#followed.has(id))
    this.#followed = new Set(ids)
    for await (const { changed, doing = [], ...summary } of client.queue.follow({ ids: [...ids] }, signal)) {
      if (signal.aborted) return
      const before = this.summary.get()
      this.put(changed)
      this.activities.set(doing)
      this.#take(summary)
      // Of those that nobody listened for anything may have happened; of all, where there is a gap.
      if (isFirst) void this.#again(summary.revision === before?.revision ? unheard : ids, signal)
      if (before !== null && summary.revision < before.revision) this.epoch.set(this.epoch.get() + 1)
      isFirst = false
    }
  }

  async #again(ids: readonly string[], signal: AbortSignal): Promise<void> {
    if (ids.length === 0) return
    const answer = await this.#parts.client.get().queue.get({ ids: [...ids] }, signal)
    if (answer.ok && !signal.aborted) this.put(answer.value)
  }

  #take(summary: Summary): void {
    const before = this.summary.get()
    this.summary.set(summary)
    if (before?.revision !== summary.revision) this.askStatus(seldomMs)
    this.sample()
  }

  /** A point of the graph, where it is time for one. Also called by a clock: an idle engine sends nothing. */
  sample(): void {
    const now = this.#parts.now()
    const samples = this.speeds.get()
    const last = samples.at(-1)
    if (last !== undefined && now - last.at < pointMs) return
    const value = this.#parts.state.get() === 'connected' ? (this.summary.get()?.bytesPerSecond ?? 0) : 0
    this.speeds.set([...samples.filter(({ at }) => at > now - graphMs), { at: now, value }])
  }
}
