/** Chance from a seed (mulberry32). Streams of their own keep one kind of choice from shifting all others. */

export class Chance {
  #state: number

  constructor(seed: number, stream = '') {
    let mixed = seed >>> 0
    for (const letter of stream) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0
    this.#state = mixed
  }

  /** In [0, 1). */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number in [least, most]. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1))
  }

  /** Small numbers often, large ones now and then. */
  skewed(least: number, most: number): number {
    return least + Math.floor(this.fraction() ** 3 * (most - least + 1))
  }

  /** In [0, 1), small numbers often. */
  skewedFraction(): number {
    return this.fraction() ** 3
  }

  happens(probability: number): boolean {
    return this.fraction() < probability
  }

  oneOf<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.fraction() * choices.length)]
    if (chosen === undefined) throw new Error('there is nothing to choose from')
    return chosen
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    for (let at = 0; at < length; at += 1) bytes[at] = Math.floor(this.fraction() * 256)
    return bytes
  }
}
