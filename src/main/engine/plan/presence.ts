/** Is what we find at the destination the file that we sent? Asked after an answer was lost. Pure. */

import { type Failure, failure } from '../../../shared/failure.ts'
import type { Digest, Evidence } from '../../../shared/transfer.ts'
import type { RemoteItem } from '../ports/provider.ts'
import { modifiedAtMs } from '../ports/source.ts'
import { decideChanged, isSameContent } from './conflict.ts'
import type { Decision, Facts } from './decision.ts'
import { react } from './reaction.ts'
import { replan } from './start.ts'

/** In `resyncing`, with the session gone or an outcome open: the answer to "what is at our name?". */
export function decideLost(item: RemoteItem | null, facts: Facts): Decision {
  if (item === null) return notThere(facts, 'the destination does not have the file')
  if (item.isFolder) return nameIsTheirs(facts)
  if (item.size === facts.size && item.hash !== null && facts.transfer.digest === null) {
    return { event: null, step: null, next: { do: 'digest', found: item, purpose: 'lost' } }
  }
  return compareLost(item, facts.transfer.digest, facts)
}

/** With our digest at hand; null where there is no common algorithm. */
export function compareLost(item: RemoteItem, digest: Digest | null, facts: Facts): Decision {
  if (isOurs(item, digest, facts)) {
    return {
      event: 'stored',
      set: { remote: item, digest, unsure: false },
      session: 'finish',
      step: { what: 'verifying', why: 'the file is at the destination: only the answer was lost' },
      next: { do: 'verify', item, itemId: item.id },
    }
  }
  const { replaces } = facts.transfer
  if (replaces === null) return otherOfName(item) ?? nameIsTheirs(facts)
  if (isSameContent(item, replaces)) return notThere(facts, 'the earlier version is still there, unchanged', item)
  return decideChanged(item, facts)
}

/**
 * Same size and same hash. Where the destination has no hash yet, or rewrites such files, the modified time that we
 * gave the file tells it from another.
 */
function isOurs(item: RemoteItem, digest: Digest | null, facts: Facts): boolean {
  const { transfer, size, capabilities } = facts
  if (item.size === size && digest !== null && item.hash !== null) {
    if (item.hash.algorithm === digest.algorithm && item.hash.value === digest.value) return true
  }
  if (item.size === size && item.hash === null) return hasOurTime(item, facts)
  return capabilities.rewrites(transfer.name) && hasOurTime(item, facts)
}

/** It has the modified time that we gave it, and is not what was there before. */
export function hasOurTime(item: RemoteItem, { transfer: { fingerprint, replaces } }: Facts): boolean {
  const isSameTime =
    fingerprint !== null && item.modifiedAt !== null && Math.abs(item.modifiedAt - modifiedAtMs(fingerprint)) < 1_000
  return isSameTime && (replaces === null || item.eTag !== replaces.eTag)
}

function notThere(facts: Facts, why: string, item?: RemoteItem): Decision {
  const { replaces } = facts.transfer
  const set = item === undefined || replaces === null ? {} : { set: { replaces: { ...replaces, eTag: item.eTag } } }
  // One request that did not arrive is no session that was lost: what bounds it are the attempts it was charged to.
  if (facts.session === null) {
    return {
      event: 'replan',
      set: { unsure: false, remote: null, digest: null, ...set.set },
      step: { what: 'sending it again', why },
      next: null,
    }
  }
  return replan(facts, why, { ...set, session: 'abandon' })
}

/** Where several may have one name, ours may be beside theirs. */
function otherOfName({ alike = [] }: RemoteItem): Decision | null {
  return alike.length === 0 ? null : { event: null, step: null, next: { do: 'look', purpose: 'lost', ids: alike } }
}

function nameIsTheirs(facts: Facts): Decision {
  return replan(facts, 'another file took the name meanwhile', {
    set: { nameChecked: false, replaces: null },
    session: 'abandon',
  })
}

export function afterPut(item: RemoteItem, digest: Digest | null): Decision {
  return {
    event: 'stored',
    set: { remote: item, digest, unsure: false, failure: null, retryAt: null },
    step: { what: 'verifying', why: 'the destination took the file' },
    next: { do: 'verify', item, itemId: item.id },
  }
}

/** Outcomes after which nobody knows whether the file was made. */
const openOutcomes: ReadonlySet<Failure['code']> = new Set([
  'interrupted',
  'server-error',
  'bad-response',
  'network-sign-in',
  'unsafe-redirect',
  // Busy with this name: perhaps with our own request, whose answer was lost.
  'session-busy',
  // What lies between us and the service may have asked it twice, and tell of the second time only.
  'throttled',
])

/** One request is no way for a file of this length. */
const takesNoRequest: ReadonlySet<Failure['code']> = new Set(['other-way-only', 'request-too-large'])

/** Sessions were no way, and then one request wasn't either. */
const endsFallback: ReadonlySet<Failure['code']> = new Set(['destination-refused', 'request-too-large'])

