import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { boxSessions } from '../box/session-store.ts'
import type { Context } from '../context.ts'
import { ContentDigest, digestFile } from '../storage/content-digest.ts'
import { eTag, ensureFolder, newItem, put, removeTree, withContent, withMetadata } from '../storage/item-changes.ts'
import type { Content, Item } from '../storage/rows.ts'
import { placeKey, type World } from '../storage/world.ts'
import { driveIds } from '../seed.ts'
import { pseudoRandom } from './pseudo-random.ts'

const isoTime = z.iso.datetime({ offset: true })

/** A change that did not come from the client under test. */
export const otherWriterSchema = z.strictObject({
  what: z.enum(['create', 'folder', 'overwrite', 'delete', 'lock', 'unlock', 'touch', 'rewrite']),
  path: z.string().optional(),
  itemId: z.string().optional(),
  drive: z.string().default(driveIds.me),
  content: z.string().optional(),
  base64: z.string().optional(),
  /** So many pseudo-random bytes from `seed`. */
  size: z
    .number()
    .int()
    .nonnegative()
    .max(1 << 30)
    .optional(),
  seed: z.number().int().default(1),
  createdDateTime: isoTime.optional(),
  lastModifiedDateTime: isoTime.optional(),
})

type OtherWriter = z.input<typeof otherWriterSchema> & {
  readonly sessionId?: string
  readonly at?: string
  readonly action?: string
}

/** Does it, and returns the item as it is then; null when there is none. */
export async function actAsOtherWriter({ world }: Context, wish: OtherWriter): Promise<Item | null> {
  const place = placeOf(world, wish)
  const existing = place.item
  switch (wish.what) {
    case 'folder':
      return place.parent ? ensureFolder(world, place.parent, [place.name]) : null
    case 'create':
    case 'overwrite': {
      if (!place.parent || (existing && !existing.content)) return null
      const content = await contentOf(world, wish, place.parent.driveId)
      const times = timesOf(wish)
      const next = existing
        ? withContent(world, existing, content, times)
        : newItem(world, { driveId: place.parent.driveId, parentId: place.parent.id, name: place.name, content, times })
      world.write(put(next))
      if (existing?.content) world.blobs.remove(existing.content.blob)
      return next
    }
    case 'rewrite':
      return existing?.content ? rewrite(world, existing, existing.content) : null
    case 'delete':
      if (existing && existing.parentId !== null) removeTree(world, existing)
      return null
    case 'lock':
    case 'unlock':
      if (place.parent) lockPlace(world, placeKey(place.parent.id, place.name), wish.what === 'lock' && !existing)
      return existing ? update(world, { ...existing, locked: wish.what === 'lock' }) : null
    case 'touch':
      return existing ? update(world, withMetadata(world, existing, {})) : null
  }
}

/** What control shows of an item, with the hash that the service does not have. */
export function describeItem(world: World, item: Item): Record<string, unknown> {
  return {
    id: item.id,
    name: item.name,
    path: `/${world.pathOf(item).join('/')}`,
    driveId: item.driveId,
    parentId: item.parentId,
    folder: item.content === null,
    size: item.content?.size ?? null,
    sha256: item.content?.sha256 ?? null,
    quickXorHash: item.content?.quickXorHash ?? null,
    sha1: item.content?.sha1 ?? null,
    eTag: eTag(item),
    versions: item.contentVersion,
    locked: item.locked,
    createdDateTime: item.createdDateTime,
    lastModifiedDateTime: item.lastModifiedDateTime,
    fileSystemInfo: item.fileSystemInfo,
  }
}

export function findByPath(world: World, driveId: string, path: string): Item | undefined {
  const drive = world.drives.get(driveId)
  let item = drive && world.items.get(drive.rootId)
  for (const name of namesOf(path)) item = item && world.child(item.id, name)
  return item
}

function placeOf(world: World, wish: OtherWriter): { parent: Item | null; name: string; item: Item | null } {
  const wanted = wish.sessionId ?? ''
  const session = world.sessions.get(wanted) ?? boxSessions(world).get(wanted)
  if (session) {
    const item = session.itemId === null ? world.child(session.parentId, session.name) : world.items.get(session.itemId)
    return { parent: world.items.get(session.parentId) ?? null, name: session.name, item: item ?? null }
  }
  const known = wish.itemId === undefined ? undefined : world.items.get(wish.itemId)
  if (known)
    return {
      parent: known.parentId === null ? null : (world.items.get(known.parentId) ?? null),
      name: known.name,
      item: known,
    }
  const names = namesOf(wish.path ?? '')
  const name = names.pop()
  const root = findByPath(world, wish.drive ?? driveIds.me, '/')
  if (!root || name === undefined) return { parent: null, name: '', item: root ?? null }
  const makes = wish.what === 'create' || wish.what === 'folder'
  const parent = makes ? ensureFolder(world, root, names) : findByPath(world, root.driveId, names.join('/'))
  return { parent: parent ?? null, name, item: (parent && world.child(parent.id, name)) ?? null }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '')
}

function lockPlace(world: World, key: string, locked: boolean): void {
  if (locked) world.lockedPlaces.add(key)
  else world.lockedPlaces.delete(key)
}

function update(world: World, item: Item): Item {
  world.write(put(item))
  return item
}

function timesOf({ createdDateTime, lastModifiedDateTime }: OtherWriter): Record<string, string> {
  return { ...(createdDateTime && { createdDateTime }), ...(lastModifiedDateTime && { lastModifiedDateTime }) }
}

async function contentOf(world: World, wish: OtherWriter, driveId: string): Promise<Content> {
  const { content, base64, size, seed } = wish
  const bytes =
    size !== undefined
      ? pseudoRandom(size, seed ?? 1)
      : base64 !== undefined
        ? Buffer.from(base64, 'base64')
        : Buffer.from(content ?? '')
  const blob = world.blobs.create()
  await writeFile(world.blobs.path(blob), bytes, { mode: 0o600 })
  const digest = new ContentDigest(driveId === driveIds.box)
  digest.update(bytes)
  return { blob, ...digest.hashes(), hashesFrom: 0 }
}

async function rewrite(world: World, item: Item, { blob, hashesFrom }: Content): Promise<Item> {
  await world.blobs.append(blob, Buffer.from('\n<!-- rewritten by the practice cloud -->\n'))
  const digest = await digestFile(world.blobs.path(blob), world.blobs.size(blob), item.driveId === driveIds.box)
  return update(world, withContent(world, item, { blob, ...digest.hashes(), hashesFrom }, item.fileSystemInfo))
}
