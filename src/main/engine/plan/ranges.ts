/** Arithmetic on half-open ranges. All lists are ascending and do not overlap. */

import type { Range } from '../ports/provider.ts'

/** Sorts and joins; empty ranges vanish. */
export function merge(ranges: readonly Range[]): Range[] {
  const sorted = ranges.filter((range) => range.end > range.start).sort((a, b) => a.start - b.start)
  const merged: Range[] = []
  for (const range of sorted) {
    const last = merged.at(-1)
    if (last !== undefined && range.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    } else {
      merged.push(range)
    }
  }
  return merged
}

/** What of `[0, size)` is not in `ranges`. */
export function complement(ranges: readonly Range[], size: number): Range[] {
  const holes: Range[] = []
  let at = 0
  for (const range of merge(ranges)) {
    if (range.start > at) holes.push({ start: at, end: Math.min(range.start, size) })
    at = Math.max(at, range.end)
  }
  if (at < size) holes.push({ start: at, end: size })
  return holes
}

/** Bytes in the ranges. */
export function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, range) => sum + (range.end - range.start), 0)
}

export function sameRanges(a: readonly Range[], b: readonly Range[]): boolean {
  return a.length === b.length && a.every((range, i) => range.start === b[i]?.start && range.end === b[i]?.end)
}

/**
 * The next range to send: the beginning of the first hole, as long as wanted, cut to the alignment unless it reaches
 * the end of the file, and never over the end of the hole (what lies behind it is already there).
 *
 * Alignment is a rule about lengths, never about starts: a destination may have kept an odd part of a broken range.
 *
 * @returns null when nothing is missing
 */
export function nextRange(
  missing: readonly Range[],
  wantedBytes: number,
  rules: { readonly alignmentBytes: number; readonly maxBytes: number },
): Range | null {
  const hole = missing[0]
  if (hole === undefined) return null
  const most = Math.min(wantedBytes, rules.maxBytes)
  const aligned = Math.max(rules.alignmentBytes, most - (most % rules.alignmentBytes))
  const end = Math.min(hole.start + aligned, hole.end)
  return { start: hole.start, end }
}
