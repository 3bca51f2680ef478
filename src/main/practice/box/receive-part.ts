import { createHash, randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { streamBody } from '../http/body.ts'
import { type ContentRange, parseContentRange } from '../http/content-range.ts'
import type { Exchange } from '../http/exchange.ts'
import { OneAtATime } from '../http/one-at-a-time.ts'
import { json, type Reply } from '../http/reply.ts'
import { BlobWriter } from '../storage/blob-writer.ts'
import type { BoxPart, BoxSession } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { parseDigest } from './digest-header.ts'
import { refusal } from './refusals.ts'
import { openSession, partAt, partJson, partKey, putPart } from './session-store.ts'

/** Parts that are being received now: two writers of one place would spoil each other's bytes. */
const inFlight = new WeakMap<World, OneAtATime>()

/**
 * PUT to a session: one part, at its place, whatever the order (OAS put_files_upload_sessions_id; box-and-peers.md
 * 1.5). What is stored is never written again.
 */
export async function receivePart(context: Context, exchange: Exchange, id: string): Promise<Reply> {
  const { world } = context
  const running = inFlight.get(world) ?? new OneAtATime()
  inFlight.set(world, running)
  const session = openSession(world, id)
  const range = requireFittingRange(exchange, session)
  const digest = parseDigest(exchange.header('digest'))
  if (digest === null) throw refusal('bad_request', { detail: 'Digest: sha=<base64 of the part’s SHA-1> is required' })
  const key = partKey(id, range.start)
  await running.waitForTheDead(key)
  requireFree(world, id, range)
  if (running.isRunning(key)) throw refusal('operation_blocked_temporary')
  return running.run(key, exchange, async () => {
    const sha1 = await store(world, exchange, session, range)
    // Looked up again: it may have been aborted, or have expired, while the bytes came.
    openSession(world, id)
    if (sha1.toString('base64') !== digest) {
      throw refusal('precondition_failed', { detail: 'the part’s digest does not match its bytes' })
    }
    const size = range.end + 1 - range.start
    const part: BoxPart = {
      partId: randomBytes(4).toString('hex').toUpperCase(),
      sessionId: id,
      offset: range.start,
      size,
      sha1: sha1.toString('hex'),
      processedFrom: world.clock.now() + world.switches.boxProcessingMs,
    }
    world.write(putPart(part))
    exchange.entry.storedBytes = size
    const shown = partJson(part)
    return {
      ...json(200, world.switches.boxPartAnswer === 'bare' ? shown : { part: shown }),
      tells: { sessionId: key, position: range.end + 1 },
    }
  })
}

/** All parts but the last have exactly the server's size, and begin at a multiple of it (upload-part.md). */
function requireFittingRange(exchange: Exchange, { size, partSize }: BoxSession): ContentRange {
  const { contentLength } = exchange.entry
  const range = parseContentRange(exchange.header('content-range'))
  if (!range) throw refusal('bad_request', { detail: 'Content-Range: bytes <first>-<last>/<total> is required' })
  const { start, end, total } = range
  if (total !== size) throw refusal('invalid_range', { detail: `the total is ${size}, not ${total}` })
  if (start % partSize !== 0 || end !== Math.min(start + partSize, size) - 1) {
    throw refusal('invalid_range', { detail: `${start}-${end} is no part of ${partSize} bytes` })
  }
  const length = end + 1 - start
  if (contentLength !== null && contentLength !== length) {
    throw refusal('bad_request', { detail: `Content-Length is ${contentLength}, the range has ${length} bytes` })
  }
  return range
}

function requireFree(world: World, id: string, { start }: ContentRange): void {
  const part = partAt(world, id, start)
  if (!part) return
  const detail = `part ${part.partId} at ${part.offset} with ${part.size} bytes`
  throw refusal('range_overlaps_existing_part', { status: world.switches.boxOverlapStatus, detail })
}

/** Streams the part to its place; returns its SHA-1. Bytes of a part that wasn't acknowledged are written over. */
async function store(
  world: World,
  exchange: Exchange,
  { blob }: BoxSession & { readonly blob: string },
  { start, end }: ContentRange,
): Promise<Buffer> {
  const hash = createHash('sha1')
  const handle = await world.blobs.openForWriting(blob)
  const writer = new BlobWriter(handle, start)
  const length = end + 1 - start
  let left = length
  const sink = {
    write(chunk: Buffer) {
      // A body of unknown length may have more than the range: that must not reach the next part's place.
      const fitting = chunk.subarray(0, Math.max(0, left))
      left -= chunk.length
      hash.update(fitting)
      return writer.write(fitting)
    },
    flushed: () => writer.flushed(),
  }
  try {
    await streamBody(exchange, sink)
  } finally {
    await writer.flushed().catch(() => {})
    await handle.close()
  }
  await writer.flushed()
  if (left !== 0) throw refusal('bad_request', { detail: `${length - left} bytes came, the range has ${length}` })
  return hash.digest()
}
