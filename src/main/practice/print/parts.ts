/** Which bytes of a document are there, where ranges come in any order. Half-open throughout. */

import type { Part } from './rows.ts'

export function overlapping(parts: readonly Part[], range: Part): Part | undefined {
  return parts.find(({ start, end }) => start < range.end && range.start < end)
}

export function withPart(parts: readonly Part[], part: Part): Part[] {
  return [...parts, part].sort((a, b) => a.start - b.start)
}

/** What is missing of so many bytes, in order. @param parts sorted, without overlaps */
export function gapsOf(parts: readonly Part[], size: number): Part[] {
  const gaps: Part[] = []
  let at = 0
  for (const { start, end } of parts) {
    if (start > at) gaps.push({ start: at, end: start })
    at = end
  }
  if (at < size) gaps.push({ start: at, end: size })
  return gaps
}
