/** Finding folders: by their names (OAS get_search), and by a link (OAS get_shared_items). Changes nothing. */

import * as z from 'zod'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, FolderEntry, FolderPage, NamesPage, Target } from '../../engine/ports/provider.ts'
import { addressOf, apiUrl, ask } from './box-call.ts'
import type { Box } from './box-call.ts'
import { farthestFound, searchPageSize } from './limits.ts'
import { folderAt, folderOf, itemsUrl } from './place.ts'
import { itemsOf } from './wire.ts'

const Found = z.object({
  total_count: z.number().int().nonnegative(),
  entries: z.array(z.unknown()),
})
const Folder = z.object({
  type: z.literal('folder'),
  id: z.string().regex(/^\d{1,20}$/),
  name: z.string().min(1).max(2_000),
  path_collection: z
    .object({ entries: z.array(z.object({ id: z.string(), name: z.string().max(2_000) })) })
    .nullish()
    .catch(undefined),
})

/** By offset, which the service limits: what is further is found by a longer text. */
export async function search(
  box: Box,
  place: string,
  text: string,
  next: string | null,
  call: Call,
): Promise<Result<FolderPage>> {
  const address = addressOf(place)
  if (!address.ok) return address
  if (address.value.base.of === 'file') return ok({ folders: [], next: null })
  const inside = await folderAt(box, address.value, address.value.path, place, call)
  if (!inside.ok) return inside
  if (inside.value.is !== 'folder') return fail(failure('destination-gone', { destination: place }))
  const offset = next === null ? 0 : Number(next)
  const query = new URLSearchParams({
    query: text,
    type: 'folder',
    content_types: 'name',
    ancestor_folder_ids: inside.value.id,
    fields: 'type,id,name,path_collection',
    limit: String(searchPageSize),
    offset: String(offset),
  })
  const url = apiUrl(box, `/search?${query.toString()}`)
  const asked = await ask(box, { on: 'item', method: 'GET', url, facts: { destination: place } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const found = answer.status === 200 ? Found.safeParse(answer.json) : null
  if (found === null || !found.success) return fail(refusal())
  const { entries, total_count: total } = found.data
  const to = offset + searchPageSize
  const isMore = entries.length > 0 && to < total && to <= farthestFound
  return ok({ folders: entries.map(shown).filter((entry) => entry !== null), next: isMore ? String(to) : null })
}

/** By its number, since it may be anywhere; what it is in tells it from others of its name. */
function shown(json: unknown): FolderEntry | null {
  const parsed = Folder.safeParse(json)
  if (!parsed.success) return null
  const { id, name, path_collection: path } = parsed.data
  const around = (path?.entries ?? []).filter((folder) => folder.id !== '0').map((folder) => folder.name)
  const address = `box:folders/${id}`
  const detail = around.length === 0 ? null : around.join(' / ')
  return { kind: 'folder', name, address, place: address, hasChildren: null, detail, at: null }
}

/** What is in a folder now, by name (OAS get_folders_id_items). */
export async function names(box: Box, target: Target, next: string | null, call: Call): Promise<Result<NamesPage>> {
  const { destination } = target
  const found = await folderOf(box, target, call)
  if (!found.ok) return found
  if (found.value.is !== 'folder') return fail(failure('destination-gone', { destination }))
  const url = itemsUrl(box, found.value.id, next)
  const asked = await ask(box, { on: 'item', method: 'GET', url, facts: { destination } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const items = answer.status === 200 ? itemsOf(answer.json) : null
  if (items === null) return fail(refusal())
  const of = (isFolder: boolean): string[] => {
    return items.entries.filter(({ type }) => (type === 'folder') === isFolder).map(({ name }) => name)
  }
  return ok({ folders: of(true), files: of(false), next: items.next === next ? null : items.next })
}

const Item = z.object({ type: z.enum(['file', 'folder']), id: z.string().regex(/^\d{1,20}$/) })

/**
 * `https://app.box.com/folder/ID` is a number already; a shared link is asked about, in a header of its own
 * (guides/shared-links/find-for-item.md). A link is a permission: it isn't part of any failure.
 */
export async function addressOfLink(box: Box, link: string, call: Call): Promise<Result<string | null>> {
  if (!URL.canParse(link)) return ok(null)
  const url = new URL(link)
  if (url.protocol !== 'https:' || !isOfBox(url.hostname)) return ok(null)
  const [, what, id] = /^\/(folder|file)\/(\d{1,20})(?:\/|$)/.exec(url.pathname) ?? []
  if (what !== undefined) return ok(`box:${what}s/${id ?? ''}`)
  // What is in a shared folder is shown below its link.
  const [, below, belowId] = /\/(folder|file)\/(\d{1,20})$/.exec(url.pathname) ?? []
  if (below !== undefined) return ok(`box:${below}s/${belowId ?? ''}`)
  if (!/^\/(?:s|v)\/[^/]+\/?$/.test(url.pathname)) return ok(null)
  const asked = await ask(
    box,
    {
      on: 'item',
      method: 'GET',
      url: apiUrl(box, '/shared_items?fields=type,id,name'),
      headers: { boxapi: `shared_link=${url.origin}${url.pathname}` },
      facts: { destination: 'The link' },
    },
    call,
  )
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const found = answer.status === 200 ? Item.safeParse(answer.json) : null
  if (found === null || !found.success) return fail(refusal())
  return ok(`box:${found.data.type}s/${found.data.id}`)
}

/** Companies have names of their own below it; `.example` is the practice cloud's, which nobody can register (RFC 2606). */
function isOfBox(host: string): boolean {
  return /(?:^|\.)(?:box\.com|box-gov\.com|box\.example)$/.test(host)
}
