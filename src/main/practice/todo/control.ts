/** To Do for tests and tinkerers: what is there, and what somebody else does to it. */

import { z } from 'zod'
import { pseudoRandom } from '../faults/pseudo-random.ts'
import { me } from '../seed.ts'
import { ContentDigest } from '../storage/content-digest.ts'
import type { World } from '../storage/world.ts'
import { attach, attachmentsOf, detach, listsOf, newId, putList, putTask, sessionsOf, tasksOf } from './store.ts'

/** A change that did not come from the client under test. */
const changeSchema = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('list'),
    id: z.string().min(1).optional(),
    owner: z.string().default(me.id),
    displayName: z.string().default('Tasks'),
  }),
  z.strictObject({
    what: z.literal('task'),
    id: z.string().min(1).optional(),
    list: z.string(),
    title: z.string().default('A task'),
    due: z.iso.datetime().optional(),
    isCompleted: z.boolean().optional(),
  }),
  /** So many pseudo-random bytes from `seed`. */
  z.strictObject({
    what: z.literal('attach'),
    task: z.string(),
    name: z.string(),
    size: z.number().int().nonnegative(),
    seed: z.number().int().default(1),
  }),
  z.strictObject({ what: z.literal('detach'), id: z.string() }),
])

export function describeTodo(world: World): object {
  return {
    lists: [...listsOf(world).values()],
    tasks: [...tasksOf(world).values()],
    attachments: attachmentsOf(world),
    sessions: [...sessionsOf(world).values()],
  }
}

/** The bytes of an attachment, on disk. */
export function todoContent(world: World, id: string): { readonly stream: string; readonly size: number } | null {
  const found = attachmentsOf(world).find((attachment) => attachment.id === id)
  return found ? { stream: world.blobs.path(found.blob), size: found.size } : null
}

/** @returns the id of what was made; null where there is none */
export async function changeTodo(world: World, input: unknown): Promise<{ readonly id: string | null }> {
  const wish = changeSchema.parse(input)
  switch (wish.what) {
    case 'list': {
      const { id = newId(), owner, displayName } = wish
      world.write(putList({ id, owner, displayName }))
      return { id }
    }
    case 'task': {
      const { id = newId(), list, title, due, isCompleted } = wish
      const more = { ...(due !== undefined && { due }), ...(isCompleted !== undefined && { isCompleted }) }
      world.write(putTask({ id, listId: list, title, ...more }))
      return { id }
    }
    case 'attach': {
      const bytes = pseudoRandom(wish.size, wish.seed)
      const digest = new ContentDigest()
      digest.update(bytes)
      const blob = world.blobs.create()
      await world.blobs.append(blob, bytes)
      const made = { taskId: wish.task, name: wish.name, contentType: 'application/octet-stream', blob }
      return { id: attach(world, made, digest.hashes()).id }
    }
    case 'detach': {
      const found = attachmentsOf(world).find(({ id }) => id === wish.id)
      if (found) detach(world, found)
      return { id: null }
    }
  }
}
