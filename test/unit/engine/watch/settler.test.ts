import { expect, onTestFinished, test } from 'vitest'
import { type FailureCode, failure } from '../../../../src/shared/failure.ts'
import { react } from '../../../../src/main/engine/plan/reaction.ts'
import type { NewTransfer, Transfer } from '../../../../src/main/engine/ports/store.ts'
import { Settler } from '../../../../src/main/engine/watch/settler.ts'
import { ManualClock } from '../../../fakes/clock.ts'
import { FolderFake } from '../../../fakes/folder.ts'
import { WatchStoreFake } from '../../../fakes/watch-store.ts'
import { quietLog } from '../../../fakes/watch.ts'
import { facts } from '../../../support/plan-facts.ts'

interface World {
  readonly clock: ManualClock
  readonly store: WatchStoreFake
  readonly folder: FolderFake
  readonly settler: Settler
  readonly published: Transfer[]
  wakes: number
}

function world(limit = 100): World {
  const clock = new ManualClock()
  const store = new WatchStoreFake()
  const folder = new FolderFake(clock, store)
  const published: Transfer[] = []
  const settler = new Settler({
    store,
    sources: folder.sources,
    clock,
    log: quietLog,
    limit,
    quietAfterChangeMs: 2_000,
    publish: (transfer) => published.push(transfer),
    wakeQueue: () => {
      at.wakes += 1
    },
  })
  onTestFinished(() => settler.stop())
  const at: World = { clock, store, folder, settler, published, wakes: 0 }
  return at
}

function settling(name: string, watchId: string | null = 'w1'): NewTransfer {
  return {
    batchId: null,
    watchId,
    account: 'a',
    root: '/data',
    path: `/data/${name}`,
    destination: 'onedrive:/X',
    folders: [],
    name,
    conflict: 'fail',
    settleMs: 10_000,
    state: 'settling',
    fingerprint: null,
    replaces: null,
    why: 'a test says so',
  }
}

test.each<[FailureCode, string | null, string]>([
  ['source-gone', 'w1', 'skipped'],
  ['source-gone', null, 'failed'],
  ['source-not-regular', 'w1', 'failed'],
  ['source-outside', 'w1', 'failed'],
  ['too-large', null, 'failed'],
  ['source-denied', 'w1', 'blocked'],
  ['root-offline', 'w1', 'settling'],
  ['root-offline', null, 'settling'],
  ['too-many-open-files', 'w1', 'settling'],
  ['source-busy', 'w1', 'settling'],
  ['source-read-error', 'w1', 'settling'],
])('%s of a file found by %s: %s', async (code, watchId, state) => {
  const { clock, store, folder, settler, published } = world()
  folder.refused.set('/data/a', code)
  await store.enqueue([settling('a', watchId)], clock.now())
  await settler.start()
  await clock.advance(600_000)
  expect(store.transfers[0]).toMatchObject({ state, failure: { code } })
  // Told once, however often it was looked at.
  expect(published).toHaveLength(1)
})

test('what passes by itself is looked at less and less often, and at once when the drive is back', async () => {
  const { clock, store, folder, settler } = world()
  folder.isThere = false
  await store.enqueue([settling('a')], clock.now())
  await settler.start()
  await clock.advance(3_600_000)
  expect(folder.looks).toBeLessThan(80)
  folder.isThere = true
  folder.write('/data/a', 'x')
  settler.hurry()
  await clock.advance(11_000)
  expect(store.transfers[0]).toMatchObject({ state: 'queued', failure: null })
})

test('more rows than fit wait in the store for their turn', async () => {
  const at = world(10)
  const { clock, store, folder, settler } = at
  for (let n = 0; n < 35; n += 1) folder.write(`/data/${n}`, 'x')
  await store.enqueue(
    Array.from({ length: 30 }, (_, n) => settling(String(n))),
    clock.now(),
  )
  await settler.start()
  for (const { transfer } of await store.enqueue([settling('30'), settling('31')], clock.now()))
    settler.follow(transfer)
  await clock.advance(60_000)
  expect(store.transfers.map(({ state }) => state)).toEqual(Array.from({ length: 32 }, () => 'queued'))
  expect(at.wakes).toBe(32)
})

