/** What gets into the queue, in which order it comes out, and how it is looked at. */

import { describe, expect, test } from 'vitest'
import type { NewTransfer, Store, Transfer, TransferQuery } from '../../src/main/engine/ports/store.ts'
import { failure } from '../../src/shared/failure.ts'
import { type State, activeStates, isActive, isFinal, states } from '../../src/shared/lifecycle.ts'
import { MiB, anAccount, anEntry, bring, broken, fingerprintOf, inState } from '../support/store-rows.ts'
import type { NewStore } from './store-parts.ts'

const everyState = Object.keys(states) as State[]
const all = { minBytes: 0, maxBytes: Number.MAX_SAFE_INTEGER, exceptAccounts: [], limit: 1_000 }

async function add(store: Store, ...entries: NewTransfer[]): Promise<Transfer[]> {
  return (await store.enqueue(entries, 3)).map(({ transfer }) => transfer)
}

const ids = (transfers: readonly Transfer[]): string[] => transfers.map(({ id }) => id)

async function pages(store: Store, query: Omit<TransferQuery, 'cursor'>): Promise<Transfer[]> {
  const found: Transfer[] = []
  let cursor: string | null = null
  do {
    const page = await store.page({ ...query, ...(cursor === null ? {} : { cursor }) })
    expect(page.transfers.length).toBeLessThanOrEqual(query.limit)
    found.push(...page.transfers)
    cursor = page.cursor
  } while (cursor !== null)
  return found
}

