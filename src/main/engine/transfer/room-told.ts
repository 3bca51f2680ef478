/** A full place is told with numbers, where it says how much it still takes: what is free, and what is needed. */

import { type Result, fail } from '../../../shared/failure.ts'
import { bytes } from '../../../shared/format.ts'
import type { Outcome } from '../plan/decision.ts'
import { heeded } from './heed.ts'
import { type Run, targetOf } from './run.ts'

/** What came of a call, as it is; where the place is full, with its room in the facts. */
export async function withRoom(outcome: Outcome, run: Run): Promise<Outcome> {
  if (outcome.result.ok || outcome.result.failure.code !== 'destination-full') return outcome
  const found = outcome.result.failure
  const needed = run.transfer.fingerprint?.size ?? 0
  const { provider, transfer, world, call } = run
  const asked = await heeded(await provider.room(targetOf(transfer).destination, call), transfer.account, world)
  const free = asked.ok ? asked.value.bytes : null
  // Somebody else may count here: a folder's owner, or a limit that nobody tells.
  if (free === null || free >= needed) return outcome
  const room = `: ${bytes(free)} free, ${bytes(needed)} needed`
  const told: Result<never> = fail({ ...found, facts: { ...found.facts, room } })
  return { ...outcome, result: told }
}
