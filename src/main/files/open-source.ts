/** A file that was opened and judged: reading through one descriptor, whatever happens to its path. */

import type { FileHandle } from 'node:fs/promises'
import { FailureError, failure } from '../../shared/failure.ts'
import type { DigestAlgorithm } from '../../shared/transfer.ts'
import type { DigestPass, Fingerprint, OpenSource } from '../engine/ports/source.ts'
import type { DigestReader } from './digest-reader.ts'
import { sourceFailure } from './file-errors.ts'
import { fingerprintOf } from './stats.ts'

export class DescriptorSource implements OpenSource {
  readonly fingerprint: Fingerprint
  readonly names: number
  readonly #handle: FileHandle
  readonly #name: string
  readonly #reader: DigestReader
  /** Reads that use the descriptor elsewhere: it stays open for them. */
  readonly #elsewhere = new Set<Promise<unknown>>()
  #closing: Promise<void> | null = null

  constructor(handle: FileHandle, name: string, fingerprint: Fingerprint, reader: DigestReader, names: number) {
    this.names = names
    this.#handle = handle
    this.#reader = reader
    this.#name = name
    this.fingerprint = fingerprint
  }

  /** Never beyond the size that it was opened with: a file that grows, or has no end, can't make a read longer. */
  async read(into: Uint8Array, at: number): Promise<number> {
    const wanted = Math.min(into.length, Math.max(0, this.fingerprint.size - at))
    let filled = 0
    while (filled < wanted) {
      const got = await this.#readOnce(into, filled, wanted - filled, at + filled)
      if (got === 0) break
      filled += got
    }
    return filled
  }

  async check(): Promise<Fingerprint> {
    try {
      return fingerprintOf(await this.#handle.stat({ bigint: true }))
    } catch (error) {
      throw new FailureError(sourceFailure(error, this.#name), { cause: error })
    }
  }

  digestPass(algorithm: DigestAlgorithm, partBytes: number): DigestPass {
    const file = { fd: this.#handle.fd, name: this.#name, fingerprint: this.fingerprint }
    const pass = this.#reader.pass(file, algorithm, partBytes)
    return {
      get offset() {
        return pass.offset
      },
      part: (start, end, signal) => this.#held(() => pass.part(start, end, signal)),
      whole: (signal) => this.#held(() => pass.whole(signal)),
      forget: () => pass.forget(),
    }
  }

  /** Once closed, the descriptor's number may be another file's: nobody reads by it then. */
  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#elsewhere).then(() => this.#handle.close())
    return this.#closing
  }

  async #held<T>(use: () => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new FailureError(failure('source-gone', { name: this.#name }))
    const using = use()
    this.#elsewhere.add(using)
    try {
      return await using
    } finally {
      this.#elsewhere.delete(using)
    }
  }

  async #readOnce(into: Uint8Array, offset: number, length: number, at: number): Promise<number> {
    try {
      return (await this.#handle.read(into, offset, length, at)).bytesRead
    } catch (error) {
      throw new FailureError(sourceFailure(error, this.#name, at), { cause: error })
    }
  }
}
