/** What can be attached to: the lists, and in each its tasks that are still to do. Changes nothing. */

import * as z from 'zod'
import { parsePlace } from '../../../shared/browse-place.ts'
import { formatDestination, parseDestination } from '../../../shared/destination.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Call, FolderEntry, FolderPage } from '../../engine/ports/provider.ts'
import { DateTimeTimeZone, dayOf } from '../graph/date-time.ts'
import { elsewhere, pageOf } from '../graph/link-page.ts'
import { isOwnLink } from '../graph/own-link.ts'
import { browsePageSize } from './limits.ts'
import { ask } from './todo-call.ts'
import type { Todo } from './todo-call.ts'

/** A task has nothing in it that files could go into. */
export async function browse(todo: Todo, place: string, next: string | null, call: Call): Promise<Result<FolderPage>> {
  const parsed = parsePlace(place)
  if (!parsed.ok) return parsed
  const { kind, list } = parsed.value
  if (kind !== 'todo') return fail(failure('address-not-supported', { destination: place }))
  const { graphUrl } = todo.connection
  // Kept since the answer that it came in, so it was checked then; a token is worth a second look.
  if (next !== null && (list === null || !isOwnLink(next, graphUrl))) return fail(elsewhere(graphUrl))
  if (list === null) return ok({ folders: [], next: null })
  const [, id] = list.split('/')
  const url = next ?? `${graphUrl}/v1.0/me/todo${pathOf(id)}?$top=${browsePageSize}`
  const asked = await ask(todo, { method: 'GET', url, facts: { destination: place } }, call)
  return asked.ok ? pageOf(asked.value, url, graphUrl, id === undefined ? listOf : (json) => taskOf(json, id)) : asked
}

/** C: api-reference/v1.0/api/todo-list-lists.md, todotasklist-list-tasks.md */
function pathOf(list: string | undefined): string {
  return list === undefined ? '/lists' : `/lists/${encodeURIComponent(list)}/tasks`
}

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined)
const Id = z.string().min(1).max(2_000)
const Text = optional(z.string().transform((text) => text.slice(0, 500)))

const List = z.object({ id: Id, displayName: Text })

/** Null where nothing leads into it. */
function listOf(json: unknown): FolderEntry | null {
  const parsed = List.safeParse(json)
  if (!parsed.success) return null
  const { id, displayName } = parsed.data
  const place = `todo:lists/${id}`
  if (!parsePlace(place).ok) return null
  return { kind: 'list', name: displayName ?? '', address: null, place, hasChildren: null, detail: null, at: null }
}

const Task = z.object({
  id: Id,
  title: Text,
  status: optional(z.string()),
  dueDateTime: optional(DateTimeTimeZone),
})

/** What is done is left out: nobody attaches to it, and there is much of it (C: resources/todotask.md). */
function taskOf(json: unknown, list: string): FolderEntry | null {
  const parsed = Task.safeParse(json)
  if (!parsed.success || parsed.data.status === 'completed') return null
  const { id, title, dueDateTime } = parsed.data
  const address = `todo:lists/${list}/tasks/${id}`
  const destination = parseDestination(address)
  if (!destination.ok || formatDestination(destination.value) !== address) return null
  const at = dayOf(dueDateTime)
  return { kind: 'task', name: title ?? '', address, place: null, hasChildren: false, detail: null, at }
}
