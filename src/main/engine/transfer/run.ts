/** One run of a transfer: what is open and in memory between admission and the end of the run. */

import type { Failure } from '../../../shared/failure.ts'
import type { AccountPause } from '../ports/account-pause.ts'
import type { Random, SettableClock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Call, Provider, Providers, Target } from '../ports/provider.ts'
import type { Digests, Fingerprint, OpenSource, RunningDigest, Sources } from '../ports/source.ts'
import type { LedgerEntry, LedgerStore, StoredSession, Transfer, TransferStore, Watch } from '../ports/store.ts'
import type { Policy } from '../plan/policy.ts'
import type { Activities } from './activities.ts'
import type { Bandwidth } from './bandwidth.ts'
import type { BufferPool } from './buffers.ts'
import type { SessionClaims } from './claims.ts'
import type { Meter } from './meter.ts'
import type { RangeLengths } from './range-lengths.ts'
import type { Signs } from './signs.ts'
import type { SharedLimits } from './shared-limits.ts'
import type { RangeWindow } from './window.ts'
import type { AwayRoots } from '../queue/away-roots.ts'
import type { Lines } from '../queue/lines.ts'
import type { AccountPauses } from '../queue/pauses.ts'

/** Everything a run needs from the world. */
export interface World {
  readonly store: TransferStore & LedgerStore
  readonly providers: Providers
  readonly sources: Sources
  readonly digests: Digests
  readonly clock: SettableClock
  readonly random: Random
  readonly log: Log
  readonly policy: Policy
  readonly pool: BufferPool
  readonly bandwidth: Bandwidth
  readonly meter: Meter
  readonly activities: Activities
  readonly limits: SharedLimits
  readonly claims: SessionClaims
  readonly signs: Signs
  /** Versions of which this process knows that what was confirmed is in them: it sent them, or read them again. */
  readonly proven: Map<string, Fingerprint>
  readonly rangeLengths: RangeLengths
  readonly pauses: AccountPauses
  readonly lines: Lines
  readonly roots: AwayRoots
  /** Why the administrator doesn't let it go, whatever its destination is; null: it may. */
  readonly refusalOf: (transfer: Transfer) => Failure | null
  /** What the watch that found the file does with it afterwards; null: no watch did. Absent: nothing is ever done. */
  readonly afterOf?: (transfer: Transfer) => Watch['after'] | null
  /** Runs the work on one transfer so that an error that nothing catches is known to be of it. */
  readonly during?: <T>(transferId: string, work: () => Promise<T>) => Promise<T>
}

export interface Run {
  readonly world: World
  readonly provider: Provider
  readonly target: Target
  readonly signal: AbortSignal
  /** For every call that is made for it. */
  readonly call: Call
  /** The pause that the service asked for from everything that goes to this account; null: go on. */
  pause(): AccountPause | null
  transfer: Transfer
  session: StoredSession | null
  /** The session as a run left it that we ended ourselves (killed, stopped, paused); null where it wasn't so. */
  readonly cutShort: StoredSession | null
  /** Sessions that this run gave up: deleted before another is opened, since they may hold the name. */
  readonly left: StoredSession[]
  /** What we uploaded of this file before; only for files of a watched folder. */
  readonly ledger: LedgerEntry | null
  /** Opened once; null only where the file isn't needed any more, or isn't the version any more that was sent. */
  source: OpenSource | null
  digest: RunningDigest | null
  /** Ranges on their way at once, where the destination takes several. */
  readonly window: RangeWindow
  /** wanted length of the next range, bytes */
  rangeBytes: number
  foldersMade: boolean
  /** A commit was sent: whatever was answered, it may have made the file. */
  hasAskedCommit: boolean
}

export function targetOf(transfer: Transfer): Target {
  return { destination: transfer.destination, folders: transfer.folders, name: transfer.name }
}
