/**
 * `todo:` addresses (design 2.3): the task that files are attached to, in Graph's own words
 * (C: api-reference/v1.0/api/taskfileattachment-createuploadsession.md). A task has no
 * folders, so nothing comes after its id.
 */

import { cut } from './address-parts.ts'
import type { Parsed } from './address-parts.ts'

export interface TodoDestination {
  readonly kind: 'todo'
  /** Id or principal name of whose list it is; null: mine. */
  readonly user: string | null
  /** Opaque and case-sensitive, as `task`; base64 that may end in `=`. */
  readonly list: string
  readonly task: string
}

const forms = 'write todo:lists/LIST/tasks/TASK or todo:users/ID/lists/LIST/tasks/TASK'

/** Takes what stands after the colon. */
export function parseTodo(rest: string): Parsed<TodoDestination> {
  if (rest === '') return { problem: `it does not say which task; ${forms}.` }
  const [word, after] = cut(rest)
  if (word !== 'users') return inLists(null, rest)
  const [user, inside] = cut(after)
  return isSegment(user) ? inLists(user, inside) : { problem: `users/ID needs an id or a name; ${forms}.` }
}

function inLists(user: string | null, rest: string): Parsed<TodoDestination> {
  const [lists, list, tasks, task, ...more] = rest.replace(/\/+$/, '').split('/')
  if (lists !== 'lists') return { problem: `'${lists ?? ''}' is none of the forms; ${forms}.` }
  if (!isSegment(list)) return { problem: `lists/LIST needs the list's id; ${forms}.` }
  if (tasks === undefined) return { problem: `a list takes no files, its tasks do; ${forms}.` }
  if (tasks !== 'tasks') return { problem: `after a list comes tasks/TASK, not '${tasks}'.` }
  if (!isSegment(task)) return { problem: `tasks/TASK needs the task's id; ${forms}.` }
  if (more.length > 0) return { problem: `a task has no folders: nothing comes after its id; ${forms}.` }
  return { destination: { kind: 'todo', user, list, task } }
}

/** Goes into a URL's path and stays what it is: another sign would make it another path. */
function isSegment(text: string | undefined): text is string {
  return text !== undefined && text !== '' && !/[/:?#\\%\s]/.test(text) && text !== '.' && text !== '..'
}

/** What stands after `todo:`. */
export function formatTodo({ user, list, task }: TodoDestination): string {
  return `${user === null ? '' : `users/${user}/`}lists/${list}/tasks/${task}`
}
