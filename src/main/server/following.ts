/**
 * What all faces follow: the summary and the rows that they show. However many there are, the summary is read once for
 * a revision, and one clock wakes them all: reading and waking cost more than telling.
 */

import type { Activity, Summary } from '../../shared/contract.ts'
import type { TransferView } from '../../shared/transfer.ts'
import type { Summary as StoredSummary } from '../engine/ports/summary.ts'
import type { Changes } from '../engine/queue/changes.ts'
import { type Looks, followed } from './change-stream.ts'

export interface FollowingParts {
  readonly changes: Changes
  readSummary(): Promise<StoredSummary>
  /** What was read, with what is known without reading. */
  summaryOf(read: StoredSummary, revision: number): Summary
  bytesPerSecond(): number
  /** What takes long and sends nothing. */
  activities(): readonly Activity[]
  readonly looks?: Looks
}

interface Read {
  readonly revision: number
  readonly summary: Promise<StoredSummary>
}

/** At most ten times a second. */
const everyMs = 100

export class Following {
  readonly #parts: FollowingParts
  readonly #pulse: Pulse
  #newest: Read | null = null

  constructor(parts: FollowingParts, pauseMs = everyMs) {
    this.#parts = parts
    this.#pulse = new Pulse(pauseMs)
  }

  /** Now, then whenever something changed. Ends with the signal. */
  async *follow(
    ids: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<Summary & { readonly changed: TransferView[]; readonly doing?: Activity[] }> {
    const parts = this.#parts
    const isMoving = (): boolean => parts.bytesPerSecond() > 0 || parts.activities().length > 0
    for await (const changed of followed(ids, parts.changes, () => this.#pulse.next(), signal, isMoving, parts.looks)) {
      const { revision, summary } = this.#read()
      const doing = [...parts.activities()]
      const now = { ...parts.summaryOf(await summary, revision), changed: [...changed] }
      yield doing.length === 0 ? now : { ...now, doing }
    }
  }

  /** Changes are told when they are durable: what is read at a revision holds all changes up to it. */
  #read(): Read {
    const { revision } = this.#parts.changes
    if (this.#newest?.revision === revision) return this.#newest
    const read = { revision, summary: this.#parts.readSummary() }
    this.#newest = read
    read.summary.catch(() => {
      // The next one tries again.
      if (this.#newest === read) this.#newest = null
    })
    return read
  }
}

/** Pauses that end together: who begins one while another one lasts goes on with it. */
export class Pulse {
  readonly #ms: number
  #next: Promise<void> | null = null

  constructor(ms: number) {
    this.#ms = ms
  }

  next(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setTimeout(() => {
        this.#next = null
        resolve()
      }, this.#ms)
    })
    return this.#next
  }
}
