import type { Exchange } from '../http/exchange.ts'
import { findUser } from '../onedrive/resolve.ts'
import { Problem } from '../problem.ts'
import { me } from '../seed.ts'
import { requireScope } from '../sign-in/tokens.ts'
import type { AccessToken } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import type { MailAddress } from './address.ts'
import { type MailItem, attachmentsOf, mailItems } from './rows.ts'

/** "up to 150 MB" (C: concepts/outlook-large-attachments.md), whatever the mailbox allows. */
const largestAttachment = 150_000_000

const scopes = { messages: 'Mail.ReadWrite', events: 'Calendars.ReadWrite' } as const

export function notFound(): Problem {
  return new Problem(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
}

/** The message or event, for somebody who may attach to it. */
export function itemFor(world: World, address: MailAddress, token: AccessToken): MailItem {
  requireScope(token, scopes[address.collection])
  const owner = address.user === null ? me : findUser(address.user)
  if (!owner) throw new Problem(404, 'ErrorInvalidUser', `The requested user '${address.user}' is invalid.`)
  // Delegated permissions on somebody else's mailbox (DOC G: concepts/known-issues.md).
  if (owner.id !== me.id) {
    throw new Problem(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
  }
  const { itemId, collection } = address
  const item = mailItems(world).find((one) => one.id === itemId && one.collection === collection)
  if (!item || item.userId !== owner.id) throw notFound()
  return item
}

/** Rows of graph.md H4: drafts only, and the two limits of size. */
export function requireRoom(world: World, item: MailItem, size: number): void {
  if (!item.isDraft) throw new Problem(400, 'ErrorInvalidOperation', 'The message was sent; it takes no attachments.')
  const used = attachmentsOf(world, item.id).reduce((sum, one) => sum + one.size, 0)
  if (size > largestAttachment || used + size > world.switches.mailMessageLimit) {
    throw new Problem(400, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.')
  }
}

interface Spent {
  readonly at: number
  readonly bytes: number
}

/** What went to the mailbox lately: one window for all that attach to it (C: concepts/throttling-limits.md). */
const spent = new WeakMap<World, Spent[]>()

/** 150 MB of PATCH, POST and PUT in five minutes for each app and mailbox; what is refused is not counted. */
export function requireBudget(world: World, { entry }: Exchange): void {
  const { mailUploadBudget, mailBudgetWindowMs } = world.switches
  const now = world.clock.now()
  const lately = (spent.get(world) ?? []).filter(({ at }) => at > now - mailBudgetWindowMs && at <= now)
  const bytes = entry.contentLength ?? 0
  const used = lately.reduce((sum, one) => sum + one.bytes, 0)
  const first = lately[0]
  if (first && used + bytes > mailUploadBudget) {
    spent.set(world, lately)
    const seconds = Math.max(1, Math.ceil((first.at + mailBudgetWindowMs - now) / 1000))
    const message = 'Application is over its MailboxConcurrency limit.'
    throw new Problem(429, 'ApplicationThrottled', message, null, { 'Retry-After': String(seconds) })
  }
  spent.set(world, [...lately, { at: now, bytes }])
}

const underWay = new WeakMap<World, number>()

/** Four requests at once for each app and mailbox (C: concepts/throttling-limits.md); the fifth is refused. */
export async function amongFew<T>(world: World, run: () => T | Promise<T>): Promise<T> {
  const before = underWay.get(world) ?? 0
  if (before >= world.switches.mailConcurrentRequests) {
    const message = 'Application is over its MailboxConcurrency limit.'
    throw new Problem(429, 'ApplicationThrottled', message, null, { 'Retry-After': '1' })
  }
  underWay.set(world, before + 1)
  try {
    return await run()
  } finally {
    underWay.set(world, (underWay.get(world) ?? 1) - 1)
  }
}
