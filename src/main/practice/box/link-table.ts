/** Shared links of Box: at most one for a file (guides/shared-links/create.md). A row's key is the end of its address. */

import { randomBytes } from 'node:crypto'
import { driveIds } from '../seed.ts'
import type { Item } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'

export const boxAccesses = ['open', 'company', 'collaborators'] as const

export interface BoxLink {
  readonly itemId: string
  readonly access: (typeof boxAccesses)[number]
  readonly canEdit: boolean
  /** ISO 8601; null: it has no end. */
  readonly unsharedAt: string | null
  readonly hasPassword: boolean
}

export type BoxLinkSettings = Omit<BoxLink, 'itemId'>

const table = 'box-link'

export function boxLinks(world: World): ReadonlyMap<string, BoxLink> {
  return world.table<BoxLink>(table)
}

export function boxLinkUrl(world: World, token: string): string {
  return `${world.drives.get(driveIds.box)?.webUrl ?? ''}/s/${token}`
}

/** The link of an item and its token; null where it has none, or none any more. */
export function linkOf(world: World, itemId: string): { readonly token: string; readonly link: BoxLink } | null {
  for (const [token, link] of boxLinks(world)) {
    if (link.itemId === itemId && isAlive(world, link)) return { token, link }
  }
  return null
}

export function linkedBy(world: World, token: string): Item | undefined {
  const link = boxLinks(world).get(token)
  return link !== undefined && isAlive(world, link) ? world.items.get(link.itemId) : undefined
}

/** Gives the item a link, or its link other settings. @returns the link */
export function linkTo(world: World, { id }: Item, wish: BoxLinkSettings): string {
  const token = linkOf(world, id)?.token ?? randomBytes(24).toString('base64url').replaceAll(/[-_]/g, 'x')
  const { access, canEdit, unsharedAt, hasPassword } = wish
  world.write({ table, id: token, row: { itemId: id, access, canEdit, unsharedAt, hasPassword } })
  return boxLinkUrl(world, token)
}

export function unlink(world: World, itemId: string): void {
  const there = linkOf(world, itemId)
  if (there !== null) world.write({ table, id: there.token, row: null })
}

/** OAS File--Full, `shared_link`. */
export function sharedLink(world: World, { id }: Item): object | null {
  const there = linkOf(world, id)
  if (there === null) return null
  const { access, canEdit, unsharedAt, hasPassword } = there.link
  return {
    url: boxLinkUrl(world, there.token),
    download_url: null,
    vanity_url: null,
    vanity_name: null,
    access,
    effective_access: access,
    effective_permission: canEdit ? 'can_edit' : 'can_download',
    unshared_at: unsharedAt,
    is_password_enabled: hasPassword,
    permissions: { can_download: true, can_preview: true, can_edit: canEdit },
    download_count: 0,
    preview_count: 0,
  }
}

function isAlive({ clock }: World, { unsharedAt }: BoxLink): boolean {
  return unsharedAt === null || Date.parse(unsharedAt) > clock.now()
}
