/** What follows from the answers of an upload session. Pure; the rows are graph.md G3's. */

import { type Failure, failure } from '../../../shared/failure.ts'
import type { OpenedSession, Position, Range, RangeAnswer, RemoteItem } from '../ports/provider.ts'
import type { Decision, Facts, Outcome } from './decision.ts'
import { progressed, sendNext } from './going-on.ts'
import { decideLost } from './presence.ts'
import { complement, lengthOf, merge, sameRanges } from './ranges.ts'
import { react } from './reaction.ts'
import { askPerson, intentOf, makeFolders, replan } from './start.ts'
import { tooSlow } from './too-slow.ts'

export function afterOpen(opened: OpenedSession, sessionId: string, facts: Facts): Decision {
  const { secret, expiresAt, id = sessionId } = opened
  if (opened.missing === null) {
    return {
      event: 'replan',
      set: { failure: null, retryAt: null },
      session: { open: { id, secret, openedAt: facts.now, expiresAt } },
      step: { what: 'going on with the session that is there', why: 'the destination still has ours for this file' },
      next: null,
    }
  }
  // A session that was just made lacks everything, whatever it says.
  const missing = opened.missing.length === 0 ? [{ start: 0, end: facts.size }] : opened.missing
  return {
    event: 'opened',
    set: { failure: null, retryAt: null },
    session: { open: { id, secret, openedAt: facts.now, expiresAt } },
    step: {
      what: 'session opened',
      why: expiresAt === null ? 'no expiry told' : `expires ${new Date(expiresAt).toISOString()}`,
    },
    next: sendNext(facts, missing),
  }
}

export function afterOpenFailed(found: Failure, facts: Facts): Decision {
  const { transfer, size, capabilities } = facts
  switch (found.code) {
    case 'destination-gone':
      return makeFolders(facts, { do: 'open', intent: intentOf(facts) }) ?? react(found, facts)
    case 'name-taken':
      // It may have been made by a session of ours that was lost, and not have been shown yet when we looked.
      return {
        event: 'outOfStep',
        step: { what: 'looking at the destination', why: 'somebody took the name meanwhile' },
        next: { do: 'look', purpose: 'taken' },
      }
    case 'changed-at-destination':
      return { event: null, step: null, next: { do: 'look', purpose: 'changed' } }
    case 'name-held-by-lost-session':
      // The session that holds the name can't be deleted without its URL. One single request goes through.
      if (transfer.counters.fallbacks === 0 && size <= capabilities.hardSinglePutBytes) {
        return {
          event: 'replan',
          set: { counters: { ...transfer.counters, fallbacks: 1 } },
          step: { what: 'trying one single request', why: 'an unfinished upload of before holds the name' },
          next: null,
        }
      }
      return react(found, facts)
    case 'other-way-only':
      if (transfer.counters.fallbacks === 0 && size <= capabilities.hardSinglePutBytes) {
        return {
          event: 'replan',
          set: { counters: { ...transfer.counters, fallbacks: 1 } },
          step: { what: 'trying one single request', why: 'the destination opens no session for a file this small' },
          next: null,
        }
      }
      return react(found, facts)
    default:
      return react(found, facts)
  }
}

/** Somebody took the name after we had looked. The session, where there is one, is kept unless it was of no use. */
export function nameTakenMeanwhile(found: Failure, facts: Facts, session: Decision['session']): Decision {
  const { transfer, policy } = facts
  const { counters } = transfer
  if (counters.restarts >= policy.maxRestarts) return react(found, facts)
  return {
    event: 'replan',
    set: {
      nameChecked: false,
      replaces: null,
      unsure: false,
      counters: { ...counters, restarts: counters.restarts + 1 },
    },
    ...(session === undefined ? {} : { session }),
    step: { what: 'deciding the name again', why: 'it was taken meanwhile' },
    next: null,
  }
}

/**
 * The session can't be asked. An accepted range is there; one whose answer was lost may be, and may have made the file:
 * then the destination is looked at before it is sent again. Where what is sent next turns out to be the wrong range,
 * nobody can say which is right: a new session. That we ended ourselves before is no fault of the destination's, and takes
 * nothing of the patience with it.
 */
