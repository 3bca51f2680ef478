/**
 * Whether a request may be looked at at all, decided from its head alone and before any routing. Every web page that
 * somebody visits can make the browser send requests to 127.0.0.1, and by DNS rebinding even under a name of its own;
 * these three checks are what tells our own page from those. They work on the raw headers, since Node joins or drops
 * what was sent twice.
 */

import type { RefusalCode } from './refusals.ts'

/** The head of a request, as it came. */
export interface Asked {
  readonly method: string
  /** The request target: `/login`, never an address with a host. */
  readonly target: string
  /** Name, value, name, value, … */
  readonly rawHeaders: readonly string[]
  readonly isUpgrade: boolean
}

/** The page itself: the only thing that may be navigated to from elsewhere. */
export const shellPath = '/'

/** All values of a header. */
export function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name)
}

/** The value of a header that may come once; null where it is missing, undefined where it is ambiguous. */
function only(rawHeaders: readonly string[], name: string): string | null | undefined {
  const values = valuesOf(rawHeaders, name)
  return values.length > 1 ? undefined : (values[0] ?? null)
}

/** The target without its query, exactly as it was sent: nothing is decoded and nothing is resolved. */
export function pathOf(target: string): string {
  const end = target.indexOf('?')
  return end < 0 ? target : target.slice(0, end)
}

/** The names under which this server is reached, as browsers write them in `Host`. */
export function ownHosts(port: number): readonly string[] {
  return ['127.0.0.1', '[::1]', 'localhost'].map((name) => (port === 80 ? name : `${name}:${port}`))
}

/** Against DNS rebinding: exactly one of our names. A target with a host of its own would outrank `Host`: refused. */
function isOwnHost({ target, rawHeaders }: Asked, port: number): boolean {
  const host = only(rawHeaders, 'host')
  return target.startsWith('/') && typeof host === 'string' && ownHosts(port).includes(host)
}

/** `Origin: null` (sandboxed frames, files) is nobody's. A WebSocket is under no same-origin policy: it must say. */
function isOwnOrigin({ rawHeaders, isUpgrade }: Asked): boolean {
  const origin = only(rawHeaders, 'origin')
  if (origin === null) return !isUpgrade
  return origin !== undefined && origin === `http://${only(rawHeaders, 'host') ?? ''}`
}

/**
 * Before anybody has followed a link: by rules of speculation a page of another port can make Chromium ask, with our
 * cookie, and say `Sec-Fetch-Site: none` as if somebody had typed it. Who is turned away here asks again when it is meant.
 */
function isAhead({ rawHeaders }: Asked): boolean {
  return valuesOf(rawHeaders, 'sec-purpose').length > 0
}

/**
 * What the browser says about who asks. Another port of this computer is `same-site`, and refused like the rest.
 *
 * The page itself may be opened from elsewhere as a whole tab: the file that `daemon --open` hands to the browser is
 * `cross-site`, and so is every reload after it. That gives nothing away: the page is public, nobody can frame it or
 * keep a hold of its window, and without a code it does nothing.
 */
function isOwnFetch({ method, target, rawHeaders, isUpgrade }: Asked): boolean {
  const site = only(rawHeaders, 'sec-fetch-site')
  if (site === null || site === 'same-origin') return true
  const isTab =
    !isUpgrade &&
    method === 'GET' &&
    only(rawHeaders, 'sec-fetch-mode') === 'navigate' &&
    only(rawHeaders, 'sec-fetch-dest') === 'document'
  if (site === 'none') return isTab
  return (site === 'cross-site' || site === 'same-site') && isTab && pathOf(target) === shellPath
}

/** A body where none belongs would have to be read and thrown away. */
function hasStrayBody({ method, rawHeaders }: Asked): boolean {
  if (method === 'POST') return false
  const lengths = valuesOf(rawHeaders, 'content-length')
  return valuesOf(rawHeaders, 'transfer-encoding').length > 0 || lengths.some((length) => length !== '0')
}

/** Why the request is turned away, or null. Host comes first: who rebinds a name learns nothing else. */
export function guard(asked: Asked, port: number): RefusalCode | null {
  if (!isOwnHost(asked, port)) return 'bad-host'
  // A preflight asks what we never grant.
  if (asked.method !== 'GET' && asked.method !== 'HEAD' && asked.method !== 'POST') return 'bad-method'
  if (!isOwnOrigin(asked) || !isOwnFetch(asked) || isAhead(asked)) return 'bad-origin'
  return hasStrayBody(asked) ? 'bad-request' : null
}
