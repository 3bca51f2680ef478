/** What was decided, as what is stored. */

import { cleanUpFor } from '../plan/clean-up.ts'
import type { Decision } from '../plan/decision.ts'
import type { Transfer, TransferChange } from '../ports/store.ts'
import type { Run } from './run.ts'

export function changeOf(transfer: Transfer, decision: Decision): TransferChange {
  const { event, set, session, acknowledge, correct, ledger, step: told } = decision
  return {
    id: transfer.id,
    from: transfer.state,
    event,
    ...(set === undefined ? {} : { set }),
    ...(session === undefined ? {} : { session }),
    ...(acknowledge === undefined ? {} : { acknowledge }),
    ...(correct === undefined ? {} : { correct }),
    ...(ledger === undefined ? {} : { ledger }),
    step: told,
  }
}

/** What becomes of the file here is durable in the same moment as that it is there. */
export function withCleanUp(change: TransferChange, { transfer, world }: Run): TransferChange {
  const evidence = change.set?.evidence ?? null
  if (evidence === null) return change
  const cleanUp = cleanUpFor(world.afterOf?.(transfer) ?? null, evidence, transfer.fingerprint?.size ?? 0)
  return cleanUp === null ? change : { ...change, set: { ...change.set, cleanUp } }
}
