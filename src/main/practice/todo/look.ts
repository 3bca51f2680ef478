/** What is there: lists, tasks and attachments (C: api-reference/v1.0/api/taskfileattachment-get.md and its siblings). */

import { readFile } from 'node:fs/promises'
import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { type ListRules, listed } from '../http/list-options.ts'
import { json, noContent, type Reply } from '../http/reply.ts'
import { invalidRequest } from '../problem.ts'
import type { World } from '../storage/world.ts'
import type { Place } from './routes.ts'
import type { Attachment, TodoList, TodoTask } from './rows.ts'
import { attachmentsOf, detach, listsOf, notFound, tasksOf } from './store.ts'

/** Attachments in one answer; more come by the link. How many the service gives is not documented. */
const pageSize = 50

/** "$skip … isn't working" for lists, and nextLink comes where $top was said (Microsoft Q&A 205909 and 594742). */
const ofLists: ListRules = { options: ['$top', '$skiptoken'], page: 100, most: 100, following: '$skiptoken' }
/** Ten without $top (Microsoft Q&A 270572). */
const ofTasks: ListRules = { options: ['$top', '$skip'], page: 10, most: 100, following: '$skip' }

export function listLists({ world, origins }: Context, exchange: Exchange, { owner }: Place): Reply {
  const lists = [...listsOf(world).values()].filter((list) => list.owner === owner)
  return json(200, listed(exchange, origins.graph, ofLists, lists.map(listResource)))
}

export function getList({ world }: Context, _: Exchange, { listId }: Place): Reply {
  const list = listsOf(world).get(listId)
  if (!list) throw notFound()
  return json(200, listResource(list))
}

export function listTasks({ world, origins }: Context, exchange: Exchange, { listId }: Place): Reply {
  const tasks = [...tasksOf(world).values()].filter((task) => task.listId === listId)
  const all = tasks.map((task) => taskResource(world, task))
  return json(200, listed(exchange, origins.graph, ofTasks, all))
}

export function getTask({ world }: Context, _: Exchange, { taskId }: Place): Reply {
  const task = tasksOf(world).get(taskId)
  if (!task) throw notFound()
  return json(200, taskResource(world, task))
}

export function listAttachments({ world, origins }: Context, exchange: Exchange, { taskId }: Place): Reply {
  const unknown = [...exchange.query.keys()].find((key) => key !== '$skiptoken')
  if (unknown !== undefined) throw invalidRequest(`The query option '${unknown}' is not supported here.`)
  const skip = Number(exchange.query.get('$skiptoken') ?? 0)
  if (!Number.isSafeInteger(skip) || skip < 0) throw invalidRequest('The $skiptoken is not valid.')
  const all = attachmentsOf(world, taskId)
  const next = `${origins.graph}${exchange.path}?$skiptoken=${skip + pageSize}`
  return json(200, {
    ...(all.length > skip + pageSize && { '@odata.nextLink': next }),
    value: all.slice(skip, skip + pageSize).map(attachmentResource),
  })
}

/** Alone it comes with its content; in a list it doesn't (C: todotask-list-attachments.md). */
export async function getAttachment({ world }: Context, exchange: Exchange, place: Place): Promise<Reply> {
  const attachment = required(world, exchange, place)
  const content = attachment.size === 0 ? Buffer.alloc(0) : await readFile(world.blobs.path(attachment.blob))
  return json(200, { ...attachmentResource(attachment), contentBytes: content.toString('base64') })
}

export function getValue({ world }: Context, exchange: Exchange, place: Place): Reply {
  const { blob, size, contentType } = required(world, exchange, place)
  const headers = { 'Content-Type': contentType }
  if (size === 0) return { status: 200, headers, bytes: Buffer.alloc(0) }
  return { status: 200, headers, file: { path: world.blobs.path(blob), start: 0, end: size } }
}

export function remove({ world }: Context, exchange: Exchange, place: Place): Reply {
  detach(world, required(world, exchange, place))
  return noContent
}

function required(world: World, { entry }: Exchange, { taskId, id }: Place): Attachment {
  const found = attachmentsOf(world, taskId).find((attachment) => attachment.id === id)
  if (!found) throw notFound()
  entry.itemId = found.id
  return found
}

export function attachmentResource({ id, name, contentType, size, lastModifiedDateTime }: Attachment): object {
  return {
    '@odata.type': '#microsoft.graph.taskFileAttachment',
    id,
    lastModifiedDateTime,
    name,
    contentType,
    size,
  }
}

function listResource({ id, displayName }: TodoList): Record<string, unknown> {
  return { id, displayName, isOwner: true, isShared: false, wellknownListName: 'none' }
}

function taskResource(world: World, { id, title, due, isCompleted }: TodoTask): Record<string, unknown> {
  return {
    id,
    title,
    status: isCompleted === true ? 'completed' : 'notStarted',
    importance: 'normal',
    hasAttachments: attachmentsOf(world, id).length > 0,
    // Seven digits, and only where it is due at some time (C: resources/todotask.md).
    ...(due !== undefined && { dueDateTime: { dateTime: `${due.slice(0, 10)}T00:00:00.0000000`, timeZone: 'UTC' } }),
  }
}
