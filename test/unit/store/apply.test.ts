/** Changes against the table of the lifecycle, and the sums that triggers keep against sums that are counted. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LifecycleEvent, isFinal, next, publicState } from '../../../src/shared/lifecycle.ts'
import { laneBytes } from '../../../src/main/store/transfers.ts'
import {
  type OpenStore,
  added,
  bringTo,
  change,
  countedStates,
  everyEvent,
  everyState,
  fingerprintOf,
  openStore,
  setFor,
} from '../../support/stores.ts'

describe('apply', () => {
  it.each(everyState)('%s: every event moves it as the table says, or changes nothing', (state) => {
    for (const event of everyEvent) {
      const { sync, db } = openStore()
      const before = bringTo(sync, added(sync).id, state)
      const to = next(state, event)
      const step = { what: 'event', why: event }
      const after = sync.apply(change(before, { event, step, ...(to === null ? {} : { set: setFor(to, 9) }) }), 10)
      const steps = sync.steps({ transferId: before.id, limit: 99 })
      if (to === null) {
        expect(after).toBeNull()
        expect(sync.get(before.id)).toEqual(before)
        expect(steps).toHaveLength(1)
      } else {
        expect(after).toMatchObject({ state: to, finishedAt: isFinal(to) ? 10 : null })
        expect(sync.get(before.id)).toEqual(after)
        expect(steps.at(-1)).toEqual({ at: 10, ...step })
      }
      expect(db.pragma('foreign_key_check')).toEqual([])
    }
  })

  it('leaves a row alone that somebody else moved', () => {
    for (const from of everyState) {
      const { sync } = openStore()
      const before = bringTo(sync, added(sync).id, from === 'planning' ? 'sending' : 'planning')
      for (const event of everyEvent) {
        expect(sync.apply({ id: before.id, from, event, set: { name: 'z' }, step: null }, 10)).toBeNull()
      }
      expect(sync.get(before.id)).toEqual(before)
    }
  })

  it('looks for an item that the destination already has before a new try makes another', () => {
    const { sync } = openStore()
    const verifying = bringTo(sync, added(sync).id, 'verifying')
    const { remote } = setFor('done')
    if (remote === undefined) throw new Error('no item')
    sync.apply(change(verifying, { set: { remote, unsure: false } }), 5)
    const failed = sync.apply(change(verifying, { event: 'giveUp', set: setFor('failed') }), 6)
    const again = sync.apply(change(failed ?? verifying, { event: 'requeue' }), 7)
    expect(again).toMatchObject({ state: 'queued', remote: null, digest: null, unsure: true })
  })

  it('wakes a crowd piece by piece', () => {
    const { sync } = openStore()
    for (let n = 0; n < 501; n += 1) bringTo(sync, added(sync, { path: `/f/${n}` }).id, 'waiting')
    const first = sync.wakeDue(1_000_000)
    expect(first.woken).toHaveLength(500)
    expect(first.nextAt).toBeLessThan(1_000_000)
    expect(sync.wakeDue(1_000_000)).toMatchObject({ woken: [{ state: 'queued' }], nextAt: null })
  })
})

/** What people and the engine do, over and over, to a few files. */
const act = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    n: fc.nat(7),
    size: fc.constantFrom(0, 1, 65_535, 65_536, 10_485_759, 10_485_760, 2 ** 40),
    isKnown: fc.boolean(),
  }),
  fc.record({ do: fc.constant('move' as const), n: fc.nat(20), event: fc.constantFrom(...everyEvent) }),
  fc.record({ do: fc.constant('session' as const), n: fc.nat(20), end: fc.integer({ min: 1, max: 2_000 }) }),
  fc.record({ do: fc.constant('remove' as const), n: fc.nat(20) }),
)

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

function perform(one: Act, { sync, db }: OpenStore, ids: string[], now: number): void {
  if (one.do === 'add') {
    const size = one.isKnown ? fingerprintOf(one.size) : null
    const changes = { path: `/f/${one.n}`, watchId: one.n % 2 === 0 ? 'even' : null, account: `a${one.n % 3}` }
    const { id } = added(sync, { ...changes, fingerprint: size, state: size === null ? 'settling' : 'queued' }, now)
    if (!ids.includes(id)) ids.push(id)
    return
  }
  const id = ids[one.n % Math.max(ids.length, 1)]
  const transfer = id === undefined ? null : sync.get(id)
  if (id === undefined || transfer === null) return
  if (one.do === 'remove') {
    if (isFinal(transfer.state) && sync.session(id) === null) db.prepare('DELETE FROM transfer WHERE id = ?').run(id)
    return
  }
  if (one.do === 'session') {
    if (isFinal(transfer.state) || transfer.fingerprint === null) return
    const end = Math.min(one.end, transfer.fingerprint.size)
    if (sync.session(id) === null) {
      sync.apply(
        change(transfer, { session: { open: { id: `s${now}`, secret: 'x', openedAt: now, expiresAt: null } } }),
        now,
      )
    } else if (end > 0) {
      const ranges = [{ start: Math.floor(end / 2), end }]
      sync.apply(
        change(transfer, { acknowledge: { ranges, expiresAt: null, digestCheckpoint: null, digestOffset: 0 } }),
        now,
      )
    }
    return
  }
  moveBy(one.event, id, sync, now)
}

