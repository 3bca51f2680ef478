/** One document against faults, and what has to be true of its jobs afterwards. */

import { expect } from 'vitest'
import { type Run, uploadAgainst } from './fault-run.ts'
import type { BenchOptions, OwnerBench, Source } from './owner-bench.ts'
import { jobsOf, printingOf, share } from './printing.ts'

/** What the first ranges of a document have; four of them are on their way at once. */
export const segment = 10 * 327_680
/** Three segments. */
export const threeSegments = 2 * segment + 12_345

export function printAgainst(
  faults: readonly object[],
  options: BenchOptions & { readonly size?: number; readonly to?: string; readonly name?: string } = {},
): Promise<Run> {
  return uploadAgainst(faults, { to: share, name: 'cargo.pdf', size: threeSegments, ...options })
}

/** One job with this document, started once and in the printer's hands; others were never started, and hold nothing open. */
export async function expectPrintedOnce({ practice }: OwnerBench, source: Source): Promise<void> {
  const { documents, sessions } = await printingOf(practice)
  const jobs = await jobsOf(practice)
  const mine = documents.filter(({ sha256 }) => sha256 === source.sha256)
  const printed = jobs.filter(({ status }) => status.isAcquiredByPrinter)
  expect(printed.map(({ id }) => id)).toEqual(mine.map(({ jobId }) => jobId))
  expect(mine).toMatchObject([{ name: source.name, size: source.size }])
  const rest = jobs.filter(({ status }) => !status.isAcquiredByPrinter)
  expect(rest.filter(({ startedAt }) => startedAt !== null)).toEqual([])
  expect(sessions.filter(({ state }) => state === 'open')).toEqual([])
}

/** Done by its size, printed once, over so many sessions. */
export async function expectDone({ bench, source, id, view }: Run, sessions = 1): Promise<void> {
  expect(view, await bench.story(id)).toMatchObject({
    state: 'done',
    evidence: 'size',
    failure: null,
    acknowledgedBytes: source.size,
  })
  await expectPrintedOnce(bench, source)
  expect(await bench.requests('create')).toHaveLength(sessions)
  const starts = (await bench.requests('start')).filter(
    ({ status, outcome }) => status === 200 && outcome === 'replied',
  )
  expect(starts.length).toBeLessThanOrEqual(1)
}

/** Nothing has ever been on its way to a printer. */
export async function expectNothingPrinted({ practice }: OwnerBench): Promise<void> {
  const started = (await jobsOf(practice)).filter(({ startedAt }) => startedAt !== null)
  expect(started).toEqual([])
}
