/**
 * Rows that no test shows yet, because the engine can't reach the destination yet. Whoever writes the test takes its
 * row out: a test demands that, and that the lists never grow.
 */

import { readFileSync } from 'node:fs'
import type { Destination } from './catalogue.ts'

export const openRows: Partial<Readonly<Record<Destination, readonly string[]>>> = {}

/** The rows of everything that may go wrong (`fault-…`) that nothing shows yet: one a line. `npm run docs` takes out what a test shows. */
export const openListUrl = new URL('open.txt', import.meta.url)

export function readOpenList(): readonly string[] {
  return readFileSync(openListUrl, 'utf8').split('\n').filter(Boolean)
}
