/** Every kind of destination as this room needs it: where one file of its own goes to, and what is there of it afterwards. */

import type { Json } from '../integration/practice-client.ts'
import { drives } from '../../src/main/practice/seed.ts'
import type { PracticeProcess } from '../support/processes.ts'

/** Everything the practice cloud holds, at one moment. */
export interface Holdings {
  readonly items: readonly Json[]
  readonly mail: Json
  readonly todo: Json
  readonly print: Json
}

export interface Stored {
  readonly name: string
  readonly size: number
  readonly sha256: string
}

export interface Place {
  readonly name: 'OneDrive' | 'SharePoint' | 'message' | 'event' | 'To Do' | 'Print' | 'Box'
  /** As the journal calls its protocol. */
  readonly protocol: string
  /** Ranges of one file that may be on their way at once. */
  readonly atOnce: 1 | 4
  /** A session there can be asked what it has: what is acknowledged is never sent again, not even after its loss here. */
  readonly isAsked: boolean
  /** How sure a transfer there can be. */
  readonly evidence: 'hash' | 'size'
  /** The fewest bytes that take three ranges. */
  readonly threeRanges: number
  /** A place for one file alone. */
  prepare(practice: PracticeProcess, key: string): Promise<{ readonly to: string; readonly target: string }>
  /** What is at that place. */
  stored(holdings: Holdings, target: string): readonly Stored[]
}

const MiB = 1024 * 1024

function driveId(kind: 'user' | 'site'): string {
  const found = drives.find(({ owner }) => owner.kind === kind)
  if (found === undefined) throw new Error(`no drive of a ${kind}`)
  return found.id
}

function filesIn(holdings: Holdings, drive: string, folder: string): readonly Stored[] {
  return holdings.items.filter((item) => item.driveId === drive && item.path.startsWith(`${folder}/`))
}

function drivePlace(name: 'OneDrive' | 'SharePoint', drive: string, prefix: string): Place {
  return {
    name,
    protocol: 'onedrive',
    atOnce: 1,
    isAsked: true,
    evidence: 'hash',
    // 5 MiB, 10 MiB, and the rest.
    threeRanges: 15 * MiB + 1_000,
    async prepare(practice, key) {
      const folder = `/Kill ${key}`
      await practice.write({ what: 'folder', path: folder, drive })
      return { to: `onedrive:${prefix}${folder}`, target: folder }
    },
    stored: (holdings, target) => filesIn(holdings, drive, target),
  }
}

function mailPlace(name: 'message' | 'event'): Place {
  return {
    name,
    protocol: 'outlook',
    atOnce: 1,
    isAsked: false,
    evidence: 'hash',
    threeRanges: 9_000_000,
    async prepare(practice, key) {
      const { id } = await practice.control('POST', '/mail', { what: name, subject: key })
      return { to: `outlook:${name}s/${id}`, target: id }
    },
    stored: ({ mail }, target) => mail.items.find((item: Json) => item.id === target).attachments,
  }
}

const todoPlace: Place = {
  name: 'To Do',
  protocol: 'todo',
  atOnce: 1,
  isAsked: true,
  evidence: 'hash',
  threeRanges: 10_000_001,
  async prepare(practice, key) {
    const { id } = await practice.control('POST', '/todo', { what: 'task', list: 'practice-list', title: key })
    return { to: `todo:lists/practice-list/tasks/${id}`, target: id }
  },
  stored: ({ todo }, target) => todo.attachments.filter((attachment: Json) => attachment.taskId === target),
}

/** A printer of its own for each file: that is how its jobs are told from others'. */
const printPlace: Place = {
  name: 'Print',
  protocol: 'print',
  atOnce: 4,
  isAsked: true,
  evidence: 'size',
  threeRanges: 2 * 3_276_800 + 12_345,
  async prepare(practice, key) {
    const { id } = await practice.control('POST', '/print', { what: 'printer', displayName: key })
    const { id: share } = await practice.control('POST', '/print', { what: 'share', printer: id, displayName: key })
    return { to: `print:shares/${share}`, target: id }
  },
  /** Started jobs are what is on paper; a job that was made and never started prints nothing. */
  stored: ({ print }, target) =>
    print.jobs
      .filter((job: Json) => job.printerId === target && job.startedAt !== null)
      .map((job: Json) => print.documents.find((document: Json) => document.jobId === job.id)),
}

const boxPlace: Place = {
  name: 'Box',
  protocol: 'box',
  atOnce: 4,
  isAsked: true,
  evidence: 'hash',
  // The smallest file that goes by parts; how many they are is the practice cloud's switch.
  threeRanges: 20_000_000,
  prepare: async (_practice, key) => ({ to: `box:/Kill ${key}`, target: `/Kill ${key}` }),
  stored: (holdings, target) => filesIn(holdings, 'practice-box', target),
}

export const places: readonly Place[] = [
  drivePlace('OneDrive', driveId('user'), ''),
  drivePlace('SharePoint', driveId('site'), `drives/${driveId('site')}/root:`),
  mailPlace('message'),
  mailPlace('event'),
  todoPlace,
  printPlace,
  boxPlace,
]

export async function holdingsOf(practice: PracticeProcess): Promise<Holdings> {
  const [{ items }, mail, todo, print] = await Promise.all(
    ['/items', '/mail', '/todo', '/print'].map((path) => practice.control('GET', path)),
  )
  return { items, mail, todo, print }
}
