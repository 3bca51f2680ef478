/** Makes the folders of a target, from the innermost outwards, so that one that is there costs one request. */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, Target } from '../../engine/ports/provider.ts'
import { basePath, urlOf } from './addresses.ts'
import { addressOf, ask, factsOf, json } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { addressedFile } from './look.ts'
import { foundItem } from './wire.ts'

export async function makeFolders(graph: Graph, target: Target, call: Call): Promise<Result<void>> {
  const address = addressOf(target)
  if (!address.ok) return address
  const { base, path } = address.value
  const chain = [...path, ...target.folders]
  if (chain.length === 0) return ok(undefined)
  // Below a file there are no folders: its place is its own.
  const file = await addressedFile(graph, target, call)
  if (!file.ok) return file
  if (file.value !== null) return ok(undefined)
  return ensure(graph, basePath(base), chain, target, call)
}

async function ensure(
  graph: Graph,
  start: string,
  chain: readonly string[],
  target: Target,
  call: Call,
): Promise<Result<void>> {
  const made = await make(graph, start, chain, target, call)
  if (made.ok || made.failure.code !== 'destination-gone' || chain.length === 1) return made
  const outer = await ensure(graph, start, chain.slice(0, -1), target, call)
  return outer.ok ? make(graph, start, chain, target, call) : outer
}

async function make(
  graph: Graph,
  start: string,
  chain: readonly string[],
  target: Target,
  call: Call,
): Promise<Result<void>> {
  const { graphUrl } = graph.connection
  const name = chain.at(-1) ?? ''
  const folder = json({ name, folder: {}, '@microsoft.graph.conflictBehavior': 'fail' })
  const url = urlOf(graphUrl, start, chain.slice(0, -1), 'children')
  const asked = await ask(graph, { method: 'POST', url, ...folder, facts: { ...factsOf(target), name } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if ((answer.status === 200 || answer.status === 201) && foundItem(answer.json, false) !== null) return ok(undefined)
  const refused = refusal()
  if (refused.code !== 'name-taken') return fail(refused)
  return isFolder(graph, urlOf(graphUrl, start, chain), name, target, call)
}

/** Somebody has the name. A folder is what was wanted; a file in its place can't be got around. */
async function isFolder(graph: Graph, url: string, name: string, target: Target, call: Call): Promise<Result<void>> {
  const asked = await ask(graph, { method: 'GET', url, facts: factsOf(target) }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const found = answer.status === 200 ? foundItem(answer.json, false) : null
  if (found === null) return fail(refusal())
  graph.drives.learn(target, { driveType: found.driveType })
  if (found.item.isFolder) return ok(undefined)
  return fail(
    failure('destination-refused', { ...factsOf(target), detail: `'${name}' is a file there, not a folder.` }),
  )
}
