/** Looking around: what an address leads to, and a folder's folders page by page. Changes nothing. */

import { formatDestination, parseDestination } from '../../../shared/destination.ts'
import type { BoxDestination } from '../../../shared/box-address.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, FolderEntry, FolderPage, RemoteItem } from '../../engine/ports/provider.ts'
import { addressOf, apiUrl, ask } from './box-call.ts'
import type { Box } from './box-call.ts'
import { fileById, inTheWay } from './look.ts'
import { folderAt, itemsUrl } from './place.ts'
import { itemOf, itemsOf } from './wire.ts'
import type { Entry } from './wire.ts'

export async function inspect(box: Box, destination: string, call: Call): Promise<Result<RemoteItem | null>> {
  const address = addressOf(destination)
  if (!address.ok) return address
  const { base, path } = address.value
  const gone = () => fail(failure('destination-gone', { destination }))
  if (base.of === 'file') {
    const file = await fileById(box, base.id, { destination, folders: [], name: '' }, true, call)
    return file.ok && file.value === null ? gone() : file
  }
  // What is shown now is what is there now.
  box.folders.forgetAll()
  const found = await folderAt(box, address.value, path, destination, call)
  if (!found.ok) return found
  switch (found.value.is) {
    case 'missing':
      return ok(null)
    case 'blocked':
      return ok({ ...inTheWay(found.value.entry), isFolder: found.value.entry.type === 'folder' })
    case 'folder':
      return folderById(box, found.value.id, destination, call)
  }
}

/** GET /folders/:id (OAS get_folders_id). Failures: `destination-gone`. */
async function folderById(box: Box, id: string, destination: string, call: Call): Promise<Result<RemoteItem | null>> {
  const url = apiUrl(box, `/folders/${id}?fields=type,id,etag,name,item_status`)
  const asked = await ask(box, { on: 'item', method: 'GET', url, facts: { destination } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const item = answer.status === 200 ? itemOf(answer.json, false, box.webRoot) : null
  return item === null ? fail(refusal()) : ok(item)
}

/** Not a link: a marker is put into an address of ours. Anything else didn't come from Box. */
const marker = /^[\w.~+/=-]{1,4096}$/

/** OAS get_folders_id_items, by marker. */
export async function browse(
  box: Box,
  destination: string,
  next: string | null,
  call: Call,
): Promise<Result<FolderPage>> {
  const address = addressOf(destination)
  if (!address.ok) return address
  if (next !== null && !marker.test(next)) {
    return fail(failure('unsafe-redirect', { host: new URL(box.connection.box.apiUrl).host }))
  }
  if (address.value.base.of === 'file') return ok({ folders: [], next: null })
  const found = await folderAt(box, address.value, address.value.path, destination, call)
  if (!found.ok) return found
  if (found.value.is !== 'folder') return fail(failure('destination-gone', { destination }))
  const url = itemsUrl(box, found.value.id, next)
  const asked = await ask(box, { on: 'item', method: 'GET', url, facts: { destination } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const items = answer.status === 200 ? itemsOf(answer.json) : null
  if (items === null) {
    box.folders.forgetAll()
    return fail(refusal())
  }
  if (items.next !== null && (items.next === next || !marker.test(items.next))) {
    return fail({ ...refusal(), code: 'bad-response' })
  }
  const folders = items.entries.filter(({ type }) => type === 'folder')
  return ok({ folders: folders.map((folder) => shown(folder, address.value)), next: items.next })
}

function shown({ id, name }: Entry, inside: BoxDestination): FolderEntry {
  const address = addressBelow(inside, name) ?? `box:folders/${id}`
  return { kind: 'folder', name, address, place: address, hasChildren: null, detail: null, at: null }
}

/** Names are kept, so that the address can be read; only where it means exactly this name. */
function addressBelow({ kind, base, path }: BoxDestination, name: string): string | null {
  if (base.of !== 'root') return null
  const address = formatDestination({ kind, base, path: [...path, name] })
  const parsed = parseDestination(address)
  const isSame = parsed.ok && parsed.value.kind === 'box' && parsed.value.path.at(-1) === name
  return isSame && parsed.value.path.length === path.length + 1 ? address : null
}
