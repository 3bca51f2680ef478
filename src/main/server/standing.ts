/** Why a file is where it is, since when, and what happens next and when: one row for each state. Pure. */

import { fillIn, ruleOf, viewOf } from '../../shared/failure.ts'
import { type State, isFinal, states } from '../../shared/lifecycle.ts'
import type { Standing } from '../../shared/standing.ts'
import { type Hold, isHeld } from '../engine/queue/holds.ts'
import type { StoredSession, Transfer } from '../engine/ports/store.ts'

/** What happens by itself, or what somebody can do. Where a failure is told, its own next step counts. */
const nextOf: Readonly<Record<State, string>> = {
  settling: 'It is queued when nobody has written to it for a while.',
  queued: 'It begins when a place is free.',
  planning: 'What is stored and what the destination has decide how it goes on.',
  opening: 'The destination gives an upload session, and then the bytes go.',
  resyncing: 'It goes on from what the destination says it has.',
  sending: 'The next range goes when the destination has confirmed the one before.',
  committing: 'The destination makes a file of it, and then the two are compared.',
  verifying: 'It is done when what arrived equals what was sent.',
  waiting: 'It goes on by itself.',
  blocked: 'It waits for you.',
  paused: 'Resume it when you want: it goes on from what has arrived.',
  canceling: 'What the destination holds of it is deleted, and then it is gone.',
  done: 'Nothing: the destination has exactly these bytes.',
  skipped: 'Nothing: a rule said that it need not be sent. Retry sends it all the same.',
  failed: 'Retry takes it up again from what has arrived.',
  canceled: 'Nothing. Retry sends it all the same.',
}

/** States in which what went wrong before still says why it is here. */
const toldBy: ReadonlySet<State> = new Set<State>(['waiting', 'blocked', 'failed', 'skipped', 'committing'])

/**
 * @param hold what keeps it, its account or its drive; null: nothing
 */
export function standingOf(transfer: Transfer, session: StoredSession | null, hold: Hold | null): Standing {
  const { state, stateAt, retryAt, attempts, counters, evidence } = transfer
  const kept = isHeld(transfer, hold) ? hold : null
  const failure = kept !== null ? kept.failure : toldBy.has(state) ? transfer.failure : null
  const nextAt = kept !== null ? kept.until : state === 'waiting' || state === 'committing' ? retryAt : null
  const view = failure === null ? null : viewOf(failure, nextAt)
  // What went wrong last, where that is over.
  const last = failure === null ? transfer.failure : null
  return {
    state,
    since: iso(kept?.since ?? stateAt),
    what: states[state],
    why: view === null ? null : { code: view.code, message: view.message, ...(view.facts && { facts: view.facts }) },
    next: view === null ? nextOf[state] : view.nextStep,
    nextAt: nextAt === null ? null : iso(nextAt),
    attempts,
    restarts: counters.restarts,
    isFinal: isFinal(state),
    session:
      session === null
        ? null
        : {
            openedAt: iso(session.openedAt),
            expiresAt: session.expiresAt === null ? null : iso(session.expiresAt),
            confirmed: session.acknowledged.map(({ start, end }) => ({ start, end })),
          },
    evidence,
    last: last === null ? null : fillIn(ruleOf(last.code).message, last.facts),
    ...(last !== null && { lastFailure: { code: last.code, facts: last.facts } }),
  }
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
