/** Where a path leads: folders by their ids, found name by name (box-and-peers.md 1.10: without case). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { BoxDestination } from '../../../shared/box-address.ts'
import type { Call, Target } from '../../engine/ports/provider.ts'
import { addressOf, apiUrl, ask } from './box-call.ts'
import type { Box } from './box-call.ts'
import { itemsPageSize, maxItemPages } from './limits.ts'
import { fold } from './names.ts'
import { itemsOf } from './wire.ts'
import type { Entry } from './wire.ts'

const rootFolderId = '0'

/**
 * `folder`: the whole chain is there. `missing`: from `names[0]` on nothing is, below `parentId`. `blocked`: something
 * that is no folder has one of the names.
 */
export type Found =
  | { readonly is: 'folder'; readonly id: string }
  | { readonly is: 'missing'; readonly parentId: string; readonly names: readonly string[] }
  | { readonly is: 'blocked'; readonly entry: Entry }

/** Where a target's files go; not for an address that names a file. */
export async function folderOf(box: Box, target: Target, call: Call): Promise<Result<Found>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  return folderAt(box, address.value, [...address.value.path, ...target.folders], target.destination, call)
}

export async function folderAt(
  box: Box,
  { base }: BoxDestination,
  names: readonly string[],
  destination: string,
  call: Call,
): Promise<Result<Found>> {
  let id = base.of === 'root' ? rootFolderId : base.id
  for (const [depth, name] of names.entries()) {
    const known = box.folders.find(id, name)
    const found = known === null ? await entryIn(box, id, name, destination, call) : ok(known)
    if (!found.ok) return found
    if (found.value === null) return ok({ is: 'missing', parentId: id, names: names.slice(depth) })
    if (typeof found.value === 'string') {
      id = found.value
      continue
    }
    if (found.value.type !== 'folder') return ok({ is: 'blocked', entry: found.value })
    box.folders.learn(id, name, found.value.id)
    id = found.value.id
  }
  return ok({ is: 'folder', id })
}

/**
 * What has this name in a folder, in whatever case; null where nothing has. By marker, which has no last page
 * (guides/api-calls/pagination/marker-based.md). Failures: `destination-gone`.
 */
export async function entryIn(
  box: Box,
  folderId: string,
  name: string,
  destination: string,
  call: Call,
): Promise<Result<Entry | null>> {
  const wanted = fold(name)
  let marker: string | null = null
  for (let page = 0; page < maxItemPages; page += 1) {
    const url = itemsUrl(box, folderId, marker)
    const asked = await ask(box, { on: 'item', method: 'GET', url, facts: { name, destination } }, call)
    if (!asked.ok) return asked
    const { answer, refusal } = asked.value
    const items: ReturnType<typeof itemsOf> = answer.status === 200 ? itemsOf(answer.json) : null
    if (items === null) {
      const refused = refusal()
      if (refused.code === 'destination-gone') box.folders.forgetAll()
      return fail(refused)
    }
    const found = items.entries.find((entry) => fold(entry.name) === wanted)
    if (found !== undefined) return ok(found)
    if (items.next === null) return ok(null)
    marker = items.next
  }
  return fail(failure('bad-response', { destination, host: 'Box', detail: 'a list without an end' }))
}

export function itemsUrl(box: Box, folderId: string, marker: string | null): string {
  const from = marker === null ? '' : `&marker=${encodeURIComponent(marker)}`
  return apiUrl(box, `/folders/${folderId}/items?fields=type,id,name&usemarker=true&limit=${itemsPageSize}${from}`)
}
