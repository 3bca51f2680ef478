import { expect, test } from 'vitest'
import { FailureError, failure } from '../../../src/shared/failure.ts'
import { virtualBench } from '../../support/virtual-bench.ts'

const minute = 60_000
const gone = failure('offline', { host: 'graph.example', detail: 'there is no network' })
const full = (): never => {
  throw new FailureError(failure('disk-full-here'))
}

test('a disk of ours that is full for longer than anybody waits for a sign of life strands nobody', async () => {
  const bench = await virtualBench()
  for (let n = 0; n < 20; n += 1) await bench.add(`a-${n}`)
  bench.trouble = (verb) => {
    if (verb === 'put') bench.beforeWrite = full
    return null
  }
  await bench.engine.start()
  await bench.clock.advance(11 * minute)
  expect((await bench.transfers()).filter(({ state }) => state === 'sending').length).toBeGreaterThan(0)
  expect(bench.log).not.toContain('transfer.stalled')
  bench.trouble = () => null
  bench.beforeWrite = () => undefined
  await bench.clock.advance(5 * minute)
  expect((await bench.transfers()).map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'done'))
  expect(bench.items.size).toBe(20)
  await bench.engine.stop()
})

test('what was called off while the disk is full goes back to the queue when there is room', async () => {
  const bench = await virtualBench()
  await bench.add('a.bin')
  bench.trouble = (verb) => (verb === 'put' ? 'silence' : null)
  await bench.engine.start()
  await bench.clock.advance(minute)
  bench.trouble = () => null
  bench.beforeWrite = full
  await bench.clock.advance(12 * minute)
  expect(bench.log.filter((event) => event === 'transfer.stalled')).toHaveLength(1)
  bench.beforeWrite = () => undefined
  await bench.clock.advance(2 * minute)
  expect((await bench.state('a.bin')).state).toBe('done')
  await bench.engine.stop()
})

test('one that waits for the disk is stopped at once', async () => {
  const bench = await virtualBench()
  await bench.add('a.bin')
  bench.trouble = (verb) => {
    if (verb === 'put') bench.beforeWrite = full
    return null
  }
  await bench.engine.start()
  await bench.clock.advance(12 * minute)
  const before = bench.clock.now()
  await bench.engine.stop()
  expect(bench.clock.now()).toBe(before)
})

test('one that was to ask whether the line is back, and could not be stored, holds nobody', async () => {
  const bench = await virtualBench()
  for (let n = 0; n < 20; n += 1) await bench.add(`a-${n}`)
  bench.trouble = (verb) => (verb === 'look' ? gone : null)
  await bench.engine.start()
  await bench.clock.advance(minute)
  expect(bench.engine.holdOf('work')).not.toBeNull()
  bench.trouble = () => null
  bench.beforeWrite = ({ event }) => (event === 'admit' ? full() : undefined)
  await bench.clock.advance(2 * minute)
  bench.beforeWrite = () => undefined
  await bench.clock.advance(2 * minute)
  expect((await bench.transfers()).every(({ state }) => state === 'done')).toBe(true)
  await bench.engine.stop()
})

test('nothing begins after the stop, also where it was just admitted', async () => {
  const bench = await virtualBench()
  await bench.add('a.bin')
  const admitting = Promise.withResolvers<void>()
  const isAsked = Promise.withResolvers<void>()
  bench.beforeWrite = ({ event }) => {
    if (event !== 'admit') return
    isAsked.resolve()
    return admitting.promise
  }
  await bench.engine.start()
  await isAsked.promise
  const stopping = bench.engine.stop()
  admitting.resolve()
  await stopping
  await bench.clock.advance(minute)
  expect(bench.asked).toEqual(new Map())
  expect((await bench.state('a.bin')).state).toBe('queued')
})
