/** What happens in a schedule, each at its moment. Plain data: it can be printed, dropped and played again. */

import type { ConflictChoice, ConflictPolicy } from '../../../src/shared/transfer.ts'
import type { FileAct } from '../file-acts.ts'
import type { Call, CallError } from '../models/file-system.ts'
import type { LineFaultName } from '../models/line-faults.ts'
import type { StoreTrouble } from '../models/store-port.ts'
import type { HintFault } from '../models/watched.ts'

export type UserAct =
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'retry'
  | 'pause all'
  | 'resume all'
  | 'retry all'
  | 'sign out'
  | 'sign in'
  | 'pause and resume again and again'
  | 'add twice at once'
  | 'watch'
  | 'remove watch'
  | 'pause watch'
  | 'resume watch'
  | 'look at everything'

/** Which requests a fault of the line waits for. */
export type RequestKind = 'any' | 'range' | 'create' | 'commit' | 'single' | 'look' | 'delete' | 'token'

export type Entry = { readonly at: number } & (
  | { readonly kind: 'add'; readonly file: number; readonly conflict: ConflictPolicy }
  | { readonly kind: 'line'; readonly fault: LineFaultName; readonly on: RequestKind; readonly skip: number }
  | { readonly kind: 'spell'; readonly fault: LineFaultName; readonly forMs: number }
  | { readonly kind: 'service'; readonly name: string; readonly fault: object }
  /** Somebody else at the destination (its model's acts). */
  | { readonly kind: 'other'; readonly act: string; readonly file: number }
  | { readonly kind: 'kill'; readonly steps: number; readonly isDone: boolean; readonly downMs: number }
  | { readonly kind: 'stop'; readonly downMs: number }
  | { readonly kind: 'clock'; readonly ms: number }
  /** The computer sleeps. */
  | { readonly kind: 'sleep'; readonly ms: number }
  /** Another network: what is on its way is lost. */
  | { readonly kind: 'network change' }
  | {
      readonly kind: 'call'
      readonly error: CallError
      readonly on: Call
      readonly skip: number
      readonly times: number
    }
  | { readonly kind: 'watcher'; readonly fault: HintFault; readonly count: number }
  | { readonly kind: 'store'; readonly trouble: StoreTrouble; readonly calls: number; readonly statement: number }
  | { readonly kind: 'file'; readonly act: FileAct; readonly file: number; readonly bytes: number }
  | { readonly kind: 'user'; readonly act: UserAct; readonly file: number }
  | { readonly kind: 'answer'; readonly choice: ConflictChoice; readonly file: number }
)

export interface PlannedFile {
  readonly name: string
  readonly size: number
}

export interface Schedule {
  readonly seed: number
  readonly destination: string
  /** Whose the account is; absent: one of all services together, renewed as Microsoft's are. */
  readonly signsInAt?: 'box'
  readonly files: readonly PlannedFile[]
  /** Whether the folder is watched from the beginning, and what becomes of what is in it then; null: it isn't. */
  readonly watch: 'upload' | 'skip' | null
  /** How the service is, as its switches say. */
  readonly switches: object
  readonly slots: { readonly small: number; readonly large: number }
  /** By time, ms from the beginning. */
  readonly entries: readonly Entry[]
  /** From then on nothing goes wrong any more, ms from the beginning. */
  readonly calmAt: number
}

/** How an entry is counted and named. */
export function nameOf(entry: Entry): string {
  switch (entry.kind) {
    case 'line':
    case 'spell':
      return `${entry.kind}: ${entry.fault}`
    case 'service':
      return `service: ${entry.name}`
    case 'other':
      return `other: ${entry.act}`
    case 'file':
    case 'user':
      return `${entry.kind}: ${entry.act}`
    case 'store':
      return `store: ${entry.trouble}`
    case 'watcher':
      return `watcher: ${entry.fault}`
    case 'call':
      return `call: ${entry.error} at ${entry.on}`
    case 'sleep':
      return entry.ms < 60_000 ? 'sleep: a moment' : 'sleep: long'
    case 'answer':
      return `answer: ${entry.choice}`
    case 'clock':
      return entry.ms > 0 ? 'clock: forward' : 'clock: back'
    default:
      return entry.kind
  }
}
