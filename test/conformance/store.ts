/** What the engine relies on of a store, whoever implements it: every promise of the ports, by their methods alone. */

import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../src/shared/failure.ts'
import type { Account } from '../../src/main/engine/ports/account.ts'
import { someAccount } from '../support/memory-accounts.ts'
import { type LedgerEntry, type Transfer, type Watch, noCounters } from '../../src/main/engine/ports/store.ts'
import type { RemoteStore } from '../../src/main/store/remote-store.ts'
import { aFingerprint, anItem, change, fingerprintOf, newTransfer, setFor } from '../support/stores.ts'

const told = { what: 'something', why: 'a reason' }

export function describeStore(name: string, open: () => Promise<RemoteStore>): void {
  async function queued(store: RemoteStore, changes: Parameters<typeof newTransfer>[0] = {}): Promise<Transfer> {
    const [one] = await store.enqueue([newTransfer(changes)], 10)
    if (one === undefined) throw new Error('nothing was added')
    return one.transfer
  }

  /** In `sending`, with a session. */
  async function sending(store: RemoteStore, secret = 'https://up.example/1'): Promise<Transfer> {
    let transfer: Transfer | null = await queued(store)
    transfer = await store.apply(change(transfer, { event: 'admit' }), 11)
    if (transfer !== null) transfer = await store.apply(change(transfer, { event: 'open' }), 12)
    const session = { open: { id: 's1', secret, openedAt: 13, expiresAt: 1_000 } }
    if (transfer !== null) transfer = await store.apply(change(transfer, { event: 'opened', session }), 13)
    if (transfer === null) throw new Error('it did not get there')
    return transfer
  }

  function acknowledged(...ranges: [number, number][]) {
    return {
      ranges: ranges.map(([start, end]) => ({ start, end })),
      expiresAt: null,
      digestCheckpoint: null,
      digestOffset: 0,
    }
  }

  describe(`the store ${name}`, () => {
    describe('adding', () => {
      it('keeps every field, 64-bit identities and names of any script included', async () => {
        const store = await open()
        const entry = newTransfer({
          path: '/home/me/Ünïcode 🚢/b.txt',
          folders: ['Ünïcode 🚢', "O'Neil; DROP TABLE transfer"],
          name: 'b.txt',
          batchId: 'b1',
          watchId: 'w1',
          conflict: 'rename',
          replaces: { itemId: 'i', eTag: null, size: 5, hash: anItem.hash },
          fingerprint: fingerprintOf(Number.MAX_SAFE_INTEGER),
        })
        const [one] = await store.enqueue([entry], 10)
        const { why, ...fields } = entry
        expect(one).toMatchObject({
          isNew: true,
          transfer: {
            ...fields,
            createdAt: 10,
            stateAt: 10,
            nameChecked: false,
            unsure: false,
            acknowledgedBytes: 0,
            counters: noCounters,
            attempts: 0,
            failure: null,
            retryAt: null,
            remote: null,
            digest: null,
            evidence: null,
            finishedAt: null,
          },
        })
        expect(await store.get(one?.transfer.id ?? '')).toEqual(one?.transfer)
        expect(await store.latestOfPath(entry.path)).toEqual(one?.transfer)
        expect(await store.steps({ path: entry.path, limit: 9 })).toEqual([{ at: 10, what: 'queued', why }])
      })

      it('never queues twice what is unfinished, in one call or in two', async () => {
        const store = await open()
        const twice = await store.enqueue([newTransfer(), newTransfer({ folders: ['other'], name: 'x' })], 10)
        expect(twice.map(({ isNew }) => isNew)).toEqual([true, false])
        expect(new Set(twice.map(({ transfer }) => transfer.id)).size).toBe(1)
        const others = [{ account: 'home' }, { destination: 'onedrive:/Out' }, { path: '/home/me/b.bin' }]
        const more = await store.enqueue(
          others.map((other) => newTransfer(other)),
          11,
        )
        expect(more.every(({ isNew }) => isNew)).toBe(true)
        const [again] = await store.enqueue([newTransfer()], 12)
        expect(again).toEqual({ transfer: twice[0]?.transfer, isNew: false })
      })

      it('queues again what ended', async () => {
        const store = await open()
        const first = await queued(store)
        await store.apply(change(first, { event: 'giveUp', set: setFor('failed') }), 11)
        const second = await queued(store)
        expect(second.id).not.toBe(first.id)
        expect((await store.latestOfPath(first.path))?.id).toBe(second.id)
        // The old one may not come back beside it.
        const back = { id: first.id, from: 'failed', event: 'requeue', step: null } as const
        expect(await store.apply(back, 12)).toBeNull()
      })
    })

    describe('changing', () => {
      it('changes nothing where the row is elsewhere, is unknown, or the table does not allow it', async () => {
        const store = await open()
        const transfer = await queued(store)
        const step = told
        const set = { name: 'other' }
        expect(await store.apply({ id: 'nobody', from: 'queued', event: 'admit', step }, 11)).toBeNull()
        expect(await store.apply({ id: transfer.id, from: 'sending', event: 'ack', set, step }, 11)).toBeNull()
        expect(await store.apply({ id: transfer.id, from: 'queued', event: 'ack', set, step }, 11)).toBeNull()
        expect(await store.get(transfer.id)).toEqual(transfer)
        expect(await store.steps({ transferId: transfer.id, limit: 9 })).toHaveLength(1)
      })

      it('returns the row as it is stored', async () => {
        const store = await open()
        const transfer = await queued(store)
        const set = {
          name: 'b.bin',
          conflict: 'replace',
          replaces: { itemId: 'i', eTag: '"2"', size: null, hash: null },
          nameChecked: true,
          unsure: true,
          counters: { ...noCounters, attempts: 3, fallbacks: 1 },
          attempts: 4,
          failure: failure('throttled', { host: 'h' }, 99),
          retryAt: 77,
          remote: anItem,
          digest: anItem.hash,
        } as const
        const changed = await store.apply(change(transfer, { event: 'admit', set, step: told }), 20)
        expect(changed).toEqual({ ...transfer, ...set, state: 'planning', stateAt: 20 })
        expect(await store.get(transfer.id)).toEqual(changed)
      })

      it('is all or nothing', async () => {
        const store = await open()
        const transfer = await sending(store)
        const ledger: LedgerEntry = {
          account: transfer.account,
          destination: transfer.destination,
          path: transfer.path,
          fingerprint: aFingerprint,
          digest: null,
          itemId: null,
          eTag: null,
          remoteName: null,
        }
        const session = await store.session(transfer.id)
        // Beyond the end of the file: the database refuses it, after everything else was written.
        const broken = change(transfer, {
          event: 'ack',
          set: { name: 'z' },
          acknowledge: acknowledged([0, 100], [900, 2_000]),
          ledger,
          step: told,
        })
        await expect(store.apply(broken, 20)).rejects.toThrow(FailureError)
        expect(await store.get(transfer.id)).toEqual(transfer)
        expect(await store.session(transfer.id)).toEqual(session)
        expect(await store.ledgerGet(transfer.account, transfer.destination, transfer.path)).toBeNull()
        // And it goes on.
        const sound = change(transfer, { event: 'ack', acknowledge: acknowledged([0, 100]) })
        expect(await store.apply(sound, 21)).toMatchObject({ acknowledgedBytes: 100 })
      })

      it('remembers in the ledger what is done, in the same change', async () => {
        const store = await open()
        const transfer = await sending(store)
        const stored = await store.apply(
          change(transfer, { event: 'stored', set: { remote: anItem }, session: 'finish' }),
          30,
        )
        const ledger: LedgerEntry = {
          account: 'work',
          destination: 'onedrive:/In',
          path: transfer.path,
          fingerprint: aFingerprint,
          digest: anItem.hash,
          itemId: 'item-1',
          eTag: '"1"',
          remoteName: 'a.bin',
        }
        const done = change(stored ?? transfer, { event: 'matched', set: setFor('done'), ledger, step: told })
        expect(await store.apply(done, 40)).toMatchObject({
          state: 'done',
          finishedAt: 40,
          evidence: 'hash',
          failure: null,
          retryAt: null,
          acknowledgedBytes: aFingerprint.size,
        })
        expect(await store.ledgerGet('work', 'onedrive:/In', transfer.path)).toEqual(ledger)
        expect(await store.ledgerGet('home', 'onedrive:/In', transfer.path)).toBeNull()
        expect(await store.session(transfer.id)).toBeNull()
        expect(await store.abandoned(1_000_000, 9)).toEqual([])
      })

      it('never calls anything done without evidence', async () => {
        const store = await open()
        const transfer = await sending(store)
        const stored = await store.apply(change(transfer, { event: 'stored', session: 'finish' }), 30)
        if (stored === null) throw new Error('not stored')
        const other = { ...anItem, hash: { algorithm: 'quickXorHash', value: 'another' } } as const
        const wrong = [
          {},
          { remote: anItem },
          { remote: anItem, digest: anItem.hash },
          { remote: other, digest: anItem.hash, evidence: 'hash' },
          { remote: { ...anItem, size: 999 }, digest: anItem.hash, evidence: 'hash' },
          { remote: { ...anItem, size: 999 }, evidence: 'size' },
          { digest: anItem.hash, evidence: 'hash' },
          { evidence: 'accepted' },
        ] as const
        for (const set of wrong) {
          await expect(store.apply(change(stored, { event: 'matched', set }), 40)).rejects.toThrow(FailureError)
        }
        expect(await store.get(transfer.id)).toEqual(stored)
      })
    })

    describe('a session', () => {
      it('is kept with its secret, and what it acknowledged is merged', async () => {
        const store = await open()
        const transfer = await sending(store)
        expect(await store.session(transfer.id)).toEqual({
          id: 's1',
          transferId: transfer.id,
          secret: 'https://up.example/1',
          openedAt: 13,
          expiresAt: 1_000,
          acknowledged: [],
          digestCheckpoint: null,
          digestOffset: 0,
        })
        const first = { ...acknowledged([0, 100]), expiresAt: 2_000, digestCheckpoint: 'cp', digestOffset: 100 }
        expect(await store.apply(change(transfer, { event: 'ack', acknowledge: first }), 14)).toMatchObject({
          acknowledgedBytes: 100,
        })
        const more = acknowledged([300, 400], [50, 150], [150, 200])
        expect(await store.apply(change(transfer, { event: 'ack', acknowledge: more }), 15)).toMatchObject({
          acknowledgedBytes: 300,
        })
        expect(await store.session(transfer.id)).toMatchObject({
          expiresAt: 2_000,
          acknowledged: [
            { start: 0, end: 200 },
            { start: 300, end: 400 },
          ],
        })
      })

      it('is corrected by what the destination says', async () => {
        const store = await open()
        const transfer = await sending(store)
        await store.apply(change(transfer, { event: 'ack', acknowledge: acknowledged([0, 500]) }), 14)
        const correct = { acknowledged: [{ start: 0, end: 320 }], expiresAt: 5_000 }
        expect(await store.apply(change(transfer, { correct }), 15)).toMatchObject({ acknowledgedBytes: 320 })
        expect(await store.session(transfer.id)).toMatchObject(correct)
      })

      it('dies in the change that brings its successor, and waits to be deleted', async () => {
        const store = await open()
        const transfer = await sending(store)
        await store.apply(change(transfer, { event: 'ack', acknowledge: acknowledged([0, 500]) }), 14)
        const open2 = { open: { id: 's2', secret: 'https://up.example/2', openedAt: 20, expiresAt: null } }
        expect(await store.apply(change(transfer, { session: open2 }), 20)).toMatchObject({ acknowledgedBytes: 0 })
        expect(await store.session(transfer.id)).toMatchObject({ id: 's2', secret: 'https://up.example/2' })
        expect(await store.abandoned(20, 9)).toEqual([
          {
            id: 's1',
            account: 'work',
            destination: 'onedrive:/In',
            secret: 'https://up.example/1',
            attempts: 0,
            nextAt: 20,
          },
        ])
        await store.postponeAbandoned('s1', 3, 90)
        expect(await store.abandoned(89, 9)).toEqual([])
        expect(await store.abandoned(90, 9)).toMatchObject([{ id: 's1', attempts: 3, nextAt: 90 }])
        await store.forgetAbandoned('s1')
        expect(await store.abandoned(1_000, 9)).toEqual([])
      })

      it('is finished by an item; without one, nothing of it counts any more', async () => {
        const store = await open()
        const transfer = await sending(store)
        await store.apply(change(transfer, { event: 'ack', acknowledge: acknowledged([0, 500]) }), 14)
        const lost = await store.apply(change(transfer, { event: 'lost', session: 'finish' }), 15)
        expect(lost).toMatchObject({ acknowledgedBytes: 0 })
        expect(await store.session(transfer.id)).toBeNull()
        expect(await store.abandoned(1_000, 9)).toEqual([])
      })

      it('believes no acknowledgement that has no session to be stored with', async () => {
        const store = await open()
        const transfer = await queued(store)
        const baseless = change(transfer, { acknowledge: acknowledged([0, 500]) })
        await expect(store.apply(baseless, 14)).rejects.toThrow(FailureError)
      })

      it('survives a failure and a new try, and what it acknowledged with it', async () => {
        const store = await open()
        const transfer = await sending(store)
        await store.apply(change(transfer, { event: 'ack', acknowledge: acknowledged([0, 500]) }), 14)
        await store.apply(change(transfer, { event: 'giveUp', set: setFor('failed') }), 15)
        const failed = await store.get(transfer.id)
        expect(failed).toMatchObject({ state: 'failed', finishedAt: 15, acknowledgedBytes: 500 })
        const set = { counters: noCounters }
        const again = await store.apply(change(failed ?? transfer, { event: 'requeue', set, step: told }), 16)
        expect(again).toMatchObject({
          state: 'queued',
          finishedAt: null,
          failure: null,
          nameChecked: false,
          replaces: null,
          acknowledgedBytes: 500,
        })
        expect(await store.session(transfer.id)).toMatchObject({ acknowledged: [{ start: 0, end: 500 }] })
      })

      it('is abandoned when the source changed, and the file begins anew', async () => {
        const store = await open()
        const transfer = await sending(store)
        const set = { nameChecked: true, replaces: { itemId: 'i', eTag: null, size: null, hash: null }, attempts: 2 }
        await store.apply(
          change(transfer, { event: 'ack', set: { ...set, counters: { ...noCounters, restarts: 2 } } }),
          14,
        )
        await store.apply(change(transfer, { event: 'ack', acknowledge: acknowledged([0, 500]) }), 14)
        const settling = await store.apply(change(transfer, { event: 'sourceChanged', step: told }), 15)
        expect(settling).toEqual({
          ...transfer,
          state: 'settling',
          stateAt: 15,
          fingerprint: null,
          attempts: 2,
          nameChecked: false,
          replaces: null,
          acknowledgedBytes: 0,
          counters: noCounters,
        })
        expect(await store.abandoned(15, 9)).toMatchObject([{ id: 's1' }])
      })

      it('is abandoned by a cancel that did not say what to do with it', async () => {
        const store = await open()
        const transfer = await sending(store)
        const canceling = await store.apply(change(transfer, { event: 'cancel' }), 15)
        expect(await store.apply(change(canceling ?? transfer, { event: 'canceled' }), 16)).toMatchObject({
          state: 'canceled',
          finishedAt: 16,
        })
        expect(await store.session(transfer.id)).toBeNull()
        expect(await store.abandoned(16, 9)).toMatchObject([{ id: 's1' }])
      })
    })

    describe('waiting and recovering', () => {
      it('wakes what is due, tells the next time, and clears the time but not the reason', async () => {
        const store = await open()
        const [a, b] = [await queued(store), await queued(store, { path: '/b' })]
        for (const [transfer, retryAt] of [
          [a, 100],
          [b, 200],
        ] as const) {
          const planning = await store.apply(change(transfer, { event: 'admit' }), 11)
          await store.apply(
            change(planning ?? transfer, { event: 'falter', set: { ...setFor('waiting'), retryAt } }),
            12,
          )
        }
        expect(await store.wakeDue(99)).toEqual({ woken: [], nextAt: 100 })
        const { woken, nextAt } = await store.wakeDue(100)
        expect(nextAt).toBe(200)
        expect(woken).toMatchObject([{ id: a.id, state: 'queued', retryAt: null, failure: { code: 'offline' } }])
        expect((await store.wakeDue(300)).woken.map(({ id }) => id)).toEqual([b.id])
        expect(await store.wakeDue(300)).toEqual({ woken: [], nextAt: null })
      })

      it('puts what was at work back to the queue, once, and says so', async () => {
        const store = await open()
        const transfer = await sending(store)
        const settling = await queued(store, { path: '/b', state: 'settling', fingerprint: null })
        await store.apply(change(transfer, { event: 'ack', acknowledge: acknowledged([0, 500]) }), 14)
        expect(await store.recover(50)).toBe(1)
        expect(await store.get(transfer.id)).toMatchObject({ state: 'queued', stateAt: 50, acknowledgedBytes: 500 })
        expect(await store.session(transfer.id)).toMatchObject({ id: 's1' })
        expect((await store.steps({ transferId: transfer.id, limit: 1 }))[0]).toMatchObject({ at: 50 })
        expect(await store.get(settling.id)).toEqual(settling)
        expect(await store.recover(51)).toBe(0)
      })
    })

    describe('looking', () => {
      it('pages through everything, oldest first, each once', async () => {
        const store = await open()
        const entries = Array.from({ length: 25 }, (_, n) =>
          newTransfer({ path: `/f/${n}`, batchId: n % 2 === 0 ? 'even' : 'odd', watchId: n % 5 === 0 ? 'five' : null }),
        )
        const all = await store.enqueue(entries, 10)
        for (const { transfer } of all.slice(0, 10)) {
          await store.apply(change(transfer, { event: 'pause' }), 11)
        }
        const ids = async (query: Omit<Parameters<RemoteStore['page']>[0], 'limit'>): Promise<string[]> => {
          const seen: string[] = []
          let cursor: string | undefined
          for (;;) {
            const page = await store.page({ ...query, ...(cursor === undefined ? {} : { cursor }), limit: 4 })
            expect(page.transfers.length).toBeLessThanOrEqual(4)
            seen.push(...page.transfers.map(({ path }) => path))
            if (page.cursor === null) return seen
            cursor = page.cursor
          }
        }
        const paths = (keep: (n: number) => boolean) => entries.filter((_, n) => keep(n)).map(({ path }) => path)
        expect(await ids({})).toEqual(paths(() => true))
        expect(await ids({ states: ['paused'] })).toEqual(paths((n) => n < 10))
        expect(await ids({ states: ['queued', 'paused'] })).toEqual(paths(() => true))
        expect(await ids({ states: [] })).toEqual([])
        expect(await ids({ batchId: 'odd' })).toEqual(paths((n) => n % 2 === 1))
        expect(await ids({ batchId: 'even', states: ['queued'] })).toEqual(paths((n) => n % 2 === 0 && n >= 10))
        expect(await ids({ watchId: 'five', states: ['paused'] })).toEqual(paths((n) => n % 5 === 0 && n < 10))
        expect(await ids({ watchId: 'five', batchId: 'even' })).toEqual(paths((n) => n % 10 === 0))
      })

      it('finds what can run by size and account, in the order of the queue', async () => {
        const store = await open()
        const sizes = [0, 5, 70_000, 5_000_000, 10_485_759, 10_485_760, 300_000_000, 2 ** 40]
        await store.enqueue(
          sizes.map((size, n) =>
            newTransfer({ path: `/f/${n}`, account: n % 2 === 0 ? 'even' : 'odd', fingerprint: fingerprintOf(size) }),
          ),
          10,
        )
        const find = async (minBytes: number, maxBytes: number, exceptAccounts: string[] = [], limit = 100) => {
          const found = await store.runnable({ limit, minBytes, maxBytes, exceptAccounts })
          return found.map(({ fingerprint }) => fingerprint?.size)
        }
        const most = Number.MAX_SAFE_INTEGER
        expect(await find(0, most)).toEqual(sizes)
        expect(await find(0, 10_485_760)).toEqual(sizes.slice(0, 5))
        expect(await find(10_485_760, most)).toEqual(sizes.slice(5))
        expect(await find(10_485_760, most, [], 2)).toEqual(sizes.slice(5, 7))
        expect(await find(5, 70_000)).toEqual([5])
        expect(await find(0, most, ['odd'])).toEqual(sizes.filter((_, n) => n % 2 === 0))
        expect(await find(0, most, ['odd', 'even'])).toEqual([])
      })

      it('tallies without counting', async () => {
        const store = await open()
        const none = await store.summary()
        expect(none.totalBytes).toBe(0)
        expect(Object.values(none.tallies).every((n) => n === 0)).toBe(true)
        const transfer = await sending(store)
        await queued(store, { path: '/b', watchId: 'w1' })
        await store.apply(change(transfer, { event: 'ack', acknowledge: acknowledged([0, 500]) }), 14)
        expect(await store.summary()).toMatchObject({
          tallies: { sending: 1, queued: 1, done: 0 },
          totalBytes: 2_000,
          acknowledgedBytes: 500,
        })
        expect(await store.watchTallies('w1')).toMatchObject({ queued: 1, sending: 0 })
        expect(await store.watchTallies('w2')).toMatchObject({ queued: 0 })
      })

      it('explains a path that has no transfer', async () => {
        const store = await open()
        await store.addStep('/x', { what: 'ignored', why: 'excluded by *.tmp' }, 5)
        await store.addStep('/x', { what: 'ignored', why: 'still' }, 6)
        expect(await store.steps({ path: '/x', limit: 1 })).toEqual([{ at: 6, what: 'ignored', why: 'still' }])
        expect(await store.steps({ path: '/y', limit: 9 })).toEqual([])
        expect(await store.latestOfPath('/x')).toBeNull()
        expect(await store.get('nobody')).toBeNull()
        expect(await store.getMany(['nobody', 'no one'])).toEqual([])
      })
    })

    describe('small things', () => {
      it('keeps watches', async () => {
        const store = await open()
        const watch: Watch = {
          id: 'w1',
          name: 'Scans',
          folder: '/home/me/Scans',
          destination: 'onedrive:/Scans',
          account: 'work',
          conflict: 'fail',
          existing: { kind: 'since', at: 123 },
          include: ['*.pdf'],
          exclude: ['tmp/**'],
          settleMs: 2_000,
          after: { kind: 'move', to: '/home/me/Sent' },
          state: 'active',
          rootIdentity: '66305:18446744073709551615',
          initialScanDone: false,
          createdAt: 7,
        }
        await store.putWatch(watch)
        const template = '{yyyy}/{relpath}'
        const other = {
          ...watch,
          id: 'w2',
          createdAt: 6,
          template,
          existing: { kind: 'skip' },
          after: { kind: 'keep' },
        }
        await store.putWatch(other as Watch)
        await store.putWatch({ ...watch, initialScanDone: true, state: 'missing' })
        const watches = await store.watches()
        expect(watches.map(({ id }) => id)).toEqual(['w2', 'w1'])
        expect(watches[0]).toEqual(other)
        expect(watches[1]).toEqual({ ...watch, initialScanDone: true, state: 'missing' })
        const work = someAccount({ name: 'work', createdAt: 5 })
        await store.putAccount(work)
        expect(await store.removeUnused(work)).toBe(2)
        await store.removeWatch('w2')
        expect(await store.removeUnused(work)).toBe(1)
        expect(await store.accounts()).toHaveLength(1)
        expect(await store.watches()).toHaveLength(1)
      })

      it('keeps accounts, and their tokens until they are replaced', async () => {
        const store = await open()
        const account: Account = {
          name: 'work',
          kind: 'microsoft',
          user: null,
          cloud: 'global',
          tenant: null,
          clientId: null,
          graphUrl: null,
          loginUrl: null,
          boxUrl: null,
          boxUploadUrl: null,
          boxLoginUrl: null,
          createdAt: 5,
          signedOut: false,
        }
        const tokens = { accessToken: 'at', expiresAt: 9, refreshToken: 'rt' }
        await store.putAccount(account)
        expect(await store.tokens('work')).toBeNull()
        await store.putAccount(account, tokens)
        await store.putAccount({ ...account, user: 'me@example.org', signedOut: true })
        expect(await store.accounts()).toEqual([{ ...account, user: 'me@example.org', signedOut: true }])
        expect(await store.tokens('work')).toEqual(tokens)
        await store.putTokens('work', { ...tokens, refreshToken: null })
        expect(await store.tokens('work')).toEqual({ ...tokens, refreshToken: null })
        await queued(store)
        expect(await store.removeUnused(account)).toBe(1)
        expect(await store.tokens('work')).toMatchObject({ accessToken: 'at' })
        await store.removeAccount('work')
        expect(await store.accounts()).toEqual([])
        expect(await store.tokens('work')).toBeNull()
      })

      it('replaces tokens and signs out only where the tokens are still those', async () => {
        const store = await open()
        const roots = { graphUrl: null, loginUrl: null, boxUrl: null, boxUploadUrl: null, boxLoginUrl: null }
        const nobody = { user: null, cloud: 'global', tenant: null, clientId: null } as const
        const account: Account = {
          name: 'work',
          kind: 'microsoft',
          ...nobody,
          ...roots,
          createdAt: 5,
          signedOut: false,
        }
        const first = { accessToken: 'at', expiresAt: 9, refreshToken: 'rt' }
        const second = { accessToken: 'at 2', expiresAt: 10, refreshToken: 'rt 2' }
        expect(await store.replaceTokens('work', first, second)).toBe(false)
        expect(await store.setSignedOut('work', null, null)).toBe(false)
        await store.putAccount(account)
        expect(await store.replaceTokens('work', first, second)).toBe(false)
        expect(await store.tokens('work')).toBeNull()
        expect(await store.setSignedOut('work', first, null)).toBe(false)
        expect(await store.setSignedOut('work', null, null)).toBe(true)
        expect(await store.accounts()).toEqual([{ ...account, signedOut: true, claims: null }])
        await store.putAccount({ ...account, consents: ['onedrive', 'print'] }, first)
        // Of many who refresh at once, one; the same tokens, sealed again, are still the same.
        await store.putTokens('work', first)
        const won = await Promise.all(
          [1, 2, 3].map((n) => store.replaceTokens('work', first, { ...second, expiresAt: n })),
        )
        expect(won.filter((done) => done)).toHaveLength(1)
        expect(await store.tokens('work')).toMatchObject({ accessToken: 'at 2' })
        expect(await store.setSignedOut('work', first, '{"a":1}')).toBe(false)
        expect(await store.setSignedOut('work', null, '{"a":1}')).toBe(false)
        expect(await store.accounts()).toEqual([{ ...account, consents: ['onedrive', 'print'] }])
        const stored = await store.tokens('work')
        expect(await store.setSignedOut('work', stored, '{"a":1}')).toBe(true)
        const after = { ...account, consents: ['onedrive', 'print'], signedOut: true, claims: '{"a":1}' }
        expect(await store.accounts()).toEqual([after])
        expect(await store.tokens('work')).toEqual(stored)
      })

      it('forgets an account that nothing uses, in one step with the question who does', async () => {
        const store = await open()
        const account = someAccount({ name: 'work', createdAt: 5 })
        await store.putAccount(account)
        // Another one of the name is not meant.
        expect(await store.removeUnused({ ...account, createdAt: 6 })).toBe(0)
        expect(await store.accounts()).toEqual([account])
        // Whoever comes first, nothing is left with an account that was forgotten after it was counted.
        const [, uses] = await Promise.all([queued(store), store.removeUnused(account)])
        expect(await store.accounts()).toHaveLength(uses === 0 ? 0 : 1)
        expect(uses).toBe(1)
      })

      it('keeps what a service says of an account\u2019s person, and of nobody else', async () => {
        const store = await open()
        const account = someAccount({ name: 'work', createdAt: 5, user: 'old', signedOut: true, claims: '{"a":1}' })
        const person = { id: 'a', user: 'new' }
        expect(await store.knowPerson(account, person)).toBe(false)
        await store.putAccount(account)
        expect(await store.knowPerson({ name: 'work', createdAt: 6 }, person)).toBe(false)
        expect(await store.knowPerson(account, person)).toBe(true)
        expect(await store.accounts()).toEqual([{ ...account, user: 'new', userId: 'a' }])
        expect(await store.knowPerson(account, { id: 'b', user: 'another' })).toBe(false)
        expect(await store.knowPerson(account, { id: 'a', user: null })).toBe(true)
        expect(await store.accounts()).toEqual([{ ...account, user: 'new', userId: 'a' }])
      })

      it("keeps an account's client secret until it is replaced or the account goes", async () => {
        const store = await open()
        const box = { boxUrl: 'https://api.box.com', boxUploadUrl: 'https://upload.box.com', boxLoginUrl: null }
        const nobody = { user: null, cloud: 'global', tenant: null, clientId: 'client' } as const
        const roots = { graphUrl: null, loginUrl: null, ...box }
        const account: Account = { name: 'box', kind: 'box', ...nobody, ...roots, createdAt: 5, signedOut: false }
        expect(await store.clientSecret('box')).toBeNull()
        await store.putAccount(account)
        expect(await store.clientSecret('box')).toBeNull()
        // As odd as a secret may be: whole, and nothing of it read.
        const secret = '{"accessToken": \u0000 "ö\u2028'
        await store.putAccount(account, { accessToken: 'at', expiresAt: null, refreshToken: null }, secret)
        await store.putAccount({ ...account, signedOut: true })
        await store.putTokens('box', { accessToken: 'at 2', expiresAt: null, refreshToken: null })
        expect(await store.accounts()).toEqual([{ ...account, signedOut: true }])
        expect(await store.clientSecret('box')).toBe(secret)
        await store.putAccount(account, undefined, 'another')
        expect(await store.clientSecret('box')).toBe('another')
        expect(await store.tokens('box')).toMatchObject({ accessToken: 'at 2' })
        await store.removeAccount('box')
        await store.putAccount(account)
        expect(await store.clientSecret('box')).toBeNull()
      })

      it('keeps the floors that a service gave, until they are over', async () => {
        const store = await open()
        const pause = { account: 'work', until: 100, failure: failure('throttled', { host: 'h' }, 100) }
        await store.putAccountPause({ ...pause, until: 50 })
        await store.putAccountPause(pause)
        expect(await store.accountPauses(99)).toEqual([pause])
        expect(await store.accountPauses(100)).toEqual([])
        await store.clearAccountPause('work')
        expect(await store.accountPauses(0)).toEqual([])
      })

      it('keeps settings of any shape', async () => {
        const store = await open()
        await store.putSetting('a', { deep: [1, null, 'x'] })
        await store.putSetting('b', null)
        await store.putSetting('a', 2)
        expect(await store.settings()).toEqual({ a: 2, b: null })
      })

      it('keeps what was sent before', async () => {
        const store = await open()
        const entry: LedgerEntry = {
          account: 'a',
          destination: 'd',
          path: '/p',
          fingerprint: aFingerprint,
          digest: null,
          itemId: null,
          eTag: null,
          remoteName: null,
        }
        const many = Array.from({ length: 500 }, (_, n) => ({ ...entry, path: `/p/${n}` }))
        await store.ledgerPut([entry, ...many])
        await store.ledgerPut([{ ...entry, itemId: 'i', digest: anItem.hash }])
        expect(await store.ledgerGet('a', 'd', '/p')).toEqual({ ...entry, itemId: 'i', digest: anItem.hash })
        expect(await store.ledgerGet('a', 'd', '/p/499')).toMatchObject({ path: '/p/499' })
        expect(await store.ledgerGet('a', 'd', '/q')).toBeNull()
      })
    })

    it('takes many calls at once, and one that fails takes nothing with it', async () => {
      const store = await open()
      const transfer = await sending(store)
      const calls = Array.from({ length: 40 }, (_, n) =>
        n % 10 === 9
          ? store.apply(change(transfer, { acknowledge: acknowledged([0, 5_000]), step: told }), 20)
          : store.apply(change(transfer, { acknowledge: acknowledged([n * 10, n * 10 + 10]), step: told }), 20),
      )
      const results = await Promise.allSettled(calls)
      expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4)
      expect(await store.get(transfer.id)).toMatchObject({ acknowledgedBytes: 360 })
      expect(await store.steps({ transferId: transfer.id, limit: 100 })).toHaveLength(37)
    })
  })
}
