import type { Context } from '../context.ts'
import { BodyLost, drainBody, streamBody } from '../http/body.ts'
import { type ContentRange, parseContentRange } from '../http/content-range.ts'
import type { Exchange } from '../http/exchange.ts'
import { OneAtATime } from '../http/one-at-a-time.ts'
import { json, type Reply } from '../http/reply.ts'
import { Problem, invalidRequest } from '../problem.ts'
import { BlobWriter } from '../storage/blob-writer.ts'
import { ContentDigest, digestFile } from '../storage/content-digest.ts'
import type { UploadSession } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { commit } from './commit.ts'
import { requireNoToken } from './refusals.ts'
import {
  endSession,
  isLive,
  liveSession,
  putSession,
  requireLiveUrl,
  sessionNotFound,
  statusBody,
} from './session-store.ts'

/** C: api-reference/v1.0/api/driveitem-createuploadsession.md, "Upload bytes to the upload session". */
const longestRange = 60 * 1024 * 1024
const alignment = 320 * 1024
const largestFile = 250 * 1024 ** 3

/** Ranges that are being received now, by session: a second one beside them is refused. */
const inFlight = new WeakMap<World, OneAtATime>()

/** PUT to an upload URL. The checks stand in the order of graph.md H3; the first that fails answers. */
export async function receiveRange(context: Context, exchange: Exchange, id: string, secret: string): Promise<Reply> {
  const { world } = context
  const running = inFlight.get(world) ?? new OneAtATime()
  inFlight.set(world, running)
  await running.waitForTheDead(id)
  const session = liveSession(world, id, secret)
  if (session.stillborn) {
    endSession(world, session, 'cancelled')
    throw sessionNotFound(world)
  }
  requireLiveUrl(world, session)
  const range = requireSoundRange(world, exchange, session)
  const onlyCommit = isRepeatedLastRange(world, session, range)
  if (!onlyCommit) requireNext(session, range)
  if (running.isRunning(id)) {
    const status = world.switches.concurrentRangeStatus
    const code = status === 416 ? 'invalidRange' : 'conflict'
    throw new Problem(status, code, 'Another fragment of this session is being uploaded.')
  }
  return running.run(id, exchange, async () => {
    if (onlyCommit) await drainBody(exchange)
    else await store(world, exchange, session, range)
    return answer(context, exchange, session.id)
  })
}

/** Rows 3 to 10: what can be said of the range without asking what is already there. */
function requireSoundRange(world: World, exchange: Exchange, session: UploadSession): ContentRange {
  const { switches } = world
  requireNoToken(switches.rejectAuthorizationOnUpload, exchange)
  const { contentLength, transferEncoding } = exchange.entry
  if (transferEncoding !== null || contentLength === null) throw unknownSize(switches.profile === 'odp')
  const range = parseContentRange(exchange.header('content-range'))
  if (!range || range.end < range.start || range.end >= range.total) {
    throw invalidRequest('The Content-Range header is missing or malformed.')
  }
  const length = range.end - range.start + 1
  if (length !== contentLength) {
    throw invalidRequest('The Content-Range header length does not match the provided number of bytes.')
  }
  if (session.total !== null && session.total !== range.total) {
    throw new Problem(416, 'invalidRange', 'The total size differs from the first fragment.', 'fragmentLengthMismatch')
  }
  if (length >= longestRange) {
    throw new Problem(413, 'invalidRequest', 'The fragment is too large.', 'maxFragmentLengthExceeded')
  }
  if (range.total > largestFile) {
    throw new Problem(413, 'invalidRequest', 'The file is too large.', 'maxFileSizeExceeded')
  }
  if (isMisaligned(range) && switches.alignment === 'strict') {
    throw invalidRequest(`The fragment has ${length} bytes; all but the last must be a multiple of ${alignment}.`)
  }
  return range
}

function unknownSize(personal: boolean): Problem {
  if (personal) return new Problem(411, 'invalidRequest', 'Content-Length is required.')
  return invalidRequest(
    'The size of the provided stream is not known. Make sure the request is not chunked, and the Content-Length header is specified',
  )
}

function requireNext({ received }: UploadSession, { start }: ContentRange): void {
  if (start < received) {
    throw new Problem(416, 'invalidRange', 'Uploaded fragment overlaps with existing data.', 'fragmentOverlap')
  }
  if (start > received) {
    throw new Problem(416, 'invalidRange', 'Uploaded fragment is out of order.', 'fragmentOutOfOrder')
  }
}

/** Alignment is judged on the length, never on the start (od#75). */
function isMisaligned({ start, end, total }: ContentRange): boolean {
  return end + 1 < total && (end - start + 1) % alignment !== 0
}

function isRepeatedLastRange(world: World, { received, total }: UploadSession, { end: last }: ContentRange): boolean {
  return world.switches.commitRetryByLastRange && received === total && last + 1 === total
}

/** Streams the range to disk and hashes it on the way. A range that is cut off leaves no trace, or its prefix. */
async function store(world: World, exchange: Exchange, session: UploadSession, range: ContentRange): Promise<void> {
  const before = world.digests.get(session.id) ?? (await digestSoFar(world, session))
  const digest = before.fork()
  const handle = await world.blobs.openForWriting(session.blob)
  const writer = new BlobWriter(handle, range.start)
  const sink = {
    write(chunk: Buffer) {
      digest.update(chunk)
      return writer.write(chunk)
    },
    flushed: () => writer.flushed(),
  }
  try {
    await streamBody(exchange, sink)
    await writer.flushed()
  } catch (error) {
    await writer.flushed().catch(() => {})
    const keep = error instanceof BodyLost && (error.byFault ? exchange.plan?.keepCut : world.switches.partialAccept)
    if (keep) keepStored(world, exchange, session.id, range, digest)
    throw error
  } finally {
    await handle.close()
  }
  keepStored(world, exchange, session.id, range, digest)
}

async function digestSoFar(world: World, { blob, received }: UploadSession): Promise<ContentDigest> {
  return received === 0 ? new ContentDigest() : digestFile(world.blobs.path(blob), received)
}

/** Looks the session up again: control may have moved its end, or a DELETE may have ended it, in the meantime. */
function keepStored(world: World, exchange: Exchange, id: string, range: ContentRange, digest: ContentDigest): void {
  const session = world.sessions.get(id)
  if (!session || !isLive(world, session)) throw sessionNotFound(world)
  const received = digest.size
  const slides = world.switches.sessionSlides
  world.digests.set(id, digest)
  exchange.entry.storedBytes = received - session.received
  world.write(
    putSession({
      ...session,
      received,
      total: range.total,
      misaligned: session.misaligned || (world.switches.alignment === 'realistic' && isMisaligned(range)),
      expiresAt: slides ? world.clock.now() + world.switches.sessionLifetimeMs : session.expiresAt,
    }),
  )
}

async function answer(context: Context, exchange: Exchange, id: string): Promise<Reply> {
  const { world } = context
  const session = world.sessions.get(id)
  if (!session) throw sessionNotFound(world)
  if (session.received === session.total) {
    if (!session.deferCommit) return commit(context, exchange, session)
    world.write(putSession({ ...session, state: 'awaiting-commit' }))
  }
  const current = world.sessions.get(id) ?? session
  return { ...json(202, statusBody(world, current)), tells: { sessionId: id, position: current.received } }
}
