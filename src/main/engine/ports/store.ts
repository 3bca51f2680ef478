/**
 * The durable side of the engine. Every method is one transaction and is durable when it resolves; no transaction
 * spans an await. The order rule (ARCHITECTURE.md) is kept by what is written together here.
 */

import type { Failure } from '../../../shared/failure.ts'
import type { LifecycleEvent, State } from '../../../shared/lifecycle.ts'
import type { After } from '../../../shared/clean-up.ts'
import type { ConflictPolicy, Digest, Evidence, Tallies } from '../../../shared/transfer.ts'
import type { AccountPauseStore } from './account-pause.ts'
import type { Range, RemoteItem } from './provider.ts'
import type { Goal, TransferOrder } from './queue-order.ts'
import type { FileLimits, LinkPolicy } from '../../../shared/watch-rules.ts'
import type { CleanUp } from './put-away.ts'
import type { Summary } from './summary.ts'
import type { Fingerprint } from './source.ts'

/** Counters that bound every loop. They start again at 0 when the destination has accepted more bytes. */
export interface Counters {
  /** failures charged to the `attempts` budget since the last progress */
  readonly attempts: number
  /** failures charged to the `slow` budget since the last progress */
  readonly slow: number
  /** answers that wanted another range than ours, since the last progress */
  readonly outOfStep: number
  /** accepted answers that did not advance, since the last progress */
  readonly stalls: number
  /** sessions that were lost and replaced; never reset by progress, reset by a new version or by hand */
  readonly restarts: number
  /** times that the evidence was asked for and was not there yet */
  readonly looks: number
  /** times that the item's eTag drifted without its content and was adopted: at most once */
  readonly adoptions: number
  /** times in a row that the line was down; only makes the pause longer, never exhausts */
  readonly offline: number
  /** times that a file went (or should go) in one request because sessions were no way */
  readonly fallbacks: number
  /** How often the engine ended by an error while it worked on this. */
  readonly crashes: number
  /** failures charged to the `few` budget since the last progress */
  readonly reads: number
}

export const noCounters: Counters = {
  attempts: 0,
  slow: 0,
  outOfStep: 0,
  stalls: 0,
  restarts: 0,
  looks: 0,
  adoptions: 0,
  offline: 0,
  fallbacks: 0,
  crashes: 0,
  reads: 0,
}

/** The item that this transfer makes a new version of. */
export interface ReplacedItem {
  readonly itemId: string
  readonly eTag: string | null
  /**
   * Its content as we last knew it: an eTag may drift without the content changing. Null: a person decided about this
   * item (`Transfer.conflict` is the answer), and it has not been looked at since.
   */
  readonly size: number | null
  readonly hash: Digest | null
}

/** One file on its way to one destination: the stored facts that the planner decides from. Times in epoch ms. */
export interface Transfer {
  readonly id: string
  readonly createdAt: number
  /** What was added together; null for files found by a watch. */
  readonly batchId: string | null
  readonly watchId: string | null
  readonly account: string
  readonly root: string
  readonly path: string
  readonly destination: string
  readonly folders: readonly string[]
  /** The remote name that we chose; starts as the file's own. */
  readonly name: string
  readonly conflict: ConflictPolicy
  readonly settleMs: number
  readonly state: State
  readonly stateAt: number
  /** The version being sent; null until the file rested. */
  readonly fingerprint: Fingerprint | null
  /** Set when the conflict was decided: the item to replace. Null: a new file. */
  readonly replaces: ReplacedItem | null
  /** Whether the destination was asked about the name for this version, so that `replaces` means something. */
  readonly nameChecked: boolean
  readonly acknowledgedBytes: number
  /**
   * A request that may have made the file was sent, and its answer is not known (it was lost, or we were killed).
   * Stored before such a request; the destination is looked at before another one.
   */
  readonly unsure: boolean
  readonly counters: Counters
  /** Every failure of this transfer, for people; never reset. */
  readonly attempts: number
  readonly failure: Failure | null
  /** When a waiting transfer goes on. */
  readonly retryAt: number | null
  /** What the destination gave us, before and after it is verified. */
  readonly remote: RemoteItem | null
  /** Of the bytes that were sent. */
  readonly digest: Digest | null
  readonly evidence: Evidence | null
  readonly finishedAt: number | null
  /** Absent: nothing is done to the file. */
  readonly cleanUp?: CleanUp
}

export type NewTransfer = Pick<
  Transfer,
  'batchId' | 'watchId' | 'account' | 'root' | 'path' | 'destination' | 'folders' | 'name' | 'conflict' | 'settleMs'
> & {
  readonly state: 'settling' | 'queued'
  readonly fingerprint: Fingerprint | null
  readonly replaces: ReplacedItem | null
  /** Shown by `explain` as the first step. */
  readonly why: string
}

export interface StoredSession {
  readonly id: string
  readonly transferId: string
  readonly secret: string
  readonly openedAt: number
  readonly expiresAt: number | null
  /** Acknowledged ranges, ascending and merged. */
  readonly acknowledged: readonly Range[]
  /** Running digest of the bytes [0, digestOffset) as they were sent; null where it must be made from disk. */
  readonly digestCheckpoint: string | null
  readonly digestOffset: number
  /** Opened before the queue was replaced by an older copy of itself: it may have gone on since. */
  readonly isFromCopy?: true
}

