import { expect, onTestFinished, test } from 'vitest'
import { defaultPolicy } from '../../../../src/main/engine/plan/policy.ts'
import { AwayRoots } from '../../../../src/main/engine/queue/away-roots.ts'
import { WatchStage } from '../../../../src/main/engine/watch/watch-stage.ts'
import type { Transfer, Watch } from '../../../../src/main/engine/ports/store.ts'
import { createPlacing } from '../../../../src/main/services/placing.ts'
import { ManualClock, settleTurns } from '../../../fakes/clock.ts'
import { FolderFake, transparentDigests } from '../../../fakes/folder.ts'
import { SeededRandom } from '../../../fakes/random.ts'
import { WatchStoreFake } from '../../../fakes/watch-store.ts'
import { aWatch, quietLog } from '../../../fakes/watch.ts'

interface World {
  readonly clock: ManualClock
  readonly store: WatchStoreFake
  readonly folder: FolderFake
  stage: WatchStage
  /** Queue wake-ups. */
  woken: number
  /** How the folder is watched, each time that this changed by itself. */
  readonly told: string[]
}

function stageOf(at: Omit<World, 'stage'>): WatchStage {
  const { clock, store, folder } = at
  const random = new SeededRandom()
  const roots = new AwayRoots({ sources: folder.sources, clock, random, pausesMs: defaultPolicy.rootPausesMs })
  onTestFinished(() => roots.stop())
  const stage = new WatchStage({
    store,
    roots,
    clock,
    scanner: folder.scanner,
    watcher: folder.watcher,
    sources: roots.sources,
    digests: transparentDigests,
    random,
    log: quietLog,
    quietAfterChangeMs: 2_000,
    placing: createPlacing(() => ({ host: 'lab-1', user: 'anna', timeZone: 'UTC' })),
    refusalOf: () => null,
    publish: () => {},
    wakeQueue: () => {
      at.woken += 1
    },
    onHealth: () => {
      at.told.push(stage.healthOf('w1')?.by ?? 'in no way')
    },
  })
  onTestFinished(() => stage.stop())
  return stage
}

async function world(): Promise<World> {
  const clock = new ManualClock()
  const store = new WatchStoreFake()
  const parts = { clock, store, folder: new FolderFake(clock, store), woken: 0, told: [] }
  const stage = stageOf(parts)
  await stage.start()
  return Object.assign(parts, { stage })
}

/** A world with a watch whose first scan is through. */
async function watching(differing: Partial<Watch> = {}): Promise<World> {
  const made = await world()
  await made.clock.advance(1_000)
  await made.stage.add(aWatch({ createdAt: made.clock.now(), ...differing }))
  await made.clock.advance(1_000)
  return made
}

function statesOf({ store }: World): string[] {
  return store.transfers.map(({ name, state }) => `${name} ${state}`)
}

function only({ store }: World): Transfer {
  const [transfer] = store.transfers
  if (transfer === undefined || store.transfers.length > 1) throw new Error(`${store.transfers.length} transfers`)
  return transfer
}

const sent = (content: string) =>
  ({ digest: { algorithm: 'sha1', value: content }, itemId: 'item-1', eTag: 'e1', remoteName: 'a' }) as const

test('what was there is left alone; what comes is visible at once and queued when it rests', async () => {
  const at = await world()
  at.folder.write('/data/old', 'old')
  await at.clock.advance(60_000)
  await at.stage.add(aWatch({ createdAt: at.clock.now() }))
  await at.clock.advance(60_000)
  expect(statesOf(at)).toEqual([])
  expect(await at.stage.explain('/data/old')).toEqual([
    { what: 'left alone', why: 'it was there before the watch; it is sent once it changes' },
  ])

  at.folder.write('/data/new', 'new')
  await at.clock.advance(300)
  expect(statesOf(at)).toEqual(['new settling'])
  await at.clock.advance(9_600)
  expect(statesOf(at)).toEqual(['new settling'])
  await at.clock.advance(500)
  expect(statesOf(at)).toEqual(['new queued'])
  expect(only(at).fingerprint).toEqual(at.folder.files.get('/data/new')?.fingerprint)
  expect(at.woken).toBe(1)
})

