/** A stored transfer as the faces see it. */

import type { CleanUpView } from '../../shared/clean-up.ts'
import { type Failure, viewOf } from '../../shared/failure.ts'
import { type State, isActive, publicState } from '../../shared/lifecycle.ts'
import type { TransferView } from '../../shared/transfer.ts'
import type { Engine } from '../engine/engine.ts'
import type { CleanUp } from '../engine/ports/put-away.ts'
import type { Transfer } from '../engine/ports/store.ts'
import { type Hold, isHeld } from '../engine/queue/holds.ts'

/**
 * @param hold what keeps it, its account or its drive, for those that would go otherwise; null: nothing
 * @param secondsLeft null: nobody can say
 */
export function transferView(
  transfer: Transfer,
  hold: Hold | null = null,
  secondsLeft: number | null = null,
): TransferView {
  const { remote, failure, retryAt, finishedAt } = transfer
  const size = transfer.fingerprint?.size ?? 0
  return {
    id: transfer.id,
    path: transfer.path,
    size,
    account: transfer.account,
    destination: transfer.destination,
    state: publicState(transfer.state),
    // A file that went in one request has no ranges; it is there as a whole.
    acknowledgedBytes: remote === null ? transfer.acknowledgedBytes : size,
    failure: isHeld(transfer, hold)
      ? viewOf(hold.failure, hold.until)
      : failure === null || isOver(transfer.state, failure)
        ? null
        : viewOf(failure, retryAt),
    remote:
      remote === null
        ? null
        : { id: remote.id, name: remote.name, size: remote.size, hash: remote.hash, webUrl: remote.webUrl },
    evidence: transfer.evidence,
    attempts: transfer.attempts,
    createdAt: iso(transfer.createdAt),
    finishedAt: finishedAt === null ? null : iso(finishedAt),
    ...(transfer.batchId === null ? {} : { batch: transfer.batchId }),
    ...(secondsLeft === null ? {} : { secondsLeft: Math.round(secondsLeft) }),
    ...(transfer.cleanUp === undefined ? {} : { cleanUp: cleanUpView(transfer.cleanUp) }),
  }
}

/** As the engine sees it now. */
export function transferViewOf(engine: Engine, transfer: Transfer): TransferView {
  return transferView(transfer, engine.holdFor(transfer), engine.progress.secondsLeftOf(transfer))
}

function cleanUpView({ what, state, place, why }: CleanUp): CleanUpView {
  const shown = state === 'moved' || state === 'kept' || state === 'undone' ? state : 'pending'
  return { what, state: shown, place: shown === 'moved' || shown === 'kept' ? place : null, why }
}

/**
 * What went wrong before is no longer the state of things once it goes on; `explain` still tells it. Only what a destination
 * takes its time with is told while it does.
 */
function isOver(state: State, { code }: Failure): boolean {
  if (state === 'committing' && code === 'still-finishing') return false
  return isActive(state) || state === 'queued' || state === 'done'
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
