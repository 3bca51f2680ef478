/** To Do's rows and how they change. The lists and tasks of a new practice cloud have fixed ids, to be written down. */

import { randomBytes } from 'node:crypto'
import { Problem } from '../problem.ts'
import { me, users } from '../seed.ts'
import type { Hashes } from '../storage/content-digest.ts'
import type { Change } from '../storage/ledger.ts'
import type { World } from '../storage/world.ts'
import type { Attachment, AttachmentSession, TodoList, TodoTask } from './rows.ts'

const ownTasks = { id: 'practice-list', owner: me.id, displayName: 'Tasks' }
const theirTasks = { id: 'colleague-list', owner: users[1].id, displayName: 'Tasks' }

const seedLists: readonly TodoList[] = [ownTasks, theirTasks]
const seedTasks: readonly TodoTask[] = [
  { id: 'practice-task', listId: ownTasks.id, title: 'Send the papers to the harbour office' },
  { id: 'colleague-task', listId: theirTasks.id, title: 'Check the manifest' },
]

export function listsOf(world: World): ReadonlyMap<string, TodoList> {
  return withSeed(seedLists, world.table<TodoList>('todo-list'))
}

export function tasksOf(world: World): ReadonlyMap<string, TodoTask> {
  return withSeed(seedTasks, world.table<TodoTask>('todo-task'))
}

function withSeed<Row extends { readonly id: string }>(
  seed: readonly Row[],
  rows: ReadonlyMap<string, Row>,
): ReadonlyMap<string, Row> {
  return new Map([...seed.map((row): [string, Row] => [row.id, row]), ...rows])
}

export function attachmentsOf(world: World, taskId?: string): Attachment[] {
  const all = [...world.table<Attachment>('todo-attachment').values()]
  return taskId === undefined ? all : all.filter((attachment) => attachment.taskId === taskId)
}

export function sessionsOf(world: World): ReadonlyMap<string, AttachmentSession> {
  return world.table<AttachmentSession>('todo-session')
}

export function putList(row: TodoList): Change {
  return { table: 'todo-list', id: row.id, row }
}

export function putTask(row: TodoTask): Change {
  return { table: 'todo-task', id: row.id, row }
}

export function putSession(row: AttachmentSession): Change {
  return { table: 'todo-session', id: row.id, row }
}

type New = Pick<Attachment, 'taskId' | 'name' | 'contentType' | 'blob'>

/** Two attachments may have one name: the service keeps both (nothing in C: todotask-post-attachments says otherwise). */
export function attach(world: World, made: New, { size, sha256 }: Hashes, ...more: Change[]): Attachment {
  const row = { ...made, id: newId(), size, sha256, lastModifiedDateTime: world.clock.iso() }
  world.write({ table: 'todo-attachment', id: row.id, row }, ...more)
  return row
}

export function detach(world: World, { id, blob }: Attachment): void {
  world.write({ table: 'todo-attachment', id, row: null })
  world.blobs.remove(blob)
}

/** Ends a session and forgets its bytes. */
export function cancel(world: World, session: AttachmentSession): void {
  world.write(putSession({ ...session, state: 'cancelled', received: 0 }))
  world.blobs.remove(session.blob)
}

/** The session as long as it can be used; gone is gone, whatever the reason. */
export function liveSession(world: World, taskId: string, id: string): AttachmentSession {
  const session = sessionsOf(world).get(id)
  if (session?.taskId === taskId && session.state === 'open') {
    if (session.expiresAt > world.clock.now()) return session
    cancel(world, session)
  }
  throw notFound('The specified attachment session was not found in the store.')
}

export function notFound(message = 'The specified object was not found in the store.'): Problem {
  return new Problem(404, 'ErrorItemNotFound', message)
}

/** Ids look like Exchange's: base64 with `=`, `-` and `_` (C: taskfileattachment-get.md). */
export function newId(): string {
  return `AAMk${randomBytes(24).toString('base64url')}=`
}
