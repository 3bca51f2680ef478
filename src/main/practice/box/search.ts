/** Finding items: by their names (OAS get_search), and by a shared link (OAS get_shared_items). */

import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { driveIds } from '../seed.ts'
import { boxItem, full, selected } from './item-json.ts'
import { linkedBy } from './link-table.ts'
import { requireFolder } from './placing.ts'
import { refusal } from './refusals.ts'
import { whole } from './sessions.ts'

const known: ReadonlySet<string> = new Set([
  'query',
  'type',
  'ancestor_folder_ids',
  'content_types',
  'fields',
  'limit',
  'offset',
])
const defaultPage = 30
const largestPage = 200
const farthestOffset = 9_999

/** "limit … maximum 200", "offset … maximum 10000" (OAS get_search). */
export function searchBox({ world }: Context, { query }: Exchange): Reply {
  const odd = [...query.keys()].find((key) => !known.has(key))
  if (odd !== undefined) throw refusal('bad_request', { detail: `the parameter ${odd} is not served here` })
  const text = (query.get('query') ?? '').toLowerCase()
  if (text === '') throw refusal('bad_request', { detail: 'query is missing' })
  const limit = whole(query.get('limit'), defaultPage)
  const offset = whole(query.get('offset'), 0)
  if (limit === null || limit < 1 || limit > largestPage) throw refusal('invalid_limit')
  if (offset === null || offset > farthestOffset) throw refusal('invalid_offset')
  const type = query.get('type')
  const ancestor = query.get('ancestor_folder_ids')
  const inside = ancestor === null ? null : requireFolder(world, ancestor)
  const found = [...world.items.values()].filter((item) => {
    if (item.driveId !== driveIds.box || item.parentId === null || boxItem(world, item.id) === undefined) return false
    if (type !== null && type !== (item.content ? 'file' : 'folder')) return false
    if (inside !== null && (item.id === inside.id || !world.isBelow(item, inside.id))) return false
    return item.name.toLowerCase().includes(text)
  })
  const fields = query.get('fields')
  const entries = found.slice(offset, offset + limit).map((item) => selected(full(world, item), fields))
  return json(200, { total_count: found.length, entries, offset, limit, type: 'search_results_items' })
}

/** The link is in a header of its own: `BoxApi: shared_link=…` (guides/shared-links/find-for-item.md). */
export function sharedItem({ world }: Context, exchange: Exchange): Reply {
  const header = exchange.header('boxapi') ?? ''
  const link = /^shared_link=([^&]*)/.exec(header)?.[1]
  if (link === undefined) throw refusal('bad_request', { detail: 'the BoxApi header is missing' })
  const token = /\/s\/([^/?#]+)/.exec(link)?.[1] ?? ''
  const item = linkedBy(world, token)
  if (item === undefined) throw refusal('not_found')
  exchange.entry.itemId = item.id
  return json(200, selected(full(world, item), exchange.query.get('fields')))
}