test('a row that a person paused or canceled meanwhile is let go', async () => {
  const { clock, store, folder, settler } = world()
  folder.write('/data/a', 'x')
  const [added] = await store.enqueue([settling('a')], clock.now())
  await settler.start()
  await clock.advance(5_000)
  const paused = await store.apply(
    { id: added?.transfer.id ?? '', from: 'settling', event: 'pause', step: null },
    clock.now(),
  )
  if (paused !== null) settler.follow(paused)
  await clock.advance(60_000)
  expect(store.transfers[0]?.state).toBe('paused')
  expect(folder.looks).toBe(1)
})

/** Admitted, and found to be another version while it was sent: what the planner makes of that. */
async function changesWhileSent({ store, clock, settler }: World, id: string): Promise<void> {
  const now = clock.now()
  const planning = await store.apply({ id, from: 'queued', event: 'admit', step: null }, now)
  if (planning === null) throw new Error('it is not in the queue')
  const { fingerprint } = planning
  const known = facts({ transfer: planning, size: fingerprint?.size ?? 0, now })
  const { next: _, pauseAccount: __, ...change } = react(failure('source-changed'), known)
  const after = await store.apply({ id, from: 'planning', ...change }, now)
  if (after === null) throw new Error('it was elsewhere')
  settler.follow(after)
}

test('a new version of a file that was being sent starts with all its patience', async () => {
  const at = world()
  const { clock, store, folder, settler } = at
  folder.write('/data/a', 'old')
  const [added] = await store.enqueue([{ ...settling('a'), settleMs: 0 }], clock.now())
  const id = added?.transfer.id ?? ''
  await settler.start()
  await clock.advance(100)
  expect(store.transfers[0]?.state).toBe('queued')
  folder.write('/data/a', 'newer')
  await changesWhileSent(at, id)
  await clock.advance(1_000)
  // Even without a quiet time of its own: it was changed in the middle of being sent.
  expect(store.transfers[0]?.state).toBe('settling')
  await clock.advance(2_000)
  expect(store.transfers[0]).toMatchObject({
    state: 'queued',
    nameChecked: false,
    counters: { attempts: 0, restarts: 0 },
    fingerprint: { size: 5 },
  })
})

test('fault-F06 a file that changes each time while it is sent is sent six times an hour, and no oftener', async () => {
  const at = world()
  const { clock, store, folder, settler } = at
  folder.write('/data/a', '0')
  const [added] = await store.enqueue([settling('a')], clock.now())
  const id = added?.transfer.id ?? ''
  await settler.start()
  const sends: number[] = []
  for (let n = 0; n < 240; n += 1) {
    await clock.advance(30_000)
    if (store.transfers[0]?.state !== 'queued') continue
    sends.push(clock.now())
    folder.write('/data/a', 'x'.repeat(n))
    await changesWhileSent(at, id)
  }
  // Two hours.
  expect(sends.length).toBeGreaterThan(10)
  for (const [n, time] of sends.entries()) {
    expect(time - (sends[n - 6] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(58 * 60_000)
  }
  expect(store.told.filter(({ why }) => why === 'source-changes-often').length).toBeGreaterThan(0)
})

test('what another destination got of a file in this hour holds it up nowhere else', async () => {
  const at = world()
  const { clock, store, folder, settler } = at
  folder.write('/data/a', '0')
  for (const destination of ['onedrive:/X', 'onedrive:/Y']) {
    const [added] = await store.enqueue([{ ...settling('a'), settleMs: 0, destination }], clock.now())
    if (added !== undefined) settler.follow(added.transfer)
  }
  await settler.start()
  const [x, y] = store.transfers.map(({ id }) => id)
  const stateOf = (id: string | undefined) => store.transfers.find((transfer) => transfer.id === id)?.state
  for (let n = 1; n <= 6; n += 1) {
    await clock.advance(30_000)
    expect(stateOf(x)).toBe('queued')
    folder.write('/data/a', 'x'.repeat(n))
    await changesWhileSent(at, x ?? '')
  }
  await changesWhileSent(at, y ?? '')
  await clock.advance(30_000)
  expect([stateOf(x), stateOf(y)]).toEqual(['settling', 'queued'])
})

test('trouble with the store loses nothing', async () => {
  const { clock, store, folder, settler } = world()
  folder.write('/data/a', 'x')
  await store.enqueue([settling('a')], clock.now())
  const apply = store.apply.bind(store)
  let left = 3
  store.apply = (change, now) => {
    left -= 1
    return left < 0 ? apply(change, now) : Promise.reject(new Error('the disk is full'))
  }
  await settler.start()
  await clock.advance(120_000)
  expect(store.transfers[0]?.state).toBe('queued')
})
