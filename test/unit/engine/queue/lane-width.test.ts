import { expect, it } from 'vitest'
import {
  type Width,
  bounded,
  fileDone,
  freshWidth,
  notFull,
  throttled,
} from '../../../../src/main/engine/queue/lane-width.ts'

const size = 64 * 1024

interface Ran {
  readonly width: Width
  readonly at: number
  readonly files: number
}

/**
 * Files one after the other through so many places as there are, in a time of its own.
 *
 * @param takes ms for a file, of how many are under way
 */
function run(begun: Width, from: number, ms: number, takes: (atOnce: number) => number): Ran {
  let width = begun
  let [at, files] = [from, 0]
  const ends: number[] = []
  while (at < from + ms) {
    while (ends.length < width.now) ends.push(at + takes(ends.length + 1))
    ends.sort((a, b) => a - b)
    at = ends.shift() ?? at
    files += 1
    width = fileDone(width, size, at)
  }
  return { width, at, files }
}

/** Each waits for its answers, and the line takes so many a second. */
const line =
  (waitMs: number, aSecond: number) =>
  (atOnce: number): number =>
    Math.max(waitMs, (atOnce * 1_000) / aSecond)

it('grows while more at once are faster, and is there within two seconds', () => {
  const { width } = run(freshWidth(64), 0, 2_000, line(100, 10_000))
  expect(width.now).toBe(64)
})

it('stays near what fills the line', () => {
  // 32 at once are 320 files a second, and the line takes 340.
  const { width, files } = run(freshWidth(64), 0, 10_000, line(100, 340))
  expect(width.now).toBeGreaterThanOrEqual(32)
  expect(files).toBeGreaterThan(0.9 * 340 * 10)
})

it('stays where it began when more at once bring nothing', () => {
  const { width } = run(freshWidth(64), 0, 60_000, line(1, 700))
  expect(width.now).toBe(8)
})

it('tries again after a while, since the line may be another one', () => {
  const busy = run(freshWidth(64), 0, 5_000, line(1, 100))
  expect(busy.width.now).toBe(8)
  const free = run(busy.width, busy.at, 40_000, line(100, 10_000))
  expect(free.width.now).toBe(64)
})

it('never has more than somebody set', () => {
  for (const most of [1, 3, 8, 9, 20]) {
    expect(freshWidth(most).now).toBeLessThanOrEqual(most)
    expect(run(freshWidth(most), 0, 10_000, line(100, 10_000)).width.now).toBe(most)
  }
  expect(bounded(run(freshWidth(64), 0, 10_000, line(100, 10_000)).width, 5).now).toBe(5)
  const same = freshWidth(64)
  expect(bounded(same, 64)).toBe(same)
})

it('learns nothing where there were too few files', () => {
  let width = freshWidth(64)
  for (let at = 0; at < 60_000; at += 20) width = notFull(fileDone(width, size, at))
  expect(width.now).toBe(8)
})

it('halves for an account that is asked for less, rests a minute, and comes back one by one', () => {
  const wide = run(freshWidth(64), 0, 5_000, line(100, 10_000))
  const less = throttled(wide.width, 64, wide.at)
  expect(less.now).toBe(32)
  const minute = run(less, wide.at, 59_000, line(100, 10_000))
  expect(minute.width.now).toBe(32)
  const two = run(minute.width, minute.at, 62_000, line(100, 10_000))
  expect(two.width.now).toBeGreaterThanOrEqual(33)
  expect(two.width.now).toBeLessThanOrEqual(35)
})

it('takes nothing from other accounts, and leaves one place at least', () => {
  expect(throttled(freshWidth(64), 2, 0).now).toBe(7)
  let width = freshWidth(64)
  for (let times = 0; times < 20; times += 1) width = throttled(width, width.now, times)
  expect(width.now).toBe(1)
})

it('forgets after ten quiet minutes that it was asked for less', () => {
  const less = throttled(run(freshWidth(64), 0, 5_000, line(100, 10_000)).width, 64, 5_000)
  const later = run(less, 5_000 + 12 * 60_000, 5_000, line(100, 10_000))
  expect(later.width.now).toBe(64)
})
