/** What is in a folder now, by name (C: api-reference/v1.0/api/driveitem-list-children.md). */

import * as z from 'zod'
import type { Result } from '../../../shared/failure.ts'
import type { Call, NamesPage, Target } from '../../engine/ports/provider.ts'
import { basePath, urlOf } from './addresses.ts'
import { addressOf } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { namesPageSize } from './limits.ts'
import { page } from './lists.ts'

const Child = z.object({ name: z.string().min(1).max(2_000), folder: z.object({}).nullish() })

export async function names(graph: Graph, target: Target, next: string | null, call: Call): Promise<Result<NamesPage>> {
  const address = addressOf(target)
  if (!address.ok) return address
  const { base, path } = address.value
  const url = urlOf(graph.connection.graphUrl, basePath(base), [...path, ...target.folders], 'children')
  const first = `${url}?$select=id,name,folder&$top=${namesPageSize}`
  const asked = await page(graph, { first, next, destination: target.destination }, childOf, call)
  if (!asked.ok) return asked
  const of = (isFolder: boolean): string[] => {
    return asked.value.folders.filter((child) => child.isFolder === isFolder).map(({ name }) => name)
  }
  return { ok: true, value: { folders: of(true), files: of(false), next: asked.value.next } }
}

function childOf(json: unknown): { readonly name: string; readonly isFolder: boolean } | null {
  const parsed = Child.safeParse(json)
  return parsed.success ? { name: parsed.data.name, isFolder: Boolean(parsed.data.folder) } : null
}
