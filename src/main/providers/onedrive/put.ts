/** A whole file in one request (C: driveitem-put-content). */

import { fail, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Body, Call, Content, Intent, RemoteItem, Target } from '../../engine/ports/provider.ts'
import { itemPath, urlOf } from './addresses.ts'
import { addressOf, ask, conflictBehavior, factsOf, ifMatch, json, timesOf } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { useName } from './look-lately.ts'
import { isItemGone, placeOf } from './place.ts'
import { foundItem } from './wire.ts'

export async function put(
  graph: Graph,
  target: Target,
  content: Content,
  intent: Intent,
  body: Body,
  call: Call,
): Promise<Result<RemoteItem>> {
  const place = await placeOf(graph, target, intent, call)
  if (!place.ok) return place
  // Here the annotation stands in the query (gd#12935).
  const url = `${place.value.url('content')}?@microsoft.graph.conflictBehavior=${conflictBehavior(intent)}`
  const headers = { 'content-type': 'application/octet-stream', ...ifMatch(intent) }
  useName(graph, target)
  const asked = await ask(graph, { method: 'PUT', url, headers, body, facts: factsOf(target) }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (isItemGone(place.value, asked.value)) return fail({ ...refusal(), code: 'changed-at-destination' })
  const isSuccess = answer.status === 200 || answer.status === 201
  const found = isSuccess ? foundItem(answer.json, place.value.by === 'address') : null
  if (found === null || found.item.isFolder) return fail(refusal())
  graph.drives.learn(target, { driveType: found.driveType })
  if (!graph.keepsTimes || found.item.modifiedAt === content.modifiedAt) return ok(found.item)
  return ok(await withTime(graph, target, found.item, content.modifiedAt, call))
}

/**
 * A simple PUT sets no times (graph.md A11). The content is there either way: where the time can't be set, the item
 * is returned as it is, and not a failure after which everything would be sent again.
 */
async function withTime(
  graph: Graph,
  target: Target,
  item: RemoteItem,
  modifiedAt: number,
  call: Call,
): Promise<RemoteItem> {
  const address = addressOf(target)
  if (!address.ok) return item
  const url = urlOf(graph.connection.graphUrl, itemPath(address.value.base, item.id), [])
  const asked = await ask(graph, { method: 'PATCH', url, ...json({ fileSystemInfo: timesOf(modifiedAt) }) }, call)
  const patched =
    asked.ok && asked.value.answer.status === 200 ? foundItem(asked.value.answer.json, item.isAddressed) : null
  // A PATCH may leave the hashes out of its answer; the content is the same.
  return patched === null || patched.item.id !== item.id
    ? item
    : { ...patched.item, hash: patched.item.hash ?? item.hash }
}
