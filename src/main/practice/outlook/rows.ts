import type { Change } from '../storage/ledger.ts'
import type { World } from '../storage/world.ts'
import { me, users } from '../seed.ts'

/** A message or an event: of both only what attaching to it needs. */
export interface MailItem {
  readonly id: string
  readonly collection: 'messages' | 'events'
  readonly userId: string
  readonly subject: string
  /** Attachments are added to drafts; an event is always open. */
  readonly isDraft: boolean
  /** Of a message: when it was changed last (ISO 8601), and the names of those it goes to. */
  readonly modifiedAt?: string
  readonly to?: readonly string[]
  /** Of an event: when it begins (ISO 8601); by itself it lasts an hour. */
  readonly startsAt?: string
  readonly isAllDay?: boolean
}

export interface Attachment {
  readonly id: string
  readonly itemId: string
  readonly name: string
  readonly contentType: string
  readonly isInline: boolean
  readonly contentId: string | null
  readonly blob: string
  readonly size: number
  readonly sha256: string
  readonly lastModifiedDateTime: string
}

export interface AttachmentSession {
  readonly id: string
  readonly secret: string
  readonly account: string
  readonly itemId: string
  readonly name: string
  readonly contentType: string
  readonly isInline: boolean
  readonly contentId: string | null
  readonly total: number
  readonly received: number
  readonly blob: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly state: 'open' | 'complete' | 'cancelled'
}

/** There from the beginning, so that somebody who tries it has something to attach to. */
const seeds: readonly MailItem[] = [
  { id: 'practice-draft', collection: 'messages', userId: me.id, subject: 'A draft to try', isDraft: true },
  { id: 'practice-event', collection: 'events', userId: me.id, subject: 'A meeting to try', isDraft: true },
  ...users
    .filter(({ id }) => id !== me.id)
    .map(({ id }) => ({
      id: 'practice-colleague-draft',
      collection: 'messages' as const,
      userId: id,
      subject: "A colleague's draft",
      isDraft: true,
    })),
]

export function mailItems(world: World): MailItem[] {
  return [...seeds, ...world.table<MailItem>('mail-item').values()]
}

export function attachmentsOf(world: World, itemId: string): Attachment[] {
  return [...world.table<Attachment>('attachment').values()].filter((one) => one.itemId === itemId)
}

export function attachmentSession(world: World, id: string | null): AttachmentSession | undefined {
  return id === null ? undefined : world.table<AttachmentSession>('attachment-session').get(id)
}

export function putMailItem(row: MailItem): Change {
  return { table: 'mail-item', id: row.id, row }
}

export function putAttachment(row: Attachment): Change {
  return { table: 'attachment', id: row.id, row }
}

export function putAttachmentSession(row: AttachmentSession): Change {
  return { table: 'attachment-session', id: row.id, row }
}
