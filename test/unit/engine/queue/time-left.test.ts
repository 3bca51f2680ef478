/** How long it still takes: as a function of what was seen, and said by the real engine on virtual time. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { type Done, timeLeft } from '../../../../src/main/engine/queue/time-left.ts'
import { secondsLeft } from '../../../../src/main/server/summary.ts'
import { SeededRandom } from '../../../fakes/random.ts'
import { virtualBench } from '../../../support/virtual-bench.ts'

/** Every second: so much, from moment 0 on. */
const steady = (seconds: number, bytes: number, smallFiles = 0): Done[] =>
  Array.from({ length: seconds + 1 }, (_, at) => ({ at: at * 1_000, bytes: at * bytes, smallFiles: at * smallFiles }))

describe('from what was seen', () => {
  test('bytes alone, files alone, and the slower of both', () => {
    expect(timeLeft(steady(20, 1e6), { bytes: 30e6, smallFiles: 0, largeFiles: 1 }, 20_000)).toBeCloseTo(30)
    expect(timeLeft(steady(20, 0, 10), { bytes: 0, smallFiles: 600, largeFiles: 0 }, 20_000)).toBeCloseTo(60)
    expect(timeLeft(steady(20, 1e6, 10), { bytes: 30e6, smallFiles: 600, largeFiles: 0 }, 20_000)).toBeCloseTo(60)
    expect(timeLeft(steady(20, 1e6, 10), { bytes: 90e6, smallFiles: 600, largeFiles: 0 }, 20_000)).toBeCloseTo(90)
  })

  test('nothing is said while it is not stable', () => {
    expect(timeLeft([], { bytes: 1, smallFiles: 0, largeFiles: 1 }, 0)).toBeNull()
    expect(timeLeft(steady(9, 1e6), { bytes: 30e6, smallFiles: 0, largeFiles: 1 }, 9_000)).toBeNull()
    expect(timeLeft(steady(20, 1e6), { bytes: 0, smallFiles: 0, largeFiles: 1 }, 20_000)).toBeNull()
    const jumps = steady(20, 1e6).map((one) =>
      one.at <= 10_000 ? one : { ...one, bytes: 10e6 + (one.bytes - 10e6) * 5 },
    )
    expect(timeLeft(jumps, { bytes: 30e6, smallFiles: 0, largeFiles: 1 }, 20_000)).toBeNull()
    // Many small files of which none gets done.
    expect(timeLeft(steady(20, 1e6), { bytes: 30e6, smallFiles: 50, largeFiles: 1 }, 20_000)).toBeNull()
    // One of them beside a large one is done on the way.
    expect(timeLeft(steady(20, 1e6), { bytes: 30e6, smallFiles: 1, largeFiles: 1 }, 20_000)).toBeCloseTo(30)
  })

  test('between two confirmations time goes by; what stands still says nothing', () => {
    const ranges = steady(6, 10e6).map((one) => ({ ...one, at: one.at * 10 }))
    expect(timeLeft(ranges, { bytes: 100e6, smallFiles: 0, largeFiles: 1 }, 60_000)).toBeCloseTo(100)
    expect(timeLeft(ranges, { bytes: 100e6, smallFiles: 0, largeFiles: 1 }, 67_000)).toBeCloseTo(93)
    expect(timeLeft(ranges, { bytes: 100e6, smallFiles: 0, largeFiles: 1 }, 101_000)).toBeNull()
  })
})

interface Workload {
  readonly files: readonly number[]
  /** bytes a second; null: only round trips cost */
  readonly line: number | null
  readonly roundTripMs: number
  /** In so much of the time after the first tenth something is said. */
  readonly said: number
}

const random = new SeededRandom(11)
const sizes = (count: number, from: number, to: number): number[] =>
  Array.from({ length: count }, () => Math.round(from + random.fraction() * (to - from)))

const workloads: readonly (readonly [string, Workload])[] = [
  ['many small files', { files: sizes(3_500, 200, 9_000), line: null, roundTripMs: 800, said: 0.6 }],
  ['one large file', { files: [60e6], line: 0.5e6, roundTripMs: 200, said: 0.9 }],
  [
    'small and large ones, the large ones last',
    { files: [...sizes(200, 5_000, 100_000), 36e6, 25e6, 20e6], line: 0.7e6, roundTripMs: 200, said: 0.9 },
  ],
  [
    'small and large ones, the small ones last',
    { files: [...sizes(3_000, 200, 4_000), 12e6], line: 1e6, roundTripMs: 1_000, said: 0.6 },
  ],
]

interface Said {
  /** Seconds since the beginning. */
  readonly at: number
  readonly left: number | null
}

/** What is said second by second, until all is done. */
async function play({ files, line, roundTripMs }: Workload): Promise<{ said: Said[]; took: number }> {
  const bench = await virtualBench()
  onTestFinished(() => bench.engine.stop())
  bench.engine.bandwidth.setLimit(line)
  bench.roundTripMs = roundTripMs
  for (const [at, size] of files.entries()) await bench.add(`${at}.bin`, 'work', size)
  const said: Said[] = []
  const begun = bench.clock.monotonic()
  const now = (): number => (bench.clock.monotonic() - begun) / 1_000
  await bench.engine.start()
  for (;;) {
    await bench.clock.advance(1_000)
    const stored = await bench.summary()
    if (stored.tallies.done === files.length) return { said, took: now() }
    said.push({ at: now(), left: secondsLeft(bench.engine.progress, stored) })
  }
}

describe('in the end it took as long as was said', () => {
  test.each(workloads)('%s', { timeout: 120_000 }, async (_name, workload) => {
    const { said, took } = await play(workload)
    const judged = said.filter(({ at }) => at > took / 10)
    const told = judged.filter(({ left }) => left !== null)
    // Where seconds are left, it may be off by a few of them.
    const errors = told.map(({ at, left }) => Math.max(0, Math.abs((left ?? 0) - (took - at)) - 3) / (took - at))
    expect(took).toBeGreaterThan(60)
    expect(Math.max(...errors)).toBeLessThan(0.2)
    expect(told.length / judged.length).toBeGreaterThan(workload.said)
  })
})
