import { expect, test } from 'vitest'
import { emptyWeek, limitAt, weekOf, weekText } from '../../../src/shared/week-schedule.ts'

/** 2026-11-23 is a Monday. */
const at = (day: number, hour: number, minute = 30): Date => new Date(2026, 10, 23 + day, hour, minute)
const office = 'mon-fri 8-18 2MB; sat,sun 22-6 none'

test.each([
  [at(0, 7), 5, null],
  [at(0, 8), 2e6, at(0, 18, 0)],
  [at(4, 17), 2e6, at(4, 18, 0)],
  [at(5, 17), 5, null],
  [at(5, 23), null, at(6, 6, 0)],
  [at(6, 5), null, at(6, 6, 0)],
  // Over midnight into Monday.
  [at(7, 5), null, at(7, 6, 0)],
])('%s: %j', (now, bytesPerSecond, until) => {
  expect(limitAt(office, 5, now)).toEqual({ bytesPerSecond, until: until?.getTime() ?? null })
})

test('without a plan, or with one for every hour, nothing changes by itself', () => {
  expect(limitAt(null, 7, at(0, 0))).toEqual({ bytesPerSecond: 7, until: null })
  expect(limitAt('mon-sun 0-24 1MB', null, at(3, 3))).toEqual({ bytesPerSecond: 1e6, until: null })
})

test.each([
  '',
  'mon',
  'mon 8-18',
  'mon 8-8 1MB',
  'mon 8-25 1MB',
  'moon 8-18 1MB',
  'mon 8-18 1MB 2MB',
  'mon 8-18 5B',
  ';',
  'mon--fri 1-2 1MB',
])('%j is no plan', (text) => {
  expect(weekOf(text)).toBeNull()
})

test('the first rule for an hour counts', () => {
  expect(weekOf('mon 8-10 1MB; mon 9-12 2MB')?.[0]?.slice(7, 13)).toEqual([undefined, 1e6, 1e6, 2e6, 2e6, undefined])
})

test('what is painted and what is written are the same', () => {
  expect(weekText(emptyWeek)).toBeNull()
  for (const text of [office, 'mon 0-24 1234567B; tue 3-4 1.5MB', 'fri-mon 0-24 500kB']) {
    const grid = weekOf(text)
    expect(weekOf(weekText(grid ?? emptyWeek) ?? '')).toEqual(grid)
  }
  expect(weekText(weekOf('mon-fri 8-18 2MB') ?? emptyWeek)).toBe('mon,tue,wed,thu,fri 8-18 2MB')
})
