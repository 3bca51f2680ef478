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
  { file: 'src/main/engine/transfer/buffers.ts', find: 'pieceBytes = 1024 * 1024', put: 'pieceBytes = 4 * 1024' },
]

export function edited(source: string, edits: readonly Edit[]): string {
  let text = source
  for (const { file, find, put } of edits) {
    const parts = text.split(find)
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places like: ${find}`)
    text = parts.join(put)
  }
  return text
}
