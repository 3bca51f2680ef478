/**
 * By which way a request leaves: straight, or through a proxy. What the system, the environment or a person says of
 * proxies is read here into one form. Pure.
 */

import type { ProxyLogin } from '../../shared/proxy-choice.ts'

export type Hop =
  | { readonly kind: 'direct' }
  /** `origin`: `http://host:port` or `https://host:port`. */
  | { readonly kind: 'proxy'; readonly origin: string; readonly login: ProxyLogin | null }
  /** A proxy of a kind that we don't speak. */
  | { readonly kind: 'foreign'; readonly name: string }

export const direct: Hop = { kind: 'direct' }

/** More are no answer of a sensible system, and each is tried. */
const mostHops = 8

/**
 * What `FindProxyForURL` of a PAC file gives, and Electron's `session.resolveProxy` for any kind of system setting:
 * `PROXY a:1; HTTPS b:2; DIRECT`, the first one first. What can't be read is left out; nothing left is nothing said.
 */
export function hopsOfPac(text: string): readonly Hop[] {
  const hops = text
    .split(';')
    .map((entry) => hopOfPac(entry.trim()))
    .filter((hop) => hop !== null)
  return hops.slice(0, mostHops)
}

function hopOfPac(entry: string): Hop | null {
  const [kind = '', host = ''] = entry.split(/\s+/)
  switch (kind.toUpperCase()) {
    case 'DIRECT':
      return direct
    case 'PROXY':
    case 'HTTP':
      return proxyAt('http', host)
    case 'HTTPS':
      return proxyAt('https', host)
    case 'SOCKS':
    case 'SOCKS4':
    case 'SOCKS5':
    case 'QUIC':
      return { kind: 'foreign', name: `${kind.toUpperCase()} ${host}` }
    default:
      return null
  }
}

function proxyAt(scheme: 'http' | 'https', host: string): Hop | null {
  const text = `${scheme}://${host}`
  if (host === '' || !URL.canParse(text)) return null
  const url = new URL(text)
  // A list of the network's has no business naming people.
  return url.username === '' && url.password === '' ? { kind: 'proxy', origin: originOf(url), login: null } : null
}

/** The port is always written: the origin of an address without it is another text, and the same proxy. */
function originOf({ protocol, hostname, port }: URL): string {
  return `${protocol}//${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`
}

/** What of the environment speaks of proxies: either case is in use, and the lower one is the older. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>

function named(environment: ProxyEnvironment, name: string): string | null {
  const value = environment[name.toLowerCase()] ?? environment[name.toUpperCase()]
  return value === undefined || value.trim() === '' ? null : value.trim()
}

export function noProxyOf(environment: ProxyEnvironment): string {
  return named(environment, 'no_proxy') ?? ''
}

/** The same without what goes past every proxy: for one that is decided for this computer. */
export function withoutExceptions(environment: ProxyEnvironment): ProxyEnvironment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name.toLowerCase() !== 'no_proxy'))
}

/** The proxy that the environment names for this kind of address; null where it names none. */
export function hopOfEnvironment(protocol: string, environment: ProxyEnvironment): Hop | null {
  const own = named(environment, protocol === 'https:' ? 'https_proxy' : 'http_proxy')
  const text = own ?? named(environment, 'all_proxy')
  return text === null ? null : hopOfText(text)
}

/** Every proxy that the environment names, with its login. */
export function hopsOfEnvironment(environment: ProxyEnvironment): readonly Hop[] {
  const texts = ['https_proxy', 'http_proxy', 'all_proxy'].map((name) => named(environment, name))
  return texts.filter((text) => text !== null).map(hopOfText)
}

/** `host:port`, or an address, with or without `user:password@`. */
function hopOfText(text: string): Hop {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(address)) return { kind: 'foreign', name: 'an address that cannot be read' }
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { kind: 'foreign', name: `${url.protocol.slice(0, -1).toUpperCase()} ${url.host}` }
  }
  const [user, password] = [plain(url.username), plain(url.password)]
  return { kind: 'proxy', origin: originOf(url), login: user === '' ? null : { user, password } }
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}
