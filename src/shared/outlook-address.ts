/**
 * `outlook:` addresses (design 2.3): the draft message or the event that files are attached to, in Graph's own words
 * (graph.md C1). Attachments have no folders, so nothing comes after the id.
 */

import { cut } from './address-parts.ts'
import type { Parsed } from './address-parts.ts'

export interface OutlookDestination {
  readonly kind: 'outlook'
  /** Id or principal name of whose mailbox; null: mine. */
  readonly user: string | null
  readonly collection: 'messages' | 'events'
  /** Opaque and case-sensitive; base64 that may end in `=`. */
  readonly id: string
}

const forms =
  'write outlook:messages/ID, outlook:events/ID, outlook:users/UPN/messages/ID or outlook:users/UPN/events/ID'

/** Takes what stands after the colon. */
export function parseOutlook(rest: string): Parsed<OutlookDestination> {
  if (rest === '') return { problem: `it does not say which message or event; ${forms}.` }
  const [word, after] = cut(rest)
  if (word !== 'users') return inMailbox(null, rest)
  const [user, inside] = cut(after)
  if (!isSegment(user)) return { problem: `users/UPN needs an address like anna@example.com or an id; ${forms}.` }
  return inMailbox(user, inside)
}

function inMailbox(user: string | null, rest: string): Parsed<OutlookDestination> {
  const [collection, after] = cut(rest)
  if (collection !== 'messages' && collection !== 'events') {
    return { problem: `'${collection}' is neither messages nor events; ${forms}.` }
  }
  const id = after.replace(/\/+$/, '')
  if (id.includes('/'))
    return { problem: `a message or an event has no folders: nothing comes after its id; ${forms}.` }
  if (!isSegment(id)) return { problem: `'${id}' cannot be the id that ${collection}/ID asks for.` }
  return { destination: { kind: 'outlook', user, collection, id } }
}

/** Goes into a URL's path and stays what it is: another sign would make it another path. */
function isSegment(text: string): boolean {
  return text !== '' && !/[:?#\\%\s]/.test(text) && text !== '.' && text !== '..'
}

/** What stands after `outlook:`. */
export function formatOutlook({ user, collection, id }: OutlookDestination): string {
  return `${user === null ? '' : `users/${user}/`}${collection}/${id}`
}
