/** The only place where half-open intervals become inclusive ones. */

import type { Range } from '../../engine/ports/provider.ts'

/** `bytes {first}-{last}/{total}` (guides/uploads/chunked/upload-part.md). */
export function contentRange({ start, end }: Range, size: number): string {
  return `bytes ${start}-${end - 1}/${size}`
}