export interface NewSession {
  readonly id: string
  readonly secret: string
  readonly openedAt: number
  readonly expiresAt: number | null
}

/** The fields that a change may set. */
export type TransferSet = Partial<
  Pick<
    Transfer,
    | 'name'
    | 'conflict'
    | 'fingerprint'
    | 'replaces'
    | 'nameChecked'
    | 'unsure'
    | 'counters'
    | 'attempts'
    | 'failure'
    | 'retryAt'
    | 'remote'
    | 'digest'
    | 'evidence'
    | 'cleanUp'
  >
>

/** One decision, applied in one transaction together with the line that explains it. */
export interface TransferChange {
  readonly id: string
  /** The state that the decision was made in. Where the row is elsewhere by now, nothing is changed. */
  readonly from: State
  /** Null: the state stays (an acknowledgement, a name chosen). Must be allowed by the lifecycle table. */
  readonly event: LifecycleEvent | null
  readonly set?: TransferSet
  /**
   * - `open`: stores a session; a session that the transfer had becomes an abandoned one in the same transaction
   * - `finish`: the destination consumed it; it is forgotten
   * - `abandon`: it moves to the abandoned ones, to be deleted at the destination
   */
  readonly session?: { readonly open: NewSession } | 'finish' | 'abandon'
  /** Ranges that the destination confirmed; merged into the session's, and counted into `acknowledgedBytes`. */
  readonly acknowledge?: {
    readonly ranges: readonly Range[]
    readonly expiresAt: number | null
    readonly digestCheckpoint: string | null
    readonly digestOffset: number
  }
  /** The destination's own statement of what it has, where it differs from ours: replaces the acknowledged ranges. */
  readonly correct?: { readonly acknowledged: readonly Range[]; readonly expiresAt: number | null }
  /** What was uploaded, remembered in the same transaction as `done`. */
  readonly ledger?: LedgerEntry
  /** The ledger forgets the path: what appears there is another file. */
  readonly forget?: true
  /** For `explain`: what was done, and why. Null for acknowledgements, which are too many to tell. */
  readonly step: { readonly what: string; readonly why: string } | null
}

/** What we know of a file that we once sent: from it follows that a touch, a restart or a re-added watch sends nothing again. */
export interface LedgerEntry {
  readonly account: string
  readonly destination: string
  readonly path: string
  readonly fingerprint: Fingerprint
  /** Null for files that were there before the watch and were left alone (`existing: skip`). */
  readonly digest: Digest | null
  readonly itemId: string | null
  readonly eTag: string | null
  readonly remoteName: string | null
}

export interface AbandonedSession {
  readonly id: string
  readonly account: string
  readonly destination: string
  readonly secret: string
  readonly attempts: number
  readonly nextAt: number
}

export interface TransferQuery {
  /** Absent: `added`. */
  readonly order?: TransferOrder
  /** Internal states; absent: all. */
  readonly states?: readonly State[]
  readonly batchId?: string
  readonly watchId?: string
  readonly account?: string
  /** Of the failure. */
  readonly code?: string
  /** All its words are in the path or the destination, in any case. */
  readonly text?: string
  /** epoch ms, half-open: `[endedSince, endedBefore)` */
  readonly endedSince?: number
  readonly endedBefore?: number
  /** Opaque, from the last page. */
  readonly cursor?: string
  /** At most 200. */
  readonly limit: number
}

export interface TransferPage {
  readonly transfers: readonly Transfer[]
  /** Null on the last page. A page that was searched for may be short, or empty, and go on all the same. */
  readonly cursor: string | null
}

export interface StepQuery {
  readonly transferId?: string
  readonly path?: string
  readonly to?: Pick<Transfer, 'account' | 'destination'>
  /** The newest so many. */
  readonly limit: number
}

export interface Step {
  /** epoch ms */
  readonly at: number
  readonly what: string
  readonly why: string
}

