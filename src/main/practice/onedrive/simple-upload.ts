import type { Context } from '../context.ts'
import { streamBody } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { Problem, invalidRequest, nameAlreadyExists } from '../problem.ts'
import { BlobWriter } from '../storage/blob-writer.ts'
import { ContentDigest, type Hashes } from '../storage/content-digest.ts'
import { type AccessToken, type ConflictBehavior, conflictBehaviors } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import type { Address } from './address.ts'
import { land } from './commit.ts'
import { requireConditions, requireWellFormed } from './conditions.ts'
import { parentOf, resolveForWriting } from './create-session.ts'
import { driveItem } from './drive-item.ts'
import { nameProblem } from './names.ts'
import { locked } from './refusals.ts'

/** PUT …/content: the whole file in one request (C: api-reference/v1.0/api/driveitem-put-content.md). */
export async function simpleUpload(
  context: Context,
  exchange: Exchange,
  address: Address,
  token: AccessToken,
): Promise<Reply> {
  const { world, origins } = context
  const conflict = conflictOf(exchange)
  const target = resolveForWriting(world, address, token)
  if (target.byId && target.item && !target.item.content)
    throw invalidRequest('A folder was addressed without a file name.')
  if (target.item && !target.item.content) throw nameAlreadyExists('A folder has this name.')
  const parent = parentOf(world, target)
  const name = target.byId ? target.name : (address.names.at(-1) ?? target.name)
  const problem = nameProblem([...world.pathOf(parent), name])
  if (problem && !target.byId) throw problem
  const conditions = { ifMatch: exchange.header('if-match'), ifNoneMatch: exchange.header('if-none-match') }
  requireWellFormed(conditions)
  requireConditions(conditions, target.item)
  requireLength(world, exchange)
  if (conflict === 'fail' && target.item) throw nameAlreadyExists('The specified item name already exists.')
  if (target.item?.locked && conflict === 'replace') throw locked()
  const { blob, hashes } = await receive(world, exchange)
  // Looked up again: another request may have made or removed the file while the bytes came.
  const item = target.byId && target.item ? world.items.get(target.item.id) : world.child(parent.id, name)
  const landed = await land(world, {
    driveId: target.drive.id,
    parentId: parent.id,
    name,
    item,
    conflict: exchange.plan?.commitAs ?? conflict,
    ifMatch: conditions.ifMatch,
    times: {},
    blob,
    hashes,
  }).catch((error: unknown) => {
    world.blobs.remove(blob)
    throw error
  })
  exchange.entry.storedBytes = hashes.size
  exchange.entry.itemId = landed.item.id
  const body = {
    '@odata.context': `${origins.graph}/v1.0/$metadata#items/$entity`,
    ...driveItem(world, landed.item, origins),
  }
  return json(landed.created ? 201 : 200, body)
}

/** For PUT the annotation stands in the query, and `replace` is the default (G: resources/driveitem.md). */
function conflictOf(exchange: Exchange): ConflictBehavior {
  const asked = exchange.query.get('@microsoft.graph.conflictBehavior') ?? exchange.query.get('@name.conflictBehavior')
  exchange.entry.conflictBehavior = asked
  if (asked === null) return 'replace'
  const known = conflictBehaviors.find((behavior) => behavior === asked.toLowerCase())
  if (!known) throw invalidRequest(`Name conflict behavior: ${asked} is not valid.`)
  return known
}

function requireLength(world: World, { entry }: Exchange): void {
  if (entry.transferEncoding !== null || entry.contentLength === null) {
    throw new Problem(411, 'invalidRequest', 'Content-Length is required.')
  }
  if (entry.contentLength > world.switches.simpleUploadLimit) {
    throw new Problem(413, 'invalidRequest', 'The request body is too large. Use an upload session.')
  }
}

async function receive(world: World, exchange: Exchange): Promise<{ blob: string; hashes: Hashes }> {
  const blob = world.blobs.create()
  const handle = await world.blobs.openForWriting(blob)
  const writer = new BlobWriter(handle, 0)
  const digest = new ContentDigest()
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
    return { blob, hashes: digest.hashes() }
  } catch (error) {
    await writer.flushed().catch(() => {})
    world.blobs.remove(blob)
    throw error
  } finally {
    await handle.close()
  }
}
