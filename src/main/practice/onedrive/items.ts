import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, noContent, type Reply } from '../http/reply.ts'
import { Problem, invalidRequest, itemNotFound, nameAlreadyExists } from '../problem.ts'
import { freeName, newItem, put, removeTree, withMetadata } from '../storage/item-changes.ts'
import { type AccessToken, conflictBehaviors, type Item } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import type { Address } from './address.ts'
import { requireConditions, requireWellFormed } from './conditions.ts'
import { fileSystemInfoSchema, timesOf } from './create-body.ts'
import { resolveForWriting } from './create-session.ts'
import { downloadUrl, driveItem, mimeType } from './drive-item.ts'
import { nameProblem } from './names.ts'
import { locked } from './refusals.ts'
import { resolveExisting } from './resolve.ts'

export function getItem({ world, origins }: Context, exchange: Exchange, address: Address): Reply {
  const item = resolveExisting(world, address)
  exchange.entry.itemId = item.id
  const context = { '@odata.context': `${origins.graph}/v1.0/$metadata#items/$entity` }
  return json(200, { ...context, ...driveItem(world, item, origins) })
}

const newFolder = z.looseObject({
  name: z.string(),
  folder: z.looseObject({}),
  '@microsoft.graph.conflictBehavior': z.enum(conflictBehaviors).default('fail'),
})

/** POST …/children makes a folder (C: api-reference/v1.0/api/driveitem-post-children.md). */
export async function createFolder(
  context: Context,
  exchange: Exchange,
  address: Address,
  token: AccessToken,
): Promise<Reply> {
  const { world, origins } = context
  const parsed = newFolder.safeParse(await readJson(exchange))
  if (!parsed.success) throw invalidRequest('A folder needs a name and a folder facet.')
  const { name, '@microsoft.graph.conflictBehavior': conflict } = parsed.data
  exchange.entry.conflictBehavior = conflict
  const { item: parent, missingParents } = resolveForWriting(world, address, token)
  if (!parent || parent.content || missingParents.length > 0) throw itemNotFound()
  exchange.entry.path = `/${[...world.pathOf(parent), name].join('/')}`
  const problem = nameProblem([...world.pathOf(parent), name])
  if (problem) throw problem
  const existing = world.child(parent.id, name)
  if (existing && (conflict === 'fail' || existing.content))
    throw nameAlreadyExists('An item with this name already exists.')
  if (existing && conflict === 'replace') return json(200, driveItem(world, existing, origins))
  const free = existing ? freeName(world, parent.id, name) : name
  const folder = newItem(world, { driveId: parent.driveId, parentId: parent.id, name: free, content: null })
  world.write(put(folder))
  exchange.entry.itemId = folder.id
  return json(201, driveItem(world, folder, origins))
}

const itemPatch = z.looseObject({
  name: z.string().optional(),
  fileSystemInfo: fileSystemInfoSchema.optional(),
  parentReference: z.looseObject({ id: z.string().optional() }).optional(),
})

/** PATCH renames, moves and sets times (C: api-reference/v1.0/api/driveitem-update.md). */
export async function patchItem(
  context: Context,
  exchange: Exchange,
  address: Address,
  token: AccessToken,
): Promise<Reply> {
  const { world, origins } = context
  const parsed = itemPatch.safeParse(await readJson(exchange))
  if (!parsed.success) throw invalidRequest('The request body is not a valid driveItem.')
  const item = existingForWriting(world, exchange, address, token)
  const name = parsed.data.name ?? item.name
  const parentId = parsed.data.parentReference?.id ?? item.parentId
  const parent = parentId === null ? undefined : world.items.get(parentId)
  if (parentId === null || !parent || parent.content || parent.driveId !== item.driveId) throw itemNotFound()
  const problem = nameProblem([...world.pathOf(parent), name])
  if (problem) throw problem
  if (world.isBelow(parent, item.id)) throw invalidRequest('A folder can not be moved into itself.')
  const other = world.child(parentId, name)
  if (other && other.id !== item.id) throw nameAlreadyExists('An item with this name already exists.')
  const fileSystemInfo = { ...item.fileSystemInfo, ...timesOf(parsed.data.fileSystemInfo) }
  const patched = withMetadata(world, item, { name, parentId, fileSystemInfo })
  world.write(put(patched))
  return json(200, driveItem(world, patched, origins))
}

export function deleteItem({ world }: Context, exchange: Exchange, address: Address, token: AccessToken): Reply {
  const item = existingForWriting(world, exchange, address, token)
  if (item.parentId === null) throw invalidRequest('The root can not be deleted.')
  removeTree(world, item)
  return noContent
}

/** GET …/content: a redirect to a URL that needs no token, as the service does, or the bytes. */
export function getContent(context: Context, exchange: Exchange, address: Address): Reply {
  const { world, origins } = context
  const item = resolveExisting(world, address)
  exchange.entry.itemId = item.id
  if (!item.content) throw new Problem(400, 'invalidRequest', 'A folder has no content.')
  if (!world.switches.contentRedirects) return contentReply(world, exchange, item)
  return { status: 302, headers: { Location: downloadUrl(item, origins) } }
}

/** GET of a download URL. It dies with the version it was made for. */
export function download({ world }: Context, exchange: Exchange, id: string): Reply {
  const item = world.items.get(id)
  exchange.entry.itemId = id
  if (!item?.content || exchange.query.get('tempauth') !== item.content.blob) throw itemNotFound()
  return contentReply(world, exchange, item)
}

function contentReply(world: World, exchange: Exchange, { name, content }: Item): Reply {
  if (!content) throw itemNotFound()
  const headers = { 'Content-Type': mimeType(name), 'Accept-Ranges': 'bytes' }
  const path = world.blobs.path(content.blob)
  const wanted = /^bytes=(\d+)-(\d*)$/.exec(exchange.header('range') ?? '')
  if (!wanted) return { status: 200, headers, file: { path, start: 0, end: content.size } }
  const start = Number(wanted[1])
  const end = wanted[2] ? Math.min(Number(wanted[2]) + 1, content.size) : content.size
  if (start >= end) throw new Problem(416, 'invalidRange', 'The range is not satisfiable.')
  const range = { 'Content-Range': `bytes ${start}-${end - 1}/${content.size}` }
  return { status: 206, headers: { ...headers, ...range }, file: { path, start, end } }
}

function existingForWriting(world: World, exchange: Exchange, address: Address, token: AccessToken): Item {
  const { item } = resolveForWriting(world, address, token)
  if (!item) throw itemNotFound()
  exchange.entry.itemId = item.id
  const conditions = { ifMatch: exchange.header('if-match'), ifNoneMatch: undefined }
  requireWellFormed(conditions)
  requireConditions(conditions, item)
  if (item.locked) throw locked()
  return item
}