export function acceptsQueue(open: NewStore): void {
  describe('enqueue', () => {
    test('adds what was given, with a first step that says why', async () => {
      const store = await open()
      const replaces = { itemId: 'i', eTag: '"1"', size: 3, hash: null }
      const entry = anEntry({ batchId: 'b', watchId: 'w', folders: ['a', 'ü%20/'], conflict: 'replace', replaces })
      const [added] = await store.enqueue([entry], 42)
      const { why, ...given } = entry
      expect(added).toMatchObject({
        isNew: true,
        transfer: { ...given, createdAt: 42, stateAt: 42, acknowledgedBytes: 0, unsure: false, nameChecked: false },
      })
      const { id = '' } = added?.transfer ?? {}
      expect(await store.get(id)).toEqual(added?.transfer)
      expect(await store.steps({ transferId: id, limit: 5 })).toEqual([{ at: 42, what: 'queued', why }])
    })

    test('keeps 64-bit identities, nanoseconds and sizes up to 2^53 as they are', async () => {
      const store = await open()
      const size = Number.MAX_SAFE_INTEGER
      const fingerprint = fingerprintOf(size, { mtimeNs: '-9223372036854775808', ctimeNs: '9223372036854775807' })
      const [row] = await add(store, anEntry({ fingerprint }))
      expect(row?.fingerprint).toEqual(fingerprint)
      expect(await store.get(row?.id ?? '')).toMatchObject({ fingerprint })
      expect((await store.summary()).totalBytes).toBe(size)
      const [none] = await add(store, anEntry({ fingerprint: null, state: 'settling' }))
      expect(none).toMatchObject({ fingerprint: null, state: 'settling' })
    })

    test('keeps names that are hard to keep', async () => {
      const store = await open()
      for (const text of [
        "a'; DROP TABLE transfer; --",
        'tab\tand\nline',
        '🦭 ünïcode',
        'e\u0301',
        '\u00e9',
        ' ',
        '%_*?',
      ]) {
        const [row] = await add(store, anEntry({ name: text, path: `/in/${text}`, folders: [text] }))
        expect(await store.get(row?.id ?? '')).toMatchObject({ name: text, path: `/in/${text}`, folders: [text] })
        expect(await store.latestOfPath(`/in/${text}`)).toEqual(row)
      }
    })

    test('gives an unfinished one back instead of another', async () => {
      const store = await open()
      for (const state of everyState) {
        const there = await inState(store, state)
        const again = anEntry({ path: there.path, batchId: 'other', conflict: 'skip' })
        const [found] = await store.enqueue([again], 90)
        expect(found?.isNew, state).toBe(isFinal(state))
        if (isFinal(state)) expect(found?.transfer).toMatchObject({ batchId: 'other', state: 'queued', createdAt: 90 })
        else expect(found?.transfer).toEqual(there)
      }
    })

    test('knows twins of the same batch, and that another account or destination is another transfer', async () => {
      const store = await open()
      const entry = anEntry()
      const entries = [
        entry,
        anEntry(),
        { ...entry, name: 'x' },
        { ...entry, account: 'you' },
        { ...entry, destination: 'onedrive:/Y' },
        { ...entry, root: '/' },
      ]
      const found = await store.enqueue(entries, 3)
      expect(found.map(({ isNew }) => isNew)).toEqual([true, true, false, true, true, false])
      expect(found[2]?.transfer).toEqual(found[0]?.transfer)
      expect(found[5]?.transfer.id).toBe(found[0]?.transfer.id)
      expect(await store.enqueue([], 3)).toEqual([])
    })

    test('of which one is impossible adds none', async () => {
      const store = await open()
      await expect(store.enqueue([anEntry(), anEntry({ name: '' })], 3)).rejects.toMatchObject({
        failure: { code: 'bug' },
      })
      await expect(store.enqueue([anEntry(), anEntry({ size: -1 })], 3)).rejects.toThrow('bug')
      await expect(store.enqueue([anEntry({ size: 2 ** 53 })], 3)).rejects.toThrow('bug')
      expect((await store.page({ limit: 10 })).transfers).toEqual([])
    })
  })

  describe('a page', () => {
    test('goes on where the last one ended, whatever was added or changed meanwhile', async () => {
      const store = await open()
      const first = await add(store, ...Array.from({ length: 7 }, () => anEntry()))
      const one = await store.page({ limit: 3 })
      expect(ids(one.transfers)).toEqual(ids(first.slice(0, 3)))
      await bring(store, first[0] as Transfer, 'done')
      await bring(store, first[4] as Transfer, 'sending')
      const more = await add(store, anEntry(), anEntry())
      const two = await store.page({ limit: 3, cursor: one.cursor ?? '' })
      expect(ids(two.transfers)).toEqual(ids(first.slice(3, 6)))
      const three = await store.page({ limit: 3, cursor: two.cursor ?? '' })
      expect(ids(three.transfers)).toEqual(ids([first[6] as Transfer, ...more]))
      expect(three.cursor).toBeNull()
    })

    test('knows where files went lately by hand, the newest first, each once', async () => {
      const store = await open()
      for (const [n, destination] of ['onedrive:/A', 'onedrive:/B', 'onedrive:/A', 'box:/C'].entries()) {
        await store.enqueue([anEntry({ path: `/f/${n}`, destination, watchId: null })], n)
      }
      await store.enqueue([anEntry({ path: '/f/w', destination: 'onedrive:/Watched', watchId: 'w' })], 9)
      const addresses = async (limit: number) => (await store.recentPlaces(limit)).map(({ address }) => address)
      expect(await addresses(10)).toEqual(['box:/C', 'onedrive:/A', 'onedrive:/B'])
      expect(await addresses(1)).toEqual(['box:/C'])
    })

    test('shows these states, this batch, this watch, and all of them together', async () => {
      const store = await open()
      const rows: Transfer[] = []
      for (const [n, state] of [...everyState, ...everyState].entries()) {
        rows.push(await inState(store, state, { batchId: n % 3 ? 'b' : null, watchId: n % 2 ? 'w' : 'v' }))
      }
      const chosen: readonly State[] = ['failed', 'queued', 'done', 'queued']
      const queries: [Omit<TransferQuery, 'limit'>, (row: Transfer) => boolean][] = [
        [{}, () => true],
        [{ states: chosen }, ({ state }) => chosen.includes(state)],
        [{ states: ['blocked'] }, ({ state }) => state === 'blocked'],
        [{ states: [] }, () => false],
        [{ batchId: 'b' }, ({ batchId }) => batchId === 'b'],
        [{ watchId: 'w' }, ({ watchId }) => watchId === 'w'],
        [{ watchId: 'w', batchId: 'b' }, ({ watchId, batchId }) => watchId === 'w' && batchId === 'b'],
        [
          { watchId: 'v', batchId: 'b', states: chosen },
          ({ watchId, batchId, state }) => watchId === 'v' && batchId === 'b' && chosen.includes(state),
        ],
        [{ batchId: 'nobody' }, () => false],
      ]
      for (const [query, fits] of queries) {
        for (const limit of [1, 5, 200]) {
          expect(await pages(store, { ...query, limit }), JSON.stringify(query)).toEqual(rows.filter(fits))
        }
      }
    })

    test('has at most 200, and at least one', async () => {
      const store = await open()
      const entries = Array.from({ length: 201 }, () => anEntry())
      await store.enqueue(entries, 3)
      expect((await store.page({ limit: 5_000 })).transfers).toHaveLength(200)
      expect((await store.page({ limit: 0 })).transfers).toHaveLength(1)
    })
  })

  describe('runnable', () => {
    test('gives queued ones, oldest first, of the lane that was asked for', async () => {
      const store = await open()
      const sizes = [0, 1, 65_535, 65_536, MiB, 10 * MiB - 1, 10 * MiB, 10 * MiB + 1, 104_857_600, 2 ** 30, 2 ** 40]
      const mixed = sizes.toSorted((a, b) => (a % 7) - (b % 7))
      const rows = await add(store, ...mixed.map((size) => anEntry({ size })))
      const unknown = await bring(store, await inState(store, 'settling', { fingerprint: null }), 'queued')
      await inState(store, 'sending')
      for (const [minBytes, maxBytes] of [
        [0, 10 * MiB],
        [10 * MiB, 2 ** 53 - 1],
        [1, 65_536],
        [MiB, MiB],
        [0, 2 ** 53],
      ] as const) {
        const fits = ({ fingerprint }: Transfer) => {
          const size = fingerprint?.size ?? 0
          return size >= minBytes && size < maxBytes
        }
        const found = await store.runnable({ ...all, minBytes, maxBytes })
        expect(ids(found)).toEqual(ids([...rows, unknown].filter(fits)))
        const two = await store.runnable({ ...all, minBytes, maxBytes, limit: 2 })
        expect(two).toEqual(found.slice(0, 2))
      }
    })

    test('leaves accounts out, and follows what changes', async () => {
      const store = await open()
      const rows = await add(store, ...['a', 'b', 'c', 'a', 'b'].map((account) => anEntry({ account })))
      const [first, second, third] = rows as [Transfer, Transfer, Transfer]
      expect(ids(await store.runnable({ ...all, exceptAccounts: ['a', 'c', 'nobody'] }))).toEqual(
        ids(rows.filter(({ account }) => account === 'b')),
      )
      expect(await store.runnable({ ...all, exceptAccounts: ['a', 'b', 'c'] })).toEqual([])
      await bring(store, first, 'waiting')
      await bring(store, second, 'done')
      expect(ids(await store.runnable(all))).toEqual(ids(rows.slice(2)))
      await store.wakeDue(1_000)
      expect(ids(await store.runnable(all))).toEqual(ids([first, ...rows.slice(2)]))
      const change = { id: third.id, from: 'queued', event: null, step: null } as const
      await store.apply({ ...change, set: { fingerprint: fingerprintOf(5) } }, 9)
      expect(ids(await store.runnable({ ...all, maxBytes: 10 }))).toEqual([third.id])
    })
  })

  describe('time', () => {
    test('wakes those that are due, and says when the next one is', async () => {
      const store = await open()
      expect(await store.wakeDue(1)).toEqual({ woken: [], nextAt: null })
      const rows: Transfer[] = []
      for (const retryAt of [300, 100, 200]) {
        const row = await inState(store, 'planning')
        const set = { failure: broken, retryAt }
        await store.apply({ id: row.id, from: 'planning', event: 'falter', set, step: null }, 10)
        rows.push(row)
      }
      const [third, first, second] = rows as [Transfer, Transfer, Transfer]
      expect(await store.wakeDue(99)).toEqual({ woken: [], nextAt: 100 })
      const { woken, nextAt } = await store.wakeDue(200)
      expect(ids(woken)).toEqual([first.id, second.id])
      expect(woken).toMatchObject([
        { state: 'queued', stateAt: 200, retryAt: null },
        { state: 'queued', stateAt: 200, retryAt: null },
      ])
      expect(nextAt).toBe(300)
      expect((await store.steps({ transferId: first.id, limit: 5 })).at(-1)?.what).toBe('trying again')
      expect(ids((await store.wakeDue(300)).woken)).toEqual([third.id])
    })

    test('wakes those that wait for a folder, and only for that; says which folders are waited for', async () => {
      const store = await open()
      expect(await store.awayRoots()).toEqual([])
      const wait = async (root: string, code: 'root-offline' | 'root-replaced' | 'offline', at: number) => {
        const [row] = await add(store, anEntry({ root, path: `${root}/${at}` }))
        if (row === undefined) throw new Error('nothing was added')
        await bring(store, row, 'waiting')
        const set = { failure: failure(code, { name: root }), retryAt: 9_000_000 }
        await store.apply({ id: row.id, from: 'waiting', event: 'due', step: null }, at)
        await store.apply({ id: row.id, from: 'queued', event: 'admit', step: null }, at)
        await store.apply({ id: row.id, from: 'planning', event: 'falter', set, step: null }, at)
        return row.id
      }
      const here = [await wait('/a', 'root-offline', 700), await wait('/a', 'root-replaced', 600)]
      const others = [await wait('/a', 'offline', 500), await wait('/b', 'root-offline', 400)]
      expect((await store.awayRoots()).toSorted((a, b) => a.since - b.since)).toMatchObject([
        { root: '/b', since: 400, failure: { code: 'root-offline', facts: { name: '/b' } } },
        { root: '/a', since: 600 },
      ])
      expect(await store.wakeRoot('/nowhere', 800)).toEqual([])
      const woken = await store.wakeRoot('/a', 800)
      expect(ids(woken).toSorted()).toEqual(here.toSorted())
      expect(woken).toMatchObject(here.map(() => ({ state: 'queued', stateAt: 800, retryAt: null })))
      expect(await store.wakeRoot('/a', 800)).toEqual([])
      for (const id of others) expect(await store.get(id)).toMatchObject({ state: 'waiting', retryAt: 9_000_000 })
      expect(await store.awayRoots()).toHaveLength(1)
    })

    test('brings back what was at work when the program ended, and nothing else', async () => {
      const store = await open()
      const rows = new Map<State, Transfer>()
      for (const state of everyState) rows.set(state, await inState(store, state))
      expect(await store.recover(500)).toBe(activeStates.length)
      for (const [state, before] of rows) {
        const after = await store.get(before.id)
        if (isActive(state)) {
          expect(after).toEqual({ ...before, state: 'queued', stateAt: 500 })
        } else expect(after).toEqual(before)
      }
      expect(await store.recover(501)).toBe(0)
    })
  })

  describe('what is told', () => {
    test('is told oldest first, the newest where there are too many, by transfer and by path', async () => {
      const store = await open()
      const row = await inState(store, 'planning')
      const change = { id: row.id, from: 'planning', event: null } as const
      for (const n of [1, 2, 3]) await store.apply({ ...change, step: { what: `${n}`, why: 'because' } }, n)
      await store.addStep(row.path, { what: 'touched', why: 'the same bytes' }, 4)
      await store.addStep('/in/other', { what: 'ignored', why: 'a rule' }, 5)
      const whats = async (query: Parameters<Store['steps']>[0]) => (await store.steps(query)).map(({ what }) => what)
      expect(await whats({ transferId: row.id, limit: 2 })).toEqual(['2', '3'])
      expect(await whats({ transferId: row.id, limit: 99 })).toEqual(['queued', '1', '2', '3'])
      expect(await whats({ path: row.path, limit: 2 })).toEqual(['3', 'touched'])
      expect(await whats({ path: '/in/other', limit: 9 })).toEqual(['ignored'])
      expect(await whats({ path: '/in/nothing', limit: 9 })).toEqual([])
      await add(store, anEntry({ path: row.path, destination: 'onedrive:/Elsewhere' }))
      const { path, account, destination } = row
      expect(await whats({ path, to: row, limit: 99 })).toEqual(['queued', '1', '2', '3'])
      expect(await whats({ path, to: { account, destination: 'onedrive:/Elsewhere' }, limit: 99 })).toEqual(['queued'])
      expect(await whats({ path, to: { account: 'another', destination }, limit: 99 })).toEqual([])
    })

    test('knows the newest of a path, finished or not, and several at once', async () => {
      const store = await open()
      const done = await inState(store, 'done')
      expect(await store.latestOfPath(done.path)).toEqual(done)
      const [again] = await add(store, anEntry({ path: done.path }))
      expect(await store.latestOfPath(done.path)).toEqual(again)
      expect(await store.latestOfPath('/in/nothing')).toBeNull()
      const found = await store.getMany([again?.id ?? '', 'nobody', done.id])
      expect(ids(found)).toEqual([again?.id, done.id])
    })
  })

  test('an account’s pause goes with the account: another one of its name begins without', async () => {
    const store = await open()
    const pause = { until: 100, failure: failure('throttled', { host: 'x' }, 100) }
    for (const account of ['a', 'b']) {
      await store.putAccount(anAccount(account))
      await store.putAccountPause({ ...pause, account })
    }
    await store.removeAccount('a')
    expect((await store.accountPauses(0)).map(({ account }) => account)).toEqual(['b'])
  })
}
