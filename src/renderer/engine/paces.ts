/** How long the files that are on their way still take, each from what the destination acknowledged of it. */

import type { TransferView } from '../../shared/transfer.ts'

interface Acknowledged {
  readonly at: number
  readonly bytes: number
}

/** A speed over less than this jumps with every range. */
const leastMs = 10_000
const keptMs = 60_000

export class Paces {
  readonly #seen = new Map<string, Acknowledged[]>()

  note({ id, state, acknowledgedBytes: bytes }: TransferView, at: number): void {
    if (state !== 'sending') {
      this.#seen.delete(id)
      return
    }
    const seen = this.#seen.get(id) ?? []
    const last = seen.at(-1)
    // A file that began anew has another history.
    if (last !== undefined && bytes < last.bytes) seen.length = 0
    if (last === undefined || bytes !== last.bytes) seen.push({ at, bytes })
    while ((seen[1]?.at ?? at) < at - keptMs) seen.shift()
    this.#seen.set(id, seen)
  }

  /** Null while too little was seen to say. */
  secondsLeft({ id, size, acknowledgedBytes }: TransferView): number | null {
    const seen = this.#seen.get(id) ?? []
    const [first, last] = [seen[0], seen.at(-1)]
    if (first === undefined || last === undefined || last.at - first.at < leastMs) return null
    const speed = (last.bytes - first.bytes) / ((last.at - first.at) / 1_000)
    return speed <= 0 || acknowledgedBytes >= size ? null : (size - acknowledgedBytes) / speed
  }
}
