import { expect, test } from 'vitest'
import { SteadyClock } from '../../../src/main/engine/steady-clock.ts'
import { ManualClock } from '../../fakes/clock.ts'

const hour = 3_600_000

test('a clock that is set is followed only when it is taken over', async () => {
  for (const set of [26 * hour, -26 * hour]) {
    const computer = new ManualClock()
    const clock = new SteadyClock(computer)
    const began = computer.now()
    await computer.advance(7_000)
    computer.setWall(computer.now() + set)
    await computer.advance(3_000)
    expect(clock.now()).toBe(began + 10_000)
    expect(clock.setBy()).toBe(set)
    clock.takeOver(set)
    expect(clock.now()).toBe(computer.now())
    expect(clock.setBy()).toBe(0)
  }
})

test('one that a time server keeps is followed in small steps, and nobody is told', () => {
  const computer = new ManualClock()
  const clock = new SteadyClock(computer)
  for (let step = 0; step < 100; step += 1) {
    computer.setWall(computer.now() + 300)
    expect(clock.setBy()).toBe(0)
    expect(clock.now()).toBe(computer.now())
  }
})

test('the time of a sleep has passed', async () => {
  const computer = new ManualClock()
  const clock = new SteadyClock(computer)
  // Both clocks count it.
  await computer.advance(48 * hour)
  expect(clock.now()).toBe(computer.now())
  expect(clock.setBy()).toBe(0)
})