export function afterPutFailed(found: Failure, facts: Facts): Decision {
  const { counters } = facts.transfer
  const isOpen = openOutcomes.has(found.code)
  // Whoever has the name may have the very same bytes: what lies between us and the service may have asked it twice.
  if (found.code === 'name-taken') {
    const step = { what: 'looking at the destination', why: 'somebody took the name meanwhile' }
    return { event: 'outOfStep', step, next: { do: 'look', purpose: 'taken' } }
  }
  if (found.code === 'changed-at-destination') {
    return { event: null, set: { unsure: false }, step: null, next: { do: 'look', purpose: 'changed' } }
  }
  // A broken line says nothing about whether one single request is a way; any other answer says that it isn't.
  if (takesNoRequest.has(found.code) && counters.fallbacks === 0 && facts.size > 0) {
    return {
      event: 'replan',
      set: { unsure: false, counters: { ...counters, fallbacks: 2 } },
      step: { what: 'trying an upload session', why: 'the destination takes no single request this large' },
      next: null,
    }
  }
  const saysNothing = isOpen || found.code === 'offline'
  const fallbacks = counters.fallbacks === 1 && !saysNothing ? 2 : counters.fallbacks
  if (fallbacks === 2 && counters.fallbacks === 1 && endsFallback.has(found.code)) {
    return replan(facts, 'the destination would not take it in one request', {
      set: { counters: { ...counters, fallbacks } },
    })
  }
  const decision = react(found, facts)
  const merged = { ...counters, ...decision.set?.counters, fallbacks }
  return { ...decision, set: { ...decision.set, counters: merged, ...(isOpen ? {} : { unsure: false }) } }
}

/** In `verifying`: does the item hold exactly what was sent? */
export function decideVerify(item: RemoteItem | null, isFresh: boolean, facts: Facts): Decision {
  const { transfer, size, capabilities, policy } = facts
  const { counters, digest } = transfer
  if (item === null && !capabilities.keepsItems) return verifyForgotten(facts)
  // A drive may need a while until it shows what it has just made: who begins anew at once makes it twice.
  if (item === null && counters.looks < policy.lookPausesMs.length)
    return react(failure('not-shown-yet', { name: transfer.name }), facts)
  if (item === null)
    return replan(facts, 'the file was deleted at the destination before it was verified', {
      set: { nameChecked: false },
    })
  if (isFresh && capabilities.readsBack && item.hash === null) {
    if (capabilities.trustsAnswers === true) return verified({ ...item, size }, 'accepted', facts)
    return { event: null, step: null, next: { do: 'verify', item: null, itemId: item.id } }
  }
  // Nothing to compare with: that it took the file has to do, and that is what is said.
  if (item.isSizeTold === false) return verified({ ...item, size }, 'accepted', facts)
  const sameSize = item.size === size
  const comparable = digest !== null && item.hash !== null && digest.algorithm === item.hash.algorithm
  if (sameSize && comparable && item.hash.value === digest.value) return verified(item, 'hash', facts)
  if (sameSize && !comparable) {
    const waits = size > 0 && capabilities.digest !== null && counters.looks < policy.lookPausesMs.length
    if (waits) return react(failure('evidence-missing', { name: transfer.name }), facts)
    return verified(item, 'size', facts)
  }
  // An answer may be older than the file: ask once more before calling it a difference.
  if (isFresh) return { event: null, step: null, next: { do: 'verify', item: null, itemId: item.id } }
  if (capabilities.rewrites(transfer.name)) return verified(item, 'changed-by-service', facts)
  return {
    event: 'mismatched',
    set: {
      remote: item,
      failure: failure('content-differs', { name: transfer.name }),
      attempts: transfer.attempts + 1,
    },
    step: {
      what: 'failed',
      why: `sent ${size} bytes ${digest?.value ?? ''}; there are ${item.size} bytes ${item.hash?.value ?? ''}`,
    },
    next: null,
  }
}

/** It was there when it was made. Where nothing is kept, that has to do. */
function verifyForgotten(facts: Facts): Decision {
  const { remote } = facts.transfer
  if (remote !== null) return verified({ ...remote, size: facts.size }, 'accepted', facts)
  return react(failure('outcome-unknown'), facts)
}

function verified(item: RemoteItem, evidence: Evidence, facts: Facts): Decision {
  const { transfer } = facts
  const reasons: Readonly<Record<Evidence, string>> = {
    hash: `the destination's ${item.hash?.algorithm ?? 'hash'} equals ours`,
    size: 'size and id agree; the destination has no hash of it',
    'changed-by-service': `it accepted all ${facts.size} bytes and then changed the file (${item.size} bytes now)`,
    accepted:
      facts.capabilities.trustsAnswers === true
        ? 'it took every byte; reading it back is switched off'
        : 'it took every byte, and tells neither size nor hash of what it has',
  }
  const why = reasons[evidence]
  const { fingerprint } = transfer
  const ledger =
    fingerprint === null
      ? {}
      : {
          ledger: {
            account: transfer.account,
            destination: transfer.destination,
            path: transfer.path,
            fingerprint,
            digest: transfer.digest,
            itemId: item.id,
            eTag: item.eTag,
            remoteName: item.name,
          },
        }
  return {
    event: evidence === 'changed-by-service' ? 'changedByService' : 'matched',
    set: { remote: item, digest: transfer.digest, evidence, failure: null, retryAt: null },
    ...ledger,
    step: { what: 'done', why },
    next: null,
  }
}
