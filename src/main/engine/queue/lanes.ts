/**
 * Two lanes, so that neither a thousand small files nor one large one holds the other up. How many go at once in the one for
 * small files is found out while they go.
 */

import type { Clock } from '../ports/clock.ts'
import type { Transfer } from '../ports/store.ts'
import { type Width, bounded, fileDone, freshWidth, notFull, throttled } from './lane-width.ts'

export interface Lane {
  readonly name: 'small' | 'large'
  /** bytes, half-open: `[minBytes, maxBytes)` */
  readonly minBytes: number
  readonly maxBytes: number
  /** At most so many at once. */
  readonly slots: number
}

const tenMiB = 10 * 1024 * 1024

/** Four large files fill each other's gaps; small files are bound by round trips. */
export const defaultLanes: readonly Lane[] = [
  { name: 'small', minBytes: 0, maxBytes: tenMiB, slots: 64 },
  { name: 'large', minBytes: tenMiB, maxBytes: Number.MAX_SAFE_INTEGER, slots: 4 },
]

/** What is smaller goes in the lane for small files. */
export function smallBytesOf(lanes: readonly Lane[]): number {
  return lanes.find(({ name }) => name === 'small')?.maxBytes ?? 0
}

export class Lanes {
  readonly #clock: Clock
  #all: readonly Lane[]
  #small: Width

  constructor(clock: Clock, lanes: readonly Lane[]) {
    this.#clock = clock
    this.#all = lanes
    this.#small = freshWidth(mostOf(lanes))
  }

  /** As wide as they are now. */
  list(): readonly Lane[] {
    return this.#all.map((lane) => (lane.name === 'small' ? { ...lane, slots: this.#small.now } : lane))
  }

  setSlots(slots: Readonly<Record<Lane['name'], number>>): void {
    this.#all = this.#all.map((lane) => ({ ...lane, slots: slots[lane.name] }))
    this.#small = bounded(this.#small, mostOf(this.#all))
  }

  /** All that could begin in this lane has begun, and there is room left. */
  hasRoom({ name }: Lane): void {
    if (name === 'small') this.#small = notFull(this.#small)
  }

  /** A transfer changed: those that are done tell how fast it goes. */
  follow({ state, fingerprint }: Transfer, name: Lane['name']): void {
    if (name !== 'small' || state !== 'done') return
    this.#small = fileDone(this.#small, fingerprint?.size ?? 0, this.#clock.monotonic())
  }

  /** @param own how many small files of the account that the service asked for less are under way */
  askedForLess(own: number): void {
    this.#small = throttled(this.#small, own, this.#clock.monotonic())
  }
}

function mostOf(lanes: readonly Lane[]): number {
  return lanes.find(({ name }) => name === 'small')?.slots ?? 1
}
