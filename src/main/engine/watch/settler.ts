/** Moves transfers from `settling` to `queued` when their files rest, and says why where they don't. */

import { type Failure, failure, ruleOf } from '../../../shared/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { type Fingerprint, type Sources, isAway, isGone, sameVersion } from '../ports/source.ts'
import { type Transfer, type TransferChange, type TransferStore, noCounters } from '../ports/store.ts'
import { RestRoom } from './rest-room.ts'
import { lookedBack, mostAnHour, nextSendOf } from './settle.ts'

export interface SettlerParts {
  readonly store: Pick<TransferStore, 'page' | 'apply' | 'steps'>
  readonly sources: Pick<Sources, 'inspect'>
  readonly clock: Clock
  readonly log: Log
  /** Told of every change, after it is durable. */
  readonly publish: (transfer: Transfer) => void
  /** Something is queued. */
  readonly wakeQueue: () => void
  /** A file that changed while it was sent gets at least this much quiet, whatever its own quiet time is. */
  readonly quietAfterChangeMs: number
  /** After which time a file that never rests is sent all the same, ms; null: never. Absent: never for any. */
  readonly longestWaitOf?: (transfer: Transfer) => number | null
  /** Whether this root is away and somebody looks for it, who hurries us when it is back. Absent: each looks for itself. */
  readonly isAway?: (root: string) => boolean
  /** How many rows are looked after at once; the others wait in the store. */
  readonly limit?: number
}

/** Failures that pass by themselves: the row stays in `settling` and is looked at again. */
const passing: ReadonlySet<string> = new Set([
  'root-offline',
  'root-replaced',
  'too-many-open-files',
  'source-busy',
  'source-read-error',
])

interface Row {
  readonly transfer: Transfer
  /** The failure that the stored row shows. */
  shown: string | null
}

export class Settler {
  readonly #parts: SettlerParts
  readonly #room: RestRoom<Row>
  /** Whether the store has settling rows that found no room. */
  #hasMore = false
  #filling: Promise<void> | null = null

