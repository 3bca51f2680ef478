import { expect, test } from 'vitest'
import { failure } from '../../../src/shared/failure.ts'
import { type VirtualBench, virtualBench } from '../../support/virtual-bench.ts'

const minute = 60_000
const gone = failure('offline', { host: 'graph.example', detail: 'there is no network' })

async function many(bench: VirtualBench, count: number, account?: string): Promise<void> {
  for (let n = 0; n < count; n += 1) await bench.add(`${account ?? 'work'}-${n}`, account)
}

const isDone = ({ state }: { state: string }): boolean => state === 'done'

test('fault-N01 without a line one file asks now and then, and no try of any file is used up', async () => {
  const bench = await virtualBench()
  await many(bench, 100)
  bench.trouble = (verb) => (verb === 'open' || verb === 'read' ? null : gone)
  const began = bench.clock.now()
  await bench.engine.start()
  await bench.clock.advance(10 * minute)
  // Eight that began before it was known; then one after the other, at growing pauses.
  const asked = bench.asked.get('look') ?? 0
  expect(asked).toBeGreaterThan(20)
  expect(asked).toBeLessThan(45)
  expect(bench.engine.scheduler.offlineSince).toBe(began + 200)
  const rows = await bench.transfers()
  expect(rows.every(({ attempts, state }) => attempts === 0 && (state === 'waiting' || state === 'queued'))).toBe(true)
  const waiting = rows.filter(({ state }) => state === 'waiting')
  expect(new Set(waiting.map(({ failure: found }) => found?.code))).toEqual(new Set(['offline']))
  expect(bench.engine.holdOf('work')).toMatchObject({ since: began + 200, failure: { code: 'offline' } })
  expect(bench.log.filter((event) => event === 'line.down')).toHaveLength(1)
  // The line is back: everybody goes on within the pause of the one that asks.
  bench.trouble = () => null
  await bench.clock.advance(40_000)
  expect(bench.engine.scheduler.offlineSince).toBeNull()
  expect((await bench.transfers()).every(isDone)).toBe(true)
  expect(bench.items.size).toBe(100)
  await bench.engine.stop()
})

test('complaint-C16 fault-X11 after sleep, or on another network, it is asked at once', async () => {
  for (const wake of ['sleep', 'network'] as const) {
    const bench = await virtualBench()
    await many(bench, 20)
    bench.trouble = (verb) => (verb === 'open' || verb === 'read' ? null : gone)
    await bench.engine.start()
    await bench.clock.advance(5 * minute)
    bench.trouble = () => null
    if (wake === 'network') bench.engine.noteNetwork()
    // Nobody tells: that two days went by is seen by the clock alone.
    else bench.clock.sleepThrough(2 * 24 * 60 * minute)
    await bench.clock.advance(5_000)
    expect((await bench.transfers()).every(isDone), wake).toBe(true)
    // Connections of before may be dead.
    expect(bench.log.filter((event) => event === 'connections doubted')).toHaveLength(1)
    await bench.engine.stop()
  }
})

test('what one network alters goes on by itself in another one; what has another reason stays', async () => {
  const bench = await virtualBench()
  await many(bench, 2)
  bench.trouble = (verb, name) => {
    if (verb !== 'put') return null
    return failure(name === 'work-0' ? 'upload-altered' : 'destination-denied', { host: 'up.example' })
  }
  await bench.engine.start()
  await bench.clock.advance(minute)
  const codes = async () => (await bench.transfers()).map(({ state, failure: found }) => [state, found?.code ?? null])
  const stopped = ['blocked', 'destination-denied']
  expect(await codes()).toEqual([['blocked', 'upload-altered'], stopped])
  bench.trouble = () => null
  await bench.clock.advance(10 * minute)
  expect(await codes()).toEqual([['blocked', 'upload-altered'], stopped])
  bench.engine.noteNetwork()
  await bench.clock.advance(minute)
  expect(await codes()).toEqual([['done', null], stopped])
  await bench.engine.stop()
})

test('an account whose line is up is not held by another one’s', async () => {
  const bench = await virtualBench()
  await many(bench, 30, 'lost')
  await many(bench, 30, 'fine')
  bench.trouble = (verb, _name, account) => (account === 'lost' && verb === 'look' ? gone : null)
  await bench.engine.start()
  await bench.clock.advance(minute)
  const rows = await bench.transfers()
  expect(rows.filter(({ account }) => account === 'fine').every(isDone)).toBe(true)
  expect(rows.filter(({ account }) => account === 'lost').some(isDone)).toBe(false)
  await bench.engine.stop()
})

test('one file that reaches nobody is its own trouble', async () => {
  const bench = await virtualBench()
  await many(bench, 60)
  bench.trouble = (verb, name) =>
    name === 'work-3' && verb === 'put' ? { ...gone, facts: { host: 'up.example' } } : null
  await bench.engine.start()
  await bench.clock.advance(30_000)
  const rows = await bench.transfers()
  expect(rows.filter(isDone)).toHaveLength(59)
  expect(bench.engine.holdOf('work')).toBeNull()
  expect(await bench.state('work-3')).toMatchObject({ state: 'waiting', failure: { code: 'offline' }, attempts: 0 })
  await bench.engine.stop()
})

