/** What keeps the queued files of an account where they are, though there would be places for them. */

import type { Failure } from '../../../shared/failure.ts'
import type { Lines } from './lines.ts'
import type { AccountPauses } from './pauses.ts'

export interface Hold {
  readonly account: string
  readonly failure: Failure
  /** epoch ms; null: not kept */
  readonly since: number | null
  /** When something is tried next, epoch ms. */
  readonly until: number
}

/** All of them, those that last longest last; an account may have two. */
export function holdsOf(pauses: AccountPauses, lines: Lines): readonly Hold[] {
  const paused = pauses.list().map(({ account, failure, until }) => ({ account, failure, since: null, until }))
  return [...paused, ...lines.list()].toSorted((a, b) => a.until - b.until)
}
