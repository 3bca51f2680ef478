import { expect, test } from 'vitest'
import { DirtyFolders } from '../../../../src/main/engine/watch/hints.ts'
import { untilNextHintsMs, untilRescanMs } from '../../../../src/main/engine/watch/rescan.ts'

test.each([
  ['a small folder: an hour', 10, false, 0, 3_600_000],
  ['spread over a quarter more', 10, false, 0.999, 3_600_000 * 1.24975],
  ['a large one: 2,000 times its cost', 7_600, false, 0, 15_200_000],
  ['blind: every few seconds', 10, true, 0, 10_000],
  ['blind and large: 200 times its cost', 7_600, true, 0, 1_520_000],
])('%s', (_, cpuMs, isBlind, chance, ms) => {
  expect(untilRescanMs({ cpuMs }, isBlind, chance)).toBeCloseTo(ms)
})

test.each([
  [0, 200],
  [100, 2_000],
  [10_000, 30_000],
])('after a look of %d ms hints rest for %d ms', (cpuMs, ms) => {
  expect(untilNextHintsMs(cpuMs)).toBe(ms)
})

test('hints of one folder are one, and the deeper one holds', () => {
  const dirty = new DirtyFolders()
  dirty.mark('/a', false, 5)
  dirty.mark('/b', false, 6)
  dirty.mark('/a', true, 7)
  dirty.mark('/a', false, 8)
  expect(dirty.since).toBe(5)
  expect(dirty.take()).toEqual([
    { folder: '/a', deep: true },
    { folder: '/b', deep: false },
  ])
  expect(dirty.since).toBeNull()
  expect(dirty.take()).toEqual([])
})

test('too many folders are everything', () => {
  const dirty = new DirtyFolders()
  for (let n = 0; n <= 500; n += 1) dirty.mark(`/${n}`, false, n)
  dirty.mark('/more', false, 501)
  expect(dirty.take()).toBe('everything')
  dirty.mark('/one', false, 502)
  expect(dirty.take()).toEqual([{ folder: '/one', deep: false }])
})
