/** Stores to test with, and rows to put in. */

import Database from 'better-sqlite3'
import type { Fingerprint } from '../../src/main/engine/ports/source.ts'
import type { NewTransfer, Transfer, TransferChange, TransferSet } from '../../src/main/engine/ports/store.ts'
import { Vault } from '../../src/main/secrets/vault.ts'
import { openDatabase } from '../../src/main/store/database.ts'
import { type Ask, type RemoteStore, createRemoteStore } from '../../src/main/store/remote-store.ts'
import { type SqliteStore, createSqliteStore } from '../../src/main/store/sqlite-store.ts'
import { failure } from '../../src/shared/failure.ts'
import { type LifecycleEvent, type State, lifecycle, states } from '../../src/shared/lifecycle.ts'
import { SeededRandom } from '../fakes/random.ts'

export const everyState = Object.keys(states) as State[]

export const everyEvent = [...new Set(everyState.flatMap((state) => Object.keys(lifecycle[state])))] as LifecycleEvent[]

export const testKey = Buffer.alloc(32, 'a key for tests')

export interface OpenStore {
  readonly store: RemoteStore
  readonly sync: SqliteStore
  readonly db: Database.Database
}

/** The store itself, with SQLite in this thread. */
export function openStore(path = ':memory:', now = 0): OpenStore {
  const { db } = openDatabase(path, now)
  const random = new SeededRandom()
  const sync = createSqliteStore(db, () => random.id())
  return { db, sync, store: createRemoteStore(askOf(sync), new Vault(testKey)) }
}

function askOf(store: SqliteStore): Ask {
  return async (method, ...args) => {
    const act = store[method] as (...given: typeof args) => ReturnType<SqliteStore[typeof method]>
    return act(...args)
  }
}

/** 64-bit identities and nanoseconds that no number can hold. */
export const aFingerprint: Fingerprint = {
  size: 1_000,
  mtimeNs: '1790000000123456789',
  ctimeNs: '1790000000123456790',
  inode: '18446744073709551615',
  device: '9223372036854775809',
}

export function fingerprintOf(size: number): Fingerprint {
  return { ...aFingerprint, size }
}

export function newTransfer(changes: Partial<NewTransfer> = {}): NewTransfer {
  return {
    batchId: null,
    watchId: null,
    account: 'work',
    root: '/home/me',
    path: '/home/me/a.bin',
    destination: 'onedrive:/In',
    folders: [],
    name: 'a.bin',
    conflict: 'fail',
    settleMs: 2_000,
    state: 'queued',
    fingerprint: aFingerprint,
    replaces: null,
    why: 'added by hand',
    ...changes,
  }
}

export const anItem: NonNullable<Transfer['remote']> = {
  id: 'item-1',
  name: 'a.bin',
  size: aFingerprint.size,
  eTag: '"1"',
  hash: { algorithm: 'quickXorHash', value: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
  webUrl: 'https://files.example/a.bin',
  modifiedAt: 1_790_000_000_123,
  isFolder: false,
  isAddressed: false,
}

/** What a change into this state must bring along. */
export function setFor(to: State, now = 0): TransferSet {
  switch (to) {
    case 'done':
      return { remote: anItem, digest: anItem.hash, evidence: 'hash' }
    case 'waiting':
      return { failure: failure('offline', { host: 'graph.example' }), retryAt: now + 1_000 }
    case 'blocked':
      return { failure: failure('name-taken', { name: 'a.bin' }) }
    case 'failed':
      return { failure: failure('gave-up', { attempts: '8' }) }
    default:
      return {}
  }
}

/** The shortest way from `queued` to a state, by the table. */
function wayTo(goal: State): readonly { readonly from: State; readonly event: LifecycleEvent }[] {
  const found = new Map<State, readonly { from: State; event: LifecycleEvent }[]>([['queued', []]])
  for (const [state, way] of found) {
    for (const [event, to] of Object.entries(lifecycle[state]) as [LifecycleEvent, State][]) {
      if (!found.has(to)) found.set(to, [...way, { from: state, event }])
    }
  }
  return found.get(goal) ?? []
}

/** Moves a queued transfer there. */
export function bringTo(sync: SqliteStore, id: string, goal: State, now = 1): Transfer {
  for (const { from, event } of wayTo(goal)) {
    const to = (lifecycle[from] as Partial<Record<LifecycleEvent, State>>)[event] ?? from
    const moved = sync.apply({ id, from, event, set: setFor(to, now), step: null }, now)
    if (moved?.state !== to) throw new Error(`${id} did not go from ${from} to ${to}`)
  }
  const transfer = sync.get(id)
  if (transfer?.state !== goal) throw new Error(`${id} is not ${goal}`)
  return transfer
}

export function added(sync: SqliteStore, changes: Partial<NewTransfer> = {}, now = 1): Transfer {
  const [one] = sync.enqueue([newTransfer(changes)], now)
  if (one === undefined) throw new Error('nothing was added')
  return one.transfer
}

export function change(transfer: Transfer, changes: Partial<TransferChange> = {}): TransferChange {
  return { id: transfer.id, from: transfer.state, event: null, step: null, ...changes }
}

/** What the tallies must say, counted the slow way. */
export function countedStates(db: Database.Database, watchId?: string): Record<string, number> {
  const rows = db
    .prepare('SELECT state, count(*) AS n FROM transfer WHERE ? IS NULL OR watch_id = ? GROUP BY state')
    .all(watchId ?? null, watchId ?? null) as { state: string; n: number }[]
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}
