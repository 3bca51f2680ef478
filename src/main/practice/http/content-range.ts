/** As in the header: `end` is the last byte, inclusive. */
export interface ContentRange {
  readonly start: number
  readonly end: number
  readonly total: number
}

export function parseContentRange(value: string | undefined): ContentRange | null {
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(value ?? '')
  if (!found) return null
  const [start, end, total] = found.slice(1).map(Number) as [number, number, number]
  return { start, end, total }
}
