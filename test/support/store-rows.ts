/** Rows for the store's tests: what is not said is ordinary. */

import type { Account } from '../../src/main/engine/ports/account.ts'
import type { RemoteItem } from '../../src/main/engine/ports/provider.ts'
import type { Fingerprint } from '../../src/main/engine/ports/source.ts'
import type {
  LedgerEntry,
  NewSession,
  NewTransfer,
  Transfer,
  TransferSet,
  TransferStore,
} from '../../src/main/engine/ports/store.ts'
import { failure } from '../../src/shared/failure.ts'
import { type LifecycleEvent, type State, lifecycle, next } from '../../src/shared/lifecycle.ts'

export const MiB = 1024 * 1024
export const hash = { algorithm: 'quickXorHash', value: 'c2FtZSBhcyB3aGF0IHdhcyBzZW50' } as const
export const broken = failure('interrupted', { host: 'upload.example', detail: 'ECONNRESET' })

/** Identities that don't fit a number: nanoseconds of today, and the largest 64-bit inode. */
export function fingerprintOf(size: number, over: Partial<Fingerprint> = {}): Fingerprint {
  return {
    size,
    mtimeNs: '1790000000123456789',
    ctimeNs: '1790000000123456790',
    inode: '18446744073709551615',
    device: '9223372036854775808',
    ...over,
  }
}

let lastPath = 0

/** A file of its own, of 10 MiB, unless it is said otherwise. */
export function anEntry(over: Partial<NewTransfer> & { readonly size?: number } = {}): NewTransfer {
  const { size = 10 * MiB, ...rest } = over
  lastPath += 1
  return {
    batchId: null,
    watchId: null,
    account: 'me',
    root: '/in',
    path: `/in/scan ${lastPath}.bin`,
    destination: 'onedrive:/Scans',
    folders: [],
    name: `scan ${lastPath}.bin`,
    conflict: 'fail',
    settleMs: 10_000,
    state: 'queued',
    fingerprint: fingerprintOf(size),
    replaces: null,
    why: 'added by hand',
    ...rest,
  }
}

export function anItem(over: Partial<RemoteItem> = {}): RemoteItem {
  return {
    id: 'item 1',
    name: 'scan.bin',
    size: 10 * MiB,
    eTag: '"{A},1"',
    hash,
    webUrl: 'https://cloud.example/scan.bin',
    modifiedAt: 1_790_000_000_123,
    isFolder: false,
    isAddressed: false,
    ...over,
  }
}

export function aSession(id: string, over: Partial<NewSession> = {}): NewSession {
  return { id, secret: `https://upload.example/${id}?token=secret-of-${id}`, openedAt: 5, expiresAt: 9_000, ...over }
}

export function aLedgerEntry(over: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    account: 'me',
    destination: 'onedrive:/Scans',
    path: '/in/scan.bin',
    fingerprint: fingerprintOf(10 * MiB),
    digest: hash,
    itemId: 'item 1',
    eTag: '"{A},1"',
    remoteName: 'scan.bin',
    ...over,
  }
}

export function anAccount(name: string, over: Partial<Account> = {}): Account {
  return {
    name,
    kind: 'microsoft',
    user: 'someone@example.com',
    cloud: 'global',
    tenant: 'common',
    clientId: 'client',
    graphUrl: 'https://graph.microsoft.com',
    loginUrl: 'https://login.microsoftonline.com',
    boxUrl: null,
    boxUploadUrl: null,
    boxLoginUrl: null,
    createdAt: 1,
    signedOut: false,
    ...over,
  }
}

/** What has to be set for a row to be allowed in this state. */
export function neededFor(to: State, event: LifecycleEvent | null, size = 10 * MiB): TransferSet {
  switch (to) {
    case 'waiting':
      return { failure: broken, retryAt: 1_000 }
    case 'blocked':
    case 'failed':
      return { failure: broken }
    case 'done':
      return event === 'changedByService'
        ? { remote: anItem({ size: size + 1, hash: null }), digest: hash, evidence: 'changed-by-service' }
        : { remote: anItem({ size }), digest: hash, evidence: 'hash' }
    default:
      return {}
  }
}

function wayTo(from: State, to: State): LifecycleEvent[] {
  const ways: { at: State; events: LifecycleEvent[] }[] = [{ at: from, events: [] }]
  const seen = new Set<State>([from])
  for (const { at, events } of ways) {
    if (at === to) return events
    for (const event of Object.keys(lifecycle[at]) as LifecycleEvent[]) {
      const follows = next(at, event)
      // A new version forgets what is known of the old one.
      if (follows === null || seen.has(follows) || event === 'sourceChanged') continue
      seen.add(follows)
      ways.push({ at: follows, events: [...events, event] })
    }
  }
  throw new Error(`no way from ${from} to ${to}`)
}

/** Moves a row by legal events only. */
export async function bring(store: TransferStore, transfer: Transfer, to: State): Promise<Transfer> {
  let row = transfer
  for (const event of wayTo(row.state, to)) {
    const follows = next(row.state, event)
    if (follows === null) throw new Error(`${row.state} has no ${event}`)
    const set = neededFor(follows, event, row.fingerprint?.size ?? 0)
    const moved = await store.apply({ id: row.id, from: row.state, event, set, step: null }, 10)
    if (moved === null) throw new Error(`${event} was refused in ${row.state}`)
    row = moved
  }
  return row
}

/** A new row in this state. */
export async function inState(
  store: TransferStore,
  state: State,
  over: Parameters<typeof anEntry>[0] = {},
): Promise<Transfer> {
  const settling = state === 'settling'
  const entry = anEntry({ ...over, ...(settling ? { state: 'settling' } : {}) })
  const [added] = await store.enqueue([entry], 1)
  if (added === undefined) throw new Error('nothing was added')
  return bring(store, added.transfer, state)
}
