/** What follows where ranges are told one by one: Box's parts, the segments of a print job. Pure. */

import { failure } from '../../../shared/failure.ts'
import type { Range } from '../ports/provider.ts'
import type { Decision, Facts, Outcome } from './decision.ts'
import { progressed, sendNext } from './going-on.ts'
import { complement, merge } from './ranges.ts'
import { afterPosition, notOurs } from './session-outcomes.ts'
import { intentOf, replan } from './start.ts'

/** This range is there. */
export function afterPart({ range }: Extract<Outcome, { of: 'send' }>, facts: Facts): Decision {
  const { session, size } = facts
  const missing = complement(merge([...(session?.acknowledged ?? []), range]), size)
  const acknowledge = {
    ranges: [range],
    expiresAt: session?.expiresAt ?? null,
    digestCheckpoint: session?.digestCheckpoint ?? null,
    digestOffset: session?.digestOffset ?? 0,
  }
  const set = { counters: progressed(facts), failure: null }
  const next = sendNext(facts, missing)
  if (next !== null) return { event: 'ack', set, acknowledge, step: null, next }
  return {
    event: 'sent',
    set,
    acknowledge,
    step: { what: 'committing', why: 'every part was confirmed' },
    next: { do: 'commit', intent: intentOf(facts) },
  }
}

/** The parts that are there were compared with the file. */
export function afterProof(
  { position, sentEnd }: Extract<Outcome, { of: 'prove' }>,
  differs: Range | null,
  facts: Facts,
): Decision {
  if (differs === null) return afterPosition(position, sentEnd, facts, true)
  const why = `what is stored of bytes ${differs.start} to ${differs.end} is not what the file has there`
  if (position.isAdopted === true) return notOurs(failure('name-held-by-lost-session', { detail: why }), facts)
  return replan(facts, why, { session: 'abandon' })
}
