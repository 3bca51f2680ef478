import { expect, test } from 'vitest'
import { Bell } from '../../../../src/main/engine/watch/bell.ts'
import { ManualClock } from '../../../fakes/clock.ts'

test('waits for the time', async () => {
  const clock = new ManualClock()
  let done = false
  const waiting = new Bell().wait(clock, 100, new AbortController().signal).then(() => (done = true))
  await clock.advance(99)
  expect(done).toBe(false)
  await clock.advance(1)
  await waiting
  expect(clock.sleepers).toBe(0)
})

test('waits for the ring, and forgets none that came before', async () => {
  const clock = new ManualClock()
  const bell = new Bell()
  const { signal } = new AbortController()
  bell.ring()
  await bell.wait(clock, 100, signal)
  const waiting = bell.wait(clock, Number.POSITIVE_INFINITY, signal)
  bell.ring()
  await waiting
  expect(clock.sleepers).toBe(0)
})

test('ends with the reason of the signal', async () => {
  const clock = new ManualClock()
  const stop = new AbortController()
  const waiting = new Bell().wait(clock, 100, stop.signal)
  stop.abort(new Error('stopped'))
  await expect(waiting).rejects.toThrow('stopped')
  await expect(new Bell().wait(clock, 100, stop.signal)).rejects.toThrow('stopped')
  expect(clock.sleepers).toBe(0)
})