test('a template decides once where a file goes: a later version goes there too, also by another template', async () => {
  const at = await watching({ template: '{yyyy}/{mm}/{host}/{relpath}' })
  at.folder.write('/data/run.csv', 'one', Date.UTC(2026, 0, 31, 12))
  await at.clock.advance(20_000)
  const first = only(at)
  expect(first).toMatchObject({ folders: ['2026', '01', 'lab-1'], name: 'run.csv', state: 'queued' })
  at.store.finish(first, sent('one'))
  at.folder.write('/data/run.csv', 'the second', Date.UTC(2026, 1, 1, 12))
  await at.clock.advance(30_000)
  const [, second] = at.store.transfers
  expect(second).toMatchObject({ folders: ['2026', '01', 'lab-1'], state: 'queued', replaces: { itemId: 'item-1' } })
  // A new stage over the same store, as after a restart: what is queued isn't asked about again.
  await at.stage.stop()
  at.stage = stageOf(at)
  await at.stage.start()
  await at.clock.advance(30_000)
  expect(at.store.transfers.map(({ folders }) => folders.join('/'))).toEqual(['2026/01/lab-1', '2026/01/lab-1'])
})

test('existing: upload sends all, since sends what is new enough', async () => {
  for (const [existing, expected] of [
    [{ kind: 'upload' } as const, ['old queued', 'newer queued']],
    [{ kind: 'since', at: Date.UTC(2025, 0, 1) } as const, ['newer queued']],
  ] as const) {
    const at = await world()
    at.folder.write('/data/old', 'old', Date.UTC(2024, 0, 1))
    at.folder.write('/data/newer', 'newer', Date.UTC(2025, 5, 1))
    await at.clock.advance(1_000)
    await at.stage.add(aWatch({ createdAt: at.clock.now(), existing }))
    await at.clock.advance(20_000)
    expect(statesOf(at)).toEqual(expected)
  }
})

test('a slow writer is waited for, told once, and sent in its last version', async () => {
  const at = await watching()
  let content = 'x'
  for (let second = 0; second < 60; second += 3) {
    at.folder.write('/data/capture.mp4', (content += 'x'))
    await at.clock.advance(3_000)
  }
  expect(only(at)).toMatchObject({ state: 'settling', failure: { code: 'source-still-writing' } })
  await at.clock.advance(12_000)
  expect(only(at)).toMatchObject({ state: 'queued', failure: null, fingerprint: { size: content.length } })
})

