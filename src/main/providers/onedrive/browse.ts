/** Looking around in a drive: what an address leads to, and a folder's folders page by page. Changes nothing. */

import * as z from 'zod'
import { formatDestination, parseDestination } from '../../../shared/destination.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { OneDriveDestination } from '../../../shared/onedrive-address.ts'
import type { Call, FolderEntry, FolderPage, RemoteItem } from '../../engine/ports/provider.ts'
import { elsewhere, pageOf } from '../graph/link-page.ts'
import { isOwnLink } from '../graph/own-link.ts'
import { basePath, namesAnItem, urlOf } from './addresses.ts'
import { addressOf, ask } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { browsePageSize } from './limits.ts'
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

/** C: api-reference/v1.0/api/driveitem-list-children.md */
export async function browse(
  graph: Graph,
  destination: string,
  next: string | null,
  call: Call,
): Promise<Result<FolderPage>> {
  const address = addressOf({ destination, folders: [], name: '' })
  if (!address.ok) return address
  const { base, path } = address.value
  const { graphUrl } = graph.connection
  const first = `${urlOf(graphUrl, basePath(base), path, 'children')}?$select=${members}&$top=${browsePageSize}`
  const url = next ?? first
  // Kept since the answer that it came in, so it was checked then; a token is worth a second look.
  if (!isOwnLink(url, graphUrl)) return fail(elsewhere(graphUrl))
  const asked = await ask(graph, { method: 'GET', url, facts: { destination } }, call)
  return asked.ok ? pageOf(asked.value, url, graphUrl, (item) => folderOf(item, address.value)) : asked
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

/** Null for files, and for folders that no address leads to. */
function folderOf(json: unknown, inside: OneDriveDestination): FolderEntry | null {
  const parsed = Folder.safeParse(json)
  if (!parsed.success) return null
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

function addressById(driveId: string | null, id: string): string | null {
  const address = `onedrive:drives/${driveId ?? ''}/items/${id}`
  const parsed = parseDestination(address)
  return parsed.ok && formatDestination(parsed.value) === address ? address : null
}
