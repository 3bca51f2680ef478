/** A file that was opened and judged: reading through one descriptor, whatever happens to its path. */

import type { FileHandle } from 'node:fs/promises'
import { FailureError } from '../../shared/failure.ts'
import type { Fingerprint, OpenSource } from '../engine/ports/source.ts'
import { sourceFailure } from './file-errors.ts'
import { fingerprintOf } from './stats.ts'

export class DescriptorSource implements OpenSource {
  readonly fingerprint: Fingerprint
  readonly #handle: FileHandle
  readonly #name: string
  #closing: Promise<void> | null = null

  constructor(handle: FileHandle, name: string, fingerprint: Fingerprint) {
    this.#handle = handle
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

  close(): Promise<void> {
    this.#closing ??= this.#handle.close()
    return this.#closing
  }

  async #readOnce(into: Uint8Array, offset: number, length: number, at: number): Promise<number> {
    try {
      return (await this.#handle.read(into, offset, length, at)).bytesRead
    } catch (error) {
      throw new FailureError(sourceFailure(error, this.#name, at), { cause: error })
    }
  }
}
