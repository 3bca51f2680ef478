/** Ranges of a document, in any order and up to four at a time, for both generations. */

import type { Context } from '../context.ts'
import { BodyLost, streamBody } from '../http/body.ts'
import { parseContentRange } from '../http/content-range.ts'
import type { Exchange } from '../http/exchange.ts'
import { invalidRequest } from '../problem.ts'
import { BlobWriter } from '../storage/blob-writer.ts'
import type { World } from '../storage/world.ts'
import { mostInFlight } from './limits.ts'
import { gapsOf, overlapping, withPart } from './parts.ts'
import { refusal } from './rules.ts'
import type { Part, PrintDocument, PrintSession } from './rows.ts'
import { documentsOf, liveSession, putDocument, putSession } from './store.ts'

interface Running {
  readonly exchange: Exchange
  readonly range: Part
  readonly done: Promise<void>
}

/** Ranges that are being received now, by session. */
const inFlight = new WeakMap<World, Map<string, Set<Running>>>()

interface Received {
  /** As it is with this range. */
  readonly session: PrintSession
  /** Once all bytes are there. */
  readonly document: PrintDocument | null
  readonly tells: { readonly sessionId: string; readonly position: number }
}

/**
 * Takes one range into a session. The checks stand in this order; the first that fails answers.
 * @param tooLong whether so many bytes are more than one request may carry
 */
export async function receiveRange(
  { world }: Context,
  exchange: Exchange,
  id: string,
  tooLong: (length: number) => boolean,
): Promise<Received> {
  const all = inFlight.get(world) ?? new Map<string, Set<Running>>()
  inFlight.set(world, all)
  // Those of a client that is gone are on their way out.
  for (const other of all.get(id) ?? []) if (other.exchange.gone) await other.done
  const running = all.get(id) ?? new Set<Running>()
  const session = liveSession(world, id)
  const range = requireSoundRange(exchange, session, tooLong)
  if (overlapping(session.parts, range)) throw refusal(416, 'The range overlaps with data that was received already.')
  if (running.size >= mostInFlight) {
    throw refusal(429, 'Too many requests for this upload session at a time.', { 'Retry-After': '1' })
  }
  const beside = [...running].map((other) => other.range)
  if (overlapping(beside, range)) {
    throw refusal(world.switches.concurrentRangeStatus, 'The range overlaps with one that is being received.')
  }
  const held: { release?: () => void } = {}
  const done = new Promise<void>((resolve) => (held.release = resolve))
  const self = { exchange, range, done }
  all.set(id, running.add(self))
  try {
    return await store(world, exchange, session, range)
  } finally {
    running.delete(self)
    if (running.size === 0) all.delete(id)
    held.release?.()
  }
}

function requireSoundRange(exchange: Exchange, { size }: PrintSession, tooLong: (length: number) => boolean): Part {
  const { contentLength, transferEncoding } = exchange.entry
  if (transferEncoding !== null || contentLength === null) throw refusal(411, 'Content-Length is required.')
  const range = parseContentRange(exchange.header('content-range'))
  if (!range || range.end < range.start || range.end >= range.total) {
    throw invalidRequest('The Content-Range header is missing or malformed.')
  }
  const length = range.end + 1 - range.start
  if (length !== contentLength) {
    throw invalidRequest('The Content-Range header length does not match the provided number of bytes.')
  }
  if (range.total !== size) throw invalidRequest('The total size differs from the size of the session.')
  if (tooLong(length)) throw refusal(413, 'The range is too large.')
  return { start: range.start, end: range.end + 1 }
}

/** To disk, at its place. A range that is cut off leaves no trace, or where a fault or a switch says so its prefix. */
async function store(world: World, exchange: Exchange, session: PrintSession, range: Part): Promise<Received> {
  const handle = await world.blobs.openForWriting(session.blob ?? '')
  const writer = new BlobWriter(handle, range.start)
  try {
    const length = await streamBody(exchange, {
      write: (chunk: Buffer) => writer.write(chunk),
      flushed: () => writer.flushed(),
    })
    await writer.flushed()
    return keep(world, exchange, session.id, { start: range.start, end: range.start + length })
  } catch (error) {
    await writer.flushed().catch(() => {})
    if (error instanceof BodyLost && error.received > 0) {
      const isKept = error.byFault ? exchange.plan?.keepCut : world.switches.partialAccept
      if (isKept) keep(world, exchange, session.id, { start: range.start, end: range.start + error.received })
    }
    throw error
  } finally {
    await handle.close()
  }
}

/**
 * The session is looked up again, since others have moved it or a DELETE has ended it meanwhile. With the last missing
 * byte it ends and the document gets its content, in one line of the ledger.
 */
function keep(world: World, exchange: Exchange, id: string, part: Part): Received {
  const before = liveSession(world, id)
  const session = { ...before, parts: withPart(before.parts, part) }
  exchange.entry.storedBytes = part.end - part.start
  const tells = { sessionId: partKey(id, part), position: part.end }
  if (gapsOf(session.parts, session.size).length > 0) {
    world.write(putSession(session))
    return { session, document: null, tells }
  }
  const ended: PrintSession = { ...session, state: 'complete', blob: null }
  const { documentId, name, contentType, size, blob } = session
  const jobId = documentsOf(world).get(documentId)?.jobId ?? ''
  const document = { id: documentId, jobId, name, contentType, size, blob }
  world.write(putSession(ended), putDocument(document))
  return { session: ended, document, tells }
}

/** What the journal calls one range of a session. */
export function partKey(id: string, { start }: Part): string {
  return `${id}@${start}`
}

/** What an answer with all gaps tells is stored. */
export function tellsAll({ id, parts }: PrintSession): Received['tells'][] {
  return parts.map((part) => ({ sessionId: partKey(id, part), position: part.end }))
}
