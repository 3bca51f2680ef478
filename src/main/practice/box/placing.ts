import type { World } from '../storage/world.ts'
import type { Hashes } from '../storage/content-digest.ts'
import { newItem, put, withContent } from '../storage/item-changes.ts'
import { driveIds } from '../seed.ts'
import type { FileTimes, Item } from '../storage/rows.ts'
import { placeKey } from '../storage/world.ts'
import { boxItem, etagOf, mini } from './item-json.ts'
import { requireName } from './names.ts'
import { type BoxCode, refusal } from './refusals.ts'

/** Where a file is to go: a name in a folder, and for a new version the file that is there. */
export interface Place {
  readonly parentId: string
  readonly name: string
  readonly itemId: string | null
}

export interface Attributes {
  readonly times: Partial<FileTimes>
  readonly description?: string
}

export interface Preconditions {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
}

/** The folder, or the refusal that this call has for a folder that isn't there. */
export function requireFolder(world: World, id: string, missing: BoxCode = 'not_found'): Item {
  const folder = boxItem(world, id)
  if (!folder || folder.content) throw refusal(missing)
  return folder
}

export function requireFile(world: World, id: string): Item {
  const file = boxItem(world, id)
  if (!file?.content) throw refusal('not_found')
  return file
}

/** Nothing else may have the name, in whatever case, file or folder (OAS post_files_content). */
export function requireFreeName(world: World, { parentId, name, itemId }: Place): void {
  const other = world.child(parentId, name)
  if (!other || other.id === itemId) return
  const shown = mini(other)
  const isObject = other.content !== null && world.switches.boxConflicts === 'object'
  throw refusal('item_name_in_use', { about: { conflicts: isObject ? shown : [shown] } })
}

/** Room in the account, and under the plan's cap (common-errors.md). */
function requireRoom(world: World, size: number, itemId: string | null): void {
  if (size > world.switches.boxLargestFile) throw refusal('file_size_limit_exceeded')
  const replaced = itemId === null ? 0 : (boxItem(world, itemId)?.content?.size ?? 0)
  if (size > world.switches.quotaTotal - world.used(driveIds.box) + replaced) throw refusal('storage_limit_exceeded')
}

/** Preflight, session and upload ask the same questions (guides/uploads/check.md). */
export function requirePlace(world: World, place: Place, size: number | null): void {
  requireName(place.name)
  const item = place.itemId === null ? undefined : requireFile(world, place.itemId)
  if (item?.locked) throw refusal('access_denied_item_locked')
  requireFreeName(world, place)
  if (size !== null) requireRoom(world, size, place.itemId)
}

/** Box's etags come bare or quoted; `*` stands for any (guides/api-calls/ensure-consistency.md). */
export function requirePreconditions({ ifMatch, ifNoneMatch }: Preconditions, item: Item | undefined): void {
  const isMet = (tag: string) => item !== undefined && (tag === '*' || tag.replace(/^"(.*)"$/, '$1') === etagOf(item))
  if (ifMatch !== undefined && !isMet(ifMatch)) throw refusal('precondition_failed')
  if (ifNoneMatch !== undefined && isMet(ifNoneMatch)) throw refusal('precondition_failed')
}

/** Turns stored bytes into a file or a version. All checks are made anew: others were at work meanwhile. */
export function land(
  world: World,
  place: Place,
  { blob, hashes, attributes }: { blob: string; hashes: Hashes; attributes: Attributes },
): Item {
  requireFolder(world, place.parentId)
  requirePlace(world, place, hashes.size)
  if (world.lockedPlaces.has(placeKey(place.parentId, place.name))) throw refusal('access_denied_item_locked')
  const content = { blob, ...hashes, hashesFrom: world.clock.now() }
  const { times, description } = attributes
  const more = { name: place.name, ...(description !== undefined && { description }) }
  if (place.itemId === null) {
    const made = newItem(world, { driveId: driveIds.box, parentId: place.parentId, name: place.name, content, times })
    const item = { ...made, ...more }
    world.write(put(item))
    return item
  }
  const before = requireFile(world, place.itemId)
  const item = { ...withContent(world, before, content, times), ...more }
  world.write(put(item))
  if (before.content) world.blobs.remove(before.content.blob)
  return item
}
