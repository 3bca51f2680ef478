/** What one change sets, and what a new beginning forgets. */

import { describe, expect, test } from 'vitest'
import { type Transfer, type TransferSet, noCounters } from '../../src/main/engine/ports/store.ts'
import { failure } from '../../src/shared/failure.ts'
import {
  MiB,
  aLedgerEntry,
  aSession,
  anEntry,
  anItem,
  bring,
  broken,
  fingerprintOf,
  hash,
  inState,
  neededFor,
} from '../support/store-rows.ts'
import type { NewStore } from './store-parts.ts'

const counters = {
  attempts: 1,
  slow: 2,
  outOfStep: 3,
  stalls: 4,
  restarts: 5,
  looks: 6,
  adoptions: 7,
  offline: 8,
  fallbacks: 9,
  crashes: 10,
  reads: 11,
}
const replaces = { itemId: 'old', eTag: null, size: 3, hash: { algorithm: 'sha1', value: 'ff' } } as const

/** Every field that a change may set, with something in it. */
const everything: Omit<Required<TransferSet>, 'cleanUp'> = {
  name: 'an “other” name (2).bin',
  conflict: 'rename',
  fingerprint: fingerprintOf(7, { inode: '1' }),
  replaces,
  nameChecked: true,
  unsure: true,
  counters,
  attempts: 12,
  failure: failure('throttled', { host: 'x', quote: '"\\\n' }, 123),
  retryAt: 456,
  remote: anItem({ eTag: null, hash: null, webUrl: null, modifiedAt: null, isFolder: true, isAddressed: true }),
  digest: hash,
  evidence: null,
}

