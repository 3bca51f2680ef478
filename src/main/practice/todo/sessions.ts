import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, noContent, type Reply } from '../http/reply.ts'
import { invalidRequest } from '../problem.ts'
import { largestFile, longestName } from './limits.ts'
import type { Place } from './routes.ts'
import type { AttachmentSession } from './rows.ts'
import { cancel, liveSession, newId, putSession } from './store.ts'

/** C: api-reference/v1.0/resources/attachmentinfo.md. The annotation is in one of the examples only. */
const bodySchema = z.strictObject({
  attachmentInfo: z.strictObject({
    '@odata.type': z.string().optional(),
    attachmentType: z.literal('file'),
    name: z.string().min(1).max(longestName),
    size: z.number().int().nonnegative(),
    contentType: z.string().min(1).max(200).optional(),
  }),
})

/** POST …/attachments/createUploadSession. 200 as in every example; the concept page's prose says 201. */
export async function createSession({ world, origins }: Context, exchange: Exchange, place: Place): Promise<Reply> {
  const { owner, listId, taskId, version } = place
  const parsed = bodySchema.safeParse(await readJson(exchange))
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error))
  const { name, size, contentType = 'application/octet-stream' } = parsed.data.attachmentInfo
  if (size > largestFile) throw invalidRequest(`The attachment is too large: ${size} of at most ${largestFile} bytes.`)
  const session: AttachmentSession = {
    id: newId(),
    account: exchange.entry.account ?? owner,
    taskId,
    name,
    contentType,
    size,
    received: 0,
    blob: world.blobs.create(),
    expiresAt: world.clock.now() + world.switches.sessionLifetimeMs,
    state: 'open',
  }
  world.write(putSession(session))
  exchange.entry.sessionId = session.id
  const root = `${origins.graph}/${version}`
  return json(world.switches.todoCreateStatus, {
    '@odata.context': `${root}/$metadata#microsoft.graph.uploadSession`,
    // On the Graph host, with the user by id, and without a token in it.
    uploadUrl: `${root}/users/${owner}/todo/lists/${listId}/tasks/${taskId}/attachmentSessions/${session.id}`,
    expirationDateTime: expiry(session),
    nextExpectedRanges: ['0-'],
  })
}

/** The attachmentSession resource (C: resources/attachmentsession.md): its page for GET is not there, its members are. */
export function sessionStatus({ world }: Context, _: Exchange, { taskId, id }: Place): Reply {
  const session = liveSession(world, taskId, id)
  const { received } = session
  const body = { id, expirationDateTime: expiry(session), nextExpectedRanges: [`${received}`] }
  return { ...json(200, body), tells: { sessionId: id, position: received } }
}

export function cancelSession({ world }: Context, _: Exchange, { taskId, id }: Place): Reply {
  cancel(world, liveSession(world, taskId, id))
  return noContent
}

/** Seven digits, as in the examples. */
export function expiry({ expiresAt }: AttachmentSession): string {
  return new Date(expiresAt).toISOString().replace('Z', '0000Z')
}
