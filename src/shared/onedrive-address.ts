/**
 * `onedrive:` addresses, every form of design 2.3. They follow Graph's own forms (graph.md A1), so that a person who
 * knows those can guess ours; a path below an item by id comes after a colon, as Graph writes it.
 */

import { cut } from './address-parts.ts'
import type { Parsed } from './address-parts.ts'
import { shareIdOf } from './share-id.ts'

/** Whose drive. Ids are opaque and case-sensitive (OD: concepts/case-sensitivity.md). */
export type Drive =
  | { readonly kind: 'mine' }
  | { readonly kind: 'drive' | 'site' | 'group' | 'user'; readonly id: string }

/** The item that the path is relative to. */
export type Base =
  | { readonly of: 'root'; readonly drive: Drive }
  | { readonly of: 'item'; readonly drive: Drive; readonly id: string }
  /** `id` is a special folder's name (documents, approot …) or an item's id. */
  | { readonly of: 'special' | 'bundle' | 'following'; readonly id: string }
  /** `viaRoot`: addressed as `shares/{id}/root`, else as `shares/{id}/driveItem`. */
  | { readonly of: 'share'; readonly shareId: string; readonly viaRoot: boolean }

export interface OneDriveDestination {
  readonly kind: 'onedrive'
  readonly base: Base
  /** Folders below the base, literal. */
  readonly path: readonly string[]
}

/** Collection in the address → whose drive. */
const drives = { drives: 'drive', sites: 'site', groups: 'group', users: 'user' } as const
const driveWords = { drive: 'drives', site: 'sites', group: 'groups', user: 'users' } as const
/** Collections of my drive whose members are named like items; none but `special` has a path. */
const collections = { bundles: 'bundle', following: 'following' } as const
const collectionWords = { bundle: 'bundles', following: 'following' } as const

const forms =
  'write onedrive:/Path, onedrive:items/ID, onedrive:drives/ID, sites/ID, groups/ID or users/ID (then /root:/Path or /items/ID), ' +
  'onedrive:special/NAME, onedrive:shares/SHARE, onedrive:bundles/ID or onedrive:following/ID'

export function parseOneDrive(rest: string): Parsed<OneDriveDestination> {
  if (rest === '') return { problem: `it does not say where; ${forms}.` }
  if (rest.startsWith('/')) return at({ of: 'root', drive: { kind: 'mine' } }, rest)
  const [word, after] = cut(rest)
  if (isKey(drives, word)) return inDrive(drives[word], after)
  if (word === 'items' || word === 'root' || word.startsWith('root:')) return inside({ kind: 'mine' }, rest)
  if (isKey(collections, word)) return bare(collections[word], word, after)
  if (word === 'special') {
    const [name, path] = cut(after)
    return named(name, 'special/NAME', (id) => at({ of: 'special', id }, path))
  }
  if (word === 'shares') return share(after)
  return { problem: `'${word}' is none of the forms; ${forms}.` }
}

function inDrive(kind: 'drive' | 'site' | 'group' | 'user', rest: string): Parsed<OneDriveDestination> {
  const [id, after] = cut(rest)
  return named(id, `${driveWords[kind]}/ID`, () => inside({ kind, id }, after))
}

/** Below a drive: nothing, `root`, `root:/Path`, `items/ID` or `items/ID:/Path`. */
function inside(drive: Drive, rest: string): Parsed<OneDriveDestination> {
  if (/^\/*$/.test(rest)) return at({ of: 'root', drive }, '')
  if (/^root:?\/*$/.test(rest)) return at({ of: 'root', drive }, '')
  if (rest.startsWith('root:/')) return at({ of: 'root', drive }, rest.slice('root:'.length))
  const [word, after] = cut(rest)
  if (word !== 'items') {
    return { problem: `after a drive comes root:/Path or items/ID, not '${word}'.` }
  }
  const colon = after.indexOf(':')
  const id = (colon < 0 ? after : after.slice(0, colon)).replace(/\/+$/, '')
  const path = colon < 0 ? '' : after.slice(colon + 1)
  if (path !== '' && !path.startsWith('/')) return { problem: 'after items/ID: comes a path that begins with a slash.' }
  if (id.includes('/')) return { problem: 'a path below an item comes after a colon: items/ID:/Sub/Path.' }
  return named(id, 'items/ID', () => at({ of: 'item', drive, id }, path))
}

function bare(of: 'bundle' | 'following', word: string, rest: string): Parsed<OneDriveDestination> {
  const [id, after] = cut(rest)
  if (/[^/]/.test(after)) return { problem: `${word}/ID names one item; it has no path below it.` }
  return named(id, `${word}/ID`, () => at({ of, id }, ''))
}

function share(rest: string): Parsed<OneDriveDestination> {
  const [written, after] = cut(rest)
  if (/^https?:$/i.test(written)) {
    return { problem: 'a sharing URL is written percent-encoded here: shares/https%3A%2F%2F1drv.ms%2F and so on.' }
  }
  const shareId = shareIdOf(written)
  if (shareId === null) return { problem: 'shares/SHARE needs a share id or a percent-encoded https sharing URL.' }
  return named(shareId, 'shares/SHARE', () => {
    if (/^\/*$/.test(after)) return at({ of: 'share', shareId, viaRoot: false }, '')
    const [word, path] = cut(after)
    if (word !== 'root') return { problem: `after shares/SHARE comes nothing or /root/Path, not '${word}'.` }
    return at({ of: 'share', shareId, viaRoot: true }, path)
  })
}

/** An id goes into a URL's path and stays what it is: a slash, a colon or a dot segment would make it another path. */
function named(
  id: string,
  form: string,
  make: (id: string) => Parsed<OneDriveDestination>,
): Parsed<OneDriveDestination> {
  if (id === '') return { problem: `${form} needs an id or a name.` }
  if (/[:?\\%]/.test(id) || id === '.' || id === '..') return { problem: `'${id}' cannot be what ${form} asks for.` }
  return make(id)
}

function at(base: Base, written: string): Parsed<OneDriveDestination> {
  const path = written.split('/').filter((name) => name !== '')
  if (path.includes('.') || path.includes('..')) return { problem: "a path has no '.' or '..' in it." }
  return { destination: { kind: 'onedrive', base, path } }
}

function isKey<T extends object>(table: T, word: string): word is Extract<keyof T, string> {
  return Object.hasOwn(table, word)
}

/** What stands after `onedrive:`. */
export function formatOneDrive({ base, path }: OneDriveDestination): string {
  const below = path.map((name) => `/${name}`).join('')
  switch (base.of) {
    case 'root': {
      if (base.drive.kind === 'mine') return below || '/'
      return `${drivePrefix(base.drive)}${below && `root:${below}`}`.replace(/\/$/, '')
    }
    case 'item':
      return `${drivePrefix(base.drive)}items/${base.id}${below && `:${below}`}`
    case 'special':
      return `special/${base.id}${below}`
    case 'share':
      return `shares/${base.shareId}${base.viaRoot ? `/root${below}` : ''}`
    case 'bundle':
    case 'following':
      return `${collectionWords[base.of]}/${base.id}`
  }
}

function drivePrefix(drive: Drive): string {
  return drive.kind === 'mine' ? '' : `${driveWords[drive.kind]}/${drive.id}/`
}
