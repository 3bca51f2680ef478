/** Lists that lead to drives: what others share, SharePoint's sites, groups, and the libraries of one of these. */

import * as z from 'zod'
import { formatDestination, parseDestination } from '../../../shared/destination.ts'
import { fail } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, FolderEntry, FolderPage } from '../../engine/ports/provider.ts'
import { type EntryOf, type PageOf, elsewhere, pageOf } from '../graph/link-page.ts'
import { isOwnLink } from '../graph/own-link.ts'
import { ask } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { browsePageSize, listPageSize } from './limits.ts'

interface Question {
  /** The first page. */
  readonly first: string
  /** Where an earlier page led to; null: the first is meant. */
  readonly next: string | null
  readonly destination: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A page of any list here. */
export async function page<T = FolderEntry>(
  graph: Graph,
  { first, next, destination, headers }: Question,
  entryOf: EntryOf<T>,
  call: Call,
): Promise<Result<PageOf<T>>> {
  const { graphUrl } = graph.connection
  const url = next ?? first
  // Kept since the answer that it came in, so it was checked then; a token is worth a second look.
  if (!isOwnLink(url, graphUrl)) return fail(elsewhere(graphUrl))
  const asked = await ask(graph, { method: 'GET', url, ...(headers && { headers }), facts: { destination } }, call)
  return asked.ok ? pageOf(asked.value, url, graphUrl, entryOf) : asked
}

interface List {
  readonly path: string
  readonly query: string
  readonly headers?: Readonly<Record<string, string>>
  readonly entryOf: EntryOf
  /** What the service can't search in is looked through here. */
  readonly isSearchedHere?: true
}

const siteMembers = '$select=id,name,displayName,webUrl'

/**
 * - sites: those that somebody follows, or all by their names (C: sites-list-followed.md, site-search.md)
 * - groups: the caller's own; a cast is an advanced query (C: user-list-memberof.md)
 * - shared: C: drive-sharedwithme.md; "will stop returning data" after November 2026, then it is empty. What was added to
 *   one's own drive, and links, lead there as before.
 * - drives: C: drive-list.md
 */
function listOf(list: string, text: string | null): List {
  if (list === 'sites') {
    return text === null
      ? { path: '/me/followedSites', query: siteMembers, entryOf: siteOf }
      : { path: '/sites', query: `search=${encodeURIComponent(text)}&${siteMembers}`, entryOf: siteOf }
  }
  if (list === 'groups') {
    return {
      path: '/me/memberOf/microsoft.graph.group',
      query: `$count=true&$select=id,displayName,groupTypes&$top=${listPageSize}`,
      headers: { consistencylevel: 'eventual' },
      entryOf: groupOf,
      isSearchedHere: true,
    }
  }
  if (list === 'shared') {
    return { path: '/me/drive/sharedWithMe', query: `$top=${browsePageSize}`, entryOf: sharedOf, isSearchedHere: true }
  }
  const [owners = '', id = ''] = list.split('/')
  return {
    path: `/${owners}/${encodeURIComponent(id).replaceAll('%2C', ',')}/drives`,
    query: '$select=id,name,driveType',
    entryOf: libraryOf,
    isSearchedHere: true,
  }
}

/** @param list what stands after the colon of the place */
export async function browseList(
  graph: Graph,
  list: string,
  text: string | null,
  next: string | null,
  call: Call,
): Promise<Result<FolderPage>> {
  const { path, query, headers, entryOf, isSearchedHere } = listOf(list, text)
  const first = `${graph.connection.graphUrl}/v1.0${path}?${query}`
  const asked = await page(
    graph,
    { first, next, destination: `onedrive:${list}`, ...(headers && { headers }) },
    entryOf,
    call,
  )
  if (!asked.ok || text === null || isSearchedHere !== true) return asked
  const wanted = text.toLowerCase()
  const folders = asked.value.folders.filter(({ name }) => name.toLowerCase().includes(wanted))
  return { ok: true, value: { ...asked.value, folders } }
}

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined)
const Id = z.string().min(1).max(1_000)
const Name = z.string().min(1).max(2_000)

const Site = z.object({
  id: Id,
  name: optional(Name),
  displayName: optional(Name),
  webUrl: optional(z.string().max(4_000)),
})

/** A site has a drive of its own, and may have more: these are in it. */
function siteOf(json: unknown): FolderEntry | null {
  const parsed = Site.safeParse(json)
  if (!parsed.success) return null
  const { id, name, displayName, webUrl } = parsed.data
  return ofOwner('site', `sites/${id}`, displayName ?? name ?? id, shortUrl(webUrl))
}

const Group = z.object({ id: Id, displayName: optional(Name), groupTypes: optional(z.array(z.string())) })

/** Only a Microsoft 365 group has files; one that may not be read has neither name nor kind. */
function groupOf(json: unknown): FolderEntry | null {
  const parsed = Group.safeParse(json)
  if (!parsed.success) return null
  const { id, displayName, groupTypes } = parsed.data
  if (groupTypes && !groupTypes.includes('Unified')) return null
  return ofOwner('group', `groups/${id}`, displayName ?? id, null)
}

function ofOwner(kind: 'site' | 'group', rest: string, name: string, detail: string | null): FolderEntry | null {
  const address = known(`onedrive:${rest}`)
  if (address === null) return null
  return { kind, name, address, place: `${address}/drives`, hasChildren: null, detail, at: null }
}

const Library = z.object({ id: Id, name: optional(Name) })

function libraryOf(json: unknown): FolderEntry | null {
  const parsed = Library.safeParse(json)
  if (!parsed.success) return null
  const address = known(`onedrive:drives/${parsed.data.id}`)
  if (address === null) return null
  return { kind: 'library', name: parsed.data.name ?? parsed.data.id, address, place: address, ...nothingMore }
}

const nothingMore = { hasChildren: null, detail: null, at: null } as const

const Person = z.object({ user: z.object({ displayName: optional(Name) }) })
const Shared = z.object({
  name: optional(Name),
  remoteItem: z.object({
    id: Id,
    name: optional(Name),
    folder: z.object({}),
    package: z.null().optional(),
    parentReference: z.object({ driveId: Id }),
    createdBy: optional(Person),
  }),
})

/** Folders only. Whose they are tells two of one name apart. */
function sharedOf(json: unknown): FolderEntry | null {
  const parsed = Shared.safeParse(json)
  if (!parsed.success) return null
  const { name, remoteItem } = parsed.data
  const address = addressById(remoteItem.parentReference.driveId, remoteItem.id)
  if (address === null) return null
  const title = remoteItem.name ?? name ?? remoteItem.id
  return { kind: 'folder', name: title, address, place: address, hasChildren: null, detail: null, at: null }
}

export function addressById(driveId: string | null, id: string): string | null {
  return known(`onedrive:drives/${driveId ?? ''}/items/${id}`)
}

/** Null where it is no address, or not in its one spelling. */
function known(address: string): string | null {
  const parsed = parseDestination(address)
  return parsed.ok && formatDestination(parsed.value) === address ? address : null
}

/** `https://contoso.sharepoint.com/sites/x` → `contoso.sharepoint.com/sites/x` */
function shortUrl(url: string | null | undefined): string | null {
  return url ? url.replace(/^https?:\/\//, '').slice(0, 200) : null
}
