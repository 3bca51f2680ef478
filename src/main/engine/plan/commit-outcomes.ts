/** What follows when a session that has every byte does not become a file at once. Pure. */

import { type Failure, failure } from '../../../shared/failure.ts'
import type { Digest } from '../../../shared/transfer.ts'
import type { Decision, Facts } from './decision.ts'
import { react } from './reaction.ts'
import { afterSendFailed, sessionLost } from './session-outcomes.ts'
import { intentOf, replan } from './start.ts'

/** @param digest of the whole file, where it was made for the commit: the next try needs no other */
export function afterCommitFailed(found: Failure, digest: Digest | null, facts: Facts): Decision {
  switch (found.code) {
    case 'session-lost':
      return sessionLost(found, facts)
    case 'still-finishing':
      return stillFinishing(found, digest, facts)
    case 'not-finishing':
      return notFinishing(found, digest, facts)
    case 'content-differs':
    case 'job-failed':
      // Whoever tries it again sends it again: of this session nothing can be made.
      return { ...react(found, facts), session: 'abandon' }
    case 'out-of-step':
      return afterSendFailed(found, facts)
    case 'name-taken':
      return {
        event: null,
        set: digest === null ? {} : { digest },
        step: { what: 'looking at the destination', why: 'somebody took the name meanwhile' },
        next: { do: 'look', purpose: 'taken' },
      }
    case 'changed-at-destination':
      return { event: null, step: null, next: { do: 'look', purpose: 'changed' } }
    case 'destination-refused':
      // Where nothing is kept, another one beside it might be made twice: what is there is asked again, never replaced.
      if (!facts.capabilities.keepsItems) return react(found, facts)
      return replan(facts, 'the destination would not commit the session', { session: 'abandon' })
    default:
      return react(found, facts)
  }
}

/**
 * The destination is at it: nothing went wrong, and nothing is charged. For a while the transfer stays where it is, so
 * that it is seen to be finishing; what takes longer waits like everything else.
 *
 * One that lists its parts and names no time to come back isn't known to be at work: after a while it is asked what it
 * has, which bounds it.
 */
function stillFinishing(found: Failure, digest: Digest | null, facts: Facts): Decision {
  const { transfer, policy, capabilities } = facts
  const isDoubted = found.notBefore === undefined && capabilities.digestsFirst
  if (isDoubted && transfer.counters.looks >= policy.lookPausesMs.length) {
    if (transfer.counters.outOfStep < policy.maxOutOfStep)
      return afterSendFailed(failure('out-of-step', found.facts), facts)
    const why = `the destination makes no file of what it has (${found.facts['detail'] ?? found.code})`
    return replan(facts, why, { session: 'abandon' })
  }
  const waiting = react(found, facts)
  const set = { ...waiting.set, attempts: transfer.attempts, ...(digest === null ? {} : { digest }) }
  const until = waiting.set?.retryAt ?? null
  if (until === null || until - transfer.stateAt > policy.finishInPlaceMs) return { ...waiting, set }
  const step = transfer.failure?.code === found.code ? null : waiting.step
  const commit = { do: 'commit', intent: intentOf(facts) } as const
  return { event: null, set, step, next: { do: 'rest', until, next: commit } }
}

/**
 * It has everything, nothing is at work, and by its own rules it should be: for a few minutes it may not have heard of its
 * own bytes. After that each try is charged, which bounds them; the session is kept.
 */
function notFinishing(found: Failure, digest: Digest | null, facts: Facts): Decision {
  if (facts.transfer.counters.looks >= facts.policy.lookPausesMs.length) return react(found, facts)
  return stillFinishing(failure('still-finishing', found.facts), digest, facts)
}
