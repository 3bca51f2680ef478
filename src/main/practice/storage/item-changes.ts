import { randomBytes } from 'node:crypto'
import { driveIds } from '../seed.ts'
import type { Profile } from '../switches.ts'
import type { Change } from './ledger.ts'
import type { Content, FileTimes, Item } from './rows.ts'
import type { World } from './world.ts'

interface NewItem {
  readonly driveId: string
  readonly parentId: string
  readonly name: string
  readonly content: Content | null
  readonly times?: Partial<FileTimes>
}

export function put(item: Item): Change {
  return { table: 'item', id: item.id, row: item }
}

export function newItem(world: World, { driveId, parentId, name, content, times = {} }: NewItem): Item {
  const now = world.clock.iso()
  return {
    id: driveId === driveIds.box ? newBoxId(world) : newItemId(world.switches.profile),
    driveId,
    parentId,
    name,
    content,
    version: 1,
    contentVersion: 1,
    createdDateTime: now,
    lastModifiedDateTime: now,
    fileSystemInfo: { createdDateTime: now, lastModifiedDateTime: now, ...times },
    locked: false,
    visibleFrom: world.clock.now() + world.switches.visibleAfterMs,
  }
}

/** A new version of an existing file: same id, new eTag and cTag. Without times it was changed now. */
export function withContent(world: World, item: Item, content: Content, times: Partial<FileTimes> = {}): Item {
  const now = world.clock.iso()
  return {
    ...item,
    content,
    version: item.version + 1,
    contentVersion: item.contentVersion + 1,
    lastModifiedDateTime: now,
    fileSystemInfo: { ...item.fileSystemInfo, lastModifiedDateTime: now, ...times },
  }
}

/** A change of anything but content: new eTag, same cTag. */
export function withMetadata(world: World, item: Item, change: Partial<Item>): Item {
  return { ...item, lastModifiedDateTime: world.clock.iso(), ...change, version: item.version + 1 }
}

/** The item and all below it. Contents are removed from disk after the change is written. */
export function removeTree(world: World, item: Item): void {
  const doomed = [...subtree(world, item)]
  world.write(...doomed.map(({ id }) => ({ table: 'item', id, row: null })))
  for (const { content } of doomed) if (content) world.blobs.remove(content.blob)
}

function* subtree(world: World, item: Item): Generator<Item> {
  for (const child of world.childrenOf(item.id)) yield* subtree(world, child)
  yield item
}

/** Finds the folder at these names, making what is missing. */
export function ensureFolder(world: World, base: Item, names: readonly string[]): Item | null {
  let folder = base
  for (const name of names) {
    let next = world.child(folder.id, name)
    if (!next) {
      next = newItem(world, { driveId: folder.driveId, parentId: folder.id, name, content: null })
      world.write(put(next))
    }
    if (next.content) return null
    folder = next
  }
  return folder
}

/** `base 1.ext`, `base 2.ext`, …: the service's way to rename. */
export function freeName(world: World, parentId: string, name: string): string {
  const dot = name.lastIndexOf('.')
  const [base, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  for (let n = 1; ; n++) {
    const candidate = `${base} ${n}${extension}`
    if (!world.child(parentId, candidate)) return candidate
  }
}

export function eTag({ id, version }: Item): string {
  return `"{${id}},${version}"`
}

export function cTag({ id, contentVersion }: Item): string {
  return `"c:{${id}},${contentVersion}"`
}

/** Box counts: ids are decimal numbers in strings. */
function newBoxId(world: World): string {
  const id = Number(world.setting('last-box-id') ?? 1_000_000_000) + 1
  world.set('last-box-id', id)
  return String(id)
}

function newItemId(profile: Profile): string {
  const chance = randomBytes(20)
  if (profile === 'odp') return `5A7E00000000C1D!${chance.readUInt32LE() % 1_000_000_000}`
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return `01${[...chance, ...randomBytes(12)].map((byte) => letters[byte & 31]).join('')}`
}