export function acceptsChanges(open: NewStore): void {
  describe('a change', () => {
    test('sets every field by itself and leaves the others alone', async () => {
      const store = await open()
      for (const key of Object.keys(everything) as (keyof typeof everything)[]) {
        const before = await inState(store, 'planning')
        const set: TransferSet = { [key]: everything[key] }
        const after = await store.apply({ id: before.id, from: 'planning', event: null, set, step: null }, 99)
        expect(after, key).toEqual({ ...before, ...set })
        expect(await store.get(before.id)).toEqual(after)
      }
    })

    test('says what becomes of the file here, of what is done only, and the ledger forgets it in the same moment', async () => {
      const store = await open()
      const cleanUp = { what: 'move', state: 'wanted', to: '/s', place: null, note: null, why: null } as const
      const sending = await inState(store, 'sending')
      const early = { id: sending.id, from: 'sending', event: null, set: { cleanUp }, step: null } as const
      await expect(store.apply(early, 99)).rejects.toMatchObject({ failure: { code: 'bug' } })
      const done = await inState(store, 'done')
      expect(await store.cleanUps({ limit: 9 })).toEqual({ transfers: [], cursor: null })
      const change = { id: done.id, from: 'done', event: null, step: null } as const
      const wanted = await store.apply({ ...change, set: { cleanUp } }, 99)
      expect(wanted).toEqual({ ...done, cleanUp })
      expect(await store.cleanUps({ limit: 9 })).toEqual({ transfers: [wanted], cursor: null })
      const { account, destination, path } = done
      const known = { account, destination, path, fingerprint: fingerprintOf(7), digest: null, itemId: 'x' }
      await store.ledgerPut([{ ...known, eTag: null, remoteName: null }])
      const moved = { ...cleanUp, state: 'moved', place: '/s/a' } as const
      await store.apply({ ...change, set: { cleanUp: moved }, forget: true }, 99)
      expect(await store.ledgerGet(account, destination, path)).toBeNull()
      expect((await store.cleanUps({ limit: 9 })).transfers).toEqual([])
      expect(await store.isUnderWay(path)).toBe(false)
      expect(await store.isUnderWay(sending.path)).toBe(sending.path !== path)
    })

    test('sets them together, and to nothing again', async () => {
      const store = await open()
      const before = await inState(store, 'planning')
      const change = { id: before.id, from: 'planning', event: null, step: null } as const
      expect(await store.apply({ ...change, set: everything }, 99)).toEqual({ ...before, ...everything })
      const nothing: TransferSet = {
        fingerprint: null,
        replaces: null,
        nameChecked: false,
        unsure: false,
        counters: noCounters,
        failure: null,
        retryAt: null,
        remote: null,
        digest: null,
      }
      const { name, conflict, attempts } = everything
      expect(await store.apply({ ...change, set: nothing }, 99)).toEqual({
        ...before,
        name,
        conflict,
        attempts,
        ...nothing,
      })
    })

    test('without anything in it is a look', async () => {
      const store = await open()
      const before = await inState(store, 'sending')
      expect(await store.apply({ id: before.id, from: 'sending', event: null, step: null }, 99)).toEqual(before)
    })

    test('that the schema forbids is refused as a whole', async () => {
      const store = await open()
      const before = await inState(store, 'verifying')
      const session = { open: aSession('never') }
      const step = { what: 'never', why: 'never' }
      const set = { ...neededFor('done', 'matched'), digest: { ...hash, value: 'another' } }
      const change = {
        id: before.id,
        from: 'verifying',
        event: 'matched',
        ledger: aLedgerEntry(),
        session,
        set,
        step,
      } as const
      await expect(store.apply(change, 5)).rejects.toMatchObject({ failure: { code: 'bug' } })
      expect(await store.get(before.id)).toEqual(before)
      expect(await store.session(before.id)).toBeNull()
      expect(await store.steps({ transferId: before.id, limit: 10 })).toHaveLength(1)
      const { account, destination, path } = aLedgerEntry()
      expect(await store.ledgerGet(account, destination, path)).toBeNull()
    })

    test('to done comes with evidence, and the ledger in the same transaction', async () => {
      const store = await open()
      const row = await inState(store, 'verifying')
      const set = { ...neededFor('done', 'matched'), failure: broken }
      const ledger = aLedgerEntry({ path: row.path })
      const done = await store.apply(
        { id: row.id, from: 'verifying', event: 'matched', set: { ...set, failure: null }, ledger, step: null },
        50,
      )
      expect(done).toMatchObject({
        state: 'done',
        evidence: 'hash',
        remote: anItem(),
        digest: hash,
        acknowledgedBytes: 10 * MiB,
        failure: null,
        retryAt: null,
        finishedAt: 50,
      })
      expect(await store.ledgerGet('me', 'onedrive:/Scans', row.path)).toEqual(ledger)
    })

    test('forgets the failure and the time when it is done, and keeps the failure elsewhere', async () => {
      const store = await open()
      const waiting = await inState(store, 'waiting')
      const queued = await store.apply({ id: waiting.id, from: 'waiting', event: 'due', step: null }, 20)
      expect(queued).toMatchObject({ state: 'queued', failure: broken, retryAt: null })
      if (queued === null) throw new Error('was not queued')
      expect(await bring(store, queued, 'done')).toMatchObject({ failure: null, retryAt: null })
    })
  })

  describe('a new beginning', () => {
    async function full(state: 'sending' | 'verifying') {
      const store = await open()
      const row = await inState(store, state)
      const set = { ...everything, fingerprint: row.fingerprint, counters }
      const session = { open: aSession(`s of ${row.id}`) }
      await store.apply({ id: row.id, from: state, event: null, set, session, step: null }, 11)
      const acknowledge = {
        ranges: [{ start: 0, end: MiB }],
        expiresAt: null,
        digestCheckpoint: 'cp',
        digestOffset: MiB,
      }
      await store.apply({ id: row.id, from: state, event: null, acknowledge, step: null }, 12)
      return { store, row, set }
    }

    test('by a changed source forgets everything of the old version and abandons its session', async () => {
      const { store, row } = await full('sending')
      const after = await store.apply({ id: row.id, from: 'sending', event: 'sourceChanged', step: null }, 60)
      const forgotten: Partial<Transfer> = {
        state: 'settling',
        stateAt: 60,
        fingerprint: null,
        replaces: null,
        nameChecked: false,
        acknowledgedBytes: 0,
        unsure: false,
        counters: noCounters,
        failure: null,
        retryAt: null,
        remote: null,
        digest: null,
        evidence: null,
      }
      const { name, conflict, attempts } = everything
      expect(after).toEqual({ ...row, ...forgotten, name, conflict, attempts })
      expect(await store.session(row.id)).toBeNull()
      expect(await store.abandoned(60, 10)).toMatchObject([{ id: `s of ${row.id}`, account: 'me', attempts: 0 }])
      const set = { fingerprint: fingerprintOf(4), failure: broken }
      const settled = await store.apply({ id: row.id, from: 'settling', event: 'settled', set, step: null }, 61)
      expect(settled).toMatchObject({ state: 'queued', ...set })
    })

    test.each(['failed', 'canceled', 'skipped'] as const)('by a person keeps the row: %s', async (state) => {
      const store = await open()
      const ended = await inState(store, state)
      const again = await store.apply({ id: ended.id, from: state, event: 'requeue', step: null }, 70)
      expect(again).toEqual({
        ...ended,
        state: 'queued',
        stateAt: 70,
        counters: noCounters,
        failure: null,
        retryAt: null,
        finishedAt: null,
      })
    })

    test('by a person keeps the session, and looks where something may be there already', async () => {
      const { store, row } = await full('sending')
      const set = { failure: broken }
      await store.apply({ id: row.id, from: 'sending', event: 'giveUp', set, step: null }, 60)
      const again = await store.apply({ id: row.id, from: 'failed', event: 'requeue', step: null }, 70)
      expect(again).toMatchObject({
        state: 'queued',
        fingerprint: row.fingerprint,
        acknowledgedBytes: MiB,
        unsure: true,
        remote: null,
        digest: null,
        counters: noCounters,
      })
      expect(await store.session(row.id)).toMatchObject({ acknowledged: [{ start: 0, end: MiB }], digestOffset: MiB })
    })

    test('by a person counts nothing as arrived where no session is left', async () => {
      const { store, row } = await full('verifying')
      const remote = anItem({ size: 3 })
      const set = { failure: failure('content-differs'), remote }
      const change = { id: row.id, from: 'verifying', event: 'mismatched', session: 'finish', set, step: null } as const
      await store.apply(change, 60)
      const again = await store.apply({ id: row.id, from: 'failed', event: 'requeue', step: null }, 70)
      expect(again).toMatchObject({ state: 'queued', remote: null, unsure: true, acknowledgedBytes: 0 })
    })

    test('by a person is refused while the same file is on its way again', async () => {
      const store = await open()
      const failed = await inState(store, 'failed')
      const { root, path, name, fingerprint } = failed
      const [twin] = await store.enqueue([anEntry({ root, path, name, fingerprint })], 5)
      expect(twin?.isNew).toBe(true)
      const requeue = { id: failed.id, from: 'failed', event: 'requeue', step: null } as const
      expect(await store.apply(requeue, 6)).toBeNull()
      expect(await store.get(failed.id)).toEqual(failed)
      if (twin === undefined) throw new Error('there is no twin')
      await bring(store, twin.transfer, 'canceled')
      expect(await store.apply(requeue, 7)).toMatchObject({ state: 'queued' })
    })
  })
}
