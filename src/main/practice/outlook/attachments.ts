import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { Problem, invalidRequest } from '../problem.ts'
import type { World } from '../storage/world.ts'
import type { MailAddress } from './address.ts'
import { type Attachment, type MailItem, attachmentsOf, putAttachment } from './rows.ts'
import { notFound, requireBudget, requireRoom } from './rules.ts'

/** "The maximum request length supported is 4MB" (USER gd#11806). */
const longestRequest = 4 * 1024 * 1024

const fileAttachment = z.strictObject({
  '@odata.type': z.literal('#microsoft.graph.fileAttachment'),
  name: z.string().min(1),
  contentBytes: z.base64(),
  contentType: z.string().nullish(),
  isInline: z.boolean().nullish(),
  contentId: z.string().nullish(),
})

/** Ids look like Exchange's: URL-safe base64 that may end in `=`. */
export function newAttachmentId(): string {
  return `AAMkPr${randomBytes(31).toString('base64').replaceAll('+', '-').replaceAll('/', '_')}`
}

/** POST …/attachments: the whole file in the request (G: api-reference/v1.0/api/message-post-attachments.md). */
export async function postAttachment(context: Context, exchange: Exchange, item: MailItem): Promise<Reply> {
  const { world } = context
  requireBudget(world, exchange)
  if ((exchange.entry.contentLength ?? 0) > longestRequest) throw tooLong()
  const parsed = fileAttachment.safeParse(await readJson(exchange, longestRequest))
  if (!parsed.success) throw invalidRequest('The request body is not a valid fileAttachment.')
  const { name, contentBytes, contentType, isInline, contentId } = parsed.data
  const bytes = Buffer.from(contentBytes, 'base64')
  if (bytes.length >= world.switches.mailPostBelow) throw tooLong()
  requireRoom(world, item, bytes.length)
  const blob = world.blobs.create()
  await world.blobs.append(blob, bytes)
  const row: Attachment = {
    id: newAttachmentId(),
    itemId: item.id,
    name,
    contentType: contentType ?? 'application/octet-stream',
    isInline: isInline ?? false,
    contentId: contentId ?? null,
    blob,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    lastModifiedDateTime: world.clock.iso(),
  }
  world.write(putAttachment(row))
  exchange.entry.storedBytes = bytes.length
  exchange.entry.itemId = row.id
  return json(201, attachmentJson(row))
}

function tooLong(): Problem {
  return new Problem(413, 'BadRequest', 'The maximum request length supported is 4MB.')
}

const pageSize = 10

/** GET …/attachments (G: message-list-attachments.md), in pages as every list of Graph. */
export function listAttachments({ world, origins }: Context, exchange: Exchange, { id, collection }: MailItem): Reply {
  const skip = Number(exchange.query.get('$skip') ?? 0)
  const all = attachmentsOf(world, id)
  const select = exchange.query.get('$select')
  const value = all.slice(skip, skip + pageSize).map((row) => selected(attachmentJson(row), select))
  const query = `$skip=${skip + pageSize}${select === null ? '' : `&$select=${select}`}`
  const next = `${origins.graph}${exchange.path.replace(/\/$/, '')}?${query}`
  return json(200, {
    '@odata.context': `${origins.graph}/v1.0/$metadata#${collection}('${id}')/attachments`,
    value,
    ...(skip + pageSize < all.length && { '@odata.nextLink': next }),
  })
}

export function getAttachment({ world }: Context, exchange: Exchange, item: MailItem, address: MailAddress): Reply {
  const row = existing(world, exchange, item, address)
  return json(200, selected(attachmentJson(row), exchange.query.get('$select')))
}

/** GET …/attachments/{id}/$value: the bytes themselves (C: api-reference/v1.0/api/attachment-get.md). */
export function attachmentValue({ world }: Context, exchange: Exchange, item: MailItem, address: MailAddress): Reply {
  const { blob, size, contentType } = existing(world, exchange, item, address)
  const file = { path: world.blobs.path(blob), start: 0, end: size }
  return { status: 200, headers: { 'Content-Type': contentType }, file }
}

function existing(world: World, exchange: Exchange, item: MailItem, { attachmentId }: MailAddress): Attachment {
  exchange.entry.itemId = attachmentId
  const row = attachmentsOf(world, item.id).find(({ id }) => id === attachmentId)
  if (!row) throw notFound()
  return row
}

/** `size` is that of the attachment with what belongs to it: 4.5 % more in the documentation's own example. */
function attachmentJson({
  id,
  name,
  contentType,
  size,
  isInline,
  contentId,
  lastModifiedDateTime,
}: Attachment): object {
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    id,
    name,
    contentType,
    size: Math.ceil(size * 1.045) + 300,
    isInline,
    contentId,
    lastModifiedDateTime,
  }
}

function selected(row: object, select: string | null): object {
  if (select === null) return row
  const wanted = new Set([...select.split(','), '@odata.type'])
  return Object.fromEntries(Object.entries(row).filter(([name]) => wanted.has(name)))
}
