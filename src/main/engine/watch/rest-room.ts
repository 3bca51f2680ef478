/**
 * Where files stay until they rest. Each is looked at when its quiet time could be over, never more often; many at once
 * cost one look each.
 */

import type { Failure } from '../../../shared/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Fingerprint, SourceRef, Sources } from '../ports/source.ts'
import { Bell } from './bell.ts'
import { type Observation, observe, settle } from './settle.ts'

export interface RestRoomParts<T> {
  readonly sources: Pick<Sources, 'inspect'>
  readonly clock: Clock
  readonly log: Log
  /** How many files fit. */
  readonly limit: number
  /** How many are looked at, and handed on, at once. */
  readonly parallel: number
  /**
   * It rests; it has left the room.
   *
   * @returns ms after which it is looked at once more, as one that stayed; 0: it is gone for good
   */
  onRested(item: T, fingerprint: Fingerprint): Promise<number>
  /** It was seen to change. */
  onStillWriting(item: T): Promise<void>
  /** It can't be looked at. `keep`: it is looked at again after a pause; `away`: when somebody hurries it. */
  onFailure(item: T, found: Failure): Promise<'keep' | 'away' | 'drop'>
}

interface Guest<T> {
  readonly key: string
  readonly item: T
  readonly ref: SourceRef
  readonly settleMs: number
  readonly longestMs: number
  seen: Observation | null
  dueAt: number
  failures: number
}

const firstPauseMs = 2_000
const longestPauseMs = 60_000
/** Should nobody hurry them. */
const awayPauseMs = 3_600_000

export class RestRoom<T> {
  readonly #parts: RestRoomParts<T>
  readonly #guests = new Map<string, Guest<T>>()
  readonly #bell = new Bell()
  readonly #stop = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #hurries = 0

  constructor(parts: RestRoomParts<T>) {
    this.#parts = parts
  }

  get size(): number {
    return this.#guests.size
  }

  get isFull(): boolean {
    return this.#guests.size >= this.#parts.limit
  }

  has(key: string): boolean {
    return this.#guests.has(key)
  }

  /** @returns false where the room is full; whoever is in already stays as seen */
  add(key: string, item: T, ref: SourceRef, settleMs: number, longestMs = Number.POSITIVE_INFINITY): boolean {
    if (this.#guests.has(key)) return true
    if (this.isFull) return false
    const dueAt = this.#parts.clock.monotonic()
    this.#guests.set(key, { key, item, ref, settleMs, longestMs, seen: null, dueAt, failures: 0 })
    this.#bell.ring()
    return true
  }

  /** Somebody else saw the file, just now. */
  notice(key: string, fingerprint: Fingerprint): void {
    const guest = this.#guests.get(key)
    if (guest === undefined) return
    guest.seen = observe(guest.seen, fingerprint, this.#parts.clock.monotonic())
    const decision = settle(guest.seen, guest.settleMs, guest.longestMs)
    if (decision.kind !== 'settled') guest.dueAt = decision.until
    this.#bell.ring()
    if (decision.kind !== 'still-writing') return
    this.#parts.onStillWriting(guest.item).catch((error: unknown) => {
      this.#parts.log.warn('settle.failed', { error: String(error) })
    })
  }

  drop(key: string): void {
    this.#guests.delete(key)
  }

  /** Looks at once at everyone that couldn't be looked at before: a drive is back. */
  hurry(): void {
    this.#hurries += 1
    for (const guest of this.#guests.values()) if (guest.failures > 0) guest.dueAt = this.#parts.clock.monotonic()
    this.#bell.ring()
  }

  start(): void {
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { clock, log, parallel } = this.#parts
    const { signal } = this.#stop
    while (!signal.aborted) {
      const now = clock.monotonic()
      const due = [...this.#guests.values()].filter((guest) => guest.dueAt <= now)
      if (due.length > 0) {
        await Promise.all(Array.from({ length: parallel }, () => this.#lookAtEach(due)))
        continue
      }
      let nextAt = Number.POSITIVE_INFINITY
      for (const guest of this.#guests.values()) nextAt = Math.min(nextAt, guest.dueAt)
      try {
        await this.#bell.wait(clock, nextAt - now, signal)
      } catch (error) {
        if (!signal.aborted) log.warn('settle.clock', { error: String(error) })
      }
    }
  }

  async #lookAtEach(due: Guest<T>[]): Promise<void> {
    for (let guest = due.shift(); guest !== undefined && !this.#stop.signal.aborted; guest = due.shift()) {
      try {
        await this.#lookAt(guest)
      } catch (error) {
        // The store is in trouble, or a stop came in between: nothing is lost, the file is looked at again.
        this.#parts.log.warn('settle.failed', { error: String(error) })
        this.#guests.set(guest.key, guest)
        this.#pause(guest)
      }
    }
  }

  async #lookAt(guest: Guest<T>): Promise<void> {
    const hurries = this.#hurries
    const looked = await this.#parts.sources.inspect(guest.ref)
    // Canceled or paused while we looked.
    if (this.#guests.get(guest.key) !== guest) return
    if (!looked.ok) {
      const fate = await this.#parts.onFailure(guest.item, looked.failure)
      if (fate === 'drop') this.#guests.delete(guest.key)
      // Hurried while we looked: what was seen may be over.
      else this.#pause(guest, fate === 'away' && hurries === this.#hurries ? awayPauseMs : 0)
      return
    }
    guest.failures = 0
    guest.seen = observe(guest.seen, looked.value, this.#parts.clock.monotonic())
    const decision = settle(guest.seen, guest.settleMs, guest.longestMs)
    if (decision.kind === 'settled') {
      this.#guests.delete(guest.key)
      const laterMs = await this.#parts.onRested(guest.item, looked.value)
      if (laterMs === 0) return
      guest.dueAt = this.#parts.clock.monotonic() + laterMs
      this.#guests.set(guest.key, guest)
      return
    }
    guest.dueAt = decision.until
    if (decision.kind === 'still-writing') await this.#parts.onStillWriting(guest.item)
  }

  #pause(guest: Guest<T>, leastMs = 0): void {
    const ms = Math.max(leastMs, Math.min(longestPauseMs, firstPauseMs * 2 ** guest.failures))
    guest.dueAt = this.#parts.clock.monotonic() + ms
    guest.failures += 1
  }
}
