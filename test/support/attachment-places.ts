/** The two places for attachments, in words that tests of both can share. */

import type { Practice } from '../integration/practice-client.ts'
import * as mail from './mail.ts'
import type { OwnerBench, Source } from './owner-bench.ts'
import * as tasks from './tasks.ts'

interface Stored {
  readonly name: string
  readonly size: number
  readonly sha256: string
}

export interface AttachmentPlace {
  readonly name: string
  readonly to: string
  /** What the journal calls the request that reads a file back. */
  readonly readBack: string
  /** Switches of the practice cloud with which a session can be asked how far it is. */
  readonly asked: object
  readonly attached: (practice: Practice) => Promise<readonly Stored[]>
  /** Exactly one, and it is this one. */
  readonly expectAttached: (bench: OwnerBench, source: Source) => Promise<void>
  readonly openSessions: (practice: Practice) => Promise<number>
  /** What another program attaches. */
  readonly attachOther: (practice: Practice, name: string) => Promise<unknown>
}

function open(sessions: readonly { readonly state: string }[]): number {
  return sessions.filter(({ state }) => state === 'open').length
}

export const outlookPlace: AttachmentPlace = {
  name: 'Outlook',
  to: mail.draft,
  readBack: 'value',
  asked: { mailStatusQuery: true },
  attached: mail.attachmentsOf,
  expectAttached: mail.expectAttached,
  openSessions: async (practice) => open((await mail.mailOf(practice)).sessions),
  attachOther: (practice, name) =>
    practice.control('POST', '/mail', { what: 'attachment', itemId: 'practice-draft', name, content: 'theirs' }),
}

export const todoPlace: AttachmentPlace = {
  name: 'To Do',
  to: tasks.task,
  readBack: 'content',
  asked: {},
  attached: tasks.attachmentsOf,
  expectAttached: tasks.expectAttached,
  openSessions: async (practice) => open((await tasks.tasksOf(practice)).sessions),
  attachOther: (practice, name) =>
    practice.control('POST', '/todo', { what: 'attach', task: 'practice-task', name, size: 6 }),
}

export const attachmentPlaces: readonly AttachmentPlace[] = [outlookPlace, todoPlace]
