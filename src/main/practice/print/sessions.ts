/** Upload sessions of v1.0, which today's beta has, too: an address with its own token, on another host. */

import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, noContent, type Reply } from '../http/reply.ts'
import { invalidRequest } from '../problem.ts'
import type { World } from '../storage/world.ts'
import { longestName, rangeBelow } from './limits.ts'
import { gapsOf } from './parts.ts'
import { documentAt, ownJobAt, type Place, printerAt } from './place.ts'
import { receiveRange, tellsAll } from './receive-range.ts'
import { identityOf, isSame, refusal, requireNoToken } from './rules.ts'
import type { PrintDocument, PrintSession, Printer } from './rows.ts'
import { isFinal, oxps, statusOf } from './status.ts'
import { cancelSession, liveSession, openSession, putSession } from './store.ts'

/** What is said of a document before it comes, in both generations (C: resources/printdocumentuploadproperties.md; brief 001). */
export const announced = {
  documentName: z.string().min(1).max(longestName),
  contentType: z.string().min(1).max(200),
  // Undocumented, but no range describes nothing.
  size: z.number().int().positive(),
}

const bodySchema = z.strictObject({
  properties: z.strictObject({
    '@odata.type': z.literal('microsoft.graph.printDocumentUploadProperties').optional(),
    ...announced,
  }),
})

/** POST …/createUploadSession (C: printdocument-createuploadsession.md). */
export async function createSession({ world, origins }: Context, exchange: Exchange, place: Place): Promise<Reply> {
  const document = documentAt(world, place)
  const parsed = bodySchema.safeParse(await readJson(exchange))
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error))
  const session = openFor(world, place, document, { ...parsed.data.properties, generation: 'v1.0' })
  const made: PrintSession = exchange.plan?.stillborn ? { ...session, state: 'cancelled', blob: null } : session
  world.write(putSession(made))
  exchange.entry.sessionId = session.id
  return json(200, {
    '@odata.context': `${origins.graph}/${place.version}/$metadata#microsoft.graph.uploadSession`,
    uploadUrl: `${origins.upload}/uploadSessions/${session.id}?tempauthtoken=${session.secret}`,
    ...statusBody(world, session),
  })
}

interface Announced {
  readonly documentName: string
  readonly contentType: string
  readonly size: number
  readonly generation: PrintSession['generation']
}

/** A session for the document, which is not written yet; or why there can't be one. */
export function openFor(world: World, place: Place, document: PrintDocument, wish: Announced): PrintSession {
  const { documentName, contentType, size, generation } = wish
  requireSupported(printerAt(world, place), contentType)
  const job = ownJobAt(world, place)
  const status = statusOf(world, job)
  // Undocumented: what is said of a document that is there, and of a job that is past taking one.
  if (document.blob !== null) throw refusal(409, 'The document was uploaded already.')
  if (job.startedAt !== null || isFinal(status)) throw refusal(409, `The print job is ${status.state}.`)
  const createdBy = identityOf(place.token)
  makeRoom(world, document.id, createdBy)
  const expiresAt = world.clock.now() + world.switches.printSessionLifetimeMs
  return {
    id: randomUUID(),
    generation,
    secret: randomBytes(32).toString('base64url'),
    documentId: document.id,
    createdBy,
    name: documentName,
    contentType,
    size,
    parts: [],
    blob: world.blobs.create(),
    expiresAt,
    tokenExpiresAt: expiresAt,
    state: 'open',
  }
}

/** The body of gd#10498, its odd wording included. OXPS becomes PDF on the way, where the printer takes that alone. */
function requireSupported({ contentTypes }: Printer, contentType: string): void {
  const wanted = contentType.toLowerCase()
  if (contentTypes.includes(wanted)) return
  if (wanted === oxps && contentTypes.includes('application/pdf')) return
  const values = contentTypes.map((type) => `SimpleIppValue-Type:MimeMediaType-Value:${type}`).join(', ')
  const supported = `Supported formats: Attribute document-format-supported: ${values}\n`
  throw refusal(415, `Unsupported document-format: ${contentType}. ${supported}`)
}

/** "Only one user/application can have an active upload session for a printDocument at any given time" (brief 001). */
function makeRoom(world: World, documentId: string, createdBy: PrintSession['createdBy']): void {
  const other = openSession(world, documentId)
  if (!other) return
  if (world.switches.printSecondSession === 'refused' || !isSame(other.createdBy, createdBy)) {
    throw refusal(409, 'The document has an active upload session.')
  }
  cancelSession(world, other)
}

/** Of an upload URL; null for any other. */
export function parseUploadUrl(path: string, query: URLSearchParams): { id: string; secret: string } | null {
  const id = /^\/uploadSessions\/([^/]+)$/.exec(path)?.[1]
  return id === undefined ? null : { id, secret: query.get('tempauthtoken') ?? '' }
}

/** A session that is there, with the right token in its URL and none beside it. */
function sessionFor(world: World, exchange: Exchange, id: string, secret: string): PrintSession {
  const session = liveSession(world, id)
  if (session.generation !== 'v1.0' || session.secret !== secret || session.tokenExpiresAt <= world.clock.now()) {
    throw refusal(401, 'The token in the upload URL is not valid.')
  }
  requireNoToken(world, exchange)
  return session
}

/** PUT: 202 and what is missing, or 201 and the document (C: concepts/upload-data-to-upload-session.md). */
export async function putRange(context: Context, exchange: Exchange, id: string, secret: string): Promise<Reply> {
  const { world } = context
  sessionFor(world, exchange, id, secret)
  const { session, document } = await receiveRange(context, exchange, id, (length) => length >= rangeBelow)
  if (!document) return { ...json(202, statusBody(world, session)), tells: tellsAll(session) }
  const { name, contentType, size } = document
  const told = { id: document.id, [world.switches.printDocumentName]: name, contentType, size }
  return { ...json(201, told), tells: tellsAll(session) }
}

export function sessionStatus({ world }: Context, exchange: Exchange, id: string, secret: string): Reply {
  const session = sessionFor(world, exchange, id, secret)
  return { ...json(200, statusBody(world, session)), tells: tellsAll(session) }
}

export function deleteSession({ world }: Context, exchange: Exchange, id: string, secret: string): Reply {
  cancelSession(world, sessionFor(world, exchange, id, secret))
  return noContent
}

/** Closed ranges, in order; the time with seven digits, as in the examples. */
function statusBody(world: World, { parts, size, expiresAt }: PrintSession): object {
  const past = world.switches.printGapsPastEnd ? 1 : 0
  return {
    expirationDateTime: new Date(expiresAt).toISOString().replace('Z', '0000Z'),
    nextExpectedRanges: gapsOf(parts, size).map(({ start, end }) => `${start}-${end - 1 + (end === size ? past : 0)}`),
  }
}
