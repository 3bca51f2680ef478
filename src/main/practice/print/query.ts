/** `$top`, `$skiptoken`, `$select`, `$expand`, as far as they are served; what isn't is refused, so that nobody relies on it. */

import { z } from 'zod'
import type { Exchange } from '../http/exchange.ts'
import { invalidRequest } from '../problem.ts'
import { largestPage } from './limits.ts'
import type { Resource } from './shapes.ts'

const place = z.strictObject({ of: z.string(), at: z.number().int().nonnegative() })

/** Names of options come in any case. */
export function optionsOf({ query }: Exchange, served: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]))
  for (const name of options.keys()) {
    if (!served.includes(name)) throw invalidRequest(`The query option '${name}' is not supported here.`)
  }
  return options
}

/** A page of `all`, in their order, and the link to the next one, which is good for this list alone. */
export function page<Row>(
  exchange: Exchange,
  origin: string,
  options: ReadonlyMap<string, string>,
  all: readonly Row[],
): { readonly rows: readonly Row[]; readonly link: object } {
  const size = pageSize(options.get('$top'))
  const skip = positionIn(exchange.path, options.get('$skiptoken'))
  const rows = all.slice(skip, skip + size)
  if (all.length <= skip + size) return { rows, link: {} }
  const token = Buffer.from(JSON.stringify({ of: exchange.path, at: skip + size })).toString('base64url')
  const kept = [...options].filter(([name]) => name !== '$skiptoken')
  const query = [...kept, ['$skiptoken', token]].map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
  return { rows, link: { '@odata.nextLink': `${origin}${exchange.path}?${query.join('&')}` } }
}

function pageSize(text: string | undefined): number {
  if (text === undefined) return largestPage
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1) throw invalidRequest('Invalid $top.')
  return Math.min(Number(text), largestPage)
}

function positionIn(list: string, token: string | undefined): number {
  if (token === undefined) return 0
  try {
    const { of, at } = place.parse(JSON.parse(Buffer.from(token, 'base64url').toString()))
    if (of === list) return at
  } catch {
    // Not one of ours.
  }
  throw invalidRequest('Invalid $skiptoken.')
}

/**
 * The members that were asked for, or all but the hidden ones. `hidden` come when they are named in `$select` or
 * `$expand`.
 */
export function shown(resource: Resource, options: ReadonlyMap<string, string>, hidden: readonly string[]): Resource {
  const select = listed(options.get('$select'))
  const expand = listed(options.get('$expand'))
  for (const name of [...select, ...expand]) {
    if (!(name in resource)) throw invalidRequest(`Could not find a property named '${name}'.`)
  }
  const wanted = (name: string) =>
    expand.includes(name) || (select.length > 0 ? select.includes(name) : !hidden.includes(name))
  return Object.fromEntries(Object.entries(resource).filter(([name]) => wanted(name)))
}

function listed(names: string | undefined): string[] {
  return names === undefined ? [] : names.split(',').map((name) => name.trim())
}

export function without(resource: Resource, names: readonly string[]): Resource {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)))
}
