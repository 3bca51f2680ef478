/**
 * The file changed while the answer to the last request of its earlier version was lost. That version may be at the
 * destination by now; then it is ours, and the new version replaces it instead of finding its name taken. Pure.
 */

import { failure } from '../../../shared/failure.ts'
import type { RemoteItem } from '../ports/provider.ts'
import { replacedBy } from './conflict.ts'
import type { Decision, Facts } from './decision.ts'
import { hasOurTime } from './presence.ts'
import { react } from './reaction.ts'

/**
 * Whether the destination has all of this version, so that what happens to the file from now on is about another one. Where
 * nothing is kept, what has every byte may have been started, and can't be taken back: whoever sent it again would print
 * it twice.
 */
export function isHandedOver({ transfer, session, size, capabilities }: Facts): boolean {
  if (transfer.remote !== null) return true
  return session !== null && !capabilities.keepsItems && transfer.acknowledgedBytes === size
}

/** In `planning`, where the file is not the version that the stored facts are about. */
export function fileChanged(facts: Facts): Decision {
  if (!mayBeThere(facts)) return react(failure('source-changed'), facts)
  return {
    event: null,
    step: { what: 'looking at the destination', why: 'the file changed, and its earlier version may have arrived' },
    next: { do: 'look', purpose: 'outdated' },
  }
}

/** The answer to that look. There is no digest to compare with any more: size, time and version mark have to do. */
export function decideOutdated(item: RemoteItem | null, facts: Facts): Decision {
  const decision = react(failure('source-changed'), facts)
  const isOurs = item !== null && !item.isFolder && item.size === facts.size && hasOurTime(item, facts)
  return isOurs ? { ...decision, set: { ...decision.set, replaces: replacedBy(item) } } : decision
}

/** Whether the request that makes the file may have been sent. */
function mayBeThere({ transfer, session, size, capabilities }: Facts): boolean {
  if (transfer.unsure) return true
  if (session === null) return false
  const acknowledgedEnd = session.acknowledged.at(-1)?.end ?? 0
  return acknowledgedEnd + capabilities.maxRangeBytes * capabilities.parallelRanges >= size
}
