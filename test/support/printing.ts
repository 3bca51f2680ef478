/** What the practice cloud's Universal Print really has. */

import { expect } from 'vitest'
import type { Practice } from '../integration/practice-client.ts'
import type { OwnerBench, Source } from './owner-bench.ts'

/** Of the seed: there in every practice cloud. */
export const share = 'print:shares/practice-printer-share'
export const printer = 'print:printers/practice-printer'
export const photoShare = 'print:shares/practice-photo-share'
export const givenDocument = 'print:printers/practice-printer/jobs/practice-job/documents/practice-document'

interface StoredJob {
  readonly id: string
  readonly printerId: string
  /** epoch ms; null before the start */
  readonly startedAt: number | null
  readonly status: { readonly state: string; readonly isAcquiredByPrinter: boolean }
}

interface StoredDocument {
  readonly id: string
  readonly jobId: string
  readonly name: string
  readonly size: number
  readonly contentType: string
  readonly sha256: string | null
}

export interface StoredPrinting {
  readonly jobs: readonly StoredJob[]
  readonly documents: readonly StoredDocument[]
  readonly sessions: readonly { readonly id: string; readonly state: string }[]
}

export function printingOf(practice: Practice): Promise<StoredPrinting> {
  return practice.control('GET', '/print')
}

/** Jobs besides the one of the seed. */
export async function jobsOf(practice: Practice): Promise<readonly StoredJob[]> {
  return (await printingOf(practice)).jobs.filter(({ id }) => id !== 'practice-job')
}

/** One job, with this file as its document, in the printer's hands; no session is left behind. */
export async function expectPrinted({ practice }: OwnerBench, source: Source): Promise<void> {
  const { documents, sessions } = await printingOf(practice)
  const jobs = await jobsOf(practice)
  expect(jobs).toHaveLength(1)
  expect(jobs[0]?.status.isAcquiredByPrinter).toBe(true)
  const mine = documents.filter(({ jobId }) => jobId === jobs[0]?.id)
  expect(mine).toHaveLength(1)
  expect(mine[0]).toMatchObject({ name: source.name, size: source.size, sha256: source.sha256 })
  expect(sessions.filter(({ state }) => state === 'open')).toEqual([])
}
