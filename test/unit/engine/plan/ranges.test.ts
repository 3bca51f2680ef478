import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { complement, lengthOf, merge, nextRange, sameRanges } from '../../../../src/main/engine/plan/ranges.ts'
import { grow, shrink } from '../../../../src/main/engine/plan/range-size.ts'
import { nameAfter, numbered } from '../../../../src/main/engine/plan/names.ts'

const unit = 327_680
const rules = { alignmentBytes: unit, maxBytes: 191 * unit }

const anyRanges = fc.array(
  fc.tuple(fc.nat(10_000), fc.nat(500)).map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 12 },
)

describe('ranges', () => {
  it('merge keeps exactly the bytes, ascending and apart', () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        const bytes = new Set(
          ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
        )
        const merged = merge(ranges)
        expect(lengthOf(merged)).toBe(bytes.size)
        for (let i = 1; i < merged.length; i += 1)
          expect(merged[i]?.start).toBeGreaterThan(merged[i - 1]?.end ?? Infinity)
      }),
      { seed: 1 },
    )
  })

  it('the complement of the complement is the merged original', () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        const twice = complement(complement(ranges, 20_000), 20_000)
        expect(sameRanges(twice, merge(ranges))).toBe(true)
      }),
      { seed: 2 },
    )
  })

  it.each([
    ['nothing missing', [], null],
    ['a whole file shorter than a unit', [{ start: 0, end: 1 }], [0, 1]],
    ['one byte less than a unit', [{ start: 0, end: unit - 1 }], [0, unit - 1]],
    ['exactly a unit', [{ start: 0, end: unit }], [0, unit]],
    ['one byte more than a unit', [{ start: 0, end: unit + 1 }], [0, unit + 1]],
    ['one byte more than wanted', [{ start: 0, end: 4 * unit + 1 }], [0, 4 * unit]],
    ['exactly as wanted', [{ start: unit, end: 5 * unit }], [unit, 5 * unit]],
    ['an odd start keeps the length aligned', [{ start: 7, end: 90 * unit }], [7, 7 + 4 * unit]],
    [
      'never over the end of a hole',
      [
        { start: 2, end: 4 },
        { start: 6, end: 8 },
      ],
      [2, 4],
    ],
  ])('next range: %s', (_, missing, expected) => {
    const range = nextRange(missing, 4 * unit + 5, rules)
    expect(range === null ? null : [range.start, range.end]).toEqual(expected)
  })

  it('covers every file in aligned ranges, the last one excepted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * unit }), fc.integer({ min: 1, max: 300 * unit }), (size, wanted) => {
        let at = 0
        while (at < size) {
          const range = nextRange([{ start: at, end: size }], wanted, rules)
          if (range === null) throw new Error('stopped early')
          expect(range.start).toBe(at)
          expect(range.end - range.start).toBeLessThanOrEqual(rules.maxBytes)
          if (range.end < size) expect((range.end - range.start) % unit).toBe(0)
          at = range.end
        }
        expect(at).toBe(size)
      }),
      { seed: 3 },
    )
  })
})

describe('range length', () => {
  const limits = { rangeAlignmentBytes: unit, maxRangeBytes: 191 * unit }

  it.each([
    ['a fast line far away grows, twice at most', 16 * unit, 25_000, 50, 32 * unit],
    ['a line without a gap keeps what works', 16 * unit, 100_000, 0, 16 * unit],
    ['a slow line goes down to eight seconds', 190 * unit, 625, 50, 15 * unit],
    ['a very slow line stays at one unit', unit, 10, 50, unit],
    ['never over the limit', 150 * unit, 1_000_000, 100, 191 * unit],
  ])('%s', (_, current, bytesPerMs, gapMs, expected) => {
    const sendMs = current / bytesPerMs
    expect(grow(current, { bytes: current, sendMs, gapMs }, limits)).toBe(expected)
  })

  it('halves after a break, to whole units', () => {
    expect(shrink(16 * unit, limits)).toBe(8 * unit)
    expect(shrink(unit, limits)).toBe(unit)
  })
})

describe('names', () => {
  it.each([
    ['report.pdf', 2, 'report (2).pdf'],
    ['report', 3, 'report (3)'],
    ['.env', 2, '.env (2)'],
    ['a.tar.gz', 2, 'a.tar (2).gz'],
    ['x (2).txt', 2, 'x (2) (2).txt'],
  ])('%s, number %i', (name, n, expected) => {
    expect(numbered(name, n)).toBe(expected)
  })

  it('counts on from the name that was tried', () => {
    expect(nameAfter('a.txt', 'a.txt')).toEqual({ name: 'a (2).txt', n: 2 })
    expect(nameAfter('a.txt', 'a (2).txt')).toEqual({ name: 'a (3).txt', n: 3 })
    expect(nameAfter('x (2).txt', 'x (2).txt')).toEqual({ name: 'x (2) (2).txt', n: 2 })
    expect(nameAfter('x (2).txt', 'x (2) (2).txt')).toEqual({ name: 'x (2) (3).txt', n: 3 })
  })

  it('fault-P36 counts on from a name that was chosen because the own one is not allowed', () => {
    expect(nameAfter('a?.txt', 'a_.txt')).toEqual({ name: 'a_ (2).txt', n: 2 })
    expect(nameAfter('a?.txt', 'a_ (2).txt')).toEqual({ name: 'a_ (3).txt', n: 3 })
    expect(nameAfter('a?', 'a_ (9)')).toEqual({ name: 'a_ (10)', n: 10 })
  })
})
