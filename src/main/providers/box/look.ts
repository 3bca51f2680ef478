/** What is at the destination. A name is asked about by a preflight, which needs one request however full the folder is. */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, RemoteItem, Target } from '../../engine/ports/provider.ts'
import { addressOf, apiUrl, ask, factsOf, fileUrl, json } from './box-call.ts'
import type { Box } from './box-call.ts'
import { entryIn, folderOf } from './place.ts'
import { conflictOf, isTrashed, itemOf } from './wire.ts'
import type { Entry } from './wire.ts'

export async function look(box: Box, target: Target, call: Call): Promise<Result<RemoteItem | null>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const { base } = address.value
  if (base.of === 'file') {
    const file = await fileById(box, base.id, target, true, call)
    if (!file.ok) return file
    return file.value === null ? fail(failure('destination-gone', factsOf(target))) : file
  }
  const first = await lookIn(box, target, call)
  // A folder that was remembered isn't there any more: once more, from the beginning.
  if (first.ok || first.failure.code !== 'destination-gone') return first
  return lookIn(box, target, call)
}

async function lookIn(box: Box, target: Target, call: Call): Promise<Result<RemoteItem | null>> {
  const folder = await folderOf(box, target, call)
  if (!folder.ok) return folder
  if (folder.value.is !== 'folder') return ok(null)
  const named = await entryAt(box, folder.value.id, target, call)
  if (!named.ok || named.value === null) return named.ok ? ok(null) : named
  return named.value.type === 'file' ? fileById(box, named.value.id, target, false, call) : ok(inTheWay(named.value))
}

/** `OPTIONS /files/content` (guides/uploads/check.md); where it isn't to be had, the folder is read (1.14 D15). */
async function entryAt(box: Box, folderId: string, target: Target, call: Call): Promise<Result<Entry | null>> {
  const { headers, body } = json({ name: target.name, parent: { id: folderId } })
  const url = apiUrl(box, '/files/content')
  const asked = await ask(box, { on: 'item', method: 'OPTIONS', url, headers, body, facts: factsOf(target) }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status === 200 && answer.json !== undefined) return ok(null)
  const refused = refusal()
  if (refused.code === 'name-taken') {
    const entry = conflictOf(answer.json)
    return entry === null ? entryIn(box, folderId, target.name, target.destination, call) : ok(entry)
  }
  if (![404, 405, 501].includes(answer.status)) return fail(refused)
  // Either there is no such call, or no such folder: the list tells which.
  return entryIn(box, folderId, target.name, target.destination, call)
}

export async function lookById(
  box: Box,
  target: Target,
  itemId: string,
  call: Call,
): Promise<Result<RemoteItem | null>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const { base } = address.value
  return fileById(box, itemId, target, base.of === 'file' && base.id === itemId, call)
}

/** GET /files/:id (OAS get_files_id); null where it is gone, or in the trash. */
export async function fileById(
  box: Box,
  id: string,
  target: Target,
  isAddressed: boolean,
  call: Call,
): Promise<Result<RemoteItem | null>> {
  // Everything at Box has a number; what has none was never there.
  if (!/^\d{1,20}$/.test(id)) return ok(null)
  const asked = await ask(box, { on: 'item', method: 'GET', url: fileUrl(box, id), facts: factsOf(target) }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status === 200) {
    const item = itemOf(answer.json, isAddressed, box.webRoot)
    if (item !== null) return ok(item)
    return isTrashed(answer.json) ? ok(null) : fail(refusal())
  }
  const refused = refusal()
  return refused.code === 'destination-gone' ? ok(null) : fail(refused)
}

/** A folder or a bookmark: nothing that a file could replace. */
export function inTheWay({ id, name }: Entry): RemoteItem {
  return {
    id,
    name,
    size: 0,
    eTag: null,
    hash: null,
    webUrl: null,
    modifiedAt: null,
    isFolder: true,
    isAddressed: false,
  }
}
