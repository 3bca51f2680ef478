/**
 * `nextExpectedRanges` in every spelling on record (graph.md B): open and closed ends, no dash (Outlook, To Do),
 * several holes (Print), objects (the print beta of 2020). Strict about digits: `parseInt` takes "12345-55232" too.
 */

import type { Range } from '../../engine/ports/provider.ts'

/**
 * - ranges: ascending, merged, clamped to the file; none: nothing is missing
 * - `unknown`: not said; the position must be asked for
 * - `nonsense`: said, but it can't be true of this file
 */
export type ExpectedRanges = readonly Range[] | 'unknown' | 'nonsense'

export function expectedRanges(told: unknown, size: number): ExpectedRanges {
  if (told === undefined || told === null) return 'unknown'
  if (!Array.isArray(told)) return 'nonsense'
  if (told.length > 0 && told.every((one) => typeof one === 'string' && one.trim() === '')) return 'unknown'
  const ranges: Range[] = []
  for (const one of told as readonly unknown[]) {
    const range = rangeOf(one, size)
    if (range === null) return 'nonsense'
    if (range.end > range.start) ranges.push(range)
  }
  return merged(ranges)
}

function rangeOf(one: unknown, size: number): Range | null {
  const bounds = boundsOf(one)
  if (bounds === null) return null
  const [first, last] = bounds
  // "100-" for a file of 100 bytes wants nothing more; beyond that, it is another file's answer.
  if (first > size || (last !== null && last < first)) return null
  return { start: first, end: last === null ? size : Math.min(size, last + 1) }
}

function boundsOf(one: unknown): [number, number | null] | null {
  if (typeof one === 'string') {
    const found = /^\s*(\d+)\s*(?:-\s*(\d*)\s*)?$/.exec(one)
    if (found === null) return null
    return checked(found[1], found[2] === undefined || found[2] === '' ? null : found[2])
  }
  if (typeof one === 'number') return checked(one, null)
  if (typeof one !== 'object' || one === null) return null
  return checked(property(one, 'start'), property(one, 'end') ?? null)
}

function checked(first: unknown, last: unknown): [number, number | null] | null {
  const start = whole(first)
  const end = last === null ? null : whole(last)
  if (start === null || (last !== null && end === null)) return null
  return [start, end]
}

function whole(value: unknown): number | null {
  const found = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(found) && (found as number) >= 0 ? (found as number) : null
}

/** Outlook and To Do answer in PascalCase (graph.md B). */
export function property(object: object, name: string): unknown {
  for (const [key, value] of Object.entries(object)) {
    if (key.toLowerCase() === name.toLowerCase()) return value
  }
  return undefined
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last !== undefined && range.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    } else {
      result.push(range)
    }
  }
  return result
}
