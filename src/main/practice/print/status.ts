/** What becomes of a job: from its document, its start and the clock, unless somebody has decided otherwise. */

import type { World } from '../storage/world.ts'
import type { JobStatus, PrintJob, Printer } from './rows.ts'
import { documentOfJob, jobsOf } from './store.ts'

/** In the service's own words where a page shows them (C: printjobstatus.md, printershare-post-jobs.md, printjob-start.md). */
export const descriptions: Readonly<Record<JobStatus['state'], string>> = {
  unknown: 'The processing state reported by the printer is not recognized.',
  pending: 'The print job is pending processing by the printer.',
  processing: 'The print job is currently being processed.',
  paused: 'The job is not a candidate for processing yet.',
  stopped: 'The printer is out of paper.',
  completed: 'The print job has completed successfully and no further processing will take place.',
  canceled: 'The print job has been canceled by a user and no further processing will take place.',
  aborted: 'The print job has been aborted by the printer and no further processing will take place.',
}

export function statusOf(world: World, job: PrintJob): JobStatus {
  if (job.status) return job.status
  const document = documentOfJob(world, job.id)
  if (job.startedAt === null) return status('paused', document?.blob ? [] : ['uploadPending'])
  const { printPendingMs, printProcessingMs } = world.switches
  const since = world.clock.now() - job.startedAt
  if (since < printPendingMs) return status('pending', [])
  if (printProcessingMs === null || since < printPendingMs + printProcessingMs) {
    // It becomes PDF on the way (C: printdocument-createuploadsession.md).
    return status('processing', [document?.contentType === oxps ? 'transforming' : 'interpreting'])
  }
  return { ...status('completed', ['completedSuccessfully']), isAcquiredByPrinter: true }
}

export const oxps = 'application/oxps'

function status(state: JobStatus['state'], details: readonly string[]): JobStatus {
  return { state, description: descriptions[state], isAcquiredByPrinter: false, details }
}

export function isFinal({ state }: JobStatus): boolean {
  return state === 'completed' || state === 'canceled' || state === 'aborted'
}

/** C: resources/printerstatus.md. A printer stops where one of its jobs does. */
export function printerStatus(world: World, { id }: Printer): object {
  const jobs = [...jobsOf(world).values()].filter(({ printerId }) => printerId === id)
  const states = jobs.map((job) => statusOf(world, job))
  const stopped = states.find(({ state }) => state === 'stopped')
  if (stopped) return { state: 'stopped', details: ['mediaEmpty'], description: stopped.description }
  const isBusy = states.some(({ state }) => state === 'processing')
  return { state: isBusy ? 'processing' : 'idle', details: [], description: '' }
}
