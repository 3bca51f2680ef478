/** What counts as silence while a body goes out, by the clock: whoever takes it decides how fast the line is. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultLimits } from '../../../src/main/net/limits.ts'
import { outgoing } from '../../../src/main/net/outgoing.ts'
import { Watch } from '../../../src/main/net/watch.ts'
import { bodyOf } from '../../support/bodies.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface Went {
  /** What it was cut with; null where it wasn't. */
  readonly cut: string | null
  readonly taken: number
}

/** Takes a body at a rate, as a socket does: asks for the next unit when the one before has left. */
async function takeAt(bytesPerSecond: number, bytes: number, seed: number): Promise<Went> {
  let cut: string | null = null
  const watch = new Watch((words) => (cut ??= words))
  const body = outgoing(bodyOf(pseudoRandom(bytes, seed)), watch, defaultLimits)
  await body.begin()
  let taken = 0
  for await (const unit of body.stream as AsyncIterable<Uint8Array>) {
    await new Promise((resolve) => setTimeout(resolve, (unit.length / bytesPerSecond) * 1000))
    if (cut !== null) break
    taken += unit.length
  }
  body.end()
  watch.stop()
  return { cut, taken }
}

test.each([1, 2, 4, 8])(
  'fault-N03 %i files at once over 64 kbit/s: none of them is taken for silent',
  async (files) => {
    const bytes = 600_001
    const going = Promise.all(Array.from({ length: files }, (_, n) => takeAt(8_000 / files, bytes, n)))
    await vi.advanceTimersByTimeAsync((files * bytes * 1000) / 8_000 + 10_000)
    expect(await going).toEqual(Array.from({ length: files }, () => ({ cut: null, taken: bytes })))
  },
)

test('a line on which nothing leaves is silent after its minute', async () => {
  const going = takeAt(1, 600_001, 1)
  await vi.advanceTimersByTimeAsync(33_000_000)
  expect(await going).toEqual({ cut: 'nothing moved any more', taken: 0 })
})
