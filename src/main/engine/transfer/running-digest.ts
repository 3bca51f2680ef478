/** The digest of what was sent, carried along from range to range and across restarts. */

import type { Digest, DigestAlgorithm } from '../../../shared/transfer.ts'
import type { Digests, OpenSource, RunningDigest } from '../ports/source.ts'
import type { StoredSession } from '../ports/store.ts'
import { pieceBytes } from './buffers.ts'

/**
 * A digest that stands at `at`: the stored one where it fits, else made from disk from byte 0 or from where it stands.
 * The caller makes sure that the file is still the version that was sent.
 *
 * @param current the one in memory, from the last range; null after a restart
 */
export async function digestAt(
  at: number,
  algorithm: DigestAlgorithm,
  current: RunningDigest | null,
  session: Pick<StoredSession, 'digestCheckpoint' | 'digestOffset'> | null,
  digests: Digests,
  source: OpenSource,
  signal: AbortSignal,
): Promise<RunningDigest> {
  if (current !== null && current.offset === at) return current
  const stored =
    session !== null && session.digestCheckpoint !== null && session.digestOffset <= at
      ? digests.restore(algorithm, session.digestCheckpoint)
      : null
  const digest = stored !== null && stored.offset <= at ? stored : digests.start(algorithm)
  const buffer = digest.offset < at ? new Uint8Array(Math.min(pieceBytes, at - digest.offset)) : new Uint8Array(0)
  while (digest.offset < at) {
    signal.throwIfAborted()
    const piece = buffer.subarray(0, Math.min(buffer.length, at - digest.offset))
    const got = await source.read(piece, digest.offset)
    if (got === 0) break
    digest.update(piece.subarray(0, got))
  }
  return digest
}

export function digestOf(running: RunningDigest): Digest {
  return { algorithm: running.algorithm, value: running.value() }
}
