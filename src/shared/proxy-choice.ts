/** How the setting `network.proxy` is written. It never holds a name or a password: those are kept sealed. Pure. */

import * as z from 'zod'

export type ProxyChoice =
  | { readonly way: 'system' | 'environment' | 'none' }
  /** `origin`: `http://host:port`, as every spelling of it is written here. */
  | { readonly way: 'address'; readonly origin: string }

const words: readonly string[] = ['system', 'environment', 'none']

/** A host is a name, an IPv4 address, or an IPv6 address in brackets. */
const address = /^(https?):\/\/([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?\/?$/

/** Null where the text is none of the forms. */
export function proxyChoiceOf(text: string): ProxyChoice | null {
  const clean = text.trim().toLowerCase()
  if (words.includes(clean)) return { way: clean as 'system' | 'environment' | 'none' }
  const [, scheme = '', host = '', digits] = address.exec(clean) ?? []
  if (host === '') return null
  const port = digits === undefined ? usualPort(scheme) : Number(digits)
  return port >= 1 && port <= 65_535 ? { way: 'address', origin: `${scheme}://${host}:${port}` } : null
}

function usualPort(scheme: string): number {
  return scheme === 'https' ? 443 : 80
}

export function isProxyChoice(text: string): boolean {
  return proxyChoiceOf(text) !== null
}

/** What a proxy is told of somebody who comes through: a name has no colon (RFC 7617 section 2). */
export const ProxyLogin = z.strictObject({
  user: z
    .string()
    .regex(/^[^:\p{Cc}]+$/u)
    .max(256),
  password: z
    .string()
    .regex(/^\P{Cc}*$/u)
    .max(1_024),
})
export type ProxyLogin = Readonly<z.infer<typeof ProxyLogin>>

/** From `USER:PASSWORD`, as it stands in a file; null where it isn't that. A user's name has no colon (RFC 7617 section 2). */
export function proxyLoginOf(text: string): ProxyLogin | null {
  const at = text.indexOf(':')
  const isPlain = at > 0 && !/\p{Cc}/u.test(text)
  return isPlain ? { user: text.slice(0, at), password: text.slice(at + 1) } : null
}
