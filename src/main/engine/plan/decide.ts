/** (stored facts, last outcome) → what to store and what to do next. Pure; every branch is a value. */

import { unreachable } from '../../../shared/unreachable.ts'
import { decideAsked } from './answer.ts'
import { decideChanged, decideName } from './conflict.ts'
import type { Decision, Facts, Outcome } from './decision.ts'
import { sendBeside } from './going-on.ts'
import { decideOutdated } from './outdated.ts'
import { afterPut, afterPutFailed, compareLost, decideLost, decideVerify } from './presence.ts'
import { compareTaken, decideTaken } from './taken.ts'
import { afterPart, afterProof } from './parts.ts'
import { react } from './reaction.ts'
import { afterCommitFailed } from './commit-outcomes.ts'
import {
  afterOpen,
  afterOpenFailed,
  afterPosition,
  afterRangeFailed,
  afterSend,
  afterSendFailed,
  decideUnasked,
} from './session-outcomes.ts'
import { makeFolders } from './start.ts'

/**
 * @param sessionId the id under which a session that was just opened is stored
 */
export function decide(outcome: Outcome, sessionId: string, facts: Facts): Decision {
  switch (outcome.of) {
    case 'look':
      return afterLook(outcome, facts)
    case 'makeFolders':
      if (!outcome.result.ok) return react(outcome.result.failure, facts)
      return { event: null, step: null, next: outcome.next }
    case 'open':
      return outcome.result.ok
        ? afterOpen(outcome.result.value, sessionId, facts)
        : afterOpenFailed(outcome.result.failure, facts)
    case 'put':
      if (outcome.result.ok) return afterPut(outcome.result.value, outcome.digest)
      return putFailed(outcome, facts)
    case 'position':
      return outcome.result.ok
        ? afterPosition(outcome.result.value, outcome.sentEnd, facts)
        : afterSendFailed(outcome.result.failure, facts)
    case 'send':
      return afterSent(outcome, facts)
    case 'calledOff':
      return { event: null, step: null, next: sendBeside(facts) }
    case 'prove':
      if (!outcome.result.ok) return react(outcome.result.failure, facts)
      return afterProof(outcome, outcome.result.value.differs, facts)
    case 'rest':
      return { event: null, step: null, next: outcome.next }
    case 'commit':
      if (!outcome.result.ok) return afterCommitFailed(outcome.result.failure, outcome.digest ?? null, facts)
      return {
        event: 'committed',
        set: {
          remote: outcome.result.value,
          failure: null,
          retryAt: null,
          // The patience that the commit took is there again for the evidence.
          counters: { ...facts.transfer.counters, looks: 0 },
          ...(outcome.digest ? { digest: outcome.digest } : {}),
        },
        session: 'finish',
        step: { what: 'verifying', why: 'the destination made the file' },
        next: { do: 'verify', item: outcome.result.value, itemId: outcome.result.value.id },
      }
    case 'digest':
      if (!outcome.result.ok && outcome.result.failure.code === 'source-changed') {
        return decideOutdated(outcome.found, facts)
      }
      if (!outcome.result.ok) return react(outcome.result.failure, facts)
      return outcome.purpose === 'taken'
        ? compareTaken(outcome.found, outcome.result.value, facts)
        : compareLost(outcome.found, outcome.result.value, facts)
    case 'verify':
      if (!outcome.result.ok) return react(outcome.result.failure, facts)
      return decideVerify(outcome.result.value, outcome.fresh, {
        ...facts,
        transfer: { ...facts.transfer, digest: facts.transfer.digest ?? outcome.digest },
      })
    default:
      return unreachable(outcome)
  }
}

function afterLook(outcome: Extract<Outcome, { of: 'look' }>, facts: Facts): Decision {
  if (!outcome.result.ok) return react(outcome.result.failure, facts)
  const item = outcome.result.value
  switch (outcome.purpose) {
    case 'name':
      return decideName(item, facts)
    case 'decided':
      return decideAsked(item, facts)
    case 'lost':
      return decideLost(item, facts)
    case 'taken':
      return decideTaken(item, facts)
    case 'unasked':
      return decideUnasked(item, facts)
    case 'changed':
      return decideChanged(item, facts)
    case 'outdated':
      return decideOutdated(item, facts)
    default:
      return unreachable(outcome.purpose)
  }
}

function putFailed(outcome: Extract<Outcome, { of: 'put' }>, facts: Facts): Decision {
  if (outcome.result.ok) return unreachable(outcome.result as never)
  const found = outcome.result.failure
  if (found.code === 'destination-gone') {
    const { replaces } = facts.transfer
    const intent =
      replaces === null
        ? ({ kind: 'new' } as const)
        : ({ kind: 'replace', itemId: replaces.itemId, eTag: replaces.eTag } as const)
    const folders = makeFolders(facts, { do: 'put', intent })
    if (folders !== null) return folders
  }
  return afterPutFailed(found, facts)
}

function afterSent(outcome: Extract<Outcome, { of: 'send' }>, facts: Facts): Decision {
  if (!outcome.result.ok) return afterRangeFailed(outcome.result.failure, outcome, facts)
  const answer = outcome.result.value
  if (answer.kind === 'part') return afterPart(outcome, facts)
  if (answer.kind === 'more') return afterSend(answer, outcome, facts)
  const digest = outcome.digest !== null && outcome.digest.offset === facts.size ? outcome.digest.value : null
  return {
    event: 'stored',
    set: { remote: answer.item, digest, failure: null, retryAt: null },
    acknowledge: {
      ranges: [{ start: 0, end: facts.size }],
      expiresAt: null,
      digestCheckpoint: outcome.digest?.checkpoint ?? null,
      digestOffset: outcome.digest?.offset ?? 0,
    },
    session: 'finish',
    step: { what: 'verifying', why: 'the destination took the last range and made the file' },
    next: { do: 'verify', item: answer.item, itemId: answer.item.id },
  }
}
