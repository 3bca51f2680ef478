/** Files are in the middle of being sent when the server goes for ten minutes, the computer sleeps, and tokens end. */

import type { Entry, Schedule } from '../schedule/entry.ts'
import { Chance } from '../world/chance.ts'

/** What becomes of the refresh token meanwhile. The access token's hour is over in any case. */
export type Ending = 'renewed' | 'revoked'
/** When the lid is closed: before anybody asked again, or with files in the middle a second time. */
export type Lid = 'as the server comes back' | 'in the middle again'

/** So that files are in the middle when the server goes: ranges side by side are soon over. */
interface Pace {
  /** When it goes, at the earliest, ms */
  readonly goneFrom: number
  readonly bytes: number
}

export interface Away {
  /** Of the destination, for people. */
  readonly name: string
  readonly destination: string
  readonly signsInAt?: 'box'
  /** How the service is there. */
  readonly switches: object
  readonly pace: Pace
  readonly ending: Ending
  readonly lid: Lid
  readonly seed: number
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const site = 'practice.sharepoint.example,5a7e0000-0000-4000-8000-000000000003,5a7e0000-0000-4000-8000-000000000004'

const inOrder = { goneFrom: 24 * second, bytes: 40_000 } as const
const sideBySide = { goneFrom: 14 * second, bytes: 55_000 } as const

/**
 * Every kind of destination. What an upload session lives for is the service's own rule: a week at OneDrive and Box, a
 * quarter of an hour that goes on with each range at SharePoint, a day at Outlook, an hour at a printer.
 */
const destinations: readonly Omit<Away, 'ending' | 'lid' | 'seed'>[] = [
  {
    name: 'OneDrive',
    destination: 'onedrive:/Inbox',
    switches: { sessionLifetimeMs: 7 * day, sessionSlides: false, uploadTokenLifetimeMs: null },
    pace: inOrder,
  },
  {
    name: 'SharePoint',
    destination: `onedrive:sites/${site}/root:/Inbox`,
    switches: { profile: 'spo', sessionLifetimeMs: 15 * minute, sessionSlides: true, uploadTokenLifetimeMs: day },
    pace: inOrder,
  },
  { name: 'Outlook message', destination: 'outlook:messages/practice-draft', switches: {}, pace: inOrder },
  { name: 'Outlook event', destination: 'outlook:events/practice-event', switches: {}, pace: inOrder },
  { name: 'To Do', destination: 'todo:lists/practice-list/tasks/practice-task', switches: {}, pace: inOrder },
  { name: 'printer', destination: 'print:printers/practice-printer', switches: {}, pace: sideBySide },
  { name: 'printer share', destination: 'print:shares/practice-printer-share', switches: {}, pace: sideBySide },
  { name: 'Box', destination: 'box:/Inbox', signsInAt: 'box', switches: {}, pace: sideBySide },
  { name: 'Box, of an account of everything', destination: 'box:/Inbox', switches: {}, pace: sideBySide },
]

const seeds = [1]

export const cases: readonly Away[] = destinations.flatMap((place) =>
  (['renewed', 'revoked'] as const).flatMap((ending) =>
    (['as the server comes back', 'in the middle again'] as const).flatMap((lid) =>
      seeds.map((seed) => ({ ...place, ending, lid, seed })),
    ),
  ),
)

/** ms from the beginning */
export interface Times {
  readonly goneAt: number
  readonly backAt: number
  readonly asleepAt: number
  readonly awakeAt: number
}

const goneForMs = 10 * minute
const asleepForMs = 2 * day
const addedAt = 500
/** Added while the server is gone. */
export const lateName = 'invoice.pdf'
/** How long people stay away after the computer woke up. */
export const unattendedMs = hour

export function planOf({ destination, signsInAt, switches, pace, lid, seed }: Away): {
  schedule: Schedule
  times: Times
} {
  const chance = new Chance(seed, destination)
  const goneAt = pace.goneFrom + chance.between(0, 4 * second)
  const backAt = goneAt + goneForMs
  const asleepAt = backAt + (lid === 'in the middle again' ? chance.between(45 * second, 58 * second) : 2)
  const awakeAt = asleepAt + asleepForMs
  const plan = (number: number) => ({ name: `plan ${number}.pdf`, size: pace.bytes + chance.between(0, 4_000) })
  const note = (name: string) => ({ name, size: chance.between(1, 2_500) })
  const files = [note('letter.pdf'), plan(1), plan(2), note('receipt.pdf'), plan(3)]
  const late = note(lateName)
  const entries: Entry[] = [
    { at: 100, kind: 'spell', fault: 'slow line', forMs: goneAt - 110 },
    ...files.map((_, file) => ({ at: addedAt, kind: 'add', file, conflict: 'fail' }) as const),
    { at: goneAt, kind: 'spell', fault: 'connection refused', forMs: goneForMs },
    { at: goneAt + goneForMs / 2, kind: 'add', file: files.length, conflict: 'fail' },
    ...(lid === 'in the middle again'
      ? [{ at: backAt + 1, kind: 'spell', fault: 'line stands still', forMs: 2 * minute } as const]
      : []),
    { at: asleepAt, kind: 'sleep', ms: asleepForMs },
  ]
  return {
    times: { goneAt, backAt, asleepAt, awakeAt },
    schedule: {
      seed,
      destination,
      ...(signsInAt === undefined ? {} : { signsInAt }),
      files: [...files, late],
      watch: null,
      switches,
      slots: { small: 4, large: 1 },
      entries,
      calmAt: awakeAt + 3 * unattendedMs,
    },
  }
}
