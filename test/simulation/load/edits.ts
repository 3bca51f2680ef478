/** Changes of a source text at load. Each must find its place exactly once, or the simulation refuses to run. */

export interface Edit {
  /** From the root of the repository. */
  readonly file: string
  readonly find: string
  readonly put: string
}

/**
 * The world's scale: a range of 5 MiB becomes one of 5 KiB, on both sides, so that a file of many ranges costs
 * nothing to send and to hash. No rule is changed, only its unit.
 */
export const scale: readonly Edit[] = [
  {
    file: 'src/main/providers/onedrive/limits.ts',
    find: 'rangeAlignmentBytes = 320 * 1024',
    put: 'rangeAlignmentBytes = 320',
  },
  {
    file: 'src/main/practice/onedrive/receive-range.ts',
    find: 'longestRange = 60 * 1024 * 1024',
    put: 'longestRange = 60 * 1024',
  },
  { file: 'src/main/practice/onedrive/receive-range.ts', find: 'alignment = 320 * 1024', put: 'alignment = 320' },
  ...kilobytes('src/main/providers/box/limits.ts', {
    'sessionFromBytes = 20_000_000': 'sessionFromBytes = 10_000',
    'hardSinglePutBytes = 50_000_000': 'hardSinglePutBytes = 25_000',
    'smallestPlanBytes = 250_000_000': 'smallestPlanBytes = 25_000',
    'usualPartBytes = 8 * 1024 * 1024': 'usualPartBytes = 8 * 1024',
  }),
  ...kilobytes('src/main/providers/outlook/limits.ts', {
    'sessionFromBytes = 3_000_000': 'sessionFromBytes = 3_000',
    'hardSinglePutBytes = 3 * 1024 * 1024 - 1': 'hardSinglePutBytes = 3 * 1024 - 1',
    'maxFileBytes = 150_000_000': 'maxFileBytes = 150_000',
    'maxRangeBytes = 3_932_160': 'maxRangeBytes = 3_840',
    'windowBytes: 150_000_000': 'windowBytes: 150_000',
  }),
  ...kilobytes('src/main/practice/outlook/rules.ts', {
    'largestAttachment = 150_000_000': 'largestAttachment = 150_000',
  }),
  ...kilobytes('src/main/practice/outlook/receive-range.ts', { 'longestRange = 4_000_000': 'longestRange = 4_000' }),
  ...kilobytes('src/main/providers/todo/limits.ts', {
    'maxSinglePutBytes = 2_999_999': 'maxSinglePutBytes = 2_999',
    'maxRangeBytes = 3_932_160': 'maxRangeBytes = 3_840',
  }),
  ...kilobytes('src/main/practice/todo/limits.ts', {
    'postedBelow = 3_000_000': 'postedBelow = 3_000',
    'rangeBelow = 4_000_000': 'rangeBelow = 4_000',
  }),
  ...kilobytes('src/main/providers/print/limits.ts', { 'rangeAlignmentBytes = 327_680': 'rangeAlignmentBytes = 320' }),
  ...kilobytes('src/main/practice/print/limits.ts', { 'rangeBelow = 10_000_000': 'rangeBelow = 10_000' }),
  { file: 'src/main/engine/transfer/buffers.ts', find: 'pieceBytes = 512 * 1024', put: 'pieceBytes = 4 * 1024' },
]

function kilobytes(file: string, changes: Readonly<Record<string, string>>): Edit[] {
  return Object.entries(changes).map(([find, put]) => ({ file, find, put }))
}

export function edited(source: string, edits: readonly Edit[]): string {
  let text = source
  for (const { file, find, put } of edits) {
    const parts = text.split(find)
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places like: ${find}`)
    text = parts.join(put)
  }
  return text
}
