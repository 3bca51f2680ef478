/** The pause of everything, with the real engine and its real SQL on virtual time. */

import { expect, onTestFinished, test } from 'vitest'
import { QueuePause } from '../../../src/main/services/queue-pause.ts'
import { SteadyClock } from '../../../src/main/engine/steady-clock.ts'
import { type VirtualBench, virtualBench } from '../../support/virtual-bench.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** What is stored beside the queue; `fail`: the next write. */
function shelf() {
  const kept: Record<string, unknown> = {}
  return {
    kept,
    settings: () => Promise.resolve(kept),
    putSetting: (key: string, value: unknown) => {
      kept[key] = structuredClone(value)
      return Promise.resolve()
    },
  }
}

type Shelf = ReturnType<typeof shelf>

/** One life of it beside the engine that runs. */
async function pauseOf(bench: VirtualBench, store: Shelf) {
  const { queue, scheduler } = bench.engine
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
  let told = 0
  const touched = (): void => void (told += 1)
  const pause = new QueuePause({ store, clock: new SteadyClock(bench.clock), queue, scheduler, touched, log })
  await pause.load()
  const end = new AbortController()
  const following = pause.follow(end.signal)
  const stop = async (): Promise<void> => {
    end.abort()
    await following
  }
  onTestFinished(stop)
  return { pause, stop, told: () => told }
}

async function world() {
  const bench = await virtualBench()
  const store = shelf()
  await bench.engine.start()
  onTestFinished(() => bench.engine.stop())
  return { bench, store, ...(await pauseOf(bench, store)) }
}

const statesOf = async (bench: VirtualBench): Promise<Record<string, string>> =>
  Object.fromEntries((await bench.transfers()).map(({ name, state }) => [name, state]))

test('what it put to rest goes on when its time has come, and not what a person had paused before', async () => {
  const { bench, pause } = await world()
  await bench.add('mine.bin')
  await bench.engine.queue.pause({ ids: [(await bench.state('mine.bin')).id] })
  await bench.clock.advance(1_000)
  await bench.add('one.bin')
  expect(await pause.pause(bench.clock.now() + 30 * minuteMs)).toBe(1)
  await bench.add('came later.bin')
  await bench.clock.advance(29 * minuteMs)
  expect(await statesOf(bench)).toEqual({ 'mine.bin': 'paused', 'one.bin': 'paused', 'came later.bin': 'queued' })
  expect(pause.now.isPaused).toBe(true)
  await bench.clock.advance(2 * minuteMs)
  expect(await statesOf(bench)).toEqual({ 'mine.bin': 'paused', 'one.bin': 'done', 'came later.bin': 'done' })
  expect(pause.now).toEqual({ isPaused: false, until: null })
  const why = (await bench.steps('one.bin')).map((step) => `${step.what}: ${step.why}`)
  expect(why).toContain('back to the queue: the pause is over')
  expect(why.some((step) => step.startsWith('paused: a person said so, until 2026-01-01T00:30:01'))).toBe(true)
})

test('its end is a moment: it survives a restart, and a night asleep makes it no longer', async () => {
  const { bench, store, pause, stop } = await world()
  await bench.add('one.bin')
  const until = bench.clock.now() + 8 * hourMs
  await pause.pause(until)
  await stop()
  await bench.restart()
  const later = await pauseOf(bench, store)
  expect(later.pause.now).toEqual({ isPaused: true, until })
  await bench.clock.advance(hourMs)
  expect((await bench.state('one.bin')).state).toBe('paused')
  bench.clock.sleepThrough(9 * hourMs)
  await bench.clock.advance(minuteMs)
  expect((await bench.state('one.bin')).state).toBe('done')
})

test('one that ended while nobody ran ends at the start', async () => {
  const { bench, store, pause, stop } = await world()
  await bench.add('one.bin')
  await pause.pause(bench.clock.now() + hourMs)
  await stop()
  await bench.engine.stop()
  bench.clock.sleepThrough(2 * hourMs)
  await bench.restart()
  const later = await pauseOf(bench, store)
  await bench.clock.advance(minuteMs)
  expect((await bench.state('one.bin')).state).toBe('done')
  expect(store.kept['queue.paused']).toBe(false)
  expect(later.pause.now.isPaused).toBe(false)
})

test('one that is shorter than it takes to put files to rest leaves none of them behind', async () => {
  const { bench, pause } = await world()
  for (let at = 0; at < 40; at += 1) await bench.add(`${at}.bin`)
  const { beforeWrite } = bench
  bench.beforeWrite = ({ event }) => (event === 'pause' ? bench.clock.sleep(10) : undefined)
  const pausing = pause.pause(bench.clock.now() + 100)
  await bench.clock.advance(minuteMs)
  bench.beforeWrite = beforeWrite
  expect(await pausing).toBeGreaterThan(10)
  await bench.clock.advance(minuteMs)
  expect(new Set(Object.values(await statesOf(bench)))).toEqual(new Set(['done']))
})

test('its end can be chosen anew, taken away, and a person who resumes resumes everything', async () => {
  const { bench, pause, told } = await world()
  await bench.add('mine.bin')
  await bench.engine.queue.pause({ all: true })
  await bench.clock.advance(1)
  await bench.add('one.bin')
  await pause.pause(bench.clock.now() + hourMs)
  await pause.pause(null)
  await bench.clock.advance(3 * hourMs)
  expect(pause.now).toEqual({ isPaused: true, until: null })
  // What it put to rest first is still what it gives back.
  await pause.pause(bench.clock.now() + minuteMs)
  await bench.clock.advance(2 * minuteMs)
  expect(await statesOf(bench)).toEqual({ 'mine.bin': 'paused', 'one.bin': 'done' })
  await pause.pause(bench.clock.now() + hourMs)
  expect(await pause.resume()).toBe(1)
  await bench.clock.advance(minuteMs)
  expect((await bench.state('mine.bin')).state).toBe('done')
  expect(told()).toBeGreaterThan(5)
})

test('an older queue knows only that it is paused', async () => {
  const { bench, store, stop } = await world()
  await stop()
  store.kept['queue.paused'] = true
  await bench.add('one.bin')
  const { pause } = await pauseOf(bench, store)
  expect(pause.now).toEqual({ isPaused: true, until: null })
  await bench.clock.advance(hourMs)
  expect(pause.now.isPaused).toBe(true)
})

test('a store that can not be written puts the end off, and nothing is lost', async () => {
  const { bench, store, pause } = await world()
  await bench.add('one.bin')
  await pause.pause(bench.clock.now() + minuteMs)
  const { putSetting } = store
  store.putSetting = () => Promise.reject(new Error('disk full'))
  await bench.clock.advance(2 * minuteMs)
  expect(pause.now.isPaused).toBe(true)
  store.putSetting = putSetting
  await bench.clock.advance(minuteMs)
  expect((await bench.state('one.bin')).state).toBe('done')
})
