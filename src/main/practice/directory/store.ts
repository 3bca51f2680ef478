/** Sites and groups, and what others share: those of the seed, and those that somebody made. */

import { group, rootItem, site } from '../seed.ts'
import type { Drive, Item } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'

export interface Site {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly hostname: string
  readonly path: string
  /** By the usual caller. */
  readonly isFollowed: boolean
}

export interface Group {
  readonly id: string
  readonly displayName: string
  /** Only such a group has files (C: resources/group.md, "groupTypes"). */
  readonly isUnified: boolean
}

const siteTable = 'directory-site'
const groupTable = 'directory-group'
const shareTable = 'directory-share'

const seeded: Site = { ...site, isFollowed: true }

export function sitesOf(world: World): Site[] {
  return [seeded, ...world.table<Site>(siteTable).values()]
}

export function siteById(world: World, id: string): Site | undefined {
  return sitesOf(world).find((one) => {
    const names = [one.id, `${one.hostname}:${one.path}`]
    return names.includes(id) || (one === seeded && (id === 'root' || id === one.hostname))
  })
}

export function groupsOf(world: World): Group[] {
  return [{ ...group, isUnified: true }, ...world.table<Group>(groupTable).values()]
}

/** Items that somebody shared with the usual caller. */
export function sharedOf(world: World): Item[] {
  return [...world.table<{ id: string }>(shareTable).values()].flatMap(({ id }) => world.items.get(id) ?? [])
}

export function putSite(world: World, row: Site, libraries: readonly string[]): void {
  const drives = libraries.map((name, n): Drive => {
    const folder = n === 0 ? 'Documents' : encodeURIComponent(name)
    const id = `b!${row.id}-${n}`
    return {
      id,
      name,
      owner: { kind: 'site', id: row.id },
      rootId: `01ROOT-${id}`,
      webUrl: `https://${row.hostname}${row.path}/${folder}`,
    }
  })
  const now = world.clock.iso()
  world.write(
    { table: siteTable, id: row.id, row },
    ...drives.flatMap((drive) => {
      const root = rootItem(drive, now)
      return [
        { table: 'drive', id: drive.id, row: drive },
        { table: 'item', id: root.id, row: root },
      ]
    }),
  )
}

export function putGroup(world: World, row: Group): void {
  world.write({ table: groupTable, id: row.id, row })
}

export function share(world: World, item: Item): void {
  world.write({ table: shareTable, id: item.id, row: { id: item.id } })
}
