/**
 * Files that were uploaded, have the same size, and other times: only their bytes tell whether somebody changed them
 * or merely touched them. They are read once they rest, one at a time.
 */

import type { Digest, DigestAlgorithm } from '../../../shared/transfer.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Candidate } from '../ports/scanner.ts'
import { type Digests, type Fingerprint, type OpenSource, type Sources, sameVersion } from '../ports/source.ts'
import type { LedgerEntry, LedgerStore, Watch } from '../ports/store.ts'
import { RestRoom } from './rest-room.ts'

interface Compared {
  readonly watch: Watch
  readonly candidate: Candidate
  readonly known: LedgerEntry
}

export interface ComparerParts {
  readonly store: Pick<LedgerStore, 'ledgerPut'>
  readonly sources: Sources
  readonly digests: Digests
  readonly clock: Clock
  readonly log: Log
  /** Its bytes are others than those that were sent; `fingerprint` is the version that was read. */
  onChanged(watch: Watch, candidate: Candidate, fingerprint: Fingerprint): Promise<void>
  /** Files were turned away for want of room, and there is room again: scan these watches once more. */
  onRoom(watchIds: ReadonlySet<string>): void
  readonly limit?: number
}

const blockBytes = 1_048_576

export class Comparer {
  readonly #parts: ComparerParts
  readonly #room: RestRoom<Compared>
  readonly #stop = new AbortController()
  #turnedAway = new Set<string>()

  constructor(parts: ComparerParts) {
    this.#parts = parts
    this.#room = new RestRoom<Compared>({
      sources: parts.sources,
      clock: parts.clock,
      log: parts.log,
      limit: parts.limit ?? 2_000,
      parallel: 1,
      onRested: (compared, fingerprint) => this.#onRested(compared, fingerprint),
      onStillWriting: () => Promise.resolve(),
      onFailure: (_, found) => Promise.resolve(found.code === 'source-busy' ? 'keep' : this.#letGo()),
    })
  }

  start(): void {
    this.#room.start()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#room.stop()
  }

  /** @returns whether it isn't compared already */
  add(watch: Watch, candidate: Candidate, known: LedgerEntry): boolean {
    const key = keyOf(watch, candidate.path)
    const isNew = !this.#room.has(key)
    const ref = { root: watch.folder, path: candidate.path }
    if (this.#room.add(key, { watch, candidate, known }, ref, watch.settleMs)) {
      this.#room.notice(key, candidate.fingerprint)
    } else {
      this.#turnedAway.add(watch.id)
    }
    return isNew
  }

  isComparing(watch: Watch, path: string): boolean {
    return this.#room.has(keyOf(watch, path))
  }

  #letGo(): 'drop' {
    this.#makeRoom()
    return 'drop'
  }

  async #onRested({ watch, candidate, known }: Compared, fingerprint: Fingerprint): Promise<number> {
    if (known.digest === null) return 0
    const read = await this.#digestOf({ root: watch.folder, path: candidate.path }, known.digest.algorithm, fingerprint)
    // It changed while it was read, or can't be read: the next scan finds it again.
    if (read === 'equal-size-differs' || (read !== null && !sameDigest(read, known.digest))) {
      await this.#parts.onChanged(watch, candidate, fingerprint)
    } else if (read !== null) {
      await this.#parts.store.ledgerPut([{ ...known, fingerprint }])
    }
    this.#makeRoom()
    return 0
  }

  /** Once half of it is free, so that a scan is worth its while. */
  #makeRoom(): void {
    if (this.#turnedAway.size === 0 || this.#room.size > (this.#parts.limit ?? 2_000) / 2) return
    const watchIds = this.#turnedAway
    this.#turnedAway = new Set()
    this.#parts.onRoom(watchIds)
  }

  async #digestOf(
    ref: { root: string; path: string },
    algorithm: DigestAlgorithm,
    fingerprint: Fingerprint,
  ): Promise<Digest | 'equal-size-differs' | null> {
    const opened = await this.#parts.sources.open(ref)
    if (!opened.ok) return null
    const source = opened.value
    try {
      if (source.fingerprint.size !== fingerprint.size) return 'equal-size-differs'
      const value = await this.#read(source, algorithm)
      return value !== null && sameVersion(await source.check(), fingerprint) ? { algorithm, value } : null
    } finally {
      await source.close()
    }
  }

  async #read(source: OpenSource, algorithm: DigestAlgorithm): Promise<string | null> {
    const digest = this.#parts.digests.start(algorithm)
    const block = new Uint8Array(Math.max(1, Math.min(blockBytes, source.fingerprint.size)))
    while (digest.offset < source.fingerprint.size) {
      this.#stop.signal.throwIfAborted()
      const got = await source.read(block, digest.offset)
      if (got === 0) return null
      digest.update(block.subarray(0, got))
    }
    return digest.value()
  }
}

function keyOf(watch: Watch, path: string): string {
  return `${watch.id}\n${path}`
}

function sameDigest(a: Digest, b: Digest): boolean {
  return a.algorithm === b.algorithm && a.value === b.value
}
