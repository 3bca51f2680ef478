/** What keeps files where they are, though there would be places for them: their account, or the drive that they are on. */

import type { Failure } from '../../../shared/failure.ts'
import { isAway } from '../ports/source.ts'
import type { Transfer } from '../ports/store.ts'
import type { AwayRoots } from './away-roots.ts'
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

/** Where its folder or drive is away: when that is looked at next, which wakes it. */
export function rootHoldOf(transfer: Transfer, roots: Pick<AwayRoots, 'awayOf'>): Hold | null {
  const { state, account, root, failure } = transfer
  if ((state !== 'waiting' && state !== 'settling') || !isAway(failure)) return null
  const away = roots.awayOf(root)
  return away === null ? null : { account, failure: away.failure, since: away.since, until: away.nextAt }
}

/** Whether what keeps it is why it doesn't go on: what is at work, or waits for something else, is not kept by it. */
export function isHeld({ state, failure }: Transfer, hold: Hold | null): hold is Hold {
  if (hold === null) return false
  return (
    state === 'queued' || (isAway(failure) && isAway(hold.failure) && (state === 'waiting' || state === 'settling'))
  )
}
