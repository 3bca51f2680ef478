/** Where exactly a file goes: a name below a folder, or an existing file, by its id. */

import { ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, Intent, Target } from '../../engine/ports/provider.ts'
import { basePath, childPath, itemPath, namesAnItem, urlOf } from './addresses.ts'
import type { Asked, Graph } from './graph-call.ts'
import { addressOf } from './graph-call.ts'
import { addressedFile, fileById } from './look.ts'
import type { FoundItem } from './wire.ts'

export interface Place {
  readonly name: string
  /** `name`: below a folder. `item`: a file that we know. `address`: the file that the address itself names. */
  readonly by: 'name' | 'item' | 'address'
  /** What is asked of the place: '', `createUploadSession`, `content`. */
  url(action: string): string
  /** The same place by its parent, where the first form was refused. Null where there is no other. */
  byParent(): Promise<Result<Place | null>>
}

/**
 * A new version goes to the item by its id: it may have been renamed or moved since. Not below a shared thing, whose
 * items take no sessions by id (graph.md A1).
 */
export async function placeOf(graph: Graph, target: Target, intent: Intent, call: Call): Promise<Result<Place>> {
  const address = addressOf(target)
  if (!address.ok) return address
  const { base, path } = address.value
  const { graphUrl } = graph.connection
  const start = basePath(base)
  const file = namesAnItem(address.value) ? await addressedFile(graph, target, call) : ok(null)
  if (!file.ok) return file
  if (file.value !== null) {
    const found = file.value
    return ok({
      name: found.item.name,
      by: 'address',
      url: (action) => urlOf(graphUrl, start, [], action),
      byParent: async () => ok(belowParent(graphUrl, found)),
    })
  }
  if (intent.kind === 'replace' && base.of !== 'share') {
    return ok({
      name: target.name,
      by: 'item',
      url: (action) => urlOf(graphUrl, itemPath(base, intent.itemId), [], action),
      async byParent() {
        const found = await fileById(graph, target, intent.itemId, call)
        return found.ok ? ok(found.value === null ? null : belowParent(graphUrl, found.value)) : found
      },
    })
  }
  return ok(byName(target.name, (action) => urlOf(graphUrl, start, [...path, ...target.folders, target.name], action)))
}

function belowParent(graphUrl: string, { item, parent }: FoundItem): Place | null {
  if (parent === null) return null
  return byName(item.name, (action) => urlOf(graphUrl, childPath(parent.driveId, parent.id), [item.name], action))
}

function byName(name: string, url: (action: string) => string): Place {
  return { name, by: 'name', url, byParent: async () => ok(null) }
}

/** Whether the item that we knew is gone. What becomes of the name then is decided anew. */
export function isItemGone({ by }: Place, { answer }: Asked): boolean {
  return by === 'item' && (answer.status === 404 || answer.status === 410)
}

/**
 * Personal drives take an existing file by its parent and name only: "File name not provided in url" (gdc#7838,
 * gd#2321). Everybody else is asked by id, as it was addressed.
 */
export function wantsParentForm({ answer }: Asked): boolean {
  return answer.status === 400 && /file name not provided/i.test(answer.text)
}
