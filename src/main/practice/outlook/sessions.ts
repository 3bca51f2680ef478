import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, noContent, type Reply } from '../http/reply.ts'
import { Problem, invalidRequest } from '../problem.ts'
import type { World } from '../storage/world.ts'
import { type AttachmentSession, type MailItem, attachmentSession, mailItems, putAttachmentSession } from './rows.ts'
import { notFound, requireBudget, requireRoom } from './rules.ts'

/** The key has a capital A (C: api-reference/v1.0/api/attachment-createuploadsession.md, resources/attachmentitem.md). */
const createBody = z.strictObject({
  AttachmentItem: z.strictObject({
    attachmentType: z.enum(['file', 'item', 'reference']),
    name: z.string().min(1),
    size: z.number().int().nonnegative(),
    contentType: z.string().nullish(),
    isInline: z.boolean().nullish(),
    contentId: z.string().nullish(),
  }),
})

/** POST …/attachments/createUploadSession: 201, unlike the other sessions of Graph (graph.md 0.3). */
export async function createAttachmentSession(context: Context, exchange: Exchange, item: MailItem): Promise<Reply> {
  const { world, origins } = context
  requireBudget(world, exchange)
  const parsed = createBody.safeParse(await readJson(exchange))
  if (!parsed.success) throw invalidRequest('The request body needs a valid AttachmentItem.')
  const { attachmentType, name, size, contentType, isInline, contentId } = parsed.data.AttachmentItem
  if (attachmentType !== 'file') throw invalidRequest('Only files are uploaded in a session.')
  if (size < world.switches.mailSessionFrom) {
    const message = 'The attachment size is less than the minimum size that an upload session takes.'
    throw new Problem(400, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize', message)
  }
  requireRoom(world, item, size)
  const now = world.clock.now()
  const session: AttachmentSession = {
    id: randomUUID(),
    secret: randomBytes(48).toString('base64url'),
    account: item.userId,
    itemId: item.id,
    name,
    contentType: contentType ?? 'application/octet-stream',
    isInline: isInline ?? false,
    contentId: contentId ?? null,
    total: size,
    received: 0,
    blob: world.blobs.create(),
    createdAt: now,
    expiresAt: now + world.switches.mailSessionLifetimeMs,
    state: 'open',
  }
  world.write(putAttachmentSession(session))
  exchange.entry.sessionId = session.id
  return json(201, {
    '@odata.context': `${origins.graph}/v1.0/$metadata#microsoft.graph.uploadSession`,
    uploadUrl: uploadUrl(world, origins.upload, session),
    expirationDateTime: new Date(session.expiresAt).toISOString(),
    // With a dash here, without one later (C: concepts/outlook-large-attachments.md).
    nextExpectedRanges: ['0-'],
  })
}

/** `Users('…')/Messages('…')`, as the service's own addresses name it (graph.md C1). */
export function itemPath(world: World, { itemId, account }: AttachmentSession): string {
  const isEvent = mailItems(world).some(({ id, collection }) => id === itemId && collection === 'events')
  return `/api/v2.0/Users('${account}@practice')/${isEvent ? 'Events' : 'Messages'}('${itemId}')`
}

function uploadUrl(world: World, origin: string, session: AttachmentSession): string {
  return `${origin}${itemPath(world, session)}/AttachmentSessions('${session.id}')?authtoken=${session.secret}`
}

/** Of an upload URL; null for any other. */
export function parseAttachmentUrl(path: string, query: URLSearchParams): { id: string; secret: string } | null {
  const form = /^\/api\/v2\.0\/Users\('[^']+'\)\/(?:Messages|Events)\('[^']+'\)\/AttachmentSessions\('([^']+)'\)$/
  const found = form.exec(decodeURIComponent(path))
  return found ? { id: found[1] ?? '', secret: query.get('authtoken') ?? '' } : null
}

/** The URL's token is the session's whole life: its end never moves (C: concept page). */
export function liveSession(world: World, id: string, secret: string): AttachmentSession {
  const session = attachmentSession(world, id)
  if (!session || session.secret !== secret || session.state !== 'open') throw notFound()
  if (session.expiresAt > world.clock.now()) return session
  throw new Problem(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.')
}

/** Sent by SDKs to every host they know: 401 `InvalidAudience` (msgraph-sdk-java-core#445). */
export function requireNoToken({ entry }: Exchange): void {
  if (entry.authorization === null) return
  throw new Problem(401, 'InvalidAudience', "The audience claim value is invalid 'aud'.")
}

/** GET of the URL: documented nowhere, so 405; by a switch a status in the casing of the ranges' answers (H4). */
export function attachmentStatus({ world }: Context, exchange: Exchange, id: string, secret: string): Reply {
  if (!world.switches.mailStatusQuery) {
    throw new Problem(405, 'ErrorInvalidRequest', 'The HTTP method is not allowed here.', null, {
      Allow: 'PUT, DELETE',
    })
  }
  const session = liveSession(world, id, secret)
  requireNoToken(exchange)
  return { ...json(200, statusBody(world, session)), tells: { sessionId: id, position: session.received } }
}

export function cancelAttachment({ world }: Context, exchange: Exchange, id: string, secret: string): Reply {
  const session = liveSession(world, id, secret)
  requireNoToken(exchange)
  world.write(putAttachmentSession({ ...session, state: 'cancelled', received: 0 }))
  world.blobs.remove(session.blob)
  return noContent
}

/** Old pages show both names in PascalCase, newer ones one or none (graph.md C2). */
export function statusBody(world: World, { received, expiresAt }: AttachmentSession): object {
  const { mailRangeCasing } = world.switches
  const until = new Date(expiresAt).toISOString()
  const ranges = [String(received)]
  if (mailRangeCasing === 'camel') return { expirationDateTime: until, nextExpectedRanges: ranges }
  if (mailRangeCasing === 'mixed') return { ExpirationDateTime: until, nextExpectedRanges: ranges }
  return { ExpirationDateTime: until, NextExpectedRanges: ranges }
}