  constructor(parts: SettlerParts) {
    this.#parts = parts
    this.#room = new RestRoom<Row>({
      sources: parts.sources,
      clock: parts.clock,
      log: parts.log,
      limit: parts.limit ?? 20_000,
      parallel: 8,
      onRested: (row, fingerprint) => this.#onRested(row, fingerprint),
      onStillWriting: (row) => this.#onStillWriting(row),
      onFailure: (row, found) => this.#onFailure(row, found),
    })
  }

  /** Takes up what was settling when we stopped: its quiet time begins anew, because nobody watched meanwhile. */
  async start(): Promise<void> {
    await this.#fill()
    this.#room.start()
  }

  async stop(): Promise<void> {
    await this.#room.stop()
    await this.#filling
  }

  /** To be told of every transfer that changed: whoever is settling is looked after, whoever isn't any more is let go. */
  follow(transfer: Transfer): void {
    if (transfer.state !== 'settling') this.#room.drop(transfer.id)
    else if (!this.#add(transfer)) this.#hasMore = true
  }

  /** A scan saw the file. */
  notice(transferId: string, fingerprint: Fingerprint): void {
    this.#room.notice(transferId, fingerprint)
  }

  /** A drive is back. */
  hurry(): void {
    this.#room.hurry()
  }

  #add(transfer: Transfer): boolean {
    const { id, root, path } = transfer
    const settleMs = wasSent(transfer) ? Math.max(transfer.settleMs, this.#parts.quietAfterChangeMs) : transfer.settleMs
    const longestMs = this.#parts.longestWaitOf?.(transfer) ?? Number.POSITIVE_INFINITY
    const row = { transfer, shown: transfer.failure?.code ?? null }
    return this.#room.add(id, row, { root, path }, settleMs, Math.max(settleMs, longestMs))
  }

  async #fill(): Promise<void> {
    this.#hasMore = false
    let cursor: string | null | undefined
    do {
      const query = { states: ['settling' as const], limit: 200 }
      const page = await this.#parts.store.page(typeof cursor === 'string' ? { ...query, cursor } : query)
      for (const transfer of page.transfers) {
        if (!this.#add(transfer)) this.#hasMore = true
      }
      cursor = page.cursor
    } while (cursor !== null && !this.#hasMore)
  }

  #fillUp(): void {
    if (!this.#hasMore || this.#room.isFull || this.#filling !== null) return
    this.#filling = this.#fill()
      .catch((error: unknown) => {
        this.#hasMore = true
        this.#parts.log.warn('settle.page', { error: String(error) })
      })
      .finally(() => {
        this.#filling = null
      })
  }

  /** @returns how long it has to rest all the same, ms; 0: it is queued */
  async #onRested(row: Row, fingerprint: Fingerprint): Promise<number> {
    const heldMs = await this.#held(row)
    if (heldMs > 0) return heldMs
    const before = row.transfer.fingerprint
    const isOther = before === null || !sameVersion(before, fingerprint)
    const anew = isOther ? { counters: noCounters, nameChecked: false } : {}
    await this.#apply(row, {
      event: 'settled',
      set: { fingerprint, failure: null, ...anew },
      step: { what: 'queued', why: restedWhy(row.transfer, this.#parts.longestWaitOf?.(row.transfer) ?? null) },
    })
    this.#parts.wakeQueue()
    return 0
  }

  /** A log that grows would be sent for ever. Only what was sent before can have been sent too often. */
  async #held(row: Row): Promise<number> {
    const { path, name, account, destination, replaces } = row.transfer
    if (!wasSent(row.transfer) && replaces === null) return 0
    const { store, clock } = this.#parts
    const now = clock.now()
    const next = nextSendOf(await store.steps({ path, to: { account, destination }, limit: lookedBack }), now)
    if (next === null) return 0
    const facts = { name, times: String(mostAnHour), next: new Date(next).toISOString() }
    await this.#show(row, failure('source-changes-often', facts))
    return next - now
  }

  async #onStillWriting(row: Row): Promise<void> {
    const { name, settleMs } = row.transfer
    if (row.shown === 'source-changes-often') return
    await this.#show(row, failure('source-still-writing', { name, settle: seconds(settleMs) }))
  }

  async #onFailure(row: Row, found: Failure): Promise<'keep' | 'away' | 'drop'> {
    if (passing.has(found.code)) {
      await this.#show(row, found)
      // Asked after the store has answered: who is hurried before they rest would not be.
      return isAway(found) && this.#parts.isAway?.(row.transfer.root) === true ? 'away' : 'keep'
    }
    await this.#apply(row, endingFor(row.transfer, found))
    return 'drop'
  }

  /** Once per reason: a file that is written for hours is told once. */
  async #show(row: Row, found: Failure): Promise<void> {
    if (row.shown === found.code) return
    row.shown = found.code
    await this.#apply(row, {
      event: null,
      set: { failure: found },
      step: { what: 'waiting for the file to rest', why: found.code },
    })
  }

  async #apply(row: Row, change: Pick<TransferChange, 'event' | 'set' | 'step'>): Promise<void> {
    const { store, clock, publish } = this.#parts
    const changed = await store.apply({ id: row.transfer.id, from: 'settling', ...change }, clock.now())
    if (changed === null) this.#room.drop(row.transfer.id)
    else publish(changed)
    this.#fillUp()
  }
}

/** Some version of it was at work: `sourceChanged`, which brings it back here, forgets everything else of that one. */
function wasSent({ attempts }: Transfer): boolean {
  return attempts > 0
}

/** A watched file that goes before it rests was a temporary one; one that a person named should have been there. */
function endingFor(transfer: Transfer, found: Failure): Pick<TransferChange, 'event' | 'set' | 'step'> {
  const set = { failure: found }
  if (isGone(found) && transfer.watchId !== null) {
    return { event: 'skip', set, step: { what: 'skipped', why: 'it was gone before it rested' } }
  }
  if (ruleOf(found.code).reaction === 'block') {
    return { event: 'block', set, step: { what: 'blocked', why: found.code } }
  }
  return { event: 'giveUp', set, step: { what: 'failed', why: found.code } }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}

function restedWhy({ settleMs }: Transfer, longestMs: number | null): string {
  const quiet = `it has been quiet for ${seconds(settleMs)}`
  return longestMs === null ? quiet : `${quiet}, or has waited for ${seconds(longestMs)}`
}
