import { Problem, itemNotFound } from '../problem.ts'
import { groupsOf, siteById } from '../directory/store.ts'
import { driveIds, me, nationalUsers, personalUser, specialFolders, users } from '../seed.ts'
import { ensureFolder } from '../storage/item-changes.ts'
import type { Drive, Item } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import type { Address, DriveAddress } from './address.ts'
import { itemOfLink } from './link-table.ts'

/** Where an address leads: an item that exists, or a name in a folder where none does. */
export interface Target {
  readonly drive: Drive
  readonly item: Item | null
  /** The folder that has or would have the item; null above a drive's root. */
  readonly parent: Item | null
  readonly name: string
  /** Names on the way that do not exist yet, before the last one. */
  readonly missingParents: readonly string[]
  /** No name in the URL: the item itself was addressed. */
  readonly byId: boolean
}

export function resolve(world: World, address: Address): Target {
  const base = baseItem(world, address)
  const drive = driveOf(world, base)
  let folder = base
  const names = [...address.names]
  const last = names.pop()
  if (last === undefined) {
    const parent = base.parentId === null ? null : (world.items.get(base.parentId) ?? null)
    return { drive, item: base, parent, name: base.name, missingParents: [], byId: true }
  }
  for (const [i, name] of names.entries()) {
    const next = world.child(folder.id, name)
    if (!next) return { drive, item: null, parent: folder, name: last, missingParents: names.slice(i), byId: false }
    if (next.content) throw itemNotFound(`'${name}' is a file.`)
    folder = next
  }
  const item = world.child(folder.id, last) ?? null
  return { drive, item, parent: folder, name: item?.name ?? last, missingParents: [], byId: false }
}

/** The item, for those who only look. What was just committed may not be visible to them yet. */
export function resolveExisting(world: World, address: Address): Item {
  const { item, missingParents } = resolve(world, address)
  if (!item || missingParents.length > 0 || item.visibleFrom > world.clock.now()) throw itemNotFound()
  return item
}

export function resolveDrive(world: World, address: DriveAddress): Drive {
  const found = findDrive(world, address)
  if (!found) throw itemNotFound('The drive could not be found.')
  return found
}

export function driveOf(world: World, item: Item): Drive {
  const drive = world.drives.get(item.driveId)
  if (!drive) throw itemNotFound('The drive could not be found.')
  return drive
}

function rootOf(world: World, drive: Drive): Item {
  const root = world.items.get(drive.rootId)
  if (!root) throw itemNotFound('The drive has no root.')
  return root
}

const everybody = [...users, personalUser, ...Object.values(nationalUsers)]

export function findUser(id: string): (typeof everybody)[number] | undefined {
  return everybody.find((user) => user.id === id || user.userPrincipalName === id.toLowerCase())
}

function findDrive(world: World, address: DriveAddress): Drive | undefined {
  switch (address.kind) {
    case 'mine':
      return ownedBy(world, me.id)
    case 'drive':
      return address.id === driveIds.box ? undefined : world.drives.get(address.id)
    case 'user':
      return ownedBy(world, findUser(address.id)?.id)
    case 'group':
      return ownedBy(world, groupsOf(world).find(({ id }) => id === address.id)?.id)
    case 'site':
      return ownedBy(world, siteById(world, address.id)?.id)
    case 'share':
      return driveOf(world, sharedItem(world, address.id))
  }
}

function ownedBy(world: World, id: string | undefined): Drive | undefined {
  return [...world.drives.values()].find(({ owner }) => owner.id === id)
}

function baseItem(world: World, { drive: where, base }: Address): Item {
  switch (base.kind) {
    case 'share-item':
    case 'share-root':
      if (where.kind !== 'share') throw itemNotFound()
      return sharedItem(world, where.id)
    case 'drive':
    case 'root':
      return rootOf(world, resolveDrive(world, where))
    case 'special': {
      const names = specialFolders[base.name.toLowerCase()]
      if (!names) return itemById(world, where, base.name)
      const folder = ensureFolder(world, rootOf(world, resolveDrive(world, where)), names)
      if (!folder) throw new Problem(409, 'nameAlreadyExists', 'A file is in the place of the special folder.')
      return folder
    }
    default:
      return itemById(world, where, base.id)
  }
}

function itemById(world: World, where: DriveAddress, id: string): Item {
  const drive = resolveDrive(world, where)
  const item = id === 'root' ? rootOf(world, drive) : world.items.get(id)
  if (!item || item.driveId !== drive.id) throw itemNotFound()
  return item
}

/** `s!{itemId}`, or `u!` and the base64url of the item's webUrl or of a sharing link (G: api/shares-get.md). */
function sharedItem(world: World, share: string): Item {
  const item = share.startsWith('u!') ? itemByWebUrl(world, share.slice(2)) : world.items.get(share.replace(/^s!/, ''))
  if (!item || item.driveId === driveIds.box)
    throw itemNotFound('The sharing link no longer exists, or you do not have permission to access it.')
  return item
}

function itemByWebUrl(world: World, encoded: string): Item | undefined {
  const url = Buffer.from(encoded, 'base64url').toString('utf8')
  const linked = itemOfLink(world, url)
  if (linked) return linked
  const drive = [...world.drives.values()].find(({ webUrl }) => url === webUrl || url.startsWith(`${webUrl}/`))
  if (!drive) return undefined
  let item: Item | undefined = rootOf(world, drive)
  for (const segment of (url.split('?')[0] ?? '').slice(drive.webUrl.length).split('/')) {
    if (segment === '' || !item) continue
    try {
      item = world.child(item.id, decodeURIComponent(segment))
    } catch {
      return undefined
    }
  }
  return item
}
