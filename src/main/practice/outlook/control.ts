import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { me } from '../seed.ts'
import type { World } from '../storage/world.ts'
import { newAttachmentId } from './attachments.ts'
import {
  type Attachment,
  type AttachmentSession,
  attachmentsOf,
  mailItems,
  putAttachment,
  putMailItem,
} from './rows.ts'

/** A new message or event of the caller's, or what another program attaches to one. */
export const seedMailSchema = z.union([
  z.strictObject({
    what: z.enum(['message', 'event']),
    id: z.string().optional(),
    subject: z.string().default('Seeded'),
    sent: z.boolean().default(false),
    modifiedAt: z.iso.datetime().optional(),
    to: z.array(z.string()).optional(),
    startsAt: z.iso.datetime().optional(),
    isAllDay: z.boolean().optional(),
  }),
  z.strictObject({ what: z.literal('attachment'), itemId: z.string(), name: z.string(), content: z.string() }),
])

export async function seedMail(world: World, wish: z.infer<typeof seedMailSchema>): Promise<{ id: string }> {
  if (wish.what !== 'attachment') {
    const {
      what,
      id = `AAMkPr${randomUUID()}=`,
      subject,
      sent,
      modifiedAt = world.clock.iso(),
      to,
      startsAt,
      isAllDay,
    } = wish
    const collection = what === 'event' ? 'events' : 'messages'
    const times = { modifiedAt, ...(to && { to }), ...(startsAt && { startsAt }), ...(isAllDay && { isAllDay }) }
    world.write(putMailItem({ id, collection, userId: me.id, subject, isDraft: !sent, ...times }))
    return { id }
  }
  const { itemId, name, content } = wish
  const bytes = Buffer.from(content)
  const blob = world.blobs.create()
  await world.blobs.append(blob, bytes)
  const nothing = { contentType: 'text/plain', isInline: false, contentId: null }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const id = newAttachmentId()
  const facts = { blob, size: bytes.length, sha256, lastModifiedDateTime: world.clock.iso() }
  world.write(putAttachment({ id, itemId, name, ...nothing, ...facts } satisfies Attachment))
  return { id }
}

/** All messages and events with what is attached, in true bytes, and all sessions. */
export function describeMail(world: World): object {
  const items = mailItems(world).map((item) => ({
    ...item,
    attachments: attachmentsOf(world, item.id).map(({ id, name, size, sha256 }) => ({ id, name, size, sha256 })),
  }))
  const sessions = [...world.table<AttachmentSession>('attachment-session').values()]
  const now = world.clock.now()
  const shown = sessions.map(({ id, itemId, name, state, total, received, expiresAt }) => {
    const hasEnded = state === 'open' && expiresAt <= now
    return { id, itemId, name, state: hasEnded ? 'expired' : state, total, received }
  })
  return { items, sessions: shown }
}
