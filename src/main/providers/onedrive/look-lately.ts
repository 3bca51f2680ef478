/** Whether a name is free, for those who only want to know whether to try: from a list of the folder where that pays. */

import { fail, ok, ruleOf } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, RemoteItem, Target } from '../../engine/ports/provider.ts'
import { basePath, namesAnItem } from './addresses.ts'
import { names } from './children.ts'
import { mostPages, nameKey } from './free-names.ts'
import { addressOf } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { look } from './look.ts'

/** As `look`; only "nobody has it" may be some seconds old. */
export async function lookLately(graph: Graph, target: Target, call: Call): Promise<Result<RemoteItem | null>> {
  const key = folderKey(graph, target)
  if (key === null) return look(graph, target, call)
  const told = graph.names.tells(key, target.name, graph.clock.monotonic())
  if (told === 'free') return ok(null)
  if (told === 'ask') return look(graph, target, call)
  return readFolder(graph, key, target, call)
}

/** The request with this name is about to go: no list that was read before it speaks for the name any more. */
export function useName(graph: Graph, target: Target): void {
  const key = folderKey(graph, target)
  if (key !== null) graph.names.use(key, target.name)
}

/** Null where the address itself may be the file: that is asked about by its id. */
function folderKey(graph: Graph, target: Target): string | null {
  const address = addressOf(target)
  if (!address.ok) return null
  if (namesAnItem(address.value) && graph.drives.about(target).names !== 'folder') return null
  const { base, path } = address.value
  return [basePath(base), ...[...path, ...target.folders].map(nameKey)].join('/')
}

/** @returns the answer to this one look, too */
async function readFolder(graph: Graph, key: string, target: Target, call: Call): Promise<Result<RemoteItem | null>> {
  const done = graph.names.reading(key, graph.clock.monotonic())
  let found: readonly string[] | null = null
  let pages = 0
  try {
    const inside: string[] = []
    let next: string | null = null
    do {
      const page = await names(graph, target, next, call)
      if (!page.ok) {
        // What was asked of the account, or stands between it and us, holds for this look as well.
        if (ruleOf(page.failure.code).reach !== undefined || call.signal.aborted) return fail(page.failure)
        const asked = await look(graph, target, call)
        // No folder, and the service says so of the file, too: then there is nothing in it.
        if (page.failure.code === 'destination-gone' && asked.ok && asked.value === null) found = []
        return asked
      }
      pages += 1
      inside.push(...page.value.files, ...page.value.folders)
      next = page.value.next
    } while (next !== null && pages < mostPages)
    if (next === null) found = inside
  } finally {
    done(found, Math.max(1, pages))
  }
  return lookLately(graph, target, call)
}
