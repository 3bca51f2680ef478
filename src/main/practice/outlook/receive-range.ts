import type { Context } from '../context.ts'
import { BodyLost, streamBody } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { Problem, invalidRequest } from '../problem.ts'
import { BlobWriter } from '../storage/blob-writer.ts'
import { digestFile } from '../storage/content-digest.ts'
import type { World } from '../storage/world.ts'
import { newAttachmentId } from './attachments.ts'
import { type AttachmentSession, putAttachment, putAttachmentSession } from './rows.ts'
import { requireBudget } from './rules.ts'
import { itemPath, liveSession, requireNoToken, statusBody } from './sessions.ts'

/** "up to 4 MB" (C: attachment-createuploadsession.md), read strictly. */
const longestRange = 4_000_000

/** Sessions that are taking a range now. */
const busy = new WeakMap<World, Map<string, { exchange: Exchange; done: Promise<void> }>>()

/** PUT to an upload URL. The checks stand in the order of graph.md H4; the first that fails answers. */
export async function receiveAttachmentRange(
  context: Context,
  exchange: Exchange,
  id: string,
  secret: string,
): Promise<Reply> {
  const { world } = context
  const running = busy.get(world) ?? new Map<string, { exchange: Exchange; done: Promise<void> }>()
  busy.set(world, running)
  const other = running.get(id)
  if (other?.exchange.gone) await other.done
  const session = liveSession(world, id, secret)
  requireNoToken(exchange)
  const start = requireNextRange(exchange, session)
  if (running.has(id)) throw invalidRequest('Another range of this session is being uploaded.')
  requireBudget(world, exchange)
  const work = store(world, exchange, session, start)
  const done = work.catch(() => undefined)
  running.set(id, { exchange, done })
  try {
    await work
  } finally {
    running.delete(id)
  }
  return answer(context, exchange, liveSession(world, id, secret))
}

/** @returns where it begins */
function requireNextRange(exchange: Exchange, session: AttachmentSession): number {
  const { contentLength, transferEncoding } = exchange.entry
  if (exchange.header('content-type') !== 'application/octet-stream') {
    throw invalidRequest('The Content-Type header must be application/octet-stream.')
  }
  if (transferEncoding !== null || contentLength === null) throw invalidRequest('Content-Length is required.')
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(exchange.header('content-range') ?? '')
  const [start = 0, last = 0, total = 0] = found?.slice(1).map(Number) ?? []
  if (!found || last < start || last >= total) throw invalidRequest('The Content-Range header is malformed.')
  if (last - start + 1 !== contentLength) throw invalidRequest('Content-Range and Content-Length differ.')
  if (total !== session.total) throw invalidRequest('The total size differs from that of the session.')
  if (contentLength > longestRange) throw new Problem(413, 'ErrorRequestTooLarge', 'A range has at most 4 MB.')
  if (start !== session.received) throw invalidRequest('The range is not the next one that is expected.')
  return start
}

async function store(world: World, exchange: Exchange, session: AttachmentSession, start: number): Promise<void> {
  const handle = await world.blobs.openForWriting(session.blob)
  const writer = new BlobWriter(handle, start)
  const keep = (received: number): void => {
    // Looked up again: a DELETE may have ended it meanwhile.
    const current = liveSession(world, session.id, session.secret)
    exchange.entry.storedBytes = received
    world.write(putAttachmentSession({ ...current, received: start + received }))
  }
  try {
    const received = await streamBody(exchange, {
      write: (chunk: Buffer) => writer.write(chunk),
      flushed: () => writer.flushed(),
    })
    await writer.flushed()
    keep(received)
  } catch (error) {
    await writer.flushed().catch(() => {})
    if (error instanceof BodyLost && error.byFault && exchange.plan?.keepCut) keep(error.received)
    throw error
  } finally {
    await handle.close()
  }
}

/** 200 on the way; 201 with `Location` and without a body or its type at the end (graph.md C2). */
async function answer({ world, origins }: Context, exchange: Exchange, session: AttachmentSession): Promise<Reply> {
  const { id, itemId, name, contentType, isInline, contentId, blob, total, received } = session
  if (received < total) {
    return { ...json(200, statusBody(world, session)), tells: { sessionId: id, position: received } }
  }
  const { size, sha256 } = (await digestFile(world.blobs.path(blob), total)).hashes()
  const lastModifiedDateTime = world.clock.iso()
  const facts = { itemId, name, contentType, isInline, contentId, blob, size, sha256, lastModifiedDateTime }
  const row = { ...facts, id: newAttachmentId() }
  world.write(putAttachment(row), putAttachmentSession({ ...session, state: 'complete' }))
  exchange.entry.itemId = row.id
  const location = `${origins.upload}${itemPath(world, session)}/Attachments('${row.id}')`
  return { status: 201, headers: { Location: location }, tells: { sessionId: id, position: received } }
}
