/** How sending goes on, with as many ranges in flight as the destination takes. Pure. */

import type { Range } from '../ports/provider.ts'
import { noCounters } from '../ports/store.ts'
import type { Action, Facts } from './decision.ts'
import { complement, nextRange } from './ranges.ts'

/**
 * Something is missing: the next range of it, the lowest first. Where all of it is on its way, or no more may be: the
 * next answer.
 *
 * @param missing ascending; may hold what is in flight
 * @returns null when nothing is missing
 */
export function sendNext(facts: Facts, missing: readonly Range[]): Action | null {
  const { capabilities, inFlight, rangeBytes, size } = facts
  if (missing.length === 0) return null
  if (inFlight.length > 0 && inFlight.length >= capabilities.parallelRanges) return { do: 'join' }
  const idle = inFlight.length === 0 ? missing : complement([...complement(missing, size), ...inFlight], size)
  const { rangeAlignmentBytes: alignmentBytes, maxRangeBytes: maxBytes } = capabilities
  const range = nextRange(idle, rangeBytes, { alignmentBytes, maxBytes })
  return range === null ? { do: 'join' } : { do: 'send', range }
}

/** After a range was begun: another one beside it, or its answer. */
export function sendBeside(facts: Facts): Action {
  const missing = complement(facts.session?.acknowledged ?? [], facts.size)
  return sendNext(facts, missing) ?? { do: 'join' }
}

/** Progress gives all patience back, except what bounds whole restarts. */
export function progressed({ transfer }: Facts) {
  const { restarts, adoptions, fallbacks, crashes } = transfer.counters
  return { ...noCounters, restarts, adoptions, fallbacks, crashes }
}
