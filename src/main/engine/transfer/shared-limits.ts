/**
 * What all transfers to one place share because its service counts them together: requests at once, and bytes within a
 * window. Kept in memory: after a restart the service says itself when it is too much.
 */

import type { SharedLimit } from '../ports/provider.ts'

/** Bytes are counted by the second: a window of minutes has few of them, however small the files are. */
const slotMs = 1_000

interface Place {
  /** Begin of a second, epoch ms → bytes that went in it. Oldest first. */
  readonly sent: Map<number, number>
  active: number
  readonly waiting: (() => void)[]
}

export class SharedLimits {
  readonly #places = new Map<string, Place>()

  /**
   * Counts bytes that are about to go, unless they are too many now.
   *
   * @param account the service counts for each of them
   * @returns null: they may go; else when, epoch ms
   */
  take(account: string, limit: SharedLimit, bytes: number, now: number): number | null {
    const { sent } = this.#placeOf(account, limit)
    for (const at of sent.keys()) if (at + slotMs + limit.windowMs <= now || at > now) sent.delete(at)
    let used = [...sent.values()].reduce((sum, one) => sum + one, 0)
    if (used === 0 || used + bytes <= limit.windowBytes) {
      const at = now - (now % slotMs)
      sent.set(at, (sent.get(at) ?? 0) + bytes)
      return null
    }
    for (const [at, one] of sent) {
      used -= one
      if (used === 0 || used + bytes <= limit.windowBytes) return at + slotMs + limit.windowMs
    }
    return now
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
    const place = this.#places.get(key) ?? { sent: new Map(), active: 0, waiting: [] }
    this.#places.set(key, place)
    return place
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
