import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { QuickXorHash } from './quick-xor-hash.ts'

export interface Hashes {
  readonly size: number
  readonly quickXorHash: string
  readonly sha256: string
}

/**
 * Both hashes of a stream that arrives in order. It can be forked, so that the bytes of a request that is cut off
 * can be forgotten again.
 */
export class ContentDigest {
  #sha: Hash
  #quickXor: QuickXorHash

  constructor() {
    this.#sha = createHash('sha256')
    this.#quickXor = new QuickXorHash()
  }

  get size(): number {
    return this.#quickXor.length
  }

  update(chunk: Uint8Array): void {
    this.#sha.update(chunk)
    this.#quickXor.update(chunk)
  }

  fork(): ContentDigest {
    const copy = new ContentDigest()
    copy.#sha = this.#sha.copy()
    copy.#quickXor = this.#quickXor.clone()
    return copy
  }

  hashes(): Hashes {
    return { size: this.size, quickXorHash: this.#quickXor.digest(), sha256: this.#sha.copy().digest('hex') }
  }
}

/** Reads the first `length` bytes of a file back: after a restart a session's running hash is gone. */
export async function digestFile(path: string, length: number): Promise<ContentDigest> {
  const digest = new ContentDigest()
  if (length === 0) return digest
  for await (const chunk of createReadStream(path, { end: length - 1, highWaterMark: 1 << 20 })) {
    digest.update(chunk as Buffer)
  }
  if (digest.size !== length) throw new Error(`${path} holds ${digest.size} bytes, ${length} were recorded`)
  return digest
}
