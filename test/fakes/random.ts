import type { Random } from '../../src/main/engine/ports/clock.ts'

/** Chance that is the same in every run: mulberry32 from a seed, and identifiers that count. */
export class SeededRandom implements Random {
  #state: number
  #count = 0

  constructor(seed = 1) {
    this.#state = seed >>> 0
  }

  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  id(): string {
    this.#count += 1
    return `id-${String(this.#count).padStart(8, '0')}`
  }

  /** Pseudo-random content for a file. */
  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += 1) bytes[at] = Math.floor(this.fraction() * 256)
    return bytes
  }
}
