/**
 * The one door. A transfer that was admitted, for the first time or after whatever interrupted it, is decided anew
 * from stored facts alone: there is no "remember where I was".
 */

import { failure } from '../../../shared/failure.ts'
import type { Intent } from '../ports/provider.ts'
import type { Action, Decision, Facts } from './decision.ts'
import { react, withName } from './reaction.ts'

/** Make a new file, or a new version of the item that was decided on. */
export function intentOf(facts: Facts): Intent {
  const { replaces } = facts.transfer
  return replaces === null ? { kind: 'new' } : { kind: 'replace', itemId: replaces.itemId, eTag: replaces.eTag }
}

/** Whether the whole file goes in one request. An empty file always does: a session can't carry 0 bytes. */
function isSinglePut(facts: Facts): boolean {
  const { size, capabilities, transfer } = facts
  // 2: one request was refused already.
  if (size <= capabilities.maxSinglePutBytes) return size === 0 || transfer.counters.fallbacks < 2
  return transfer.counters.fallbacks === 1 && size <= capabilities.hardSinglePutBytes
}

/** The first decision in `planning`. */
export function planStart(facts: Facts): Decision {
  const { transfer, session } = facts
  const { failure: told, retryAt } = transfer
  // Stopped while the destination was finishing it: what that asked for holds after a restart, too.
  if (told?.code === 'still-finishing' && retryAt !== null && retryAt > facts.now) {
    const step = { what: `waiting until ${new Date(retryAt).toISOString()}`, why: told.code }
    return { event: 'falter', set: { retryAt }, step, next: null }
  }
  if (transfer.remote !== null) {
    return {
      event: 'look',
      step: { what: 'verifying', why: 'the destination took the file; what is left is to compare' },
      // Read back as it would have been then, or trusted as it would have been.
      next: {
        do: 'verify',
        item: facts.capabilities.trustsAnswers === true ? transfer.remote : null,
        itemId: transfer.remote.id,
      },
    }
  }
  // Decided when the file was found, for a destination where nothing gets new content: what is there is met as a name.
  if (transfer.replaces !== null && !facts.capabilities.replaces) {
    return { event: null, set: { replaces: null, nameChecked: false }, step: null, next: null }
  }
  if (transfer.unsure) {
    // Nothing can be seen there. A session of ours could be asked; without one, only a person can look.
    const canAsk = session !== null && session.isFromCopy !== true
    if (!canAsk && !facts.capabilities.keepsItems) return askPerson(facts)
    return {
      event: 'resume',
      step: { what: 'looking at the destination', why: 'the answer to an earlier request was lost: it may be there' },
      next: { do: 'look', purpose: 'lost' },
    }
  }
  if (transfer.replaces?.size === null) return { event: null, step: null, next: { do: 'look', purpose: 'decided' } }
  // An item that is to be replaced was decided on when the file was found: it is one of ours.
  if (!transfer.nameChecked && transfer.replaces === null) {
    return { event: null, step: null, next: { do: 'look', purpose: 'name' } }
  }
  if (session !== null) {
    return {
      event: 'resume',
      step: {
        what: 'asking what has arrived',
        why: `an upload session is there, ${transfer.acknowledgedBytes} bytes confirmed`,
      },
      next: { do: 'position', sentEnd: null },
    }
  }
  return begin(facts, intentOf(facts), {})
}

/** Where nothing is kept, nobody can look whether it is there: whoever says retry has looked, and it is sent. */
export function askPerson(facts: Facts): Decision {
  const decision = react(failure('outcome-unknown'), facts)
  return { ...decision, set: { ...decision.set, unsure: false }, session: 'abandon' }
}

/** From `planning`, with the name decided: one request, or an upload session. */
export function begin(facts: Facts, intent: Intent, set: Decision['set']): Decision {
  const what = intent.kind === 'new' ? 'a new file' : 'a new version'
  const decided = set === undefined ? {} : { set }
  if (isSinglePut(facts)) {
    // The mark is stored before the request: if we are killed in between, we look before we send again.
    return {
      event: 'send',
      ...decided,
      set: { ...set, unsure: true },
      step: { what: `sending ${what} in one request`, why: `${facts.size} bytes` },
      next: { do: 'put', intent },
    }
  }
  return {
    event: 'open',
    ...decided,
    step: { what: `opening an upload session for ${what}`, why: `${facts.size} bytes` },
    next: { do: 'open', intent },
  }
}

/** After a failure that needs the folder: make it once, then do the same again. */
export function makeFolders(facts: Facts, next: Action): Decision | null {
  if (facts.foldersMade) return null
  return {
    event: null,
    step: { what: 'making the folder', why: 'it is not at the destination' },
    next: { do: 'makeFolders', next },
  }
}

/** Sessions were lost again and again; says what is left to try. */
export function replan(
  facts: Facts,
  why: string,
  extra: Pick<Decision, 'session' | 'correct'> & { set?: Decision['set'] },
): Decision {
  const { transfer, policy, size, capabilities } = facts
  const restarts = transfer.counters.restarts + 1
  const counters = { ...transfer.counters, restarts }
  const reset = { unsure: false, remote: null, digest: null }
  if (restarts <= policy.maxRestarts && restarts > policy.restartsAtOnce) {
    const found = withName(failure('session-lost', { detail: why }), facts)
    const retryAt = facts.now + Math.round(policy.restartPauseMs * (1 + facts.jitter / 4))
    return {
      event: 'falter',
      ...extra,
      set: { ...reset, counters, ...extra.set, failure: found, retryAt, attempts: transfer.attempts + 1 },
      step: { what: `starting over at ${new Date(retryAt).toISOString()}`, why: `${why}, ${restarts} times` },
      next: null,
    }
  }
  if (restarts <= policy.maxRestarts) {
    return {
      event: 'replan',
      ...extra,
      set: { ...reset, counters, ...extra.set },
      step: { what: 'starting over', why },
      next: null,
    }
  }
  if (transfer.counters.fallbacks === 0 && size <= capabilities.hardSinglePutBytes) {
    return {
      event: 'replan',
      ...extra,
      set: { ...reset, counters: { ...counters, fallbacks: 1 }, ...extra.set },
      step: { what: 'trying one single request', why: `${why}, for the ${restarts}th time` },
      next: null,
    }
  }
  const over = failure('gave-up', { name: transfer.name, attempts: String(transfer.attempts + 1), detail: why })
  return {
    event: 'giveUp',
    ...extra,
    set: { ...reset, counters, ...extra.set, failure: over, retryAt: null, attempts: transfer.attempts + 1 },
    step: { what: 'gave up', why: `${why}, ${restarts} times` },
    next: null,
  }
}