function positionUnknown(sentEnd: number | null, facts: Facts): Decision {
  const { session, size, capabilities, transfer } = facts
  if (transfer.counters.outOfStep > 0 && facts.isCutShort) {
    return {
      event: 'replan',
      session: 'abandon',
      set: { unsure: false, remote: null, digest: null, counters: { ...transfer.counters, outOfStep: 0 } },
      step: { what: 'starting over', why: 'we were interrupted, and the session cannot be asked how far it came' },
      next: null,
    }
  }
  if (transfer.counters.outOfStep > 0) {
    return replan(facts, 'the session stands elsewhere and cannot be asked where', { session: 'abandon' })
  }
  const acknowledged = session?.acknowledged ?? []
  const known = merge(sentEnd === null ? acknowledged : [...acknowledged, { start: 0, end: sentEnd }])
  const end = known.at(-1)?.end ?? 0
  const mayHaveMade = sentEnd === null ? end + capabilities.maxRangeBytes >= size : end >= size
  if (mayHaveMade) {
    return {
      event: null,
      step: { what: 'looking at the destination', why: 'the session cannot be asked, and the file may be there' },
      next: { do: 'look', purpose: 'unasked' },
    }
  }
  return goOn(known, 'the session cannot be asked: from what it confirmed', facts)
}

/** The answer to that look. */
export function decideUnasked(item: RemoteItem | null, facts: Facts): Decision {
  if (item !== null) return decideLost(item, facts)
  return goOn(facts.session?.acknowledged ?? [], 'the destination does not have the file yet', facts)
}

function goOn(known: readonly Range[], why: string, facts: Facts): Decision {
  const missing = complement(known, facts.size)
  if (missing.length === 0) {
    return replan(facts, 'every byte was accepted and no file came of it', { session: 'abandon' })
  }
  const isStored = sameRanges(known, facts.session?.acknowledged ?? [])
  return {
    event: 'position',
    ...(isStored ? {} : { correct: { acknowledged: known, expiresAt: null } }),
    set: { failure: null, retryAt: null },
    step: { what: `going on at byte ${missing[0]?.start ?? 0}`, why },
    next: sendNext(facts, missing),
  }
}

/**
 * @param sentEnd see `Action`
 * @param isProved the parts that are there were compared with the file
 */
export function afterPosition(
  position: Position,
  sentEnd: number | null,
  facts: Facts,
  isProved: boolean = false,
): Decision {
  if (position.missing === null) return positionUnknown(sentEnd, facts)
  const { session, size, capabilities } = facts
  const ours = session?.acknowledged ?? []
  const theirs = complement(position.missing, size)
  const lag = position.parts !== undefined && lacks(theirs, ours) ? listBehind(facts) : null
  if (lag !== null) return lag
  const { parts = [] } = position
  if (parts.length > 0 && !isProved) {
    return {
      event: null,
      step: { what: 'checking', why: `${parts.length} parts are there: are they this file's?` },
      next: { do: 'prove', position, sentEnd },
    }
  }
  const correct = sameRanges(ours, theirs) ? {} : { correct: { acknowledged: theirs, expiresAt: position.expiresAt } }
  // Whatever is beyond what we sent, or may have been on its way, is not ours (fault P09).
  const acknowledgedEnd = ours.at(-1)?.end ?? 0
  const mayBeThere = acknowledgedEnd + capabilities.maxRangeBytes * capabilities.parallelRanges
  const farthest = sentEnd === null ? mayBeThere : Math.max(sentEnd, acknowledgedEnd)
  if ((theirs.at(-1)?.end ?? 0) > farthest && !isProved) {
    return replan(facts, 'the session holds bytes that we did not send', { session: 'abandon' })
  }
  if (position.missing.length === 0) {
    return {
      event: 'complete',
      ...correct,
      step: { what: 'committing', why: 'the destination has every byte' },
      next: { do: 'commit', intent: intentOf(facts) },
    }
  }
  const gained = lengthOf(theirs) - lengthOf(ours)
  const why =
    gained === 0
      ? 'the destination agrees with what is stored'
      : gained > 0
        ? `${gained} bytes had arrived whose answer was lost`
        : `the destination lost ${-gained} bytes that it had confirmed`
  return {
    event: 'position',
    ...correct,
    set: { failure: null, retryAt: null, ...(gained > 0 ? { counters: progressed(facts) } : {}) },
    step: { what: `going on at byte ${position.missing[0]?.start ?? 0}`, why },
    next: sendNext(facts, position.missing),
  }
}

