/** To Do's part of the Graph host: lists, tasks, their attachments, and upload sessions for these. */

import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { methodNotAllowed, type Route } from '../http/route.ts'
import { parseContentRange } from '../http/content-range.ts'
import { findUser } from '../onedrive/resolve.ts'
import { Problem } from '../problem.ts'
import { me } from '../seed.ts'
import { authenticate } from '../sign-in/tokens.ts'
import { getAttachment, getList, getTask, getValue, listAttachments, listLists, listTasks, remove } from './look.ts'
import { postAttachment } from './post-attachment.ts'
import { receiveRange } from './receive-range.ts'
import { cancelSession, createSession, sessionStatus } from './sessions.ts'
import { listsOf, notFound, sessionsOf, tasksOf } from './store.ts'

/** What a request names, each known to be there as far as it is named. */
export interface Place {
  readonly owner: string
  readonly listId: string
  readonly taskId: string
  /** Of an attachment or a session. */
  readonly id: string
  /** `v1.0` or `beta`: links in answers keep it. */
  readonly version: string
}

interface Operation {
  readonly op: string
  readonly writes?: true
  run(context: Context, exchange: Exchange, place: Place): Reply | Promise<Reply>
}

interface Row {
  readonly path: RegExp
  readonly methods: Readonly<Record<string, Operation>>
}

const task = '/lists/([^/]+)/tasks/([^/]+)'
const session = new RegExp(`^${task}/attachmentSessions/([^/]+)$`, 'i')

/**
 * Everything there is below `/todo`. The operations are called as OneDrive's are, so that the same faults fit. A range
 * goes to `…/content`; without it there is nothing to PUT to (C: concepts/todo-attachments.md).
 */
const table: readonly Row[] = [
  { path: /^\/lists$/, methods: { GET: { op: 'list', run: listLists } } },
  { path: /^\/lists\/([^/]+)$/, methods: { GET: { op: 'list', run: getList } } },
  { path: /^\/lists\/([^/]+)\/tasks$/, methods: { GET: { op: 'task', run: listTasks } } },
  { path: new RegExp(`^${task}$`), methods: { GET: { op: 'task', run: getTask } } },
  {
    path: new RegExp(`^${task}/attachments$`, 'i'),
    methods: {
      GET: { op: 'attachments', run: listAttachments },
      POST: { op: 'simplePut', writes: true, run: postAttachment },
    },
  },
  {
    path: new RegExp(`^${task}/attachments/createUploadSession$`, 'i'),
    methods: { POST: { op: 'create', writes: true, run: createSession } },
  },
  {
    path: new RegExp(`^${task}/attachments/([^/]+)$`, 'i'),
    methods: {
      GET: { op: 'item', run: getAttachment },
      DELETE: { op: 'deleteItem', writes: true, run: remove },
    },
  },
  {
    path: new RegExp(`^${task}/attachments/([^/]+)/\\$value$`, 'i'),
    methods: { GET: { op: 'content', run: getValue } },
  },
  {
    path: session,
    methods: {
      GET: { op: 'get', run: sessionStatus },
      DELETE: { op: 'delete', writes: true, run: cancelSession },
    },
  },
  {
    path: new RegExp(`^${task}/attachmentSessions/([^/]+)/content$`, 'i'),
    methods: { PUT: { op: 'put', writes: true, run: receiveRange } },
  },
]

/** Null: not To Do's. */
export function todoRoute(context: Context, exchange: Exchange): Route | null {
  const [, version = '', user, path = ''] =
    /^\/(v1\.0|beta)\/(?:me|users\/([^/]+))\/todo(\/.*)$/.exec(exchange.path) ?? []
  if (version === '') return null
  for (const { path: pattern, methods } of table) {
    const found = pattern.exec(path)
    if (!found) continue
    const operation = methods[exchange.method]
    // The one mistake that every SDK makes (msgraph-sdk-dotnet-core#481, msgraph-sdk-php#1506).
    if (!operation && pattern === session && exchange.method === 'PUT') break
    if (!operation) return methodNotAllowed(Object.keys(methods))
    const [listId = '', taskId = '', id = ''] = found.slice(1).map(decodeURIComponent)
    const wanted = { user: user === undefined ? null : decodeURIComponent(user), listId, taskId, id, version }
    return routeTo(context, exchange, operation, wanted)
  }
  const problem = new Problem(404, 'ErrorInvalidRequest', 'Resource not found for the segment.')
  return { op: 'unknown', protocol: 'todo', run: () => Promise.reject(problem) }
}

type Wanted = Omit<Place, 'owner'> & { readonly user: string | null }

function routeTo({ world }: Context, exchange: Exchange, operation: Operation, wanted: Wanted): Route {
  const { user, listId, taskId, id } = wanted
  const uploading = sessionsOf(world).get(id)
  const range = parseContentRange(exchange.header('content-range'))
  return {
    op: operation.op,
    protocol: 'todo',
    path: `/${[listId, taskId, uploading?.name].filter((name) => name).join('/')}`,
    ...(uploading && { sessionId: id }),
    ...(uploading && range && { range }),
    run: async (context) => {
      const token = authenticate(context, exchange.bearer)
      exchange.entry.account = token.account
      // "Tasks.ReadWrite" (C: concepts/todo-attachments.md, Permissions).
      if (!token.scopes.some((scope) => scope === 'Tasks.ReadWrite' || (!operation.writes && scope === 'Tasks.Read'))) {
        throw new Problem(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
      }
      const owner = user === null ? me.id : findUser(user)?.id
      const list = listsOf(world).get(listId)
      if (owner === undefined || (listId !== '' && list?.owner !== owner)) throw notFound()
      if (taskId !== '' && tasksOf(world).get(taskId)?.listId !== listId) throw notFound()
      return operation.run(context, exchange, { ...wanted, owner })
    },
  }
}
