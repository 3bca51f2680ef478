/** What the practice cloud's To Do really has. */

import { expect } from 'vitest'
import type { Practice } from '../integration/practice-client.ts'
import type { OwnerBench, Source } from './owner-bench.ts'

/** Of the seed: there in every practice cloud. */
export const task = 'todo:lists/practice-list/tasks/practice-task'

interface StoredAttachment {
  readonly id: string
  readonly taskId: string
  readonly name: string
  readonly size: number
  readonly sha256: string
}

export interface StoredTasks {
  readonly attachments: readonly StoredAttachment[]
  readonly sessions: readonly { readonly id: string; readonly state: string; readonly received: number }[]
}

export function tasksOf(practice: Practice): Promise<StoredTasks> {
  return practice.control('GET', '/todo')
}

export async function attachmentsOf(practice: Practice, id = 'practice-task'): Promise<readonly StoredAttachment[]> {
  return (await tasksOf(practice)).attachments.filter(({ taskId }) => taskId === id)
}

/** Exactly one attachment at the task, and it is this one; no session is left behind. */
export async function expectAttached({ practice }: OwnerBench, source: Source, id = 'practice-task'): Promise<void> {
  const attached = await attachmentsOf(practice, id)
  expect(attached.map(({ name }) => name)).toEqual([source.name])
  expect(attached[0]).toMatchObject({ size: source.size, sha256: source.sha256 })
  expect((await tasksOf(practice)).sessions.filter(({ state }) => state === 'open')).toEqual([])
}
