import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { QuickXorHash } from './quick-xor-hash.ts'

export interface Hashes {
  readonly size: number
  readonly quickXorHash: string
  readonly sha256: string
  /** Only where it was asked for. */
  readonly sha1?: string
}

/**
 * The hashes of a stream that arrives in order. It can be forked, so that the bytes of a request that is cut off
 * can be forgotten again.
 */
export class ContentDigest {
  #sha: Hash
  #quickXor: QuickXorHash
  #sha1: Hash | null

  /** SHA-1 is Box's alone, and costs time. */
  constructor(withSha1 = false) {
    this.#sha = createHash('sha256')
    this.#quickXor = new QuickXorHash()
    this.#sha1 = withSha1 ? createHash('sha1') : null
  }

  get size(): number {
    return this.#quickXor.length
  }

  update(chunk: Uint8Array): void {
    this.#sha.update(chunk)
    this.#quickXor.update(chunk)
    this.#sha1?.update(chunk)
  }

  fork(): ContentDigest {
    const copy = new ContentDigest()
    copy.#sha = this.#sha.copy()
    copy.#quickXor = this.#quickXor.clone()
    copy.#sha1 = this.#sha1?.copy() ?? null
    return copy
  }

  hashes(): Hashes {
    return {
      size: this.size,
      quickXorHash: this.#quickXor.digest(),
      sha256: this.#sha.copy().digest('hex'),
      ...(this.#sha1 && { sha1: this.#sha1.copy().digest('hex') }),
    }
  }
}

/** Of a stretch of a file, in lower-case hex. */
export async function digestOfRange(path: string, start: number, length: number, algorithm: 'sha1'): Promise<string> {
  const hash = createHash(algorithm)
  if (length > 0)
    for await (const chunk of createReadStream(path, { start, end: start + length - 1 })) hash.update(chunk)
  return hash.digest('hex')
}

/** Reads the first `length` bytes of a file back: after a restart a session's running hash is gone. */
export async function digestFile(path: string, length: number, withSha1 = false): Promise<ContentDigest> {
  const digest = new ContentDigest(withSha1)
  if (length === 0) return digest
  for await (const chunk of createReadStream(path, { end: length - 1, highWaterMark: 1 << 20 })) {
    digest.update(chunk as Buffer)
  }
  if (digest.size !== length) throw new Error(`${path} holds ${digest.size} bytes, ${length} were recorded`)
  return digest
}
