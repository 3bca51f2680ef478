/** What can be attached to: drafts, the newest first, and the events that are to come. Changes nothing. */

import * as z from 'zod'
import { parsePlace } from '../../../shared/browse-place.ts'
import { formatDestination, parseDestination } from '../../../shared/destination.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, FolderEntry, FolderPage } from '../../engine/ports/provider.ts'
import { DateTimeTimeZone, dayOf, moment, utcMoment } from '../graph/date-time.ts'
import { elsewhere, pageOf } from '../graph/link-page.ts'
import type { EntryOf } from '../graph/link-page.ts'
import { isOwnLink } from '../graph/own-link.ts'
import { browseAheadMs, browsePageSize } from './limits.ts'
import { ask } from './outlook-call.ts'
import type { Outlook } from './outlook-call.ts'

interface List {
  /** Below `/me`, with its options. */
  path(now: number): string
  readonly entryOf: EntryOf
}

const lists: Readonly<Record<string, List>> = {
  // G: api-reference/v1.0/api/mailfolder-list-messages.md; `drafts` is a well-known name (resources/mailfolder.md).
  drafts: {
    path: () =>
      `/mailFolders/drafts/messages?$select=id,subject,isDraft,lastModifiedDateTime,toRecipients` +
      `&$orderby=${encodeURIComponent('lastModifiedDateTime desc')}&$top=${browsePageSize}`,
    entryOf: messageOf,
  },
  // A view has each occurrence of a series for itself (G: api-reference/v1.0/api/user-list-calendarview.md).
  events: {
    path: (now) =>
      `/calendarView?startDateTime=${iso(now)}&endDateTime=${iso(now + browseAheadMs)}` +
      `&$select=id,subject,start,isAllDay&$orderby=${encodeURIComponent('start/dateTime')}&$top=${browsePageSize}`,
    entryOf: eventOf,
  },
}

/** A message or an event has nothing in it that files could go into. */
export async function browse(
  outlook: Outlook,
  place: string,
  next: string | null,
  call: Call,
): Promise<Result<FolderPage>> {
  const parsed = parsePlace(place)
  if (!parsed.ok) return parsed
  const { kind, list: name } = parsed.value
  if (kind !== 'outlook') return fail(failure('address-not-supported', { destination: place }))
  const list = name === null ? undefined : lists[name]
  const { graphUrl } = outlook.connection
  // Kept since the answer that it came in, so it was checked then; a token is worth a second look.
  if (next !== null && (list === undefined || !isOwnLink(next, graphUrl))) return fail(elsewhere(graphUrl))
  if (list === undefined) return ok({ folders: [], next: null })
  const url = next ?? `${graphUrl}/v1.0/me${list.path(outlook.clock.now())}`
  const asked = await ask(outlook, { method: 'GET', url, facts: { destination: place } }, call)
  return asked.ok ? pageOf(asked.value, url, graphUrl, list.entryOf) : asked
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined)
const Id = z.string().min(1).max(2_000)
const Text = optional(z.string().transform((text) => text.slice(0, 500)))

const Message = z.object({
  id: Id,
  subject: Text,
  isDraft: optional(z.boolean()),
  lastModifiedDateTime: optional(z.string().max(100)),
  toRecipients: optional(z.array(z.object({ emailAddress: z.object({ name: Text, address: Text }) }))),
})

/** Attachments are added to drafts only; where that isn't told, the folder says it. */
function messageOf(json: unknown): FolderEntry | null {
  const parsed = Message.safeParse(json)
  if (!parsed.success || parsed.data.isDraft === false) return null
  const { id, subject, lastModifiedDateTime, toRecipients } = parsed.data
  const to = (toRecipients ?? []).flatMap(({ emailAddress: { name, address } }) => name || address || [])
  const detail = to.length === 0 ? null : to.slice(0, 5).join(', ')
  return entry('message', `messages/${id}`, subject, detail, moment(lastModifiedDateTime))
}

const Event = z.object({
  id: Id,
  subject: Text,
  start: optional(DateTimeTimeZone),
  isAllDay: optional(z.boolean()),
})

function eventOf(json: unknown): FolderEntry | null {
  const parsed = Event.safeParse(json)
  if (!parsed.success) return null
  const { id, subject, start, isAllDay } = parsed.data
  return entry('event', `events/${id}`, subject, null, isAllDay === true ? dayOf(start) : utcMoment(start))
}

/** Null where no address leads there. */
function entry(
  kind: 'message' | 'event',
  rest: string,
  subject: string | null | undefined,
  detail: string | null,
  at: string | null,
): FolderEntry | null {
  const address = `outlook:${rest}`
  const parsed = parseDestination(address)
  if (!parsed.ok || formatDestination(parsed.value) !== address) return null
  return { kind, name: subject ?? '', address, place: null, hasChildren: false, detail, at }
}
