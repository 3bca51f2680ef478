import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { readText } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { OneAtATime } from '../http/one-at-a-time.ts'
import { json, type Reply } from '../http/reply.ts'
import { digestFile } from '../storage/content-digest.ts'
import type { BoxPart, BoxSession } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { attributesOf, attributesSchema } from './attributes.ts'
import { parseDigest } from './digest-header.ts'
import { boxItem, full, selected } from './item-json.ts'
import { land, requireFile, requireFreeName, requirePreconditions } from './placing.ts'
import { refusal } from './refusals.ts'
import { endBoxSession, isProcessed, knownSession, openSession, partsOf } from './session-store.ts'

const bodySchema = z.object({
  parts: z.array(
    z.object({
      part_id: z.string(),
      offset: z.number(),
      size: z.number(),
      // Some SDKs leave it out (box-and-peers.md 1.7).
      sha1: z.string().nullish(),
    }),
  ),
  attributes: attributesSchema.optional(),
})

/** A list of ten thousand parts is a megabyte. */
const largestBody = 16 << 20

const committing = new WeakMap<World, OneAtATime>()

/**
 * POST …/commit: all parts become a file, or a version of one (OAS …_commit; guides/uploads/chunked/commit-session.md).
 * Answers 202 as long as not all parts are processed, and while another commit of the session is at work.
 */
export async function commitSession(context: Context, exchange: Exchange, id: string): Promise<Reply> {
  const { world } = context
  const again = replayed(context, exchange, id)
  if (again) return again
  const session = openSession(world, id)
  const digest = parseDigest(exchange.header('digest'))
  if (digest === null) throw refusal('bad_request', { detail: 'Digest: sha=<base64 of the file’s SHA-1> is required' })
  const text = await readText(exchange, largestBody)
  exchange.entry.bodySha256 = createHash('sha256').update(text).digest('hex')
  const body = bodySchema.safeParse(parsedJson(text))
  if (!body.success) throw refusal('bad_request', { detail: z.prettifyError(body.error) })
  const attributes = attributesOf(body.data.attributes)
  const running = committing.get(world) ?? new OneAtATime()
  committing.set(world, running)
  if (running.isRunning(id)) return later(1)
  return running.run(id, exchange, async () => {
    const target =
      session.itemId === null ? world.child(session.parentId, session.name) : requireFile(world, session.itemId)
    requirePreconditions(
      { ifMatch: exchange.header('if-match'), ifNoneMatch: exchange.header('if-none-match') },
      target,
    )
    requireFreeName(world, session)
    const parts = partsOf(world, session)
    requireSameParts(session, parts, body.data.parts)
    const unprocessed = parts.filter((part) => !isProcessed(world, part)).map(({ processedFrom }) => processedFrom)
    if (unprocessed.length > 0) return later(Math.ceil((Math.max(...unprocessed) - world.clock.now()) / 1000))
    const hashes = (await digestFile(world.blobs.path(session.blob), session.size, true)).hashes()
    const actual = Buffer.from(hashes.sha1 ?? '', 'hex').toString('base64')
    if (actual !== digest) throw refusal('digest_mismatch', { detail: `Actual: ${actual} Expected: ${digest}` })
    openSession(world, id)
    const item = land(world, session, { blob: session.blob, hashes, attributes })
    endBoxSession(world, session, 'committed', item.id)
    exchange.entry.itemId = item.id
    return committed(context, exchange, item.id)
  })
}

function committed({ world }: Context, exchange: Exchange, itemId: string): Reply {
  const item = boxItem(world, itemId)
  if (!item) throw refusal('not_found')
  return json(201, { total_count: 1, entries: [selected(full(world, item), exchange.query.get('fields'))] })
}

/** What a commit that is repeated after it succeeded gets is not documented: gone, or the same answer, by a switch. */
function replayed(context: Context, exchange: Exchange, id: string): Reply | null {
  if (context.world.switches.boxRepeatedCommit !== 'replay') return null
  const { state, committedId } = knownSession(context.world, id)
  return state === 'committed' && committedId !== null ? committed(context, exchange, committedId) : null
}

/** @param seconds until the same commit may be asked for again */
function later(seconds: number): Reply {
  return { status: 202, headers: { 'Retry-After': String(seconds) } }
}

type Named = z.infer<typeof bodySchema>['parts'][number]

/** What the client names is what there is, and covers the file. */
function requireSameParts(session: BoxSession, parts: readonly BoxPart[], named: readonly Named[]): void {
  const byOffset = new Map(parts.map((part) => [part.offset, part]))
  for (const claim of named) {
    const part = byOffset.get(claim.offset)
    const isSame =
      part?.partId === claim.part_id &&
      part.size === claim.size &&
      (claim.sha1 === undefined || claim.sha1 === null || claim.sha1.toLowerCase() === part.sha1)
    if (!isSame) throw refusal('parts_mismatch', { detail: JSON.stringify(claim) })
    byOffset.delete(claim.offset)
  }
  const covered = named.reduce((sum, { size }) => sum + size, 0)
  if (covered !== session.size || byOffset.size > 0) {
    throw refusal('parts_mismatch', { detail: `the parts named have ${covered} of ${session.size} bytes` })
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
