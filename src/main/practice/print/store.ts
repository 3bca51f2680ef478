/** Universal Print's rows and how they change. What a new practice cloud has gets fixed ids, to be written down. */

import { randomUUID } from 'node:crypto'
import { me } from '../seed.ts'
import type { Change } from '../storage/ledger.ts'
import type { World } from '../storage/world.ts'
import { refusal } from './rules.ts'
import type { PrintDocument, PrintJob, PrintSession, Printer, PrinterShare } from './rows.ts'

const office = {
  id: 'practice-printer',
  displayName: 'Harbour office',
  contentTypes: ['application/pdf', 'image/pwg-raster', 'image/jpeg', 'text/plain'],
  isAcceptingJobs: true,
}
const photos = {
  id: 'practice-photo-printer',
  displayName: 'Photo corner',
  contentTypes: ['image/jpeg'],
  isAcceptingJobs: true,
}

const seedPrinters: readonly Printer[] = [office, photos]
const seedShares: readonly PrinterShare[] = [
  { id: 'practice-printer-share', printerId: office.id, displayName: office.displayName },
  { id: 'practice-photo-share', printerId: photos.id, displayName: photos.displayName },
]
/** Somebody has made it, and nobody has uploaded its document yet. */
const seedJob: PrintJob = {
  id: 'practice-job',
  printerId: office.id,
  owner: me.id,
  configuration: {},
  createdDateTime: '2026-01-05T08:00:00.000Z',
  startedAt: null,
  status: null,
}
const seedDocument = emptyDocument('practice-document', seedJob.id)

export function printersOf(world: World): ReadonlyMap<string, Printer> {
  return withSeed(seedPrinters, world.table<Printer>('print-printer'))
}

export function sharesOf(world: World): ReadonlyMap<string, PrinterShare> {
  return withSeed(seedShares, world.table<PrinterShare>('print-share'))
}

export function jobsOf(world: World): ReadonlyMap<string, PrintJob> {
  return withSeed([seedJob], world.table<PrintJob>('print-job'))
}

export function documentsOf(world: World): ReadonlyMap<string, PrintDocument> {
  return withSeed([seedDocument], world.table<PrintDocument>('print-document'))
}

export function sessionsOf(world: World): ReadonlyMap<string, PrintSession> {
  return world.table<PrintSession>('print-session')
}

function withSeed<Row extends { readonly id: string }>(
  seed: readonly Row[],
  rows: ReadonlyMap<string, Row>,
): ReadonlyMap<string, Row> {
  return new Map([...seed.map((row): [string, Row] => [row.id, row]), ...rows])
}

export function putPrinter(row: Printer): Change {
  return { table: 'print-printer', id: row.id, row }
}

export function putShare(row: PrinterShare): Change {
  return { table: 'print-share', id: row.id, row }
}

export function putJob(row: PrintJob): Change {
  return { table: 'print-job', id: row.id, row }
}

export function putDocument(row: PrintDocument): Change {
  return { table: 'print-document', id: row.id, row }
}

export function putSession(row: PrintSession): Change {
  return { table: 'print-session', id: row.id, row }
}

/** Ids of jobs are numbers in strings (C: printershare-post-jobs.md). */
function newJobId(world: World): string {
  const id = Number(world.setting('last-print-job-id') ?? 1000) + 1
  world.set('last-print-job-id', id)
  return String(id)
}

/** A job and its one, empty document. */
export function makeJob(
  world: World,
  { id = newJobId(world), printerId, owner, configuration }: MadeJob,
): { readonly job: PrintJob; readonly document: PrintDocument } {
  const createdDateTime = world.clock.iso()
  const job = { id, printerId, owner, configuration, createdDateTime, startedAt: null, status: null }
  const document = emptyDocument(randomUUID(), id)
  world.write(putJob(job), putDocument(document))
  return { job, document }
}

interface MadeJob {
  readonly id?: string | undefined
  readonly printerId: string
  readonly owner: string
  readonly configuration: object
}

function emptyDocument(id: string, jobId: string): PrintDocument {
  return { id, jobId, name: '', contentType: '', size: 0, blob: null }
}

export function documentOfJob(world: World, jobId: string): PrintDocument | undefined {
  return [...documentsOf(world).values()].find((document) => document.jobId === jobId)
}

/** The one session that a document may have; one that is past its end is ended here. */
export function openSession(world: World, documentId: string): PrintSession | undefined {
  for (const session of sessionsOf(world).values()) {
    if (session.documentId !== documentId || session.state !== 'open') continue
    if (session.expiresAt > world.clock.now()) return session
    cancelSession(world, session)
  }
  return undefined
}

/** The session as long as it can be used; gone is gone, whatever the reason. */
export function liveSession(world: World, id: string): PrintSession {
  const session = sessionsOf(world).get(id)
  if (session?.state === 'open') {
    if (session.expiresAt > world.clock.now()) return session
    cancelSession(world, session)
  }
  throw refusal(404, 'The upload session was not found.')
}

/** Ends a session and forgets its bytes. */
export function cancelSession(world: World, session: PrintSession): void {
  world.write(putSession({ ...session, state: 'cancelled', parts: [], blob: null }))
  if (session.blob !== null) world.blobs.remove(session.blob)
}
