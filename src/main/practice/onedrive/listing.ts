import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { invalidRequest } from '../problem.ts'
import type { Address } from './address.ts'
import { driveItem } from './drive-item.ts'
import { resolveExisting } from './resolve.ts'

/** "… $expand, $select, $skipToken, $top and $orderby" (C: api-reference/v1.0/api/driveitem-list-children.md); what isn't
 * served here is refused rather than passed over, so that nobody relies on it. */
const options = ['$select', '$top', '$skiptoken'] as const

const defaultPage = 200
const largestPage = 999

const place = z.strictObject({ of: z.string(), at: z.number().int().nonnegative() })

/** A page of children, by name, with a link to the next one. */
export function listChildren({ world, origins }: Context, exchange: Exchange, address: Address): Reply {
  const folder = resolveExisting(world, address)
  exchange.entry.itemId = folder.id
  const { query } = exchange
  const unknown = [...query.keys()].find((key) => !(options as readonly string[]).includes(key.toLowerCase()))
  if (unknown !== undefined) throw invalidRequest(`The query option '${unknown}' is not supported here.`)
  const size = pageSize(option(query, '$top'))
  const skip = positionIn(folder.id, option(query, '$skiptoken'))
  const all = world.childrenOf(folder.id).filter(({ visibleFrom }) => visibleFrom <= world.clock.now())
  const shown = all.slice(skip, skip + size).map((item) => driveItem(world, item, origins))
  return json(200, {
    '@odata.context': `${origins.graph}/v1.0/$metadata#items`,
    ...(all.length > skip + size && {
      '@odata.nextLink': `${origins.graph}${exchange.path}?${following(query, folder.id, skip + size)}`,
    }),
    value: selected(shown, option(query, '$select')),
  })
}

/** Names of options come in any case. */
function option(query: URLSearchParams, name: (typeof options)[number]): string | null {
  const key = [...query.keys()].find((given) => given.toLowerCase() === name)
  return key === undefined ? null : query.get(key)
}

function pageSize(text: string | null): number {
  if (text === null) return defaultPage
  const size = Number(text)
  if (!/^\d{1,6}$/.test(text) || size < 1) throw invalidRequest('Invalid $top.')
  return Math.min(size, largestPage)
}

/** A token is good for the folder that it was given out for, and for nothing else. */
function positionIn(folderId: string, token: string | null): number {
  if (token === null) return 0
  try {
    const { of, at } = place.parse(JSON.parse(Buffer.from(token, 'base64url').toString()))
    if (of === folderId) return at
  } catch {
    // Not one of ours.
  }
  throw invalidRequest('Invalid $skiptoken.')
}

/** All that was asked for, and where to go on: the link is to be used as it is. */
function following(query: URLSearchParams, folderId: string, at: number): string {
  const token = Buffer.from(JSON.stringify({ of: folderId, at })).toString('base64url')
  const kept = [...query].filter(([key]) => key.toLowerCase() !== '$skiptoken')
  return [...kept, ['$skiptoken', token]].map(([key, value]) => `${key}=${encodeURIComponent(value ?? '')}`).join('&')
}

/** Annotations stay; an unknown member is refused. */
function selected(items: readonly Record<string, unknown>[], select: string | null): Record<string, unknown>[] {
  if (select === null) return [...items]
  const wanted = new Set(select.split(',').map((name) => name.trim()))
  for (const name of wanted) if (!known.has(name)) throw invalidRequest(`Could not find a property named '${name}'.`)
  return items.map((item) => Object.fromEntries(Object.entries(item).filter(([name]) => wanted.has(name))))
}

/** Members of a driveItem (C: resources/driveitem.md), also those that nothing here has. */
const known: ReadonlySet<string> = new Set(
  (
    'id name size eTag cTag createdDateTime lastModifiedDateTime webUrl createdBy lastModifiedBy parentReference ' +
    'fileSystemInfo root folder file package remoteItem shared specialFolder deleted description'
  ).split(' '),
)
