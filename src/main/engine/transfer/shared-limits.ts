/**
 * What all transfers to one place share because its service counts them together: requests at once, and bytes within a
 * window. Kept in memory: after a restart the service says itself when it is too much.
 */

import type { SharedLimit } from '../ports/provider.ts'

/** Bytes are counted by the second: a window of minutes has few of them, however small the files are. */
const slotMs = 1_000

interface Place {
  /** Second, as a number of slots of monotonic time → bytes that went in it, or were promised it. */
  readonly bytes: Map<number, number>
  /** Who was told to come back, and when: each waits once, and for its own time. */
  readonly promised: Map<string, { readonly slot: number; readonly bytes: number }>
  lastPromised: number
  active: number
  readonly waiting: (() => void)[]
}

export class SharedLimits {
  readonly #places = new Map<string, Place>()

  /**
   * Counts bytes that are about to go, or promises them a time.
   *
   * @param account the service counts for each of them
   * @param id whose bytes they are: it has one promise at a time
   * @param now monotonic ms
   * @returns null: they may go; else when, monotonic ms
   */
  take(account: string, limit: SharedLimit, id: string, bytes: number, now: number): number | null {
    const place = this.#placeOf(account, limit)
    const slot = Math.floor(now / slotMs)
    const windowSlots = Math.ceil(limit.windowMs / slotMs)
    forget(place.bytes, slot - windowSlots - 1)
    const promise = place.promised.get(id)
    if (promise !== undefined) {
      if (promise.slot > slot) return promise.slot * slotMs
      place.promised.delete(id)
      add(place.bytes, promise.slot, -promise.bytes)
      add(place.bytes, slot, bytes)
      return null
    }
    const free = place.promised.size === 0 ? slot : Math.max(slot, place.lastPromised)
    const found = firstFree(place.bytes, free, windowSlots, limit.windowBytes - bytes)
    add(place.bytes, found, bytes)
    if (found === slot) return null
    place.promised.set(id, { slot: found, bytes })
    place.lastPromised = found
    return found * slotMs
  }

  /**
   * Waits until one more request may be under way, in the order of asking.
   *
   * @returns the function to call when it is over
   * @throws the signal's reason
   */
  async enter(account: string, limit: SharedLimit, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    const place = this.#placeOf(account, limit)
    if (place.active >= limit.requests) await queueUp(place.waiting, signal)
    else place.active += 1
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      const next = place.waiting.shift()
      if (next === undefined) place.active -= 1
      else next()
    }
  }

  #placeOf(account: string, { place: name }: SharedLimit): Place {
    const key = JSON.stringify([account, name])
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place: Place = { bytes: new Map(), promised: new Map(), lastPromised: 0, active: 0, waiting: [] }
    this.#places.set(key, place)
    return place
  }
}

/** The first slot, from `from` on, before which no more than `most` bytes went within the window. */
function firstFree(bytes: ReadonlyMap<number, number>, from: number, windowSlots: number, most: number): number {
  for (let slot = from; ; ) {
    let used = 0
    let oldest: number | null = null
    for (let at = slot - windowSlots; at <= slot; at += 1) {
      const sent = bytes.get(at) ?? 0
      if (sent > 0 && oldest === null) oldest = at
      used += sent
    }
    // What is more than there is at all goes when nothing else does.
    if (used <= Math.max(most, 0)) return slot
    slot = (oldest ?? slot) + windowSlots + 1
  }
}

function add(bytes: Map<number, number>, slot: number, count: number): void {
  const sum = Math.max(0, (bytes.get(slot) ?? 0) + count)
  if (sum === 0) bytes.delete(slot)
  else bytes.set(slot, sum)
}

/** Slots come about in the order of time. */
function forget(bytes: Map<number, number>, before: number): void {
  for (const slot of bytes.keys()) {
    if (slot >= before) return
    bytes.delete(slot)
  }
}

/** Takes over the place of whoever leaves. */
function queueUp(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const admit = (): void => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    const leave = (): void => {
      const at = waiting.indexOf(admit)
      if (at >= 0) waiting.splice(at, 1)
      reject(signal.reason as Error)
    }
    waiting.push(admit)
    signal.addEventListener('abort', leave, { once: true })
  })
}
