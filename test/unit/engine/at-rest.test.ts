/** What the engine does by itself while there is nothing to do, and how fast many small files go, on virtual time. */

import { expect, test } from 'vitest'
import { virtualBench } from '../../support/virtual-bench.ts'

const minute = 60_000

test('complaint-C37 an hour without anything to do asks nobody, and wakes twice a minute', async () => {
  const bench = await virtualBench()
  for (let n = 0; n < 20; n += 1) await bench.add(`done-${n}`)
  await bench.engine.start()
  await bench.clock.advance(minute)
  expect(bench.items.size).toBe(20)
  const asked = [...bench.asked]
  const { rounds } = bench
  const { woken } = bench.clock
  await bench.clock.advance(60 * minute)
  expect([...bench.asked]).toEqual(asked)
  // That the computer's clock was set is noticed so soon.
  expect(bench.rounds - rounds).toBeLessThanOrEqual(121)
  // With what else the engine looks after: far from one a second.
  expect(bench.clock.woken - woken).toBeLessThanOrEqual(60 * 60 * 0.1)
  await bench.engine.stop()
})

test('complaint-C42 a thousand files of 4 KiB to a service that takes 50 ms to answer: more than forty a second', async () => {
  const bench = await virtualBench()
  bench.roundTripMs = 50
  for (let n = 0; n < 1_000; n += 1) await bench.add(`small-${n}`, 'work', 4_096)
  const began = bench.clock.now()
  await bench.engine.start()
  while (bench.items.size < 1_000 && bench.clock.now() - began < 10 * minute) await bench.clock.advance(200)
  expect(bench.items.size).toBe(1_000)
  const seconds = (bench.clock.now() - began) / 1_000
  expect(1_000 / seconds).toBeGreaterThanOrEqual(40)
  await bench.engine.stop()
}, 60_000)
