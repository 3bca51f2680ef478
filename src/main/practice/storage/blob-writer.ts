import type { FileHandle } from 'node:fs/promises'

const highWater = 8 << 20
const batchLength = 256

/**
 * Writes a request's body to its place in a file without holding more than a few MiB of it. While one batch is on its
 * way to the disk the next one gathers, so hashing and writing overlap.
 */
export class BlobWriter {
  readonly #handle: FileHandle
  #position: number
  #queue: Buffer[] = []
  #pending = 0
  #work: Promise<void> | null = null
  #failure: Error | null = null

  constructor(handle: FileHandle, position: number) {
    this.#handle = handle
    this.#position = position
  }

  /** False: stop sending until `flushed()`. */
  write(chunk: Buffer): boolean {
    this.#queue.push(chunk)
    this.#pending += chunk.length
    this.#work ??= this.#run()
    return this.#pending < highWater
  }

  async flushed(): Promise<void> {
    while (this.#work) await this.#work
    if (this.#failure) throw this.#failure
  }

  async #run(): Promise<void> {
    try {
      while (this.#queue.length > 0) await this.#writeBatch(this.#queue.splice(0, batchLength))
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      this.#queue = []
      this.#pending = 0
    } finally {
      this.#work = null
    }
  }

  async #writeBatch(batch: Buffer[]): Promise<void> {
    let rest = batch
    while (rest.length > 0) {
      const { bytesWritten } = await this.#handle.writev(rest, this.#position)
      this.#position += bytesWritten
      this.#pending -= bytesWritten
      rest = without(rest, bytesWritten)
    }
  }
}

/** What is left of a batch after a short write. */
function without(batch: Buffer[], written: number): Buffer[] {
  let skip = written
  const rest: Buffer[] = []
  for (const chunk of batch) {
    if (skip >= chunk.length) {
      skip -= chunk.length
      continue
    }
    rest.push(skip > 0 ? chunk.subarray(skip) : chunk)
    skip = 0
  }
  return rest
}