function lacks(theirs: readonly Range[], ours: readonly Range[]): boolean {
  return lengthOf(merge([...theirs, ...ours])) > lengthOf(theirs)
}

/**
 * A part that was confirmed isn't in the list: lists may be behind, and what is stored is never written again (Box, 4.6
 * F22). Asked again a few times before the list is believed. Null: it is believed.
 */
function listBehind(facts: Facts): Decision | null {
  const { counters } = facts.transfer
  if (counters.stalls >= facts.policy.maxStalls) return null
  const decision = react(failure('session-busy', { detail: 'it does not list what it has confirmed' }), facts)
  return {
    ...decision,
    set: { ...decision.set, counters: { ...counters, ...decision.set?.counters, stalls: counters.stalls + 1 } },
  }
}

/**
 * The session is gone, or its link has died: look before anything else, the file may be there. What becomes of the
 * session follows from that: a file that isn't there may have left one behind, which holds the name.
 */
export function sessionLost(found: Failure, facts: Facts): Decision {
  const { state, acknowledgedBytes } = facts.transfer
  // Of a session that an older copy of the queue tells of, nobody knows how far it came meanwhile.
  const mayHaveAll = acknowledgedBytes === facts.size || facts.session?.isFromCopy === true
  if (mayHaveAll && !facts.capabilities.keepsItems) return askPerson(facts)
  return {
    event: state === 'resyncing' ? null : 'lost',
    set: { unsure: true, attempts: facts.transfer.attempts + 1 },
    step: {
      what: 'looking at the destination',
      why: `the upload session is gone (${found.facts['detail'] ?? found.code})`,
    },
    next: { do: 'look', purpose: 'lost' },
  }
}

type SendOutcome = Extract<Outcome, { of: 'send' }>

export function afterSend(
  answer: Extract<RangeAnswer, { kind: 'more' }>,
  outcome: SendOutcome,
  facts: Facts,
): Decision {
  const { transfer, session, size } = facts
  const resync: Decision = {
    event: 'outOfStep',
    set: { counters: { ...transfer.counters, stalls: transfer.counters.stalls + 1 } },
    step: { what: 'asking what has arrived', why: 'the answer did not say, or did not advance' },
    // With several on their way, others may have arrived behind this one.
    next: { do: 'position', sentEnd: facts.capabilities.parallelRanges > 1 ? null : outcome.range.end },
  }
  if (transfer.counters.stalls >= facts.policy.maxStalls) {
    return replan(facts, 'the destination takes ranges without advancing', { session: 'abandon' })
  }
  if (answer.missing === null) return resync
  const ours = session?.acknowledged ?? []
  const claimed = complement(answer.missing, size)
  const end = claimed.at(-1)?.end ?? 0
  // It claims bytes that were never sent (an empty list claims them all): only what the session says itself counts.
  if (end > outcome.range.end && end > (ours.at(-1)?.end ?? 0)) return resync
  if (lengthOf(claimed) <= lengthOf(ours)) return resync
  const kept = outcome.digest !== null && claimed.length === 1 && outcome.digest.offset === end ? outcome.digest : null
  const done: Decision = {
    event: 'ack',
    set: { counters: progressed(facts), failure: null },
    acknowledge: {
      ranges: claimed,
      expiresAt: answer.expiresAt,
      digestCheckpoint: kept?.checkpoint ?? session?.digestCheckpoint ?? null,
      digestOffset: kept?.offset ?? session?.digestOffset ?? 0,
    },
    step: tooSlow(end, facts),
    next: sendNext(facts, answer.missing),
  }
  if (answer.missing.length > 0) return done
  return {
    ...done,
    event: 'sent',
    next: { do: 'commit', intent: intentOf(facts) },
    step: { what: 'committing', why: 'every byte was confirmed' },
  }
}

