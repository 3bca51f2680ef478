/** The digests that destinations tell, computed while bytes pass by. */

import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { DigestAlgorithm } from '../../shared/transfer.ts'
import type { Digests, RunningDigest } from '../engine/ports/source.ts'
import { QuickXorHash } from './quick-xor-hash.ts'

export const digests: Digests = {
  start(algorithm) {
    return algorithm === 'quickXorHash' ? new QuickXorDigest(new QuickXorHash()) : new LibraryDigest(algorithm)
  },
  restore(algorithm, checkpoint) {
    if (algorithm !== 'quickXorHash') return null
    const hash = QuickXorHash.restore(checkpoint)
    return hash === null ? null : new QuickXorDigest(hash)
  },
}

class QuickXorDigest implements RunningDigest {
  readonly algorithm = 'quickXorHash'
  readonly #hash: QuickXorHash

  constructor(hash: QuickXorHash) {
    this.#hash = hash
  }

  get offset(): number {
    return this.#hash.length
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
  }

  value(): string {
    return this.#hash.value()
  }

  checkpoint(): string {
    return this.#hash.checkpoint()
  }
}

/** node:crypto keeps its state to itself: after a restart these begin at byte 0, and `restore` takes none of them. */
class LibraryDigest implements RunningDigest {
  readonly algorithm: DigestAlgorithm
  readonly #hash: Hash
  #offset = 0

  constructor(algorithm: 'sha1' | 'sha256') {
    this.algorithm = algorithm
    this.#hash = createHash(algorithm)
  }

  get offset(): number {
    return this.#offset
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    this.#offset += bytes.length
  }

  value(): string {
    return this.#hash.copy().digest('hex')
  }

  /** Nothing to go on from; what it says of the bytes so far is enough to prove them. */
  checkpoint(): string {
    return `${this.algorithm}:${this.value()}`
  }
}
