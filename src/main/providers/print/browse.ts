/** What can be printed on: the printers that are shared with the user. Changes nothing. */

import * as z from 'zod'
import { parsePlace } from '../../../shared/browse-place.ts'
import { formatDestination, parseDestination } from '../../../shared/destination.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, FolderEntry, FolderPage } from '../../engine/ports/provider.ts'
import { elsewhere, pageOf } from '../graph/link-page.ts'
import { isOwnLink } from '../graph/own-link.ts'
import { browsePageSize } from './limits.ts'
import { ask } from './print-call.ts'
import type { Print } from './print-call.ts'

/** A printer has nothing in it that files could go into. */
export async function browse(
  print: Print,
  place: string,
  next: string | null,
  call: Call,
): Promise<Result<FolderPage>> {
  const parsed = parsePlace(place)
  if (!parsed.ok) return parsed
  const { kind, list } = parsed.value
  if (kind !== 'print') return fail(failure('address-not-supported', { destination: place }))
  const { graphUrl } = print.connection
  // Kept since the answer that it came in, so it was checked then; a token is worth a second look.
  if (next !== null && (list === null || !isOwnLink(next, graphUrl))) return fail(elsewhere(graphUrl))
  if (list === null) return ok({ folders: [], next: null })
  const url = next ?? `${graphUrl}/v1.0/print/shares?$top=${browsePageSize}`
  const asked = await ask(print, { method: 'GET', url, about: 'printer', facts: { destination: place } }, call)
  return asked.ok ? pageOf(asked.value, url, graphUrl, shareOf) : asked
}

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined)
const Text = optional(z.string().transform((text) => text.slice(0, 500)))

/** C: api-reference/v1.0/api/print-list-shares.md */
const Share = z.object({
  id: z.string().min(1).max(512),
  displayName: Text,
  location: optional(z.object({ building: Text, roomName: Text })),
})

/** Null where nothing leads to it. */
function shareOf(json: unknown): FolderEntry | null {
  const parsed = Share.safeParse(json)
  if (!parsed.success) return null
  const { id, displayName, location } = parsed.data
  const address = `print:shares/${id}`
  const destination = parseDestination(address)
  if (!destination.ok || formatDestination(destination.value) !== address) return null
  const where = [location?.building, location?.roomName].filter((part) => typeof part === 'string' && part !== '')
  const detail = where.length === 0 ? null : where.join(', ')
  return { kind: 'printer', name: displayName ?? '', address, place: null, hasChildren: false, detail, at: null }
}
