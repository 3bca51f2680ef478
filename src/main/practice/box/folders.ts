import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { boxUser, driveIds, me } from '../seed.ts'
import { loginOf } from '../sign-in/accounts.ts'
import { newItem, put } from '../storage/item-changes.ts'
import type { Item } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { boxItem, full, mini, selected } from './item-json.ts'
import { requireFile, requireFolder, requireFreeName } from './placing.ts'
import { requireName } from './names.ts'
import { refusal } from './refusals.ts'
import { whole } from './sessions.ts'

export function getFile({ world }: Context, exchange: Exchange, id: string): Reply {
  const file = requireFile(world, id)
  exchange.entry.itemId = file.id
  return json(200, selected(full(world, file), exchange.query.get('fields')))
}

/** GET /folders/:id: itself and the first of its items (OAS get_folders_id). */
export function getFolder({ world }: Context, exchange: Exchange, id: string): Reply {
  const folder = requireFolder(world, id)
  exchange.entry.itemId = folder.id
  const page = offsetPage(itemsIn(world, folder), 0, defaultPage)
  const body = { ...full(world, folder), item_collection: { ...page, entries: page.entries.map(mini) } }
  return json(200, selected(body, exchange.query.get('fields')))
}

const newFolder = z.object({ name: z.string(), parent: z.object({ id: z.string() }) })

/** POST /folders (OAS post_folders). What is in the way is told as an array, here (box-and-peers.md 1.2). */
export async function createFolder({ world }: Context, exchange: Exchange): Promise<Reply> {
  const body = newFolder.safeParse((await readJson(exchange)) ?? {})
  if (!body.success) throw refusal('bad_request', { detail: z.prettifyError(body.error) })
  const { name, parent } = body.data
  requireName(name)
  const folder = requireFolder(world, parent.id)
  requireFreeName(world, { parentId: folder.id, name, itemId: null })
  const item = newItem(world, { driveId: driveIds.box, parentId: folder.id, name, content: null })
  world.write(put(item))
  exchange.entry.itemId = item.id
  return json(201, selected(full(world, item), exchange.query.get('fields')))
}

const defaultPage = 100
const largestPage = 1000
const farthestOffset = 10_000

/** GET /folders/:id/items: by offset, or by marker where `usemarker` says so (OAS get_folders_id_items). */
export function listItems({ world }: Context, exchange: Exchange, id: string): Reply {
  const { query } = exchange
  const folder = requireFolder(world, id)
  exchange.entry.itemId = folder.id
  const limit = whole(query.get('limit'), defaultPage)
  if (limit === null || limit < 1) throw refusal('invalid_limit')
  const all = itemsIn(world, folder)
  const size = Math.min(limit, largestPage)
  const page =
    query.get('usemarker') === 'true'
      ? markerPage(all, folder, query.get('marker'), size)
      : offsetPage(all, requireOffset(query.get('offset')), size)
  const fields = query.get('fields')
  const shown = page.entries.map((item) => (fields === null ? mini(item) : selected(full(world, item), fields)))
  return json(200, { ...page, entries: shown })
}

/** Folders first, then by name: the default order. */
function itemsIn(world: World, folder: Item): Item[] {
  const visible = world.childrenOf(folder.id).filter(({ id }) => boxItem(world, id) !== undefined)
  return [...visible.filter(({ content }) => !content), ...visible.filter(({ content }) => content)]
}

function requireOffset(text: string | null): number {
  const offset = whole(text, 0)
  if (offset === null || offset > farthestOffset) throw refusal('invalid_offset')
  return offset
}

function offsetPage(all: readonly Item[], offset: number, limit: number) {
  const order = [
    { by: 'type', direction: 'ASC' },
    { by: 'name', direction: 'ASC' },
  ]
  return { total_count: all.length, entries: all.slice(offset, offset + limit), offset, limit, order }
}

/** Without a count; the last page's marker is empty (guides/api-calls/pagination/marker-based.md). */
function markerPage(all: readonly Item[], folder: Item, marker: string | null, limit: number) {
  const at = marker === null || marker === '' ? 0 : positionOf(marker, folder)
  const end = at + limit
  const next = end < all.length ? Buffer.from(`${folder.id}:${end}`).toString('base64url') : ''
  return { entries: all.slice(at, end), limit, next_marker: next }
}

function positionOf(marker: string, folder: Item): number {
  const [of, at] = Buffer.from(marker, 'base64url').toString('latin1').split(':')
  if (of !== folder.id || !/^\d+$/.test(at ?? '')) throw refusal('bad_request', { detail: 'the marker is not valid' })
  return Number(at)
}

/** GET /users/me (OAS User): here are the account's real limits. */
export function getMe({ world }: Context, exchange: Exchange): Reply {
  const { boxLargestFile, quotaTotal } = world.switches
  const body = {
    type: 'user',
    ...boxUser,
    login: loginOf(world, { id: me.id, login: boxUser.login }),
    created_at: '2012-12-12T10:53:43-08:00',
    modified_at: '2012-12-12T10:53:43-08:00',
    language: 'en',
    timezone: 'America/Los_Angeles',
    space_amount: quotaTotal,
    space_used: world.used(driveIds.box),
    max_upload_size: boxLargestFile,
    status: 'active',
    job_title: '',
    phone: '',
    address: '',
    avatar_url: '',
    notification_email: null,
  }
  return json(200, selected(body, exchange.query.get('fields')))
}
