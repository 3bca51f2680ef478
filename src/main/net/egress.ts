/**
 * Where requests may go. A token goes to the account's own roots and to the hosts of a service that names them for
 * uploads itself, and nowhere else; an upload URL that is its own permission may be any public https host. Local addresses
 * only for accounts whose own roots are local (design 2.1, NW1-NW4).
 */

import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { isLocalHost, isLoopbackHost } from './addresses.ts'

/** The bounds of one account. */
export interface Bounds {
  /** Origins that may get the account's token. */
  readonly roots: readonly string[]
  /** Domains whose hosts may get it too, below https at the usual port: a service names them for uploads. */
  readonly tokenDomains?: readonly string[]
  /** The roots are on a private network or on this computer, so upload addresses may be too. */
  readonly isLocal: boolean
}

/** Whether a root may be used at all: https anywhere, http on loopback only. */
export function isSafeRoot(url: string): boolean {
  const parsed = parse(url)
  if (parsed === null || hasUserInfo(parsed)) return false
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopbackHost(parsed.hostname))
}

export function mayCarryToken(url: string, bounds: Bounds): boolean {
  const parsed = parse(url)
  if (parsed === null || hasUserInfo(parsed) || !isSafeRoot(url)) return false
  return isAtOwnRoot(url, bounds) || (bounds.tokenDomains ?? []).some((domain) => isBelow(parsed, domain))
}

/** Whether an address is at a root of the account, and not at a host that a server named. */
export function isAtOwnRoot(url: string, { roots }: Pick<Bounds, 'roots'>): boolean {
  const parsed = parse(url)
  return parsed !== null && roots.some((root) => originsOf(root).includes(parsed.origin))
}

/** A root at `localhost` may be reached at either of its addresses anyway, so that they are the same root. */
function originsOf(root: string): readonly string[] {
  const parsed = parse(root)
  if (parsed === null) return []
  const { origin, protocol, hostname, port } = parsed
  if (hostname !== 'localhost') return [origin]
  return ['localhost', '127.0.0.1', '[::1]'].map((host) => `${protocol}//${host}${port === '' ? '' : `:${port}`}`)
}

/**
 * Where Box may send a token of its own: upload servers have names of a region, and those of its cloud for governments
 * another domain (guides/api-calls/allowing-domain-access.md; OAS UploadUrl).
 */
const boxDomains = ['box.com', 'box-gov.com']

/** The domains that go with a Box root: Box's own where it is the real Box, else none. */
export function boxTokenDomains(apiUrl: string): readonly string[] {
  const parsed = parse(apiUrl)
  const isBox = parsed !== null && boxDomains.some((domain) => isBelow(parsed, domain))
  return isBox ? boxDomains : []
}

function isBelow({ protocol, port, hostname }: URL, domain: string): boolean {
  return protocol === 'https:' && port === '' && hostname.endsWith(`.${domain}`)
}

/** Why an address that a server gave us must not be used; null if it may. Names are judged again once resolved. */
export function refusalOf(url: string, { isLocal }: Bounds): Failure | null {
  const parsed = parse(url)
  if (parsed === null) return failure('unsafe-upload-address', { host: 'The destination' })
  const { protocol, hostname } = parsed
  const isSafeScheme = protocol === 'https:' || (protocol === 'http:' && isLocal && isLoopbackHost(hostname))
  if (isSafeScheme && !hasUserInfo(parsed) && (isLocal || !isLocalHost(hostname))) return null
  return failure('unsafe-upload-address', { host: hostname || 'The destination' })
}

function hasUserInfo(url: URL): boolean {
  return url.username !== '' || url.password !== ''
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null
}
