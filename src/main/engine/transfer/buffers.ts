/**
 * Pieces of memory that are used again and again: a fresh piece for every read costs more than the read (the system
 * has to find and clear it). See ARCHITECTURE.md, "The body".
 */

export const pieceBytes = 1024 * 1024

export class BufferPool {
  readonly #free: Uint8Array[] = []
  readonly #keep: number

  /** @param keep pieces kept for later; more are left to the garbage collector */
  constructor(keep: number) {
    this.#keep = keep
  }

  take(): Uint8Array {
    return this.#free.pop() ?? new Uint8Array(pieceBytes)
  }

  /** Only for a piece that nobody reads from or writes to any more. */
  give(piece: Uint8Array): void {
    if (this.#free.length < this.#keep) this.#free.push(piece)
  }
}
