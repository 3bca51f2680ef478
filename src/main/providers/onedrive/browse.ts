/** Looking around in a drive: what an address leads to, and a folder's folders page by page. Changes nothing. */

import * as z from 'zod'
import { parsePlace } from '../../../shared/browse-place.ts'
import { formatDestination, parseDestination } from '../../../shared/destination.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { OneDriveDestination } from '../../../shared/onedrive-address.ts'
import type { Call, FolderEntry, FolderPage, RemoteItem } from '../../engine/ports/provider.ts'
import { basePath, encodeName, namesAnItem, urlOf } from './addresses.ts'
import { addressOf, ask } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { browsePageSize } from './limits.ts'
import { addressById, browseList, page } from './lists.ts'
import { foundItem } from './wire.ts'

/** Only what is shown; a driveItem has fifty members. */
const members = 'id,name,folder,package,remoteItem,parentReference'

/** From the whole path outwards: the folders of a path are made, but not what they begin in. */
export async function inspect(graph: Graph, destination: string, call: Call): Promise<Result<RemoteItem | null>> {
  const address = addressOf({ destination, folders: [], name: '' })
  if (!address.ok) return address
  const { base, path } = address.value
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const url = urlOf(graph.connection.graphUrl, basePath(base), path.slice(0, depth))
    const found = await get(graph, url, address.value, call)
    if (!found.ok) return found
    if (found.value === null) continue
    return ok(depth < path.length && found.value.isFolder ? null : found.value)
  }
  return fail(failure('destination-gone', { destination }))
}

async function get(
  graph: Graph,
  url: string,
  address: OneDriveDestination,
  call: Call,
): Promise<Result<RemoteItem | null>> {
  const asked = await ask(graph, { method: 'GET', url, facts: { destination: formatDestination(address) } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if ((answer.status === 404 || answer.status === 410) && answer.json !== undefined) return ok(null)
  const found = answer.status === 200 ? foundItem(answer.json, namesAnItem(address)) : null
  if (found === null) return fail(refusal())
  // What is known of an address decides what is refused of files that go there.
  const names = namesAnItem(address) ? { names: found.item.isFolder ? ('folder' as const) : ('file' as const) } : {}
  const target = { destination: formatDestination(address), folders: [], name: '' }
  graph.drives.learn(target, { driveType: found.driveType, ...names })
  return ok(found.item)
}

/** A list of places, or the folders of an address (C: api-reference/v1.0/api/driveitem-list-children.md). */
export async function browse(
  graph: Graph,
  place: string,
  next: string | null,
  call: Call,
): Promise<Result<FolderPage>> {
  const parsed = parsePlace(place)
  if (!parsed.ok) return parsed
  if (parsed.value.list !== null) return browseList(graph, parsed.value.list, null, next, call)
  const address = addressOf({ destination: place, folders: [], name: '' })
  if (!address.ok) return address
  const { base, path } = address.value
  const { graphUrl } = graph.connection
  const first = `${urlOf(graphUrl, basePath(base), path, 'children')}?$select=${members}&$top=${browsePageSize}`
  return page(graph, { first, next, destination: place }, (item) => folderOf(item, address.value), call)
}

/**
 * Below an address, by the service's index, which learns of a new folder after minutes only (C:
 * api-reference/v1.0/api/driveitem-search.md). Of a list, where the service can: sites.
 */
export async function search(
  graph: Graph,
  place: string,
  text: string,
  next: string | null,
  call: Call,
): Promise<Result<FolderPage>> {
  const parsed = parsePlace(place)
  if (!parsed.ok) return parsed
  if (parsed.value.list !== null) return browseList(graph, parsed.value.list, text, next, call)
  const address = addressOf({ destination: place, folders: [], name: '' })
  if (!address.ok) return address
  const { base, path } = address.value
  const action = `search(q='${encodeName(text.replaceAll("'", "''"))}')`
  const url = urlOf(graph.connection.graphUrl, basePath(base), path, action)
  const first = `${url}?$select=${members}&$top=${browsePageSize}`
  return page(graph, { first, next, destination: place }, foundFolder, call)
}

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined)

const Folder = z.object({
  id: z.string().min(1).max(1_000),
  name: z.string().min(1).max(2_000),
  folder: z.object({ childCount: optional(z.number().int().nonnegative()) }),
  /** A OneNote notebook: nothing is put into it by hand. */
  package: z.null().optional(),
  /** A shortcut into somebody else's drive: what is addressed through it is not where it says. */
  remoteItem: z.null().optional(),
  parentReference: optional(z.object({ driveId: optional(z.string().min(1)) })),
})

const FoundPath = z.object({ parentReference: optional(z.object({ path: optional(z.string().max(4_000)) })) })

/** What was found may be anywhere below: it goes by its id, and says what it is in. */
function foundFolder(json: unknown): FolderEntry | null {
  const parsed = Folder.safeParse(json)
  if (!parsed.success) return null
  const { id, name, parentReference } = parsed.data
  const address = addressById(parentReference?.driveId ?? null, id)
  if (address === null) return null
  const path = FoundPath.safeParse(json)
  const around = path.success ? pathIn(path.data.parentReference?.path ?? '') : null
  return { kind: 'folder', name, address, place: address, hasChildren: null, detail: around, at: null }
}

/** `/drives/ID/root:/A/B` → `A / B`; null where it isn't told, and for the drive itself. */
function pathIn(path: string): string | null {
  const names = (/root:\/(.+)$/.exec(path)?.[1] ?? '').split('/').filter((name) => name !== '')
  return names.length === 0 ? null : names.map(plain).join(' / ')
}

function plain(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

const Shortcut = z.object({
  name: z.string().min(1).max(2_000),
  remoteItem: z.object({
    id: z.string().min(1).max(1_000),
    folder: z.object({}),
    package: z.null().optional(),
    parentReference: z.object({ driveId: z.string().min(1) }),
  }),
})

/** A folder of somebody else's that was added to this drive: it goes by where it really is. */
function shortcutOf(json: unknown): FolderEntry | null {
  const parsed = Shortcut.safeParse(json)
  if (!parsed.success) return null
  const { name, remoteItem } = parsed.data
  const address = addressById(remoteItem.parentReference.driveId, remoteItem.id)
  if (address === null) return null
  return { kind: 'folder', name, address, place: address, hasChildren: null, detail: null, at: null }
}

/** Null for files, and for folders that no address leads to. */
function folderOf(json: unknown, inside: OneDriveDestination): FolderEntry | null {
  const parsed = Folder.safeParse(json)
  if (!parsed.success) return shortcutOf(json)
  const { id, name, folder, parentReference } = parsed.data
  const address = addressBelow(inside, name) ?? addressById(parentReference?.driveId ?? null, id)
  const count = folder.childCount ?? null
  if (address === null) return null
  const hasChildren = count === null ? null : count > 0
  return { kind: 'folder', name, address, place: address, hasChildren, detail: null, at: null }
}

/** Names are kept, so that the address can be read; only where it means exactly this name. */
function addressBelow({ kind, base, path }: OneDriveDestination, name: string): string | null {
  const below = { kind, base, path: [...path, name] } as const
  const address = formatDestination(below)
  const parsed = parseDestination(address)
  const isSame =
    parsed.ok &&
    parsed.value.kind === kind &&
    parsed.value.path.length === below.path.length &&
    parsed.value.path.at(-1) === name
  return isSame && formatDestination(parsed.value) === address ? address : null
}
