import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retryAfterMs } from '../../../src/shared/retry-after.ts'

const now = Date.parse('Sun, 06 Nov 1994 08:49:37 GMT')

test.each([
  [null, null],
  ['', null],
  ['soon', null],
  ['1e3', null],
  ['12 s', null],
  ['2024', 2_024_000],
  ['0', 1_000],
  ['-5', 1_000],
  ['1', 1_000],
  ['3', 3_000],
  ['2.5', 2_500],
  [' 41 ', 41_000],
  ['315', 315_000],
  ['999999999999999999999', 3_600_000],
  ['Sun, 06 Nov 1994 08:49:47 GMT', 10_000],
  ['Sunday, 06-Nov-94 08:49:47 GMT', 10_000],
  ['Sun Nov  6 08:49:47 1994 GMT', 10_000],
  ['Sun, 06 Nov 1994 08:00:00 GMT', 1_000],
  ['Sun, 06 Nov 2094 08:49:37 GMT', 3_600_000],
  ['Sun, 99 Nov 1994 08:49:37 GMT', null],
])('fault-N25 %j', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected)
})

test('fault-N25 whatever it says, it is null or between a second and an hour', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.date().map(String)), (header) => {
      const found = retryAfterMs(header, now)
      if (found !== null) expect(found).toBeGreaterThanOrEqual(1_000)
      if (found !== null) expect(found).toBeLessThanOrEqual(3_600_000)
    }),
  )
})
