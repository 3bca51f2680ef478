/** The words between the planner and the driver: what to do, what came of it, what was decided. */

import type { Failure, Result } from '../../../shared/failure.ts'
import type { LifecycleEvent } from '../../../shared/lifecycle.ts'
import type { Digest } from '../../../shared/transfer.ts'
import type {
  Capabilities,
  Intent,
  OpenedSession,
  Position,
  Range,
  RangeAnswer,
  RemoteItem,
} from '../ports/provider.ts'
import type { LedgerEntry, StoredSession, Transfer, TransferChange } from '../ports/store.ts'
import type { Policy } from './policy.ts'

export type LookPurpose = 'name' | 'decided' | 'lost' | 'taken' | 'unasked' | 'changed' | 'outdated'

/** One call, to the destination or to the disk. */
export type Action =
  /**
   * What is at the target's name? `name`: to decide a conflict. `decided`: how the item is that a person decided about,
   * by its id. `lost`: to learn whether the file is already there. `unasked`: the same where the session can't be asked;
   * where it isn't there, the session goes on. `taken`: somebody has the name that every byte was sent for; is it the
   * same file?
   * `outdated`: the same for a version that the file here no longer has.
   * `ids`: of several of one name, those that were not looked at yet.
   */
  | { readonly do: 'look'; readonly purpose: LookPurpose; readonly ids?: readonly string[] }
  | { readonly do: 'makeFolders'; readonly next: Action }
  | { readonly do: 'open'; readonly intent: Intent }
  | { readonly do: 'put'; readonly intent: Intent }
  /** `sentEnd`: where the last range that was sent ends, known when its answer came; null: one may be on its way. */
  | { readonly do: 'position'; readonly sentEnd: number | null }
  | { readonly do: 'send'; readonly range: Range }
  /** Waits for the next answer to the ranges that are in flight. */
  | { readonly do: 'join' }
  /** Compares what the destination says is there with the file, part by part, before anything is built on it. */
  | { readonly do: 'prove'; readonly position: Position; readonly sentEnd: number | null }
  /** The destination is at work: nothing until then (epoch ms), and then the next. The slot is free meanwhile. */
  | { readonly do: 'rest'; readonly until: number; readonly next: Action }
  | { readonly do: 'commit'; readonly intent: Intent }
  /** The digest of the whole file, from disk where it isn't known; for comparing with `found`. */
  | { readonly do: 'digest'; readonly found: RemoteItem; readonly purpose: 'lost' | 'taken' }
  /** Compares with the item: the one at hand, or asked for by its id. */
  | { readonly do: 'verify'; readonly item: RemoteItem | null; readonly itemId: string }

export type Outcome =
  | { readonly of: 'look'; readonly purpose: LookPurpose; readonly result: Result<RemoteItem | null> }
  | { readonly of: 'makeFolders'; readonly next: Action; readonly result: Result<void> }
  | { readonly of: 'open'; readonly result: Result<OpenedSession> }
  | { readonly of: 'put'; readonly result: Result<RemoteItem>; readonly digest: Digest | null }
  | { readonly of: 'position'; readonly sentEnd: number | null; readonly result: Result<Position> }
  | {
      readonly of: 'send'
      readonly range: Range
      readonly result: Result<RangeAnswer>
      /** The running digest behind the range; null where it has to be made from disk. */
      readonly digest: { readonly checkpoint: string | null; readonly offset: number; readonly value: Digest } | null
    }
  /** A range that stayed here: another one's answer, or the account's pause, came before it left. Nothing is decided by it. */
  | { readonly of: 'calledOff'; readonly range: Range; readonly result: Result<void> }
  /** `differs`: the first part that isn't the file's; null: all are. */
  | {
      readonly of: 'prove'
      readonly position: Position
      readonly sentEnd: number | null
      readonly result: Result<{ readonly differs: Range | null }>
    }
  | { readonly of: 'rest'; readonly next: Action; readonly result: Result<void> }
  /** `digest`: of the whole file, where it was made for the commit. */
  | { readonly of: 'commit'; readonly result: Result<RemoteItem>; readonly digest?: Digest | null }
  | {
      readonly of: 'digest'
      readonly found: RemoteItem
      readonly purpose: 'lost' | 'taken'
      readonly result: Result<Digest | null>
    }
  | {
      readonly of: 'verify'
      readonly result: Result<RemoteItem | null>
      readonly fresh: boolean
      readonly digest: Digest | null
    }

/** Everything that a decision is made from. Plain data. */
export interface Facts {
  readonly transfer: Transfer
  readonly session: StoredSession | null
  /** We ended the run before this one ourselves: the session may hold one more range, whose answer nobody heard. */
  readonly isCutShort: boolean
  /** What we uploaded of this file before; only for files of a watched folder. */
  readonly ledger: LedgerEntry | null
  readonly capabilities: Capabilities
  readonly policy: Policy
  /** bytes of the version being sent */
  readonly size: number
  /** wanted length of the next range, bytes */
  readonly rangeBytes: number
  /** Whether the target's folders were made in this run: once is enough. */
  readonly foldersMade: boolean
  /** Ranges on their way; only where the destination takes several at once. */
  readonly inFlight: readonly Range[]
  /** Its root is known to be away, and looked for. */
  readonly isRootAway: boolean
  /** Of the lines that are down, by host: when one of those that wait asks again, epoch ms. */
  readonly lineBackAt: Readonly<Record<string, number>>
  /** epoch ms */
  readonly now: number
  /** in [0, 1): makes pauses differ between transfers; only ever upward */
  readonly jitter: number
}

/** One durable change and what to do next; `next` null: this run of the transfer is over. */
export interface Decision extends Omit<TransferChange, 'id' | 'from'> {
  readonly event: LifecycleEvent | null
  readonly next: Action | null
  /** The service's floor for every transfer of the account, epoch ms. */
  readonly pauseAccount?: { readonly until: number; readonly failure: Failure }
}
