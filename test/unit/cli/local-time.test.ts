import { afterEach, expect, test } from 'vitest'
import { clockTime, stamp, storyText, told } from '../../../src/main/cli/local-time.ts'

const before = process.env['TZ']

afterEach(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

const at = '2026-11-21T14:32:05.678Z'
const cases = [
  ['UTC', '2026-11-21 14:32:05', '14:32'],
  ['Asia/Tokyo', '2026-11-21 23:32:05', '23:32'],
  // There, now is the day after.
  ['Asia/Kathmandu', '2026-11-21 20:17:05', '2026-11-21 20:17'],
  ['America/Los_Angeles', '2026-11-21 06:32:05', '06:32'],
] as const

test.each(cases)('in %s it is %s', (zone, stamped, short) => {
  process.env['TZ'] = zone
  const now = zone === 'Asia/Tokyo' ? Date.parse(at) + 60_000 : Date.parse('2026-11-21T18:20:00Z')
  expect(stamp(at)).toBe(stamped)
  expect(clockTime(at, now)).toBe(short)
  expect(told(`Wait until ${at}.`, at, now)).toBe(`Wait until ${short}.`)
  expect(storyText(`the service asked for a pause until ${at}, 2026-11-21`, now)).toBe(
    `the service asked for a pause until ${short}, 2026-11-21`,
  )
})

test('what is no time stays, and a name that looks like another time does', () => {
  expect(stamp('soon')).toBe('soon')
  expect(clockTime('', 0)).toBe('')
  expect(told('2020-01-01T00:00:00.000Z.log waits', at, 0)).toBe('2020-01-01T00:00:00.000Z.log waits')
  expect(told(at, null, 0)).toBe(at)
})
