/** Memory for the end of a piece, which the socket may still hold when the next piece is asked for. */

import { progressBytes, queuedBytes } from './limits.ts'

/**
 * Taken round and round, so that a request of any length needs this much and leaves nothing behind to be collected. A copy is
 * written over only once what followed it fills the socket's queue: `queuedBytes` in all may wait there. The other two units
 * are the one that is being written, and what stays unused before the end when one doesn't fit.
 */
const ringBytes = queuedBytes + 2 * progressBytes

export class Tail {
  #ring: Uint8Array | null = null
  #at = 0

  /** @param unit of at most `progressBytes`; @returns the same bytes, valid while the socket may hold them */
  keep(unit: Uint8Array): Uint8Array {
    this.#ring ??= new Uint8Array(ringBytes)
    if (this.#at + unit.length > ringBytes) this.#at = 0
    const copy = this.#ring.subarray(this.#at, this.#at + unit.length)
    copy.set(unit)
    this.#at += unit.length
    return copy
  }
}