function moveBy(event: LifecycleEvent, id: string, sync: OpenStore['sync'], now: number): void {
  const transfer = sync.get(id)
  const to = transfer === null ? null : next(transfer.state, event)
  if (transfer === null || to === null) return
  // Nothing of unknown size is done, and the item has the size of the file.
  if (to === 'done' && transfer.fingerprint === null) return
  const set = setFor(to, now)
  const remote =
    set.remote === undefined || set.remote === null
      ? {}
      : { remote: { ...set.remote, size: transfer.fingerprint?.size ?? 0 } }
  const fingerprint = to === 'queued' && transfer.fingerprint === null ? { fingerprint: fingerprintOf(7) } : {}
  sync.apply(change(transfer, { event, set: { ...set, ...remote, ...fingerprint } }), now)
}

describe('sums', () => {
  it('are what counting says, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const open = openStore()
        const { db, sync } = open
        const ids: string[] = []
        for (const [now, one] of acts.entries()) perform(one, open, ids, now + 1)

        const counted = countedStates(db)
        const expected: Record<string, number> = {}
        for (const [state, n] of Object.entries(counted)) {
          const shown = publicState(state as (typeof everyState)[number])
          expected[shown] = (expected[shown] ?? 0) + n
        }
        const summary = sync.summary()
        expect(Object.fromEntries(Object.entries(summary.tallies).filter(([, n]) => n > 0))).toEqual(expected)
        const sums = db
          .prepare(
            `SELECT coalesce(sum(size), 0) AS totalBytes, coalesce(sum(acknowledged), 0) AS acknowledgedBytes
               FROM transfer WHERE state NOT IN ('done', 'skipped', 'failed', 'canceled')`,
          )
          .get()
        expect(summary).toMatchObject(sums as object)
        const even = Object.values(countedStates(db, 'even')).reduce((sum, n) => sum + n, 0)
        expect(Object.values(sync.watchTallies('even')).reduce((sum, n) => sum + n, 0)).toBe(even)

        const queued = sync.page({ states: ['queued'], limit: 200 }).transfers.map(({ id }) => id)
        const all = { limit: 200, minBytes: 0, maxBytes: Number.MAX_SAFE_INTEGER, exceptAccounts: [] }
        expect(sync.runnable(all).map(({ id }) => id)).toEqual(queued)

        // What is acknowledged is what the session's ranges say, unless the session is over.
        for (const id of ids) {
          const session = sync.session(id)
          const bytes = session?.acknowledged.reduce((sum, { start, end }) => sum + end - start, 0)
          if (bytes !== undefined) expect(sync.get(id)?.acknowledgedBytes).toBe(bytes)
        }
        expect(db.pragma('foreign_key_check')).toEqual([])
        expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      }),
      { numRuns: 150, seed: 7 },
    )
  })

  it('have lanes whose ends are those of the schema', () => {
    const { sync, db } = openStore()
    for (const [lane, from] of laneBytes.entries()) {
      for (const size of from === 0 ? [0] : [from - 1, from]) {
        added(sync, { path: `/f/${lane}/${size}`, fingerprint: fingerprintOf(size) })
        const found = db.prepare('SELECT lane FROM transfer ORDER BY seq DESC LIMIT 1').pluck().get()
        expect(found).toBe(size < from ? lane - 1 : lane)
      }
    }
  })
})

describe('acknowledged ranges', () => {
  it('are the union of what was acknowledged', () => {
    const size = 200
    const range = fc
      .tuple(fc.nat(size - 1), fc.nat(size))
      .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
    fc.assert(
      fc.property(fc.array(fc.array(range, { maxLength: 3 }), { maxLength: 12 }), (answers) => {
        const { sync } = openStore()
        const transfer = added(sync, { fingerprint: fingerprintOf(size) })
        sync.apply(change(transfer, { session: { open: { id: 's', secret: 'x', openedAt: 1, expiresAt: null } } }), 1)
        const bytes = new Set<number>()
        for (const ranges of answers) {
          for (const { start, end } of ranges) for (let at = start; at < end; at += 1) bytes.add(at)
          const acknowledge = { ranges, expiresAt: null, digestCheckpoint: null, digestOffset: 0 }
          expect(sync.apply(change(transfer, { acknowledge }), 2)?.acknowledgedBytes).toBe(bytes.size)
        }
        const stored = sync.session(transfer.id)?.acknowledged ?? []
        const again = stored.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, n) => start + n))
        expect(again).toEqual([...bytes].sort((a, b) => a - b))
        // Merged: no two touch.
        for (const [n, one] of stored.entries()) expect(one.start).toBeGreaterThan(stored[n - 1]?.end ?? -1)
      }),
      { numRuns: 100, seed: 11 },
    )
  })
})
