import type { Context } from '../context.ts'
import { BodyLost, streamBody } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { type ContentRange, parseContentRange } from '../http/content-range.ts'
import { Problem, invalidRequest } from '../problem.ts'
import { BlobWriter } from '../storage/blob-writer.ts'
import { digestFile } from '../storage/content-digest.ts'
import type { World } from '../storage/world.ts'
import { rangeBelow } from './limits.ts'
import type { Place } from './routes.ts'
import type { AttachmentSession } from './rows.ts'
import { expiry } from './sessions.ts'
import { attach, liveSession, putSession } from './store.ts'

interface Running {
  readonly exchange: Exchange
  readonly done: Promise<void>
}

/** Ranges that are being received now, by session: a second one beside them is refused. */
const inFlight = new WeakMap<World, Map<string, Running>>()

/** PUT …/attachmentSessions/{id}/content (C: concepts/todo-attachments.md, step 2). Who asks was checked before. */
export async function receiveRange(context: Context, exchange: Exchange, place: Place): Promise<Reply> {
  const { world } = context
  const { taskId, id } = place
  const running = inFlight.get(world) ?? new Map<string, Running>()
  inFlight.set(world, running)
  const other = running.get(id)
  // Of a client that is gone: its bytes are on their way out.
  if (other?.exchange.gone) await other.done
  const session = liveSession(world, taskId, id)
  const range = requireSoundRange(exchange, session)
  if (running.has(id))
    throw new Problem(409, 'ErrorInvalidOperation', 'Another range of this session is being uploaded.')
  if (range.start !== session.received) {
    throw invalidRequest(`Bytes must be uploaded in order: ${session.received} comes next.`)
  }
  const work = store(world, exchange, place, range)
  const done = work.then(
    () => undefined,
    () => undefined,
  )
  running.set(id, { exchange, done })
  try {
    await work
    return await answer(context, exchange, place)
  } finally {
    running.delete(id)
  }
}

function requireSoundRange(exchange: Exchange, { size }: AttachmentSession): ContentRange {
  const { contentLength, transferEncoding } = exchange.entry
  if (transferEncoding !== null || contentLength === null) {
    throw new Problem(411, 'ErrorInvalidRequest', 'Content-Length is required.')
  }
  if (exchange.header('content-type') !== 'application/octet-stream') {
    throw invalidRequest('The Content-Type header must be application/octet-stream.')
  }
  const range = parseContentRange(exchange.header('content-range'))
  if (!range || range.end < range.start || range.end >= range.total) {
    throw invalidRequest('The Content-Range header is missing or malformed.')
  }
  if (range.total !== size) throw invalidRequest('The total size differs from the size of the session.')
  const length = range.end - range.start + 1
  if (length !== contentLength) {
    throw invalidRequest('The Content-Range header length does not match the provided number of bytes.')
  }
  if (length >= rangeBelow) throw new Problem(413, 'ErrorMessageSizeExceeded', 'The range is too large.')
  return range
}

/** To disk. A range that is cut off leaves no trace, or where a fault says so its prefix. */
async function store(world: World, exchange: Exchange, { taskId, id }: Place, range: ContentRange): Promise<void> {
  const { blob } = liveSession(world, taskId, id)
  const handle = await world.blobs.openForWriting(blob)
  const writer = new BlobWriter(handle, range.start)
  const sink = { write: (chunk: Buffer) => writer.write(chunk), flushed: () => writer.flushed() }
  const keep = (length: number): void => {
    exchange.entry.storedBytes = length
    world.write(putSession({ ...liveSession(world, taskId, id), received: range.start + length }))
  }
  try {
    const length = await streamBody(exchange, sink)
    await writer.flushed()
    keep(length)
  } catch (error) {
    await writer.flushed().catch(() => {})
    if (error instanceof BodyLost && error.byFault && exchange.plan?.keepCut) keep(error.received)
    throw error
  } finally {
    await handle.close()
  }
}

/** More to come: 200, in PascalCase, a start without dash. All there: 201 without a body, and where it is. */
async function answer({ world, origins }: Context, exchange: Exchange, place: Place): Promise<Reply> {
  const { owner, listId, taskId, id, version } = place
  const session = liveSession(world, taskId, id)
  const tells = { sessionId: id, position: session.received }
  if (session.received < session.size) {
    const body = { ExpirationDateTime: expiry(session), NextExpectedRanges: [`${session.received}`] }
    return { ...json(200, body), tells }
  }
  const { name, contentType, blob, size } = session
  const digest = await digestFile(world.blobs.path(blob), size)
  const made = attach(
    world,
    { taskId, name, contentType, blob },
    digest.hashes(),
    putSession({ ...session, state: 'complete' }),
  )
  exchange.entry.itemId = made.id
  const task = `${origins.graph}/${version}/users/${owner}/todo/lists/${listId}/tasks/${taskId}`
  return { status: 201, headers: { Location: `${task}/Attachments/${made.id}` }, tells }
}
