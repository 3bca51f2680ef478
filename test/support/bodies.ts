import { digests } from '../../src/main/files/digests.ts'
import type { Body } from '../../src/main/engine/ports/provider.ts'
import type { Digest, DigestAlgorithm } from '../../src/shared/transfer.ts'

export function digestOf(algorithm: DigestAlgorithm, bytes: Uint8Array): Digest {
  const running = digests.start(algorithm)
  running.update(bytes)
  return { algorithm, value: running.value() }
}

/**
 * A body as the engine's: every piece lies in the same memory, and is overwritten as soon as the next one is asked
 * for. Whoever keeps a piece too long sends rubbish.
 */
export function bodyOf(
  bytes: Uint8Array,
  pieceBytes = 1024 * 1024,
  said: DigestAlgorithm | null = null,
): Body & { asked: number } {
  const ring = Buffer.alloc(pieceBytes)
  return {
    length: bytes.length,
    digest: said === null ? null : digestOf(said, bytes),
    asked: 0,
    async *pieces() {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes)
        ring.set(piece)
        this.asked += 1
        yield ring.subarray(0, piece.length)
        ring.fill(0xee)
      }
    },
  }
}

/** Of other bytes: for bodies that never arrive. */
export function anyDigest(algorithm: DigestAlgorithm | null): Digest | null {
  return algorithm === null ? null : digestOf(algorithm, Buffer.from('something else'))
}

/** A body that breaks off with an error of its own. */
export function brokenBody(length: number, after: number, error: Error, said: DigestAlgorithm | null = null): Body {
  return {
    length,
    digest: anyDigest(said),
    async *pieces() {
      yield Buffer.alloc(after, 7)
      throw error
    },
  }
}

/** A body that gives another number of bytes than it says. */
export function lyingBody(length: number, given: number, said: DigestAlgorithm | null = null): Body {
  return {
    length,
    digest: anyDigest(said),
    async *pieces() {
      yield Buffer.alloc(given, 7)
    },
  }
}