test('fault-N09 a network that shows its own page is a state too, and says what to do', async () => {
  const bench = await virtualBench()
  await many(bench, 20)
  const page = failure('network-sign-in', { host: 'graph.example', detail: 'status 200' })
  bench.trouble = (verb) => (verb === 'look' ? page : null)
  await bench.engine.start()
  await bench.clock.advance(5 * minute)
  expect((await bench.transfers()).every(({ attempts, remote }) => attempts === 0 && remote === null)).toBe(true)
  expect(bench.engine.holdOf('work')?.failure.code).toBe('network-sign-in')
  bench.trouble = () => null
  await bench.clock.advance(40_000)
  expect((await bench.transfers()).every(isDone)).toBe(true)
  await bench.engine.stop()
})

test('a person who cancels the only ones that waited leaves nobody offline', async () => {
  const bench = await virtualBench()
  await many(bench, 2)
  bench.trouble = (verb) => (verb === 'look' ? gone : null)
  await bench.engine.start()
  await bench.clock.advance(minute)
  expect(bench.engine.scheduler.offlineSince).not.toBeNull()
  await bench.engine.queue.cancel({ all: true })
  await bench.clock.advance(minute)
  expect(bench.engine.scheduler.offlineSince).toBeNull()
  await bench.engine.stop()
})

test('while nobody may ask, nobody looks again and again whether somebody may', async () => {
  const bench = await virtualBench()
  await many(bench, 20)
  bench.trouble = (verb) => (verb === 'look' ? gone : null)
  await bench.engine.start()
  await bench.clock.advance(5 * minute)
  bench.engine.scheduler.setPaused(true)
  await bench.clock.advance(minute)
  const before = bench.rounds
  await bench.clock.advance(2_000)
  expect(bench.rounds - before).toBeLessThan(5)
  // Who may again does so at once.
  bench.trouble = () => null
  bench.engine.scheduler.setPaused(false)
  await bench.clock.advance(10_000)
  expect((await bench.transfers()).every(isDone)).toBe(true)
  await bench.engine.stop()
})

test('since when it is down stays said where files go to two hosts, and one at a time asks each', async () => {
  const bench = await virtualBench()
  await many(bench, 12)
  const hostOf = (name: string): string => (Number(name.split('-')[1]) % 2 === 0 ? 'graph.example' : 'up.example')
  bench.trouble = (verb, name) =>
    verb === 'open' || verb === 'read' ? null : { ...gone, facts: { ...gone.facts, host: hostOf(name) } }
  const began = bench.clock.now()
  await bench.engine.start()
  await bench.clock.advance(10_000)
  const since = bench.engine.scheduler.offlineSince
  expect(since).toBeLessThan(began + 1_000)
  for (let left = 600; left > 0; left -= 1) {
    await bench.clock.advance(1_000)
    expect(bench.engine.scheduler.offlineSince).toBe(since)
  }
  expect(bench.log.filter((event) => event === 'line.down')).toHaveLength(1)
  expect(bench.asked.get('look') ?? 0).toBeLessThan(80)
  bench.trouble = () => null
  await bench.clock.advance(40_000)
  expect(bench.engine.scheduler.offlineSince).toBeNull()
  expect((await bench.transfers()).every(isDone)).toBe(true)
  await bench.engine.stop()
})

test('one that met it alone and is canceled leaves nobody offline', async () => {
  for (const act of ['cancel', 'pause'] as const) {
    const bench = await virtualBench()
    await many(bench, 1)
    bench.trouble = (verb) => (verb === 'look' ? gone : null)
    await bench.engine.start()
    await bench.clock.advance(minute)
    expect(bench.engine.scheduler.offlineSince).not.toBeNull()
    await bench.engine.queue[act]({ all: true })
    expect(bench.engine.scheduler.offlineSince).toBeNull()
    await bench.engine.stop()
  }
})

test('another account’s line that is back takes no pause from one that is down', async () => {
  const bench = await virtualBench()
  await many(bench, 10, 'one')
  await many(bench, 10, 'two')
  let isBack = false
  let asked = 0
  bench.trouble = (verb, _name, account) => {
    if (verb !== 'look' || (account === 'one' && isBack)) return null
    if (account === 'two') asked += 1
    return { ...gone, facts: { host: `${account}.example`, detail: 'there is no network' } }
  }
  await bench.engine.start()
  await bench.clock.advance(5 * minute)
  isBack = true
  asked = 0
  await bench.clock.advance(minute)
  const rows = await bench.transfers()
  expect(rows.filter(({ account }) => account === 'one').every(isDone)).toBe(true)
  expect(asked).toBeLessThanOrEqual(3)
  // Whoever goes on is not offline.
  expect(bench.engine.scheduler.offlineSince).toBeNull()
  expect(bench.engine.holdOf('two')).not.toBeNull()
  await bench.engine.stop()
})
