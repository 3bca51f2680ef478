/** What a failure means for a transfer: the catalogue's rule, with the pauses and budgets of the policy. Pure. */

import { type Failure, failure, ruleOf } from '../../../shared/failure.ts'
import { isAway, isGone } from '../ports/source.ts'
import type { AccountPause } from '../ports/account-pause.ts'
import type { Counters } from '../ports/store.ts'
import type { Decision, Facts } from './decision.ts'
import { baseName } from './names.ts'
import { type Policy, pauseAfter } from './policy.ts'

/** Pause `n` (0 is the first) of a ladder, up to a quarter longer; null when the ladder is used up. */
function pauseOf(ladder: readonly number[], n: number, jitter: number): number | null {
  const ms = ladder[n]
  return ms === undefined ? null : Math.round(ms * (1 + jitter / 4))
}

interface Pause {
  /** epoch ms; null: the budget is used up */
  readonly until: number | null
  readonly counters: Counters
}

function pauseFor(found: Failure, facts: Facts): Pause {
  const { counters } = facts.transfer
  const { policy, now, jitter } = facts
  const budget = ruleOf(found.code).budget ?? 'none'
  const floor = found.notBefore ?? 0
  const at = (ms: number | null): number | null => (ms === null ? null : Math.max(now + ms, floor))
  if (budget === 'attempts') {
    return {
      until: at(pauseOf(policy.attemptPausesMs, counters.attempts, jitter)),
      counters: { ...counters, attempts: counters.attempts + 1 },
    }
  }
  if (budget === 'slow') {
    return {
      until: at(pauseOf(policy.slowPausesMs, counters.slow, jitter)),
      counters: { ...counters, slow: counters.slow + 1 },
    }
  }
  if (budget === 'few') {
    return {
      until: at(pauseOf(policy.fewPausesMs, counters.reads, jitter)),
      counters: { ...counters, reads: counters.reads + 1 },
    }
  }
  // All that wait for a line go on together: when it is asked again, or as soon as it is back.
  const lineAt = ruleOf(found.code).reach === 'line' ? facts.lineBackAt[found.facts['host'] ?? ''] : undefined
  if (lineAt !== undefined) return { until: lineAt, counters }
  // Whoever looks for the root wakes all that wait for it; looking for each of its files besides would be of no use.
  if (isAway(found) && facts.isRootAway) return { until: at(pauseOf([policy.awayPauseMs], 0, jitter)), counters }
  const [ms, more] = freePause(found, counters, policy, jitter, floor - now)
  return { until: at(ms), counters: { ...counters, ...more } }
}

/**
 * Pauses that cost no budget: nothing is wrong with the transfer itself.
 *
 * @param askedMs how long the service asked to be left alone; negative where it didn't
 */
function freePause(
  found: Failure,
  counters: Counters,
  policy: Policy,
  jitter: number,
  askedMs: number,
): [ms: number, more: Partial<Counters>] {
  switch (found.code) {
    case 'offline':
    case 'network-sign-in':
    case 'throttled':
    // A drive that lies in a drawer overnight is not looked for every few seconds, once for each of its files.
    case 'root-offline':
    case 'root-replaced':
      return [pauseAfter(policy.offlinePausesMs, counters.offline, jitter), { offline: counters.offline + 1 }]
    case 'still-finishing': {
      // Who says when to ask again is asked not much later than that, however often it says so.
      const ms = pauseAfter(policy.lookPausesMs, counters.looks, jitter)
      const most = found.notBefore === undefined ? ms : Math.max(0, askedMs) * 4
      return [Math.min(ms, most), { looks: counters.looks + 1 }]
    }
    case 'evidence-missing':
    case 'not-shown-yet':
      return [pauseAfter(policy.lookPausesMs, counters.looks, jitter), { looks: counters.looks + 1 }]
    case 'name-held-by-lost-session':
      return [policy.heldNamePauseMs, {}]
    case 'destination-full':
    case 'disk-full-here':
    case 'store-failed':
      return [Math.round(policy.fullPauseMs * (1 + jitter / 4)), {}]
    default:
      return [Math.round(policy.shortPauseMs * (1 + jitter / 4)), {}]
  }
}

/** Facts that every sentence may need, without those the failure brought itself. */
export function withName(found: Failure, facts: Facts): Failure {
  const { transfer } = facts
  return {
    ...found,
    facts: {
      name: baseName(transfer.path),
      destination: transfer.destination,
      account: transfer.account,
      // Where nobody said which host: what the planner finds out by itself.
      host: transfer.destination,
      ...(transfer.fingerprint !== null && { size: String(transfer.fingerprint.size) }),
      ...found.facts,
    },
  }
}

/**
 * Ends this run of the transfer as the catalogue says. The session is kept: a failure never deletes what the
 * destination already has; only a person's cancel or a new version does.
 */
export function react(found: Failure, facts: Facts): Decision {
  const named = withName(found, facts)
  const rule = ruleOf(named.code)
  // Nothing was tried of a file that never reached anybody.
  const attempts = facts.transfer.attempts + (rule.reach === 'line' ? 0 : 1)
  switch (rule.reaction) {
    case 'resettle':
      return {
        event: 'sourceChanged',
        set: { attempts },
        session: 'abandon',
        step: { what: 'settling again', why: `${named.facts['name']} changed while it was being sent` },
        next: null,
      }
    case 'block':
      return {
        event: 'block',
        set: { failure: named, attempts, retryAt: null },
        step: told('blocked', named),
        next: null,
      }
    case 'fail':
      // Without its source a session can never be finished.
      if (isGone(named)) {
        return {
          event: 'giveUp',
          set: { failure: named, attempts, retryAt: null },
          session: 'abandon',
          step: told('gave up', named),
          next: null,
        }
      }
      return {
        event: 'giveUp',
        set: { failure: named, attempts, retryAt: null },
        step: told('gave up', named),
        next: null,
      }
    case 'wait':
      return wait(named, facts, attempts)
  }
}

/** The service asked for a pause while this transfer was at work: nothing is wrong with it, and nothing is charged. */
export function rest({ until, failure: found }: AccountPause): Decision {
  return {
    event: 'falter',
    set: { failure: found, retryAt: until },
    step: told(`waiting until ${new Date(until).toISOString()}`, found),
    next: null,
  }
}

function wait(named: Failure, facts: Facts, attempts: number): Decision {
  const { until, counters } = pauseFor(named, facts)
  if (until === null) {
    const detail = named.facts['detail'] ?? named.code
    const isTold = ruleOf(named.code).budget === 'few'
    const over = isTold ? named : withName(failure('gave-up', { attempts: String(attempts), detail }), facts)
    return {
      event: 'giveUp',
      set: { failure: over, attempts, retryAt: null, counters },
      step: told('gave up', named),
      next: null,
    }
  }
  const step = told(`waiting until ${new Date(until).toISOString()}`, named)
  const decision: Decision = {
    event: 'falter',
    set: { failure: named, attempts, retryAt: until, counters },
    step,
    next: null,
  }
  return holdsForAccount(named) ? { ...decision, pauseAccount: { until, failure: named } } : decision
}

/** A service that names a time means everybody who comes for the account; one that is finishing a file means that file. */
function holdsForAccount({ code, notBefore }: Failure): boolean {
  return ruleOf(code).reach === 'account' || (notBefore !== undefined && code !== 'still-finishing')
}

function told(what: string, found: Failure): { what: string; why: string } {
  const detail = found.facts['detail']
  return { what, why: detail === undefined ? found.code : `${found.code}: ${detail}` }
}
