import { invalidRequest } from '../problem.ts'

/** The drive an address begins with. `mine` is the caller's own. */
export type DriveAddress =
  | { readonly kind: 'mine' }
  | { readonly kind: 'drive'; readonly id: string }
  | { readonly kind: 'user' | 'group' | 'site'; readonly id: string }
  | { readonly kind: 'share'; readonly id: string }

/** The item a path below it is relative to. */
export type BaseAddress =
  | { readonly kind: 'drive' | 'root' | 'share-item' | 'share-root' }
  | { readonly kind: 'item' | 'bundle' | 'following'; readonly id: string }
  | { readonly kind: 'special'; readonly name: string }

export interface Address {
  readonly drive: DriveAddress
  readonly base: BaseAddress
  /** Decoded names between the colons, or the key of `children('…')`. */
  readonly names: readonly string[]
  /** The address used `children('name')` or `children/name`. */
  readonly byChildKey: boolean
  /** What is asked of the item: '', 'createUploadSession', 'content', 'children'. */
  readonly action: string
}

/**
 * Reads every form that names a drive item (graph.md A1, rows 1 to 20). Works on the path as it came, since an
 * encoded slash or colon is part of a name. Null: no drive item's address.
 */
export function parseAddress(path: string, query: URLSearchParams): Address | null {
  const sitePath = /^\/sites\/[^/:]+:\/[^:]*:?/.exec(path)?.[0] ?? ''
  const driveMatch = driveForms(path, sitePath)
  if (!driveMatch) return null
  const { drive, rest } = driveMatch
  const colon = rest.indexOf(':')
  const head = colon < 0 ? rest : rest.slice(0, colon)
  const headSegments = segments(head)
  if (colon < 0) return withoutColon(drive, headSegments, query)
  const base = baseOf(drive, headSegments)
  if (!base || base.tail.length > 0) return null
  const tail = rest.slice(colon + 1)
  const end = tail.lastIndexOf(':')
  const inside = end < 0 ? tail : tail.slice(0, end)
  if (!inside.startsWith('/')) throw invalidRequest('The path after the colon must begin with a slash.')
  const names = inside.replace(/^\//, '').replace(/\/$/, '')
  const action = end < 0 ? '' : segments(tail.slice(end + 1))
  const decoded = names === '' ? [] : names.split('/').map(decodeName)
  if (decoded.includes('')) throw invalidRequest('The path has an empty segment.')
  if (action === '') return { drive, base: base.base, names: decoded, byChildKey: false, action }
  return withAction(drive, base.base, decoded, action, query)
}

function withoutColon(drive: DriveAddress, all: string[], query: URLSearchParams): Address | null {
  const found = baseOf(drive, all)
  return found && withAction(drive, found.base, [], found.tail, query)
}

function withAction(
  drive: DriveAddress,
  base: BaseAddress,
  names: readonly string[],
  tail: readonly string[],
  query: URLSearchParams,
): Address | null {
  const [first, ...more] = tail.map((segment) => segment.replace(/^(microsoft\.graph|oneDrive)\./, ''))
  const key = /^children\('(.*)'\)$/.exec(first === undefined ? '' : decodeName(first))?.[1]
  if (key !== undefined) {
    const name = key.startsWith('@') ? unquoted(query.get(key) ?? '') : key.replaceAll("''", "'")
    return withChild(drive, base, [...names, name], more)
  }
  if (first === 'children' && more.length > 0) {
    return withChild(drive, base, [...names, decodeName(more[0] ?? '')], more.slice(1))
  }
  if (more.length > 0) return null
  return { drive, base, names, byChildKey: false, action: first ?? '' }
}

function withChild(drive: DriveAddress, base: BaseAddress, names: string[], tail: string[]): Address | null {
  if (tail.length > 1) return null
  const action = (tail[0] ?? '').replace(/^(microsoft\.graph|oneDrive)\./, '')
  return { drive, base, names, byChildKey: true, action }
}

/** What stands before the item: one of the ways to say which drive. */
function driveForms(path: string, sitePath: string): { drive: DriveAddress; rest: string } | null {
  if (sitePath) {
    const rest = /^\/drives?(?=\/|:|$)/.exec(path.slice(sitePath.length))
    if (!rest) return null
    const id = decodeName(sitePath.slice('/sites/'.length).replace(/:$/, ''))
    return { drive: { kind: 'site', id }, rest: path.slice(sitePath.length + rest[0].length) }
  }
  const forms: readonly [RegExp, (id: string) => DriveAddress][] = [
    [/^\/me\/drives\/([^/:]+)/, (id) => ({ kind: 'drive', id })],
    [/^\/me\/drive(?=\/|:|$)/, () => ({ kind: 'mine' })],
    [/^\/drives\/([^/:]+)/, (id) => ({ kind: 'drive', id })],
    [/^\/drive(?=\/|:|$)/, () => ({ kind: 'mine' })],
    [/^\/(?:users|groups|sites)\/[^/:]+\/drives\/([^/:]+)/, (id) => ({ kind: 'drive', id })],
    [/^\/users\/([^/:]+)\/drive(?=\/|:|$)/, (id) => ({ kind: 'user', id })],
    [/^\/groups\/([^/:]+)\/drive(?=\/|:|$)/, (id) => ({ kind: 'group', id })],
    [/^\/sites\/([^/:]+)\/drive(?=\/|:|$)/, (id) => ({ kind: 'site', id })],
    [/^\/shares\/([^/:]+)/, (id) => ({ kind: 'share', id })],
  ]
  for (const [form, make] of forms) {
    const found = form.exec(path)
    if (found) return { drive: make(decodeName(found[1] ?? '')), rest: path.slice(found[0].length) }
  }
  return null
}

function baseOf(drive: DriveAddress, all: readonly string[]): { base: BaseAddress; tail: string[] } | null {
  const [collection, key, ...tail] = all
  const after = all.slice(1)
  if (drive.kind === 'share') {
    if (collection === 'driveItem') return { base: { kind: 'share-item' }, tail: after }
    if (collection === 'root') return { base: { kind: 'share-root' }, tail: after }
    if (collection === undefined) return { base: { kind: 'drive' }, tail: [] }
  }
  if (collection === undefined) return drive.kind === 'share' ? null : { base: { kind: 'drive' }, tail: [] }
  if (collection === 'root') return { base: { kind: 'root' }, tail: after }
  if (key === undefined) return null
  const id = decodeName(key)
  if (collection === 'items') return { base: { kind: 'item', id }, tail }
  if (collection === 'bundles') return { base: { kind: 'bundle', id }, tail }
  if (collection === 'following') return { base: { kind: 'following', id }, tail }
  if (collection === 'special') return { base: { kind: 'special', name: id }, tail }
  return null
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '')
}

function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    throw invalidRequest('The path is not correctly percent-encoded.')
  }
}

function unquoted(value: string): string {
  return decodeName(value.replace(/^'(.*)'$/, '$1').replaceAll("''", "'"))
}
