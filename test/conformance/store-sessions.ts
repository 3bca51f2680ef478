/** Upload sessions: opened, acknowledged, corrected, replaced, and never forgotten while the destination has them. */

import { describe, expect, test } from 'vitest'
import type { Store, TransferChange } from '../../src/main/engine/ports/store.ts'
import type { State } from '../../src/shared/lifecycle.ts'
import { MiB, aSession, anItem, bring, inState, neededFor } from '../support/store-rows.ts'
import type { NewStore } from './store-parts.ts'

async function withSession(store: Store, state: State = 'sending') {
  const row = await inState(store, state)
  const id = `session of ${row.id}`
  const change = { id: row.id, from: state, event: null, step: null } as const
  await store.apply({ ...change, session: { open: aSession(id) } }, 11)
  return { row, id, change }
}

type Pairs = readonly (readonly [start: number, end: number])[]

function acknowledge(...ranges: Pairs): NonNullable<TransferChange['acknowledge']> {
  const list = ranges.map(([start, end]) => ({ start, end }))
  return { ranges: list, expiresAt: null, digestCheckpoint: null, digestOffset: 0 }
}

export function acceptsSessions(open: NewStore): void {
  describe('a session', () => {
    test('is stored with its secret, and found again', async () => {
      const store = await open()
      const { row, id } = await withSession(store)
      expect(await store.session(row.id)).toEqual({
        ...aSession(id),
        transferId: row.id,
        acknowledged: [],
        digestCheckpoint: null,
        digestOffset: 0,
      })
      expect(await store.abandoned(1e12, 10)).toEqual([])
    })

    test('is known by its id: whose it is, or that it is to be deleted', async () => {
      const store = await open()
      const { row, id, change } = await withSession(store)
      expect(await store.holderOf(id)).toBe(row.id)
      expect(await store.holderOf('another')).toBeNull()
      await store.apply({ ...change, session: 'abandon' }, 12)
      expect(await store.holderOf(id)).toBe('abandoned')
      await store.forgetAbandoned(id)
      expect(await store.holderOf(id)).toBeNull()
    })

    test('that is opened again as the same one is not deleted', async () => {
      const store = await open()
      const { row, id, change } = await withSession(store)
      await store.apply({ ...change, session: { open: aSession(id) } }, 12)
      expect(await store.holderOf(id)).toBe(row.id)
      expect(await store.abandoned(1e12, 10)).toEqual([])
    })

    test('takes acknowledged ranges in any order and merges them', async () => {
      const store = await open()
      const { row, change } = await withSession(store)
      const steps: readonly (readonly [ranges: Pairs, bytes: number, merged: Pairs])[] = [
        [[[5, 10]], 5, [[5, 10]]],
        [
          [[20, 30]],
          15,
          [
            [5, 10],
            [20, 30],
          ],
        ],
        [
          [[5, 10]],
          15,
          [
            [5, 10],
            [20, 30],
          ],
        ],
        [
          [[8, 12]],
          17,
          [
            [5, 12],
            [20, 30],
          ],
        ],
        [[[12, 20]], 25, [[5, 30]]],
        [
          [
            [0, 5],
            [40, 41],
            [7, 7],
          ],
          31,
          [
            [0, 30],
            [40, 41],
          ],
        ],
        [[[0, 10 * MiB]], 10 * MiB, [[0, 10 * MiB]]],
      ]
      for (const [ranges, bytes, merged] of steps) {
        const after = await store.apply({ ...change, acknowledge: acknowledge(...ranges) }, 20)
        expect(after?.acknowledgedBytes).toBe(bytes)
        const stored = await store.session(row.id)
        expect(stored?.acknowledged).toEqual(merged.map(([start, end]) => ({ start, end })))
      }
    })

    test('keeps the digest beside what it is of, and the last expiry that was told', async () => {
      const store = await open()
      const { row, change } = await withSession(store)
      const told = { ...acknowledge([0, 5]), expiresAt: 9_500, digestCheckpoint: 'state of 5', digestOffset: 5 }
      await store.apply({ ...change, acknowledge: told }, 20)
      expect(await store.session(row.id)).toMatchObject({
        expiresAt: 9_500,
        digestCheckpoint: 'state of 5',
        digestOffset: 5,
      })
      await store.apply({ ...change, acknowledge: acknowledge([5, 9]) }, 21)
      expect(await store.session(row.id)).toMatchObject({ expiresAt: 9_500, digestCheckpoint: null, digestOffset: 0 })
    })

    test('is corrected by what the destination says it has', async () => {
      const store = await open()
      const { row, change } = await withSession(store)
      const told = { ...acknowledge([0, 5 * MiB]), digestCheckpoint: 'state', digestOffset: 5 * MiB }
      await store.apply({ ...change, acknowledge: told }, 20)
      const acknowledged = [
        { start: 100, end: 200 },
        { start: 0, end: 50 },
      ]
      const correct = { acknowledged, expiresAt: 12_000 }
      expect(await store.apply({ ...change, correct }, 21)).toMatchObject({ acknowledgedBytes: 150 })
      expect(await store.session(row.id)).toMatchObject({ acknowledged: acknowledged.toReversed(), expiresAt: 12_000 })
      expect(await store.apply({ ...change, correct: { acknowledged: [], expiresAt: null } }, 22)).toMatchObject({
        acknowledgedBytes: 0,
      })
      expect(await store.session(row.id)).toMatchObject({ acknowledged: [], expiresAt: 12_000 })
    })

    test('that is not there takes nothing, and a range beyond the file is refused', async () => {
      const store = await open()
      const row = await inState(store, 'sending')
      const change = { id: row.id, from: 'sending', event: null, step: null } as const
      await expect(store.apply({ ...change, acknowledge: acknowledge([0, 1]) }, 20)).rejects.toMatchObject({
        failure: { code: 'bug' },
      })
      await store.apply({ ...change, session: { open: aSession('one') } }, 20)
      await expect(store.apply({ ...change, acknowledge: acknowledge([0, 10 * MiB + 1]) }, 20)).rejects.toMatchObject({
        failure: { code: 'bug' },
      })
      expect(await store.get(row.id)).toEqual(row)
      expect(await store.session(row.id)).toMatchObject({ acknowledged: [] })
    })

    test('that is replaced is abandoned in the same moment', async () => {
      const store = await open()
      const { row, id, change } = await withSession(store)
      await store.apply({ ...change, acknowledge: acknowledge([0, MiB]) }, 20)
      const replaced = await store.apply({ ...change, session: { open: aSession('second') } }, 30)
      expect(replaced?.acknowledgedBytes).toBe(0)
      expect(await store.session(row.id)).toMatchObject({ id: 'second', acknowledged: [], digestOffset: 0 })
      expect(await store.abandoned(30, 10)).toEqual([
        {
          id,
          account: 'me',
          destination: 'onedrive:/Scans',
          secret: aSession(id).secret,
          attempts: 0,
          nextAt: 30,
        },
      ])
    })

    test('that can’t be replaced stays: its successor’s id is taken', async () => {
      const store = await open()
      const { id: taken } = await withSession(store)
      const { row, id, change } = await withSession(store)
      await expect(store.apply({ ...change, session: { open: aSession(taken) } }, 30)).rejects.toMatchObject({
        failure: { code: 'bug' },
      })
      expect(await store.session(row.id)).toMatchObject({ id })
      expect(await store.abandoned(30, 10)).toEqual([])
    })

    test('that is finished is forgotten; what was acknowledged counts where there is an item', async () => {
      const store = await open()
      const first = await withSession(store)
      const last = acknowledge([0, 10 * MiB])
      const set = { remote: anItem() }
      const stored = await store.apply(
        { ...first.change, event: 'stored', session: 'finish', acknowledge: last, set },
        40,
      )
      expect(stored).toMatchObject({ state: 'verifying', acknowledgedBytes: 10 * MiB })
      expect(await store.session(first.row.id)).toBeNull()
      const second = await withSession(store)
      await store.apply({ ...second.change, acknowledge: acknowledge([0, MiB]) }, 41)
      expect(await store.apply({ ...second.change, session: 'finish' }, 42)).toMatchObject({ acknowledgedBytes: 0 })
      expect(await store.session(second.row.id)).toBeNull()
      expect(await store.abandoned(1e12, 10)).toEqual([])
    })

    test('goes with its transfer: finished by done, abandoned by canceled and skipped, kept by everything else', async () => {
      const store = await open()
      const ways: readonly [State, State, 'kept' | 'gone' | 'abandoned'][] = [
        ['verifying', 'done', 'gone'],
        ['canceling', 'done', 'gone'],
        ['canceling', 'canceled', 'abandoned'],
        ['planning', 'skipped', 'abandoned'],
        ['sending', 'failed', 'kept'],
        ['sending', 'waiting', 'kept'],
        ['sending', 'blocked', 'kept'],
        ['sending', 'paused', 'kept'],
        ['sending', 'canceling', 'kept'],
        ['sending', 'queued', 'kept'],
      ]
      for (const [from, to, fate] of ways) {
        const { row, id } = await withSession(store, from)
        const at = await store.get(row.id)
        if (at === null) throw new Error('it is gone')
        await bring(store, at, to)
        const abandoned = (await store.abandoned(1e12, 100)).some((one) => one.id === id)
        const kept = (await store.session(row.id)) !== null
        expect({ kept, abandoned }, `${from} → ${to}`).toEqual({
          kept: fate === 'kept',
          abandoned: fate === 'abandoned',
        })
      }
    })

    test('of a finished transfer is not opened', async () => {
      const store = await open()
      const failed = await inState(store, 'failed')
      const session = { open: aSession('late') }
      await expect(
        store.apply({ id: failed.id, from: 'failed', event: null, session, step: null }, 50),
      ).rejects.toMatchObject({ failure: { code: 'bug' } })
    })
  })

  test('abandoned sessions come oldest first when they are due, are put off, and are forgotten', async () => {
    const store = await open()
    const ids: string[] = []
    for (const at of [30, 10, 20]) {
      const { id, change } = await withSession(store)
      await store.apply({ ...change, session: 'abandon' }, at)
      ids.push(id)
    }
    const [third = '', first = '', second = ''] = ids
    const due = async (now: number, limit = 10) => (await store.abandoned(now, limit)).map(({ id }) => id)
    expect(await due(9)).toEqual([])
    expect(await due(20)).toEqual([first, second])
    expect(await due(99, 2)).toEqual([first, second])
    await store.postponeAbandoned(first, 3, 50)
    expect(await due(49)).toEqual([second, third])
    expect((await store.abandoned(50, 10)).at(-1)).toMatchObject({ id: first, attempts: 3, nextAt: 50 })
    await store.forgetAbandoned(second)
    await store.forgetAbandoned('nobody')
    expect(await due(99)).toEqual([third, first])
  })

  test('what was acknowledged is not said of a session that goes in the same change', async () => {
    const store = await open()
    const { change } = await withSession(store)
    const set = neededFor('waiting', 'falter')
    const left = await store.apply(
      { ...change, event: 'falter', acknowledge: acknowledge([0, MiB]), session: 'abandon', set },
      60,
    )
    expect(left).toMatchObject({ state: 'waiting', acknowledgedBytes: 0 })
  })
}
