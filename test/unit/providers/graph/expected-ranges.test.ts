import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentRange } from '../../../../src/main/providers/graph/content-range.ts'
import { expectedRanges } from '../../../../src/main/providers/graph/expected-ranges.ts'

const size = 100

test.each<[unknown, unknown]>([
  // graph.md B, the table of spellings
  [['0-'], [[0, 100]]],
  [['26-'], [[26, 100]]],
  [['26-99'], [[26, 100]]],
  [['26-49'], [[26, 50]]],
  [['26'], [[26, 100]]],
  [[26], [[26, 100]]],
  [[' 26 - 49 '], [[26, 50]]],
  [
    ['10-19', '40-'],
    [
      [10, 20],
      [40, 100],
    ],
  ],
  [
    ['40-', '10-19'],
    [
      [10, 20],
      [40, 100],
    ],
  ],
  [['10-19', '20-29', '25-'], [[10, 100]]],
  [[{ start: 10, end: 19 }], [[10, 20]]],
  [[{ Start: '10', End: '19' }], [[10, 20]]],
  [[{ start: 10 }], [[10, 100]]],
  [[], []],
  [['100-'], []],
  [['100'], []],
  [['50-1000'], [[50, 100]]],
  [undefined, 'unknown'],
  [null, 'unknown'],
  [[''], 'unknown'],
  [['', ' '], 'unknown'],
  ['0-', 'nonsense'],
  [{}, 'nonsense'],
  [['', '0-'], 'nonsense'],
  [['101-'], 'nonsense'],
  [['50-49'], 'nonsense'],
  [['-5'], 'nonsense'],
  [['5-9-11'], 'nonsense'],
  [['5x'], 'nonsense'],
  [['0x10'], 'nonsense'],
  [['1e1'], 'nonsense'],
  [['1.5-'], 'nonsense'],
  [['٣-'], 'nonsense'],
  [[1.5], 'nonsense'],
  [[-1], 'nonsense'],
  [[Number.NaN], 'nonsense'],
  [['99999999999999999999-'], 'nonsense'],
  [['0-99999999999999999999'], 'nonsense'],
  [[null], 'nonsense'],
  [[{}], 'nonsense'],
  [[['0-']], 'nonsense'],
])('fault-P10 fault-P30 %j', (told, expected) => {
  const found = expectedRanges(told, size)
  expect(typeof found === 'string' ? found : found.map(({ start, end }) => [start, end])).toEqual(expected)
})

test('a position that does not fit 32 bits is read exactly', () => {
  expect(expectedRanges(['249999999999-'], 250_000_000_000)).toEqual([{ start: 249_999_999_999, end: 250_000_000_000 }])
})

test('ranges are ascending, apart, inside the file and not empty, whatever is told', () => {
  const part = fc.oneof(
    fc.tuple(fc.nat({ max: 120 }), fc.nat({ max: 120 })).map(([a, b]) => `${a}-${b}`),
    fc.nat({ max: 120 }).map((a) => `${a}-`),
    fc.record({ start: fc.nat({ max: 120 }), end: fc.nat({ max: 120 }) }),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (told) => {
      const found = expectedRanges(told, size)
      if (typeof found === 'string') return
      let last = -1
      for (const { start, end } of found) {
        expect(start).toBeGreaterThan(last)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(size)
        last = end
      }
    }),
  )
})

test('nothing makes it throw', () => {
  fc.assert(
    fc.property(fc.anything(), (told) => {
      expectedRanges(told, size)
    }),
  )
})

test('a half-open interval becomes an inclusive one', () => {
  expect(contentRange({ start: 0, end: 26 }, 128)).toBe('bytes 0-25/128')
  expect(contentRange({ start: 327_680, end: 327_681 }, 327_681)).toBe('bytes 327680-327680/327681')
})
