/** GET …/search(q='…') below an item (C: api-reference/v1.0/api/driveitem-search.md). */

import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { type ListRules, listed } from '../http/list-options.ts'
import { json, type Reply } from '../http/reply.ts'
import { invalidRequest } from '../problem.ts'
import type { Item } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import type { Address } from './address.ts'
import { driveItem } from './drive-item.ts'
import { resolveExisting } from './resolve.ts'

const rules: ListRules = {
  options: ['$select', '$top', '$skiptoken'],
  members: new Set(
    'id name size eTag cTag createdDateTime lastModifiedDateTime webUrl parentReference folder file package remoteItem'.split(
      ' ',
    ),
  ),
  page: 200,
  most: 999,
  following: '$skiptoken',
}

/** What is searched for; null where the action is none. A quote in it is doubled (OData ABNF, SQUOTE-in-string). */
export function searched(action: string): string | null {
  const found = /^search\(q=(.*)\)$/s.exec(decoded(action))?.[1]
  if (found === undefined) return null
  const quoted = /^'((?:[^']|'')*)'$/s.exec(found)?.[1]
  if (quoted === undefined) throw invalidRequest('The text to search for is not quoted.')
  return quoted.replaceAll("''", "'")
}

export function searchItems({ world, origins }: Context, exchange: Exchange, address: Address): Reply {
  const folder = resolveExisting(world, { ...address, action: '' })
  const text = (searched(address.action) ?? '').toLowerCase()
  if (text === '') throw invalidRequest('Say what to search for.')
  const found = [...below(world, folder)].filter(({ name }) => name.toLowerCase().includes(text))
  return json(
    200,
    listed(
      exchange,
      origins.graph,
      rules,
      found.map((item) => driveItem(world, item, origins)),
    ),
  )
}

function* below(world: World, folder: Item): Generator<Item> {
  for (const item of world.childrenOf(folder.id)) {
    if (item.visibleFrom > world.clock.now()) continue
    yield item
    if (!item.content) yield* below(world, item)
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidRequest('The path is not correctly percent-encoded.')
  }
}
