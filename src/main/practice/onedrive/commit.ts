import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { Problem, itemNotFound, nameAlreadyExists } from '../problem.ts'
import { type Hashes, digestFile } from '../storage/content-digest.ts'
import { freeName, newItem, put, withContent } from '../storage/item-changes.ts'
import type { ConflictBehavior, Content, FileTimes, Item, UploadSession } from '../storage/rows.ts'
import { placeKey, type World } from '../storage/world.ts'
import { requireConditions } from './conditions.ts'
import { driveItem } from './drive-item.ts'
import { locked, quotaLimitReached } from './refusals.ts'
import { currentTarget, putSession } from './session-store.ts'

/** What is to become a file, and where. Sessions and simple uploads end the same way. */
export interface Landing {
  readonly driveId: string
  readonly parentId: string
  readonly name: string
  readonly item: Item | undefined
  readonly conflict: ConflictBehavior
  readonly ifMatch: string | undefined
  readonly times: Partial<FileTimes>
  readonly blob: string
  readonly hashes: Hashes
}

/** All bytes are there: make them a file, or keep them and say why not (graph.md H3, commit). */
export async function commit(
  context: Context,
  exchange: Exchange,
  session: UploadSession,
  override: Partial<Pick<Landing, 'conflict' | 'ifMatch'>> = {},
): Promise<Reply> {
  const { world, origins } = context
  if (session.misaligned) {
    world.write(putSession({ ...session, state: 'commit-failed' }))
    throw new Problem(500, 'generalException', 'An error has occurred while committing the file.')
  }
  const digest = world.digests.get(session.id) ?? (await digestFile(world.blobs.path(session.blob), session.received))
  const target = currentTarget(world, session)
  if (session.itemId !== null && !target) throw failed(world, session, itemNotFound())
  if (!world.items.has(session.parentId)) throw failed(world, session, itemNotFound())
  const landing: Landing = {
    ...session,
    item: target,
    ifMatch: session.ifMatch ?? undefined,
    hashes: digest.hashes(),
    ...override,
    ...(exchange.plan?.commitAs && { conflict: exchange.plan.commitAs }),
  }
  const { item, created } = await land(world, landing).catch((error: unknown) => {
    throw error instanceof Problem && error.status !== 423 ? failed(world, session, error) : error
  })
  world.write(putSession({ ...session, state: 'complete' }))
  world.digests.delete(session.id)
  exchange.entry.itemId = item.id
  const body = { '@odata.context': `${origins.graph}/v1.0/$metadata#items/$entity`, ...driveItem(world, item, origins) }
  return { ...json(created ? 201 : 200, body), tells: { sessionId: session.id, position: session.received } }
}

/** Turns stored bytes into an item. The version it replaces is removed from disk only after that is written down. */
export async function land(world: World, landing: Landing): Promise<{ item: Item; created: boolean }> {
  const { driveId, parentId, name, conflict, times, hashes } = landing
  requireConditions({ ifMatch: landing.ifMatch, ifNoneMatch: undefined }, landing.item)
  if (landing.item && conflict === 'fail') throw nameTaken()
  if (landing.item && !landing.item.content) throw nameAlreadyExists('A folder has this name.')
  const replaced = conflict === 'replace' ? landing.item : undefined
  const free = world.switches.quotaTotal - world.used(driveId) + (replaced?.content?.size ?? 0)
  if (hashes.size > free) throw quotaLimitReached()
  if (replaced?.locked || world.lockedPlaces.has(placeKey(parentId, name))) throw locked()
  const content = await contentOf(world, landing)
  if (replaced) {
    const item = withContent(world, replaced, content, times)
    world.write(put(item))
    if (replaced.content) world.blobs.remove(replaced.content.blob)
    return { item, created: false }
  }
  const freeOrSame = landing.item ? freeName(world, parentId, name) : name
  const item = newItem(world, { driveId, parentId, name: freeOrSame, content, times })
  world.write(put(item))
  return { item, created: true }
}

function failed(world: World, session: UploadSession, problem: Problem): Problem {
  world.write(putSession({ ...session, state: 'commit-failed' }))
  return problem
}

function nameTaken(): Problem {
  return nameAlreadyExists(
    'The specified item name already exists. Choose another name with a request to commit the upload session.',
  )
}

const rewritten = /\.(docx|xlsx|pptx|pdf|html)$/i

/** SharePoint writes properties into some documents, so that neither size nor hash is what was sent (od#935). */
async function contentOf(world: World, { blob, name, hashes }: Landing): Promise<Content> {
  const hashesFrom = world.clock.now() + world.switches.hashesAfterMs
  const same = { blob, size: hashes.size, quickXorHash: hashes.quickXorHash, sha256: hashes.sha256, hashesFrom }
  if (!world.switches.rewriteDocuments || !rewritten.test(name)) return same
  await world.blobs.append(blob, Buffer.from('<!-- properties added by the practice cloud -->'))
  const digest = await digestFile(world.blobs.path(blob), world.blobs.size(blob))
  return { blob, ...digest.hashes(), hashesFrom }
}
