/** The parts that a session has, page by page (OAS get_files_upload_sessions_id_parts; box-and-peers.md 1.6). */

import { fail, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { Call, Range } from '../../engine/ports/provider.ts'
import { ask } from './box-call.ts'
import type { Box } from './box-call.ts'
import { farthestPartOffset, partsPageSize } from './limits.ts'
import type { Handle } from './handle.ts'
import { partsOf } from './wire.ts'
import type { FoundPart } from './wire.ts'

export interface Listed {
  /** In the order of bytes; the service's own order isn't documented. */
  readonly parts: readonly FoundPart[]
  /** How the service would be refused now: for lists that make no sense. */
  readonly refusal: () => Failure
}

/**
 * `offset` counts entries, and pages may be shorter than was asked for: it advances by what came. The count may be larger
 * than what is there, so an empty page ends the list, too.
 */
export async function listParts(
  box: Box,
  handle: Handle,
  facts: Readonly<Record<string, string>>,
  call: Call,
): Promise<Result<Listed>> {
  const byOffset = new Map<number, FoundPart>()
  let offset = 0
  for (;;) {
    const url = new URL(handle.endpoints.parts)
    url.searchParams.set('offset', String(offset))
    url.searchParams.set('limit', String(partsPageSize))
    const asked = await ask(box, { on: 'session', method: 'GET', url: url.href, facts }, call)
    if (!asked.ok) return asked
    const { answer, refusal } = asked.value
    const page = answer.status === 200 ? partsOf(answer.json) : null
    if (page === null) return fail(refusal())
    for (const part of page.parts) byOffset.set(part.range.start, part)
    offset += page.parts.length
    const isLast = page.parts.length === 0 || (page.total !== null && offset >= page.total)
    if (isLast || offset > farthestPartOffset) {
      const parts = [...byOffset.values()].toSorted((a, b) => a.range.start - b.range.start)
      return ok({ parts, refusal })
    }
  }
}

/** Whether each part is one of those that the session is made of: cut by its size, none beyond the end. */
export function areItsParts(parts: readonly FoundPart[], { partSize, size }: Handle): boolean {
  return parts.every(({ range }) => isItsRange(range, partSize, size))
}

function isItsRange({ start, end }: Range, partSize: number, size: number): boolean {
  return start % partSize === 0 && end === Math.min(start + partSize, size) && end > start
}

/** What of the file no part has. */
export function missingOf(parts: readonly FoundPart[], size: number): Range[] {
  const holes: Range[] = []
  let at = 0
  for (const { range } of parts) {
    if (range.start > at) holes.push({ start: at, end: range.start })
    at = range.end
  }
  if (at < size) holes.push({ start: at, end: size })
  return holes
}
