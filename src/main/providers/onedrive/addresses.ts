/**
 * From our addresses to Graph's paths (graph.md A1). Each name is encoded by itself: `#`, `%` and space must be, and
 * encoding a whole path would hide its slashes.
 */

import type { Base, Drive, OneDriveDestination } from '../../../shared/onedrive-address.ts'

const version = 'v1.0'

const driveWords = { drive: 'drives', site: 'sites', group: 'groups', user: 'users' } as const

/** `/me/drive`, `/drives/{id}`, `/sites/{id}/drive` … */
export function drivePath(drive: Drive): string {
  if (drive.kind === 'mine') return '/me/drive'
  const owner = `/${driveWords[drive.kind]}/${encodeId(drive.id)}`
  return drive.kind === 'drive' ? owner : `${owner}/drive`
}

/** The item that the address is about, verbatim as the service's own forms are. */
export function basePath(base: Base): string {
  switch (base.of) {
    case 'root':
      return `${drivePath(base.drive)}/root`
    case 'item':
      return `${drivePath(base.drive)}/items/${encodeId(base.id)}`
    case 'special':
      return `/me/drive/special/${encodeId(base.id)}`
    case 'bundle':
      return `/me/drive/bundles/${encodeId(base.id)}`
    case 'following':
      return `/me/drive/following/${encodeId(base.id)}`
    case 'share':
      return `/shares/${encodeId(base.shareId)}/${base.viaRoot ? 'root' : 'driveItem'}`
  }
}

/** Any item of the drive that the address leads into. */
export function itemPath(base: Base, itemId: string): string {
  switch (base.of) {
    case 'root':
    case 'item':
      return `${drivePath(base.drive)}/items/${encodeId(itemId)}`
    case 'share':
      return `/shares/${encodeId(base.shareId)}/items/${encodeId(itemId)}`
    default:
      return `/me/drive/items/${encodeId(itemId)}`
  }
}

/** An item by its parent: the form that every kind of drive takes (gdc#7838). */
export function childPath(driveId: string, parentId: string): string {
  return `/drives/${encodeId(driveId)}/items/${encodeId(parentId)}`
}

/** `names` below `start`, and what is asked of it: `…:/{path}:/createUploadSession`, or `…/createUploadSession`. */
export function urlOf(graphUrl: string, start: string, names: readonly string[], action = ''): string {
  const below = names.length === 0 ? '' : `:/${names.map(encodeName).join('/')}`
  const asked = action === '' ? '' : `${below === '' ? '' : ':'}/${action}`
  return `${graphUrl}/${version}${start}${below}${asked}`
}

/**
 * Whether the address is about one item by its id, which may be a folder or a file: only the service knows. The root
 * forms are folders by themselves.
 */
export function namesAnItem({ base, path }: OneDriveDestination): boolean {
  return path.length === 0 && base.of !== 'root' && !(base.of === 'share' && base.viaRoot)
}

/** Stricter than encodeURIComponent: quotes and brackets have a meaning in OData's paths, `children('x')`. */
export function encodeName(name: string): string {
  return encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '\u{fffd}')).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Ids are written as the service writes them: `ABC!123`, sites with commas, users with an @ (RFC 3986, pchar). */
function encodeId(id: string): string {
  return encodeName(id).replaceAll('%21', '!').replaceAll('%2C', ',').replaceAll('%40', '@')
}
