import { expect, test } from 'vitest'
import { defaultPolicy } from '../../../src/main/engine/plan/policy.ts'
import { transferView } from '../../../src/main/server/transfer-view.ts'
import { standingOf } from '../../../src/main/server/standing.ts'
import { failure } from '../../../src/shared/failure.ts'
import { type VirtualBench, virtualBench } from '../../support/virtual-bench.ts'

const hour = 3_600_000

/** So many files of one drive that is away, and have met that. */
async function unplugged(count: number): Promise<VirtualBench> {
  const bench = await virtualBench()
  bench.rootIsThere = false
  await bench.engine.start()
  for (let n = 0; n < count; n += 1) await bench.add(`a-${n}`)
  await bench.clock.advance(60_000)
  return bench
}

const looks = ({ asked }: VirtualBench): number => (asked.get('open') ?? 0) + (asked.get('reach') ?? 0)

test('fault-F31 for a drive that is away is looked by one, however many files wait for it', async () => {
  const bench = await unplugged(300)
  expect((await bench.transfers()).every(({ state }) => state === 'waiting')).toBe(true)
  const before = looks(bench)
  const opened = bench.asked.get('open')
  const rounds = bench.rounds
  await bench.clock.advance(hour / 2)
  // Every ten seconds at most, and none of them for a file.
  expect(looks(bench) - before).toBeLessThanOrEqual(hour / 2 / 10_000 + 1)
  expect(bench.asked.get('open')).toBe(opened)
  expect(opened).toBeLessThan(30)
  expect(bench.rounds - rounds).toBeLessThan(hour / 2 / 10_000 + 100)

  bench.rootIsThere = true
  await bench.clock.advance(60_000)
  expect((await bench.transfers()).every(({ state }) => state === 'done')).toBe(true)
  expect((await bench.steps('a-7')).some(({ why }) => why === 'its folder is there again')).toBe(true)
  expect(bench.engine.roots.list()).toEqual([])
  await bench.engine.stop()
})

test('says since when it is away, and when it is looked for next', async () => {
  const bench = await unplugged(3)
  const [away] = bench.engine.roots.list()
  expect(away).toMatchObject({ root: '/in', failure: { code: 'root-offline' } })
  const now = bench.clock.now()
  expect(away?.since).toBeLessThan(now - 50_000)
  expect(away?.nextAt).toBeGreaterThanOrEqual(now)
  expect(away?.nextAt).toBeLessThan(now + 13_000)
  const row = await bench.state('a-1')
  const hold = bench.engine.holdFor(row)
  // Not when the row itself would be looked at, which is long after.
  expect(row.retryAt).toBeGreaterThan(now + hour / 2)
  const at = new Date(away?.nextAt ?? 0).toISOString()
  expect(transferView(row, hold).failure).toMatchObject({ code: 'root-offline', retryAt: at })
  expect(standingOf(row, null, hold)).toMatchObject({ since: new Date(away?.since ?? 0).toISOString(), nextAt: at })
  await bench.engine.stop()
})

test('a restart looks for it at once, for all of them', async () => {
  const bench = await unplugged(40)
  await bench.restart()
  await bench.clock.advance(hour / 4)
  expect(bench.engine.roots.list()).toHaveLength(1)
  bench.rootIsThere = true
  await bench.restart()
  await bench.clock.advance(20_000)
  expect((await bench.transfers()).every(({ state }) => state === 'done')).toBe(true)
  await bench.engine.stop()
})

test('a person’s retry, and a computer that wakes up, look for it at once', async () => {
  const bench = await unplugged(5)
  for (const act of [() => bench.engine.queue.retry({ all: true }), async () => bench.engine.notePower('resume')]) {
    await bench.clock.advance(hour / 60)
    const before = bench.asked.get('reach') ?? 0
    await act()
    await bench.clock.advance(50)
    expect(bench.asked.get('reach')).toBe(before + 1)
  }
  await bench.clock.advance(hour / 60)
  expect((await bench.state('a-0')).state).toBe('waiting')
  await bench.engine.stop()
})

test('what one file alone meets holds none of the others up', async () => {
  const bench = await virtualBench()
  bench.trouble = (verb, name) => (verb === 'open' && name === 'odd' ? failure('root-offline', { name: 'in' }) : null)
  await bench.engine.start()
  for (const name of ['odd', 'one', 'two']) await bench.add(name)
  await bench.clock.advance(5_000)
  expect((await bench.state('one')).state).toBe('done')
  expect((await bench.state('odd')).state).toBe('waiting')
  expect(bench.engine.roots.list()).toEqual([])
  bench.trouble = () => null
  await bench.clock.advance(60_000)
  expect((await bench.state('odd')).state).toBe('done')
  await bench.engine.stop()
})

test('who begins to wait in the moment in which it is back isn’t forgotten', async () => {
  const bench = await virtualBench()
  await bench.engine.start()
  bench.rootIsThere = false
  // Each time it is told to wait, the drive is back before that is written, and is looked for in between.
  bench.beforeWrite = async ({ event }) => {
    if (event !== 'falter' || bench.rootIsThere) return
    bench.rootIsThere = true
    bench.engine.roots.tryNow()
    await bench.clock.sleep(500)
  }
  await bench.add('a')
  await bench.clock.advance(20_000)
  expect((await bench.state('a')).state).toBe('done')
  await bench.engine.stop()
})

test('a store in trouble wakes them later', async () => {
  const bench = await unplugged(5)
  let troubles = 3
  bench.beforeWake = () => {
    troubles -= 1
    if (troubles >= 0) throw new Error('disk I/O error')
  }
  bench.rootIsThere = true
  await bench.clock.advance(60_000)
  expect(troubles).toBeLessThan(0)
  expect((await bench.transfers()).every(({ state }) => state === 'done')).toBe(true)
  expect(defaultPolicy.awayPauseMs).toBeGreaterThan(60_000)
  await bench.engine.stop()
})
