/** What the planner decides from, out of what a run has open and in memory. */

import type { Facts } from '../plan/decision.ts'
import type { StoredSession, Transfer } from '../ports/store.ts'
import type { Run, World } from './run.ts'

export function bareFacts(transfer: Transfer, world: World) {
  return {
    transfer,
    policy: world.policy,
    isRootAway: world.roots.awayOf(transfer.root) !== null,
    lineBackAt: world.lines.backAt(),
    size: transfer.fingerprint?.size ?? 0,
    now: world.clock.now(),
    jitter: world.random.fraction(),
  }
}

export function factsOf(run: Run): Facts {
  return {
    ...bareFacts(run.transfer, run.world),
    session: run.session,
    isCutShort: isAsItWas(run.cutShort, run.session),
    ledger: run.ledger,
    capabilities: run.provider.capabilities(run.target, run.session),
    rangeBytes: run.rangeBytes,
    foldersMade: run.foldersMade,
    inFlight: run.window.ranges,
  }
}

/** The same session, with nothing confirmed since. */
function isAsItWas(then: StoredSession | null, now: StoredSession | null): boolean {
  if (then === null || now === null || then.id !== now.id) return false
  return then.acknowledged.at(-1)?.end === now.acknowledged.at(-1)?.end
}
