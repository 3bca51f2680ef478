/** What is at the destination. A name is looked up by its path; an address by id may itself be the file. */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { OneDriveDestination } from '../../../shared/onedrive-address.ts'
import type { Call, RemoteItem, Target } from '../../engine/ports/provider.ts'
import { basePath, itemPath, namesAnItem, urlOf } from './addresses.ts'
import { addressOf, ask, factsOf } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { foundItem } from './wire.ts'
import type { FoundItem } from './wire.ts'

export async function look(graph: Graph, target: Target, call: Call): Promise<Result<RemoteItem | null>> {
  const addressed = await addressedFile(graph, target, call)
  if (!addressed.ok) return addressed
  if (addressed.value !== null) return ok(addressed.value.item)
  const address = addressOf(target)
  if (!address.ok) return address
  const { base, path } = address.value
  const url = urlOf(graph.connection.graphUrl, basePath(base), [...path, ...target.folders, target.name])
  const found = await get(graph, url, target, false, call)
  return found.ok ? ok(found.value?.item ?? null) : found
}

export async function lookById(
  graph: Graph,
  target: Target,
  itemId: string,
  call: Call,
): Promise<Result<RemoteItem | null>> {
  const found = await fileById(graph, target, itemId, call)
  return found.ok ? ok(found.value?.item ?? null) : found
}

export async function fileById(
  graph: Graph,
  target: Target,
  itemId: string,
  call: Call,
): Promise<Result<FoundItem | null>> {
  const address = addressOf(target)
  if (!address.ok) return address
  const { base } = address.value
  // What one follows lies in somebody else's drive: only this address leads there.
  const isFollowed = base.of === 'following' && graph.drives.about(target).names === 'file'
  const start = isFollowed ? basePath(base) : itemPath(base, itemId)
  const isAddressed = graph.drives.about(target).names === 'file'
  const found = await get(graph, urlOf(graph.connection.graphUrl, start, []), target, isAddressed, call)
  if (!found.ok) return found
  return ok(found.value !== null && found.value.item.id === itemId ? found.value : null)
}

/** The file that the address names by id; null where it names a folder. Failures: `destination-gone`. */
export async function addressedFile(graph: Graph, target: Target, call: Call): Promise<Result<FoundItem | null>> {
  const address = addressOf(target)
  if (!address.ok) return address
  if (!namesAnItem(address.value) || graph.drives.about(target).names === 'folder') return ok(null)
  const found = await getBase(graph, target, address.value, call)
  if (!found.ok) return found
  graph.drives.learn(target, { names: found.value.item.isFolder ? 'folder' : 'file' })
  return ok(found.value.item.isFolder ? null : found.value)
}

/** Asks the address's own item once for what kind of drive it is in. That nobody knows is no reason to stop. */
export async function learnDriveType(graph: Graph, target: Target, call: Call): Promise<void> {
  const address = addressOf(target)
  if (address.ok && graph.drives.about(target).driveType === null) await getBase(graph, target, address.value, call)
}

async function getBase(
  graph: Graph,
  target: Target,
  address: OneDriveDestination,
  call: Call,
): Promise<Result<FoundItem>> {
  const url = urlOf(graph.connection.graphUrl, basePath(address.base), [])
  const found = await get(graph, url, target, namesAnItem(address), call)
  if (!found.ok) return found
  return found.value === null ? fail(failure('destination-gone', factsOf(target))) : ok(found.value)
}

async function get(
  graph: Graph,
  url: string,
  target: Target,
  isAddressed: boolean,
  call: Call,
): Promise<Result<FoundItem | null>> {
  const asked = await ask(graph, { method: 'GET', url, facts: factsOf(target) }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status === 404 || answer.status === 410) return notThere(answer.json, refusal)
  const found = answer.status === 200 ? foundItem(answer.json, isAddressed) : null
  if (found === null) return fail(refusal())
  graph.drives.learn(target, { driveType: found.driveType })
  return ok(found)
}

/** "Not there" is a strong statement: it takes the service's own words, not a proxy's page with status 404. */
function notThere(json: unknown, refusal: () => ReturnType<typeof failure>): Result<null> {
  if (json !== undefined) return ok(null)
  const { facts } = refusal()
  return fail(failure('bad-response', { ...facts, detail: 'status 404 without the JSON that belongs to it' }))
}
