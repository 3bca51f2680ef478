/**
 * How long the next range of a transfer may be when its next run begins. A run ends with the break that showed its range
 * to be too long for the line; who began at the usual length again would send the same bytes in vain each time.
 */

/** Far more than are ever under way; whoever is forgotten begins at the usual length. */
const most = 1_000

export class RangeLengths {
  /** Only what is shorter than usual. Insertion order is age. */
  readonly #short = new Map<string, number>()

  /** @param usual bytes; what ranges begin with */
  of(id: string, usual: number): number {
    return Math.min(usual, this.#short.get(id) ?? usual)
  }

  /** The line took a range: what is remembered grows with it. */
  follow(id: string, length: number, usual: number): void {
    if (this.#short.has(id)) this.note(id, length, usual)
  }

  /** @param length bytes; what the next range is to have */
  note(id: string, length: number, usual: number): void {
    this.#short.delete(id)
    if (length >= usual) return
    this.#short.set(id, length)
    const [oldest] = this.#short.keys()
    if (this.#short.size > most && oldest !== undefined) this.#short.delete(oldest)
  }
}