/** The session that was there turned out to be somebody else's, who may be filling it: forgotten, and not deleted. */
export function notOurs(found: Failure, facts: Facts): Decision {
  return { ...afterOpenFailed(found, facts), session: 'finish' }
}

/** From the longest range of any destination to its shortest, each half of the one before. */
const mostHalvings = 8

/** A shorter range may go through, and the next one is shorter already, until there is no shorter one. */
export function afterRangeFailed(found: Failure, { range }: SendOutcome, facts: Facts): Decision {
  const { transfer, capabilities } = facts
  const { counters } = transfer
  const hasShorter = lengthOf([range]) > capabilities.rangeAlignmentBytes && counters.attempts < mostHalvings
  if (found.code === 'request-too-large' && hasShorter) {
    return {
      event: transfer.state === 'resyncing' ? null : 'outOfStep',
      set: { counters: { ...counters, attempts: counters.attempts + 1 } },
      step: { what: 'going on in shorter ranges', why: `${lengthOf([range])} bytes were too many` },
      next: { do: 'position', sentEnd: null },
    }
  }
  return afterSendFailed(found, facts)
}

export function afterSendFailed(found: Failure, facts: Facts): Decision {
  const { transfer, policy, size, capabilities } = facts
  const { counters } = transfer
  switch (found.code) {
    case 'session-lost':
      return sessionLost(found, facts)
    case 'out-of-step':
      if (counters.outOfStep >= policy.maxOutOfStep) {
        return counters.restarts > 0
          ? react(found, facts)
          : replan(facts, 'the ranges never agree', { session: 'abandon' })
      }
      // It was asked already and agreed with us: what it refuses may be a range of before that it still holds open.
      if (counters.outOfStep > 0) return stepBack(found, facts)
      return {
        event: transfer.state === 'resyncing' ? null : 'outOfStep',
        set: { counters: { ...counters, outOfStep: counters.outOfStep + 1 } },
        step: { what: 'asking what has arrived', why: 'the destination wants another range' },
        next: { do: 'position', sentEnd: null },
      }
    case 'name-taken':
      // Every byte is there; whoever has the name may have the very same ones.
      return {
        event: transfer.state === 'resyncing' ? null : 'outOfStep',
        step: { what: 'looking at the destination', why: 'somebody took the name meanwhile' },
        next: { do: 'look', purpose: 'taken' },
      }
    case 'changed-at-destination':
      return { event: null, step: null, next: { do: 'look', purpose: 'changed' } }
    case 'job-failed':
      // Somebody ended it there: of this session nothing can be made any more.
      return { ...react(found, facts), session: 'abandon' }
    case 'name-held-by-lost-session':
      return notOurs(found, facts)
    case 'server-error':
      // Some content is refused for ever in ranges (graph.md A5, "deterministic for certain content").
      if (
        counters.attempts >= policy.fallbackAfter &&
        counters.fallbacks === 0 &&
        size <= capabilities.hardSinglePutBytes
      ) {
        return {
          event: 'replan',
          session: 'abandon',
          set: { counters: { ...counters, fallbacks: 1 }, attempts: transfer.attempts + 1 },
          step: {
            what: 'trying one single request',
            why: `the destination failed ${counters.attempts + 1} times at the same place`,
          },
          next: null,
        }
      }
      return react(found, facts)
    default:
      return react(found, facts)
  }
}

/** Out of step again: a pause, so that a dispute of a few rounds is not over in a few milliseconds. */
function stepBack(found: Failure, facts: Facts): Decision {
  const decision = react(failure('session-busy', found.facts), facts)
  const { outOfStep } = facts.transfer.counters
  const counters = { ...facts.transfer.counters, ...decision.set?.counters, outOfStep: outOfStep + 1 }
  return { ...decision, set: { ...decision.set, counters } }
}
