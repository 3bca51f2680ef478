/**
 * Pieces of memory that are used again and again: a fresh piece for every read costs more than the read (the system
 * has to find and clear it). See ARCHITECTURE.md, "The body".
 */

/** Three for each of eight transfers are 12 MiB; twice as long ones send no faster, and were twice as much. */
export const pieceBytes = 512 * 1024

/** Small files are many at once, and need no whole piece each. */
const smallBytes = pieceBytes / 8

interface Kind {
  readonly bytes: number
  readonly keep: number
  readonly free: Uint8Array[]
}

export class BufferPool {
  /** The smallest first. */
  readonly #kinds: readonly Kind[]

  /** @param keep so many whole pieces are kept for later, and as much again in small ones; more are left to the garbage collector */
  constructor(keep: number) {
    this.#kinds = [smallBytes, pieceBytes].map((bytes) => ({ bytes, keep: (keep * pieceBytes) / bytes, free: [] }))
  }

  /** @param bytes how much it must hold, at most `pieceBytes` */
  take(bytes: number): Uint8Array {
    const kind = this.#kinds.find((one) => one.bytes >= bytes)
    if (kind === undefined) throw new Error(`there is no piece of ${bytes} bytes`)
    return kind.free.pop() ?? new Uint8Array(kind.bytes)
  }

  /** Only for a piece that nobody reads from or writes to any more. */
  give(piece: Uint8Array): void {
    const kind = this.#kinds.find((one) => one.bytes === piece.length)
    if (kind !== undefined && kind.free.length < kind.keep) kind.free.push(piece)
  }
}
