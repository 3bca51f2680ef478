/** Digests of open files, which the product has made in a thread of their own: here in steps of this process. */

import type { DigestPass, Digests, Fingerprint } from '../../../src/main/engine/ports/source.ts'
import { sourceFailure } from '../../../src/main/files/file-errors.ts'
import { FailureError, failure } from '../../../src/shared/failure.ts'
import type { DigestAlgorithm } from '../../../src/shared/transfer.ts'
import type { FileSystem } from './file-system.ts'

interface OpenFile {
  readonly fd: number
  readonly name: string
  readonly fingerprint: Fingerprint
}

export class ModelDigestReader {
  readonly #files: FileSystem
  readonly #digests: Digests

  constructor(files: FileSystem, digests: Digests) {
    this.#files = files
    this.#digests = digests
  }

  pass({ fd, name, fingerprint }: OpenFile, algorithm: DigestAlgorithm, partBytes: number): DigestPass {
    const files = this.#files
    const { life } = files
    const readAt = async (at: number, length: number): Promise<Uint8Array> => {
      try {
        return await files.call(() => files.read(fd, at, length), life)
      } catch (error) {
        throw new FailureError(sourceFailure(error, name, at), { cause: error })
      }
    }
    const digest = async (start: number, end: number, signal: AbortSignal): Promise<string> => {
      const running = this.#digests.start(algorithm)
      for (let at = start; at < end; at += partBytes) {
        signal.throwIfAborted()
        const bytes = await readAt(at, Math.min(partBytes, end - at))
        if (bytes.length < Math.min(partBytes, end - at)) throw new FailureError(failure('source-changed'))
        running.update(bytes)
      }
      return running.value()
    }
    return {
      offset: 0,
      part: digest,
      whole: (signal) => digest(0, fingerprint.size, signal),
      forget: () => undefined,
    }
  }
}
