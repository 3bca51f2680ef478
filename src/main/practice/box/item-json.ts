import { boxUser, driveIds } from '../seed.ts'
import type { Item } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { sharedLink } from './link-table.ts'

type Json = Record<string, unknown>

/** Grows with every change (box-and-peers.md 1.11). */
export function etagOf({ version }: Item): string {
  return String(version - 1)
}

/** What stands for an item inside another one, and in lists. */
export function mini(item: Item): Json {
  if (isRoot(item)) return { type: 'folder', id: item.id, sequence_id: null, etag: null, name: 'All Files' }
  const common = { id: item.id, sequence_id: etagOf(item), etag: etagOf(item), name: item.name }
  if (!item.content) return { type: 'folder', ...common }
  return { type: 'file', ...common, sha1: item.content.sha1 ?? null, file_version: fileVersion(item) }
}

/** A file or folder in full (OAS: File--Full and Folder--Full, as far as this cloud knows). */
export function full(world: World, item: Item): Json {
  const ancestors = ancestorsOf(world, item)
  const parent = ancestors.at(-1)
  const who = { type: 'user', ...boxUser }
  return {
    ...mini(item),
    description: item.description ?? '',
    size: item.content?.size ?? 0,
    created_at: isRoot(item) ? null : boxTime(item.createdDateTime),
    modified_at: isRoot(item) ? null : boxTime(item.lastModifiedDateTime),
    content_created_at: isRoot(item) ? null : boxTime(item.fileSystemInfo.createdDateTime),
    content_modified_at: isRoot(item) ? null : boxTime(item.fileSystemInfo.lastModifiedDateTime),
    trashed_at: null,
    purged_at: null,
    created_by: who,
    modified_by: who,
    owned_by: who,
    shared_link: sharedLink(world, item),
    path_collection: { total_count: ancestors.length, entries: ancestors.map(miniFolder) },
    parent: parent ? miniFolder(parent) : null,
    item_status: 'active',
  }
}

/** With `fields` an answer has what was asked for, and always type, id and etag (guides/api-calls/fields.md). */
export function selected(json: Json, fields: string | null): Json {
  if (fields === null || fields === '') return json
  const wanted = new Set(['type', 'id', 'etag', ...fields.split(',').map((field) => field.trim())])
  return Object.fromEntries(Object.entries(json).filter(([name]) => wanted.has(name)))
}

/** Seconds, and the time zone of California, as the live service writes it: readers must not compare text. */
function boxTime(iso: string): string {
  const shifted = new Date(Date.parse(iso) - 8 * 60 * 60 * 1000)
  return shifted.toISOString().replace(/\.\d+Z$/, '-08:00')
}

function miniFolder(item: Item): Json {
  return mini({ ...item, content: null })
}

function fileVersion(item: Item): Json {
  const id = `${item.id}${String(item.contentVersion).padStart(3, '0')}`
  return { type: 'file_version', id, sha1: item.content?.sha1 ?? null }
}

function ancestorsOf(world: World, item: Item): Item[] {
  const parent = item.parentId === null ? undefined : world.items.get(item.parentId)
  return parent ? [...ancestorsOf(world, parent), parent] : []
}

function isRoot({ parentId }: Item): boolean {
  return parentId === null
}

/** The item, if it is Box's at all: ids of other services mean nothing here. */
export function boxItem(world: World, id: string): Item | undefined {
  const item = world.items.get(id)
  return item?.driveId === driveIds.box && item.visibleFrom <= world.clock.now() ? item : undefined
}
