/** The digest of what was sent, carried along from range to range and across restarts. */

import { FailureError, failure } from '../../../shared/failure.ts'
import type { Digest, DigestAlgorithm } from '../../../shared/transfer.ts'
import type { Digests, OpenSource, RunningDigest } from '../ports/source.ts'
import type { StoredSession } from '../ports/store.ts'
import { pieceBytes } from './buffers.ts'

/** What a digest is made with. */
export interface DigestMeans {
  readonly digests: Digests
  readonly source: OpenSource
  readonly signal: AbortSignal
  /** This very process sent what was confirmed, from this very version: nothing of it is read again. */
  readonly isProven: boolean
  /** Told while it is read. */
  readonly moved?: () => void
}

type Stored = Pick<StoredSession, 'digestCheckpoint' | 'digestOffset'>

/**
 * A digest that stands at `at`: the stored one where it fits, else made from disk. Where nobody knows that the file is
 * still the one that was sent (after a restart: times and size can be alike), what was confirmed is proved from disk first.
 *
 * @param current the one in memory, from the last range; null after a restart
 * @throws FailureError `source-changed` where the part that was confirmed is not in the file any more
 */
export async function digestAt(
  at: number,
  algorithm: DigestAlgorithm,
  current: RunningDigest | null,
  session: Stored | null,
  means: DigestMeans,
): Promise<RunningDigest> {
  if (current !== null && current.offset === at) return current
  const mark = markOf(session, at)
  const stored = mark !== null && means.isProven ? means.digests.restore(algorithm, mark.checkpoint) : null
  if (stored !== null && stored.offset <= at) return readOn(stored, at, means)
  const digest = means.digests.start(algorithm)
  if (mark !== null) {
    await readOn(digest, mark.offset, means)
    if (digest.checkpoint() !== mark.checkpoint) throw new FailureError(failure('source-changed'))
  }
  return readOn(digest, at, means)
}

function markOf(session: Stored | null, at: number): { readonly checkpoint: string; readonly offset: number } | null {
  if (session === null || session.digestCheckpoint === null || session.digestOffset > at) return null
  return { checkpoint: session.digestCheckpoint, offset: session.digestOffset }
}

async function readOn(
  digest: RunningDigest,
  at: number,
  { source, signal, moved }: DigestMeans,
): Promise<RunningDigest> {
  const buffer = digest.offset < at ? new Uint8Array(Math.min(pieceBytes, at - digest.offset)) : new Uint8Array(0)
  while (digest.offset < at) {
    signal.throwIfAborted()
    const piece = buffer.subarray(0, Math.min(buffer.length, at - digest.offset))
    const got = await source.read(piece, digest.offset)
    if (got === 0) break
    digest.update(piece.subarray(0, got))
    moved?.()
  }
  return digest
}

export function digestOf(running: RunningDigest): Digest {
  return { algorithm: running.algorithm, value: running.value() }
}