test('fault-F06 complaint-C22 complaint-C27 a log that grows for ever is sent a few times an hour, says so, and holds up nobody', async () => {
  const at = await watching()
  const minute = 60_000
  const sends: number[] = []
  const seen = new Set<string>()
  for (let n = 0; n < 60; n += 1) {
    at.folder.write('/data/app.log', 'line '.repeat(n + 1))
    await at.clock.advance(2 * minute)
    const queued = at.store.transfers.find(({ name, state }) => name === 'app.log' && state === 'queued')
    if (queued !== undefined) {
      sends.push(at.clock.monotonic())
      at.store.finish(queued, sent('line '.repeat(n + 1)))
    }
    const held = at.store.transfers.find(({ failure }) => failure?.code === 'source-changes-often')
    if (held !== undefined) seen.add(`${held.state} ${held.failure?.facts['times']}`)
    if (n === 20) {
      at.folder.write('/data/other', 'x')
      await at.clock.advance(minute)
      expect(statesOf(at)).toContain('other queued')
    }
  }
  // Two hours: six each, and the newest content with the last one.
  expect(sends.length).toBeGreaterThan(10)
  for (const [n, time] of sends.entries())
    expect(time - (sends[n - 6] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(58 * minute)
  expect([...seen]).toEqual(['settling 6'])
  expect(await at.store.steps({ path: '/data/app.log', limit: 999 })).toEqual(
    expect.arrayContaining([expect.objectContaining({ why: 'source-changes-often' })]),
  )
  await at.clock.advance(61 * minute)
  const last = at.store.transfers.findLast(({ name }) => name === 'app.log')
  expect(['queued', 'done']).toContain(last?.state)
  expect(last?.fingerprint?.size).toBe('line '.length * 60)
})

test('the clock of the computer says nothing about rest', async () => {
  const at = await watching()
  at.folder.write('/data/a', 'a')
  await at.clock.advance(300)
  at.clock.setWall(at.clock.now() + 86_400_000)
  await at.clock.advance(5_000)
  expect(statesOf(at)).toEqual(['a settling'])
  at.clock.setWall(at.clock.now() - 3 * 86_400_000)
  await at.clock.advance(6_000)
  expect(statesOf(at)).toEqual(['a queued'])
})

test('a touch sends nothing, other bytes of the same size make a new version of our item', async () => {
  const at = await watching()
  at.folder.write('/data/a', 'first')
  await at.clock.advance(20_000)
  at.store.finish(only(at), sent('first'))

  at.folder.touch('/data/a')
  await at.clock.advance(300)
  expect((await at.stage.explain('/data/a'))[0]).toMatchObject({ what: 'comparing' })
  await at.clock.advance(20_000)
  expect(at.store.transfers).toHaveLength(1)
  expect((await at.stage.explain('/data/a'))[0]).toMatchObject({ what: 'unchanged' })
  expect(at.folder.opens).toBe(1)

  at.folder.write('/data/a', 'other')
  await at.clock.advance(20_000)
  expect(at.store.transfers[1]).toMatchObject({
    state: 'queued',
    replaces: { itemId: 'item-1', eTag: 'e1', size: 5, hash: { value: 'first' } },
    fingerprint: at.folder.files.get('/data/a')?.fingerprint,
  })
})

test('another size is visible at once as a new version', async () => {
  const at = await watching()
  at.folder.write('/data/a', 'first')
  await at.clock.advance(20_000)
  at.store.finish(only(at), sent('first'))
  at.folder.write('/data/a', 'second')
  await at.clock.advance(500)
  expect(at.store.transfers[1]).toMatchObject({ state: 'settling', replaces: { itemId: 'item-1' } })
  expect(at.folder.opens).toBe(0)
})

test('a watch that is removed and added again sends nothing twice', async () => {
  const at = await watching({ existing: { kind: 'upload' } })
  at.folder.write('/data/a', 'first')
  await at.clock.advance(20_000)
  at.store.finish(only(at), sent('first'))
  await at.stage.remove('w1')
  expect(at.folder.watchers).toBe(0)
  await at.stage.add(aWatch({ id: 'w2', existing: { kind: 'upload' } }))
  await at.clock.advance(60_000)
  expect(at.store.transfers).toHaveLength(1)
})

test('what an earlier watch left alone is sent for one that says upload', async () => {
  const at = await world()
  at.folder.write('/data/old', 'old')
  await at.clock.advance(1_000)
  await at.stage.add(aWatch({ createdAt: at.clock.now() }))
  await at.clock.advance(1_000)
  await at.stage.remove('w1')
  await at.stage.add(aWatch({ id: 'w2', existing: { kind: 'upload' } }))
  await at.clock.advance(20_000)
  expect(statesOf(at)).toEqual(['old queued'])
})

test('a crash in the first scan repeats it, and loses nothing that came since', async () => {
  const at = await world()
  at.folder.write('/data/old', 'old')
  await at.clock.advance(1_000)
  at.folder.onScan = () => {
    throw new Error('power cut')
  }
  await at.stage.add(aWatch({ createdAt: at.clock.now() }))
  await at.clock.advance(1_000)
  expect(at.stage.get('w1')?.initialScanDone).toBe(false)
  await at.stage.stop()
  at.folder.write('/data/came-meanwhile', 'x')
  at.folder.onScan = () => {}
  at.stage = stageOf(at)
  await at.stage.start()
  await at.clock.advance(20_000)
  expect(statesOf(at)).toEqual(['came-meanwhile queued'])
  expect(at.stage.get('w1')?.initialScanDone).toBe(true)
})

test('fault-F31 a root that is gone is missing; its files are waited for, not lost', async () => {
  const at = await watching()
  at.folder.write('/data/a', 'a')
  await at.clock.advance(1_000)
  at.folder.isThere = false
  at.folder.hint()
  await at.clock.advance(60_000)
  expect(at.stage.get('w1')?.state).toBe('missing')
  expect((await at.store.watches())[0]?.state).toBe('missing')
  expect(only(at)).toMatchObject({ state: 'settling', failure: { code: 'root-offline' } })
  expect(at.folder.watchers).toBe(0)
  expect((await at.stage.explain('/data/b'))[0]?.why).toContain('not connected')

  // One look at the folder at a time, and none at its files.
  const { looks, reaches } = at.folder
  await at.clock.advance(600_000)
  expect(at.folder.looks).toBe(looks)
  expect(at.folder.reaches - reaches).toBeLessThanOrEqual(60)
  expect(at.stage.get('w1')?.missingSince).toBeLessThan(at.clock.now() - 600_000)

  at.folder.isThere = true
  at.folder.write('/data/b', 'b')
  await at.clock.advance(30_000)
  expect(at.stage.get('w1')).toMatchObject({ state: 'active', missingSince: undefined })
  expect(statesOf(at)).toEqual(['a queued', 'b queued'])
  expect(at.folder.watchers).toBe(1)
})

test('a root that goes without a hint is noticed, too', async () => {
  const at = await watching()
  at.folder.isThere = false
  await at.clock.advance(15_000)
  expect(at.stage.get('w1')?.state).toBe('missing')
})

test('complaint-C37 a folder in which nothing happens is asked six times a minute whether it is there, and read once an hour', async () => {
  const at = await watching()
  for (let n = 0; n < 50; n += 1) at.folder.write(`/data/a-${n}`, 'a')
  await at.clock.advance(3_600_000)
  let scans = 0
  at.folder.onScan = () => {
    scans += 1
  }
  const { woken } = at.clock
  await at.clock.advance(3_600_000)
  expect(scans).toBeLessThanOrEqual(1)
  expect(at.clock.woken - woken).toBeLessThanOrEqual(6 * 60 + 10)
})

test('complaint-C26 a drive that tells another time at each look: said so, given up never, and sent once it keeps to one', async () => {
  const at = await watching()
  at.folder.write('/data/a', 'a')
  // Its second stays, the rest of it is another one each time, as seen on network drives.
  let looks = 0
  at.folder.onInspect = (fingerprint) => {
    looks += 1
    return { ...fingerprint, mtimeNs: `${BigInt(fingerprint.mtimeNs) + BigInt(looks)}` }
  }
  await at.clock.advance(3_600_000)
  expect(only(at)).toMatchObject({ state: 'settling', failure: { code: 'source-still-writing' }, attempts: 0 })
  // Less and less often, and for an hour.
  expect(looks).toBeGreaterThan(50)
  expect(looks).toBeLessThan(200)
  at.folder.write('/data/b', 'b')
  at.folder.onInspect = null
  await at.clock.advance(120_000)
  expect(statesOf(at)).toEqual(['a queued', 'b queued'])
})

test('fault-F33 complaint-C40 what no hint told, the hourly scan finds', async () => {
  const at = await watching()
  at.folder.isSeen = false
  at.folder.write('/data/unseen', 'x')
  await at.clock.advance(1_800_000)
  expect(statesOf(at)).toEqual([])
  await at.clock.advance(3 * 1_800_000)
  expect(statesOf(at)).toEqual(['unseen queued'])
})

test('a hint that is lost costs one look; three of them, and the folder is looked at until hints come again', async () => {
  const at = await watching()
  await at.clock.advance(501)
  const byHealth = () => at.stage.healthOf('w1')
  expect(byHealth()).toMatchObject({ by: 'events', why: null, everyMs: 3_600_000, recovered: 0 })
  at.folder.isSeen = false
  at.folder.write('/data/a', 'a')
  await at.clock.advance(4_500_000)
  expect(byHealth()).toMatchObject({ by: 'events', recovered: 1 })
  for (const name of ['b', 'c']) at.folder.write(`/data/${name}`, name)
  await at.clock.advance(4_500_000)
  expect(statesOf(at)).toEqual(['a queued', 'b queued', 'c queued'])
  expect(byHealth()).toMatchObject({ by: 'looks', why: 'losing', everyMs: 10_000, recovered: 3 })
  at.folder.write('/data/d', 'd')
  await at.clock.advance(30_000)
  expect(statesOf(at)).toContain('d queued')
  expect(byHealth()?.recovered).toBe(4)

  at.folder.isSeen = true
  for (const name of ['e', 'f', 'g']) {
    at.folder.write(`/data/${name}`, name)
    await at.clock.advance(700_000)
  }
  expect(byHealth()).toMatchObject({ by: 'events', why: null, everyMs: 3_600_000, heard: 3, recovered: 4 })
  expect(at.told).toEqual(['looks', 'events'])
})

test('what the system refused is asked for again each hour', async () => {
  const at = await watching()
  const { starts } = at.folder
  at.folder.lose('the system allows no more watches (ENOSPC)', 'limit')
  await at.clock.advance(1_000)
  expect(at.stage.healthOf('w1')).toMatchObject({ by: 'looks', why: 'limit', everyMs: 10_000 })
  await at.clock.advance(3_700_000)
  expect(at.folder.starts).toBe(starts + 1)
  expect(at.folder.watchers).toBe(1)
  expect(at.stage.healthOf('w1')).toMatchObject({ by: 'events', why: null, everyMs: 3_600_000 })
})

test('a flood of events is looked after at once, and counted', async () => {
  const at = await watching()
  at.folder.isSeen = false
  at.folder.write('/data/a', 'a')
  at.folder.flood()
  await at.clock.advance(500)
  expect(statesOf(at)).toEqual(['a settling'])
  await at.clock.advance(20_000)
  expect(at.stage.healthOf('w1')).toMatchObject({ by: 'events', floods: 1, recovered: 1 })
})

test('a folder that is away, or rests, is watched in no way', async () => {
  const at = await watching()
  await at.stage.pause('w1')
  expect(at.stage.healthOf('w1')).toBeNull()
  await at.stage.resume('w1')
  await at.clock.advance(1_000)
  expect(at.stage.healthOf('w1')).toMatchObject({ by: 'events' })
  at.folder.isThere = false
  await at.clock.advance(20_000)
  expect(at.stage.healthOf('w1')).toBeNull()
})

test('fault-F34 without hints the folder is looked at every few seconds, and that is told', async () => {
  const at = await watching()
  at.folder.isSeen = false
  at.folder.lose('the system allows no more watches (ENOSPC)')
  at.folder.write('/data/unseen', 'x')
  await at.clock.advance(30_000)
  expect(statesOf(at)).toEqual(['unseen queued'])
  expect(at.store.told).toContainEqual(
    expect.objectContaining({ path: '/data', why: 'the system allows no more watches (ENOSPC)' }),
  )
  expect(at.folder.scans).toBeLessThan(8)
})

test('after sleep everything is looked at', async () => {
  const at = await watching()
  at.folder.isSeen = false
  at.folder.write('/data/unseen', 'x')
  at.stage.rescan()
  await at.clock.advance(500)
  expect(statesOf(at)).toEqual(['unseen settling'])
})

test('a restart goes on with what was settling', async () => {
  const at = await watching()
  at.folder.write('/data/a', 'a')
  await at.clock.advance(5_000)
  await at.stage.stop()
  expect(at.clock.sleepers).toBe(0)
  at.stage = stageOf(at)
  await at.stage.start()
  await at.clock.advance(20_000)
  expect(statesOf(at)).toEqual(['a queued'])
})

test('a temporary file that goes before it rests is skipped, and found again if it comes back', async () => {
  const at = await watching()
  at.folder.write('/data/draft', 'x')
  await at.clock.advance(1_000)
  at.folder.remove('/data/draft')
  await at.clock.advance(20_000)
  expect(only(at)).toMatchObject({ state: 'skipped', failure: { code: 'source-gone' } })
  at.folder.write('/data/draft', 'x')
  await at.clock.advance(20_000)
  expect(statesOf(at)).toEqual(['draft skipped', 'draft queued'])
})

test('a failed version is not tried again by every scan; a changed one is', async () => {
  const at = await watching()
  at.folder.write('/data/a', 'x')
  await at.clock.advance(20_000)
  const queued = only(at)
  await at.store.apply({ id: queued.id, from: 'queued', event: 'giveUp', step: null }, at.clock.now())
  at.stage.rescan()
  await at.clock.advance(20_000)
  expect(statesOf(at)).toEqual(['a failed'])
  at.folder.write('/data/a', 'xx')
  await at.clock.advance(20_000)
  expect(statesOf(at)).toEqual(['a failed', 'a queued'])
})

test('fault-F11 no right to look blocks; when the file changes it goes on by itself', async () => {
  const at = await watching()
  at.folder.refused.set('/data/a', 'source-denied')
  at.folder.write('/data/a', 'x')
  at.folder.write('/data/b', 'x')
  await at.clock.advance(20_000)
  expect(statesOf(at)).toEqual(['a blocked', 'b queued'])
  at.folder.refused.clear()
  at.folder.touch('/data/a')
  await at.clock.advance(20_000)
  expect(statesOf(at)).toEqual(['a queued', 'b queued'])
})

test('fault-F16 oddities are told once per path and reason, also across a restart', async () => {
  const at = await watching()
  at.folder.oddities.push({ path: '/data/pipe', code: 'source-not-regular', facts: { name: 'pipe', kind: 'pipe' } })
  for (let n = 0; n < 3; n += 1) {
    at.stage.rescan()
    await at.clock.advance(1_000)
  }
  await at.stage.stop()
  at.stage = stageOf(at)
  await at.stage.start()
  await at.clock.advance(1_000)
  expect(at.store.told.map(({ path, what, why }) => ({ path, what, why }))).toEqual([
    { path: '/data/pipe', what: 'left out', why: 'pipe is not a regular file (pipe).' },
  ])
})

test('pause stops the looking, resume catches up', async () => {
  const at = await watching()
  await at.stage.pause('w1')
  at.folder.write('/data/a', 'x')
  await at.clock.advance(4 * 3_600_000)
  expect(statesOf(at)).toEqual([])
  expect((await at.store.watches())[0]?.state).toBe('paused')
  expect((await at.stage.explain('/data/a'))[0]?.why).toContain('paused')
  await at.stage.resume('w1')
  await at.clock.advance(20_000)
  expect(statesOf(at)).toEqual(['a queued'])
  expect((await at.stage.explain('/data/x.tmp'))[0]?.why).toContain('*.tmp')
  expect(await at.stage.explain('/elsewhere')).toEqual([])
})

test('2,000 files at once cost two looks each, and hints of a busy folder are one scan', async () => {
  const at = await watching()
  for (let n = 0; n < 2_000; n += 1) at.folder.write(`/data/${n}`, 'x')
  await at.clock.advance(60_000)
  expect(new Set(at.store.transfers.map(({ state }) => state))).toEqual(new Set(['queued']))
  expect(at.store.transfers).toHaveLength(2_000)
  expect(at.folder.looks).toBeLessThanOrEqual(4_000)
  expect(at.folder.scans).toBeLessThan(5)
})

test('more touched files than can be compared at once are all compared in the end', async () => {
  const at = await watching({ settleMs: 0 })
  for (let n = 0; n < 5_000; n += 1) at.folder.write(`/data/${n}`, String(n))
  await at.clock.advance(60_000)
  for (const transfer of at.store.transfers) at.store.finish(transfer, sent(transfer.name))
  for (let n = 0; n < 5_000; n += 1) at.folder.touch(`/data/${n}`)
  const isCurrent = async (path: string): Promise<boolean> => {
    const known = await at.store.ledgerGet('a', 'onedrive:/X', path)
    return known?.fingerprint === at.folder.files.get(path)?.fingerprint
  }
  let left = [...at.folder.files.keys()]
  for (let turn = 0; turn < 300 && left.length > 0; turn += 1) {
    await at.clock.advance(1_000)
    await settleTurns(200)
    const current = await Promise.all(left.map(isCurrent))
    left = left.filter((_, n) => current[n] !== true)
  }
  expect(left).toEqual([])
  expect(at.folder.opens).toBeLessThan(10_000)
  expect(at.store.transfers).toHaveLength(5_000)
})
