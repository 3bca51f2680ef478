/**
 * Where requests may go. A token goes to the account's own roots and nowhere else; an upload URL, which a server chose,
 * may be any public https host. Local addresses only for accounts whose own roots are local (design 2.1, NW1-NW4).
 */

import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { isLocalHost, isLoopbackHost } from './addresses.ts'

/** The bounds of one account. */
export interface Bounds {
  /** Origins that may get the account's token. */
  readonly roots: readonly string[]
  /** The roots are on a private network or on this computer, so upload addresses may be too. */
  readonly isLocal: boolean
}

/** Whether a root may be used at all: https anywhere, http on loopback only. */
export function isSafeRoot(url: string): boolean {
  const parsed = parse(url)
  if (parsed === null || hasUserInfo(parsed)) return false
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopbackHost(parsed.hostname))
}

export function mayCarryToken(url: string, { roots }: Bounds): boolean {
  const parsed = parse(url)
  if (parsed === null || hasUserInfo(parsed) || !isSafeRoot(url)) return false
  return roots.some((root) => parse(root)?.origin === parsed.origin)
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
