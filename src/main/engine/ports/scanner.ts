/** What is in a watched folder: hints from the system's watcher, and the truth from a scanner. */

import type { Result } from '../../../shared/failure.ts'
import type { LedgerEntry, Watch } from './store.ts'
import type { Fingerprint } from './source.ts'

/** A file that the ledger doesn't know, or knows in another version. */
export interface Candidate {
  readonly path: string
  /** Folders below the watched one, outermost first. */
  readonly folders: readonly string[]
  readonly name: string
  readonly fingerprint: Fingerprint
  /** What we sent of it before; null for a file we never sent. */
  readonly known: LedgerEntry | null
}

/** Something in the folder that is not uploaded, with the reason: a pipe, a link out of the folder, no right to read. */
export interface Oddity {
  readonly path: string
  readonly code: 'source-not-regular' | 'source-outside' | 'source-denied' | 'name-not-allowed' | 'too-large'
  readonly facts: Readonly<Record<string, string>>
}

/** A file or folder that a rule leaves out. */
export interface LeftOut {
  readonly path: string
  readonly why: string
}

export interface ScanReport {
  readonly folders: number
  readonly files: number
  /** ms of the scanning thread's own time: the rescan interval is a multiple of it. */
  readonly cpuMs: number
  /** When the first file is old enough that was too young, epoch ms; null: there was none. */
  readonly ripensAt?: number | null
  /** Folders whose files are also uploaded under links, and the folders that these links are in. Absent: none. */
  readonly linked?: readonly LinkedFolder[]
}

/** Absolute paths. What changes in `to` changes what is in `folder`. */
export interface LinkedFolder {
  readonly folder: string
  readonly to: string
}

/** A part of a watched folder. */
export interface ScanScope {
  /** Absolute. */
  readonly folder: string
  /** Whether the folders below it belong to the part, too. */
  readonly deep: boolean
}

export interface Scanner {
  /**
   * Walks the watch's folder (or only `scope`, where a hint named a part of it) and reports, in batches of at most
   * 500, the files that differ from the ledger. The next batch is made when `onBatch` has resolved. Until the first
   * scan of a watch with `existing` other than `skip` is through, files that were left alone are reported again.
   * Failures: `root-offline` (not there, or another disk), `source-denied`, `too-many-open-files`.
   */
  scan(
    watch: Watch,
    scope: ScanScope | null,
    onBatch: (batch: { candidates: readonly Candidate[]; oddities: readonly Oddity[] }) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Result<ScanReport>>
  /**
   * The same walk by the same rules, reporting everything that is meant (known or not) and everything that is left out.
   * Changes nothing. Failures: those of `scan`.
   */
  preview(
    watch: Watch,
    onBatch: (batch: {
      candidates: readonly Candidate[]
      oddities: readonly Oddity[]
      leftOut: readonly LeftOut[]
    }) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Result<ScanReport>>
  /** Whether the folder is there and still the one that was added. Cheap. Failures: those of `scan`. */
  probe(watch: Watch): Promise<Result<void>>
  /** The rule that leaves this path out, in words; null where none does. For `explain`: ignored files leave no steps. */
  ruleAgainst(watch: Watch, path: string): string | null
}

/**
 * Why the system's events don't tell everything of a folder:
 *
 * - `limit`: the system allows no more watches
 * - `remote`: its file system is one that others change without this computer hearing of it
 * - `refused`: the system can't watch it, or drops events and says so
 * - `losing`: changes were found that no event had announced
 */
export type Blindness = 'limit' | 'remote' | 'refused' | 'losing'

export interface FolderEvents {
  /** Something changed in this folder (absolute path); `deep`: or anywhere below it. */
  onDirty(folder: string, deep?: boolean): void
  /** The watcher can't see everything; a scan must stand in from now on. `why` absent: `refused`. */
  onLost(reason: string, why?: Blindness): void
  /** So much happened at once that the system may have dropped events: everything is to be looked at. */
  onFlood(): void
}

export interface Watcher {
  /**
   * Begins to give hints. Resolves when the watcher is set up, or when that takes too long: then it calls `onDirty`
   * for the whole folder once it is. Only hints: what it misses, a scan finds. `stop` ends it.
   */
  start(watch: Watch, events: FolderEvents): Promise<{ stop(): Promise<void> }>
}
