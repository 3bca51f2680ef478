import type { EgressCounts } from './egress-reporter.ts'

/** What a run of the tests came to: written by the reporter inside vitest, read by scripts/test.ts. */
export interface Report {
  readonly passed: number
  /** Failed tests, files that could not be loaded, and errors that nobody caught. */
  readonly failed: number
  readonly skipped: readonly Skipped[]
  /** Tests that passed only at another try: each is a fault of a test, or of what it tests, that shows now and then. */
  readonly unsteady: readonly string[]
  /** With the titles of the groups around them. */
  readonly passedTitles: readonly string[]
  readonly failedTitles: readonly string[]
  /** What tests counted by themselves, by table and name: test/support/figures.ts. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly egress: EgressCounts
}

export interface Skipped {
  readonly name: string
  readonly reason: string
}

/** The environment variable that carries the path of the report. */
export const reportVariable = 'LONGSHORE_TEST_REPORT'