export interface TransferStore {
  /**
   * Adds transfers. Where an unfinished one of the same account, destination and path exists, that one is returned
   * instead (`isNew` false), so that nothing is queued twice.
   */
  enqueue(entries: readonly NewTransfer[], now: number): Promise<readonly { transfer: Transfer; isNew: boolean }[]>
  get(id: string): Promise<Transfer | null>
  getMany(ids: readonly string[]): Promise<readonly Transfer[]>
  page(query: TransferQuery): Promise<TransferPage>
  /** Moves unfinished ones in the queue, in the order that they have among each other. Returns how many. */
  move(ids: readonly string[], goal: Goal): Promise<number>
  /**
   * Forgets the oldest of what was done, skipped or canceled before this time, at most so many. Returns how many; fewer
   * than the limit: that was all.
   */
  pruneHistory(before: number, limit: number): Promise<number>
  summary(): Promise<Summary>
  /** Where files that were added by hand went lately, the newest first, each once. */
  recentPlaces(limit: number): Promise<readonly { readonly account: string; readonly address: string }[]>
  /** Of one watch. */
  watchTallies(watchId: string): Promise<Tallies>
  /** Queued transfers, in the order of the queue, leaving out these accounts. `maxBytes`/`minBytes` choose a lane. */
  runnable(query: {
    limit: number
    minBytes: number
    maxBytes: number
    exceptAccounts: readonly string[]
  }): Promise<readonly Transfer[]>
  /** The transfer as it is after the change, or null where it was no longer in `from` (nothing was changed). */
  apply(change: TransferChange, now: number): Promise<Transfer | null>
  session(transferId: string): Promise<StoredSession | null>
  /**
   * Whose session this is (`StoredSession.id`): a transfer's id, `abandoned` where it is to be deleted, or null where no
   * such session is ours.
   */
  holderOf(sessionId: string): Promise<string | null>
  /** Wakes waiting transfers that are due. Returns those woken and the time of the next one, epoch ms. */
  wakeDue(now: number): Promise<{ woken: readonly Transfer[]; nextAt: number | null }>
  /** Wakes those that wait for this root, at most 500. Returns those woken; fewer: that was all. */
  wakeRoot(root: string, now: number): Promise<readonly Transfer[]>
  /** Roots that are waited for, since when at the latest (epoch ms), and why. */
  awayRoots(): Promise<readonly { readonly root: string; readonly since: number; readonly failure: Failure }[]>
  /**
   * After a start: active states → queued, and nobody waits longer than was decided, which a clock that was set back
   * meanwhile would do. Touches unfinished rows only. Returns how many were queued.
   */
  recover(now: number): Promise<number>
  /**
   * The computer's clock was set by so many ms: every stored end of a wait and floor is moved by as much. What was asked of
   * the store before is done before, what is asked afterwards is done after it.
   */
  moveWaits(ms: number): Promise<void>
  /** Sessions to delete at their destination. */
  abandoned(now: number, limit: number): Promise<readonly AbandonedSession[]>
  /** Deleted at the destination, or known to be gone. */
  forgetAbandoned(id: string): Promise<void>
  postponeAbandoned(id: string, attempts: number, nextAt: number): Promise<void>
  /** @param query.to only of transfers of `path` that go there */
  steps(query: StepQuery): Promise<readonly Step[]>
  /** A decision about a path that has no transfer (ignored, unchanged, not a regular file …). */
  addStep(path: string, step: { what: string; why: string }, now: number): Promise<void>
  /** The newest transfer of this path, finished or not. */
  latestOfPath(path: string): Promise<Transfer | null>
  /** Those whose file is to be put away or on its way (`CleanUp`), oldest first. */
  cleanUps(query: { readonly cursor?: string; readonly limit: number }): Promise<TransferPage>
  /** Whether an unfinished transfer is of this path, wherever it goes. */
  isUnderWay(path: string): Promise<boolean>
}

export interface LedgerStore {
  ledgerGet(account: string, destination: string, path: string): Promise<LedgerEntry | null>
  ledgerPut(entries: readonly LedgerEntry[]): Promise<void>
}

/** A watched folder with its rules. */
export interface Watch {
  readonly id: string
  readonly name: string
  readonly folder: string
  readonly destination: string
  readonly account: string
  readonly conflict: ConflictPolicy
  /** What to do with files that are there when the watch is added. `since`: epoch ms of the modified time. */
  readonly existing:
    | { readonly kind: 'skip' }
    | { readonly kind: 'upload' }
    | { readonly kind: 'since'; readonly at: number }
  /** Where files go below the destination; absent: as they lie. A file that was sent once stays where it went. */
  readonly template?: string | undefined
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Absent: hidden files are left out. */
  readonly hidden?: boolean | undefined
  readonly limits?: FileLimits | undefined
  /** Absent: symbolic links are skipped. */
  readonly links?: LinkPolicy | undefined
  readonly settleMs: number
  /** A file that never rests is sent all the same after so long. Absent: never. */
  readonly longestWaitMs?: number | undefined
  readonly after: After
  readonly state: 'active' | 'paused' | 'missing'
  /** Since when its folder is away, epoch ms. Absent: it isn't, or nobody noted it. */
  readonly missingSince?: number | undefined
  /** File system and inode of the folder when it was added: another disk at the same path is not the same root. */
  readonly rootIdentity: string
  /** Whether the first scan (which applies `existing`) is through. */
  readonly initialScanDone: boolean
  readonly createdAt: number
  /** Which moment `existing` speaks of, where that was said later. Absent: when it was made. */
  readonly existingFrom?: number | undefined
}

export interface WatchStore {
  watches(): Promise<readonly Watch[]>
  putWatch(watch: Watch): Promise<void>
  removeWatch(id: string): Promise<void>
}

export interface SettingStore {
  settings(): Promise<Readonly<Record<string, unknown>>>
  putSetting(key: string, value: unknown): Promise<void>
}

export interface Store extends TransferStore, LedgerStore, WatchStore, AccountPauseStore, SettingStore {}
