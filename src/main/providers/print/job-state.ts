/** What the state of a job means for a file that was sent to it, as one table (C: resources/printjobstatus.md). Pure. */

import type { PrintJob } from './wire.ts'

/**
 * - `start`: it has its document and waits to be started
 * - `working`: started; the printer hasn't taken it yet, for the reason given
 * - `taken`: the printer has it
 * - `over`: nothing will come of it, for the reason given
 */
export type JobStage = { readonly is: 'start' | 'taken' } | { readonly is: 'working' | 'over'; readonly why: string }

export function stageOf(job: PrintJob): JobStage {
  const said = job.description === '' ? '' : `: ${job.description}`
  if (job.state === 'canceled' || job.state === 'aborted') return { is: 'over', why: `the job was ${job.state}${said}` }
  if (job.isAcquiredByPrinter || job.state === 'completed') return { is: 'taken' }
  if (job.state === 'stopped') return { is: 'working', why: `the printer needs somebody${said}` }
  // Held until somebody releases it at the printer: it was started.
  if (job.details.includes('releaseWait')) return { is: 'working', why: `it waits to be released at the printer` }
  if (job.state === 'paused') return { is: 'start' }
  return { is: 'working', why: `the job is ${job.state}${said}` }
}
