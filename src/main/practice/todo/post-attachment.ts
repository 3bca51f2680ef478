import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { Problem, invalidRequest } from '../problem.ts'
import { ContentDigest } from '../storage/content-digest.ts'
import { longestName, longestRequest, postedBelow } from './limits.ts'
import { attachmentResource } from './look.ts'
import type { Place } from './routes.ts'
import { attach } from './store.ts'

/** C: api-reference/v1.0/api/todotask-post-attachments.md, "Request body". */
const bodySchema = z.strictObject({
  '@odata.type': z.literal('#microsoft.graph.taskFileAttachment'),
  name: z.string().min(1).max(longestName),
  contentBytes: z.string(),
  contentType: z.string().min(1).max(200).optional(),
  size: z.number().int().nonnegative().optional(),
})

/** POST …/attachments: the whole file in one request, as text in JSON. */
export async function postAttachment({ world }: Context, exchange: Exchange, { taskId }: Place): Promise<Reply> {
  const { contentLength, transferEncoding } = exchange.entry
  if (transferEncoding !== null || contentLength === null) {
    throw new Problem(411, 'ErrorInvalidRequest', 'Content-Length is required.')
  }
  const parsed = bodySchema.safeParse(await readJson(exchange, longestRequest))
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error))
  const { name, contentBytes, contentType = 'application/octet-stream', size } = parsed.data
  const bytes = Buffer.from(contentBytes, 'base64')
  if (bytes.toString('base64') !== contentBytes) throw invalidRequest('contentBytes is not valid base64.')
  if (size !== undefined && size !== bytes.length) throw invalidRequest('size differs from the content.')
  if (bytes.length >= postedBelow) {
    throw new Problem(413, 'ErrorMessageSizeExceeded', 'The attachment is too large. Use an upload session.')
  }
  const digest = new ContentDigest()
  digest.update(bytes)
  const blob = world.blobs.create()
  await world.blobs.append(blob, bytes)
  const made = attach(world, { taskId, name, contentType, blob }, digest.hashes())
  exchange.entry.storedBytes = made.size
  exchange.entry.itemId = made.id
  return json(201, attachmentResource(made))
}
