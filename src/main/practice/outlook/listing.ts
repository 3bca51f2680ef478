/** The lists that lead to messages and events: drafts, and what is in the calendar. */

import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { type ListRules, listed, optionsOf } from '../http/list-options.ts'
import { json, type Reply } from '../http/reply.ts'
import { methodNotAllowed, type Route } from '../http/route.ts'
import { findUser } from '../onedrive/resolve.ts'
import { Problem, invalidRequest } from '../problem.ts'
import { me } from '../seed.ts'
import { authenticate, requireScope } from '../sign-in/tokens.ts'
import type { World } from '../storage/world.ts'
import { type MailItem, attachmentsOf, mailItems } from './rows.ts'

interface List {
  readonly path: RegExp
  readonly op: string
  /** Listing takes less than attaching does, but who may attach may list. */
  readonly scope: string
  readonly rules: ListRules
  all(world: World, exchange: Exchange): readonly Record<string, unknown>[]
}

/** Members of a message (C: resources/message.md) and an event (C: resources/event.md) that nothing here has are refused. */
const ofMessages = new Set('id subject isDraft lastModifiedDateTime toRecipients hasAttachments'.split(' '))
const ofEvents = new Set('id subject start end isAllDay hasAttachments'.split(' '))

const lists: readonly List[] = [
  {
    // C: api-reference/v1.0/api/mailfolder-list-messages.md; ten a page without $top, as everywhere in Outlook.
    path: /^\/(?:me|users\/([^/:]+))\/mailFolders\/drafts\/messages$/i,
    op: 'drafts',
    scope: 'Mail.ReadWrite',
    rules: {
      options: ['$select', '$top', '$skip', '$orderby'],
      members: ofMessages,
      order: 'lastModifiedDateTime desc',
      page: 10,
      most: 1_000,
      following: '$skip',
    },
    all: (world) =>
      mailItems(world)
        .filter(({ collection, isDraft, userId }) => collection === 'messages' && isDraft && userId === me.id)
        .map((item) => messageJson(world, item))
        .toSorted((a, b) => b.lastModifiedDateTime.localeCompare(a.lastModifiedDateTime)),
  },
  {
    // C: api-reference/v1.0/api/user-list-calendarview.md
    path: /^\/(?:me|users\/([^/:]+))\/(?:calendar\/)?calendarView$/i,
    op: 'calendar',
    scope: 'Calendars.ReadWrite',
    rules: {
      options: ['startDateTime', 'endDateTime', '$select', '$top', '$skip', '$orderby'],
      members: ofEvents,
      order: 'start/dateTime',
      page: 10,
      most: 1_000,
      following: '$skip',
    },
    all: eventsBetween,
  },
]

/** Null: none of the lists. */
export function mailListRoute(path: string, exchange: Exchange): Route | null {
  for (const list of lists) {
    const found = list.path.exec(path)
    if (!found) continue
    if (exchange.method !== 'GET') return methodNotAllowed(['GET'])
    const user = found[1] === undefined ? null : decodeURIComponent(found[1])
    return { op: list.op, protocol: 'outlook', path, run: async (context) => answer(context, exchange, list, user) }
  }
  return null
}

function answer(context: Context, exchange: Exchange, list: List, user: string | null): Reply {
  const { world, origins } = context
  const token = authenticate(context, exchange.bearer)
  exchange.entry.account = token.account
  requireScope(token, list.scope)
  // Delegated permissions on somebody else's mailbox (DOC G: concepts/known-issues.md).
  if (user !== null && findUser(user)?.id !== me.id) {
    throw new Problem(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
  }
  return json(200, listed(exchange, origins.graph, list.rules, list.all(world, exchange)))
}

function messageJson(world: World, { id, subject, isDraft, modifiedAt, to = [] }: MailItem) {
  return {
    id,
    subject,
    isDraft,
    lastModifiedDateTime: modifiedAt ?? '2026-01-05T08:00:00Z',
    toRecipients: to.map((name) => ({
      emailAddress: { name, address: `${name.toLowerCase().replaceAll(' ', '.')}@practice.example` },
    })),
    hasAttachments: attachmentsOf(world, id).length > 0,
  }
}

/** Everything that is not over before the one and not begun at the other, in order. */
function eventsBetween(world: World, { query }: Exchange): readonly Record<string, unknown>[] {
  const asked = optionsOf(query, ['startDateTime', 'endDateTime', '$select', '$top', '$skip', '$orderby'])
  const [from, to] = ['startDateTime', 'endDateTime'].map((name) => {
    const text = asked.get(name)
    if (text === undefined)
      throw invalidRequest(
        `This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.`,
      )
    // Without an offset it is UTC.
    const at = Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`)
    if (Number.isNaN(at)) throw invalidRequest(`The value '${text}' of parameter '${name}' is invalid.`)
    return at
  }) as [number, number]
  return mailItems(world)
    .filter(({ collection, userId }) => collection === 'events' && userId === me.id)
    .map((item) => ({ item, times: timesOf(world, item) }))
    .filter(({ times }) => times.end > from && times.start < to)
    .toSorted((a, b) => a.times.start - b.times.start)
    .map(({ item, times }) => ({
      id: item.id,
      subject: item.subject,
      isAllDay: item.isAllDay === true,
      start: inUtc(times.start),
      end: inUtc(times.end),
      hasAttachments: attachmentsOf(world, item.id).length > 0,
    }))
}

const hour = 3_600_000
const day = 24 * hour

/** The event that is there from the beginning is always tomorrow at nine. */
function timesOf({ clock }: World, { startsAt, isAllDay }: MailItem): { start: number; end: number } {
  const start = startsAt === undefined ? (Math.floor(clock.now() / day) + 1) * day + 9 * hour : Date.parse(startsAt)
  return { start, end: start + (isAllDay === true ? day : hour) }
}

/** Without `Prefer: outlook.timezone` times come in UTC, with seven digits (C: resources/datetimetimezone.md). */
function inUtc(at: number): { dateTime: string; timeZone: 'UTC' } {
  return { dateTime: new Date(at).toISOString().replace('Z', '0000'), timeZone: 'UTC' }
}
