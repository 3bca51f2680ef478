import { describe, expect, it } from 'vitest'
import { decide } from '../../../../src/main/engine/plan/decide.ts'
import type { Facts, Outcome } from '../../../../src/main/engine/plan/decision.ts'
import { sendBeside } from '../../../../src/main/engine/plan/going-on.ts'
import { planStart } from '../../../../src/main/engine/plan/start.ts'
import type { Capabilities, Part, Range } from '../../../../src/main/engine/ports/provider.ts'
import { fail, failure, ok } from '../../../../src/shared/failure.ts'
import { facts, fingerprint, item, session } from '../../../support/plan-facts.ts'

const size = fingerprint.size
const part = 4 * 327_680
const range = (n: number): Range => ({ start: n * part, end: Math.min((n + 1) * part, size) })

/** A destination of Box's kind: parts of one length, four at once, each told by itself. */
const capabilities: Capabilities = {
  ...facts().capabilities,
  digest: 'sha1',
  digestsFirst: true,
  rangeAlignmentBytes: part,
  maxRangeBytes: part,
  startRangeBytes: part,
  parallelRanges: 4,
}

function sending(acknowledged: readonly Range[], inFlight: readonly Range[], over: Partial<Facts> = {}): Facts {
  const acknowledgedBytes = acknowledged.reduce((sum, { start, end }) => sum + end - start, 0)
  const plain = facts({ transfer: { state: 'sending', acknowledgedBytes } })
  return { ...plain, capabilities, rangeBytes: part, session: session({ acknowledged }), inFlight, ...over }
}

const sent = (n: number): Outcome => ({ of: 'send', range: range(n), digest: null, result: ok({ kind: 'part' }) })

describe('several ranges at once', () => {
  it('begins as many as the destination takes, the lowest first, and then waits for an answer', () => {
    const begun: Range[] = [range(0)]
    for (;;) {
      const next = sendBeside(sending([], begun))
      if (next.do !== 'send') {
        expect(next).toEqual({ do: 'join' })
        break
      }
      begun.push(next.range)
    }
    expect(begun).toEqual([range(0), range(1), range(2), range(3)])
  })

  it('fault-P23 an answer acknowledges its own range, out of order too, and frees one place', () => {
    const decision = decide(sent(2), 's2', sending([], [range(0), range(1), range(3)]))
    expect(decision).toMatchObject({ event: 'ack', acknowledge: { ranges: [range(2)] } })
    expect(decision.next).toEqual({ do: 'send', range: range(4) })
  })

  it('what is on its way is never begun again, and the last one is waited for', () => {
    const decision = decide(sent(3), 's2', sending([range(0), range(1)], [range(2), range(4)]))
    expect(decision.next).toEqual({ do: 'join' })
  })

  it('when the last one is there it is committed', () => {
    const decision = decide(sent(1), 's2', sending([range(0), range(2), range(3), range(4)], []))
    expect(decision).toMatchObject({ event: 'sent', next: { do: 'commit', intent: { kind: 'new' } } })
  })
})

describe('a print job that somebody ended', () => {
  const over = fail(failure('job-failed', { detail: 'the job was canceled' }))

  it.each<[string, Outcome]>([
    ['while a range was sent', { of: 'send', range: range(1), digest: null, result: over }],
    ['before its position was asked for', { of: 'position', sentEnd: null, result: over }],
    ['before it was started', { of: 'commit', result: over }],
  ])('%s has failed, and its session with it: whoever tries it again sends it again', (_, outcome) => {
    const decision = decide(outcome, 's2', sending([range(0)], []))
    expect(decision).toMatchObject({
      event: 'giveUp',
      session: 'abandon',
      set: { failure: { code: 'job-failed', facts: { detail: 'the job was canceled' } }, retryAt: null },
      next: null,
    })
  })
})

const parts = (...numbers: number[]): Part[] =>
  numbers.map((n) => ({ range: range(n), digest: { algorithm: 'sha1', value: `d${n}` } }))

describe('parts that are there', () => {
  const asked = (...numbers: number[]): Extract<Outcome, { of: 'position' }> => {
    const there = numbers.map(range)
    const missing = [0, 1, 2, 3, 4].map(range).filter(({ start }) => !there.some((one) => one.start === start))
    return { of: 'position', sentEnd: null, result: ok({ missing, expiresAt: null, parts: parts(...numbers) }) }
  }
  const resyncing = (): Facts => {
    const plain = sending([], [])
    return { ...plain, transfer: { ...plain.transfer, state: 'resyncing' } }
  }

  it('are compared with the file before anything is built on them', () => {
    const decision = decide(asked(0, 3), 's2', resyncing())
    expect(decision).toMatchObject({ event: null, next: { do: 'prove', sentEnd: null } })
  })

  it.each([
    [true, 'finish', 'somebody else’s session, which is left alone'],
    [undefined, 'abandon', 'of no use, and the session is deleted'],
  ])('that differ, where the session was there before (%s): %s, %s', (...[isAdopted, fate]) => {
    const position = asked(0, 3).result
    if (!position.ok) throw new Error('it is there')
    const told = { ...position.value, ...(isAdopted && { isAdopted }) }
    const proved: Outcome = { of: 'prove', position: told, sentEnd: null, result: ok({ differs: range(0) }) }
    expect(decide(proved, 's2', resyncing())).toMatchObject({ session: fate, next: null })
  })

  it('are built on when they are the file’s', () => {
    const position = asked(0, 3).result
    if (!position.ok) throw new Error('it is there')
    const proved: Outcome = { of: 'prove', position: position.value, sentEnd: null, result: ok({ differs: null }) }
    const decision = decide(proved, 's2', resyncing())
    expect(decision).toMatchObject({ event: 'position', correct: { acknowledged: [range(0), range(3)] } })
    expect(decision.next).toEqual({ do: 'send', range: range(1) })
  })

  it('end the session when one of them is not', () => {
    const position = asked(0, 3).result
    if (!position.ok) throw new Error('it is there')
    const proved: Outcome = { of: 'prove', position: position.value, sentEnd: null, result: ok({ differs: range(3) }) }
    expect(decide(proved, 's2', resyncing())).toMatchObject({ event: 'replan', session: 'abandon' })
  })

  it('one that was confirmed and is not listed: asked again, a few times, before it is sent again', () => {
    const plain = sending([range(0), range(1)], [])
    const behind = (stalls: number): Facts => ({
      ...plain,
      transfer: { ...plain.transfer, state: 'resyncing', counters: { ...plain.transfer.counters, stalls } },
    })
    const decision = decide(asked(0), 's2', behind(0))
    expect(decision).toMatchObject({ event: 'falter', next: null, set: { counters: { stalls: 1 } } })
    expect(decision.correct).toBeUndefined()
    // Then the list is believed; what it has is compared first.
    expect(decide(asked(0), 's2', behind(plain.policy.maxStalls)).next).toMatchObject({ do: 'prove' })
    // What is listed beyond what was confirmed is no lag.
    expect(decide(asked(0, 1, 2), 's2', behind(0)).next).toMatchObject({ do: 'prove' })
  })

  it('a session that the destination still had is asked, not filled from the beginning', () => {
    const plain = sending([], [])
    const opening: Facts = { ...plain, session: null, transfer: { ...plain.transfer, state: 'opening' } }
    const opened: Outcome = { of: 'open', result: ok({ secret: 's', expiresAt: null, missing: null }) }
    expect(decide(opened, 's2', opening)).toMatchObject({
      event: 'replan',
      session: { open: { id: 's2' } },
      next: null,
    })
  })
})

describe('a commit that takes its time', () => {
  const committing = (over: Partial<Facts> = {}): Facts => {
    const plain = sending([{ start: 0, end: size }], [], over)
    return { ...plain, transfer: { ...plain.transfer, state: 'committing', stateAt: plain.now } }
  }
  const notYet = (notBefore?: number): Outcome => ({
    of: 'commit',
    result: fail(failure('still-finishing', { detail: '202' }, notBefore)),
    digest: { algorithm: 'sha1', value: 'whole' },
  })

  it('stays where it is, says why, and asks again when it was told to', () => {
    const some = committing()
    const decision = decide(notYet(some.now + 7_000), 's2', some)
    expect(decision).toMatchObject({
      event: null,
      set: { retryAt: some.now + 7_000, failure: { code: 'still-finishing' }, attempts: some.transfer.attempts },
      next: { do: 'rest', until: some.now + 7_000, next: { do: 'commit' } },
    })
    // The next try needs no other digest.
    expect(decision.set?.digest).toEqual({ algorithm: 'sha1', value: 'whole' })
  })

  it('is not charged for asking, and waits like everything else when it takes too long', () => {
    const some = committing()
    const late = { ...some, now: some.now + some.policy.finishInPlaceMs }
    const decision = decide(notYet(), 's2', late)
    expect(decision).toMatchObject({ event: 'falter', next: null, set: { counters: { attempts: 0 } } })
  })

  it.each([0, 5, 20])('is asked again about when it said, also the %ith time', (looks) => {
    const some = committing()
    const again = { ...some, transfer: { ...some.transfer, counters: { ...some.transfer.counters, looks } } }
    const { next } = decide(notYet(some.now + 2_000), 's2', again)
    expect(next).toMatchObject({ do: 'rest', next: { do: 'commit' } })
    const until = next?.do === 'rest' ? next.until : 0
    expect(until).toBeGreaterThanOrEqual(some.now + 2_000)
    expect(until).toBeLessThanOrEqual(some.now + 8_000)
  })

  it('that names no time is believed for a while, and then asked what it has', () => {
    const some = committing()
    const { lookPausesMs } = some.policy
    const after = (looks: number, outOfStep = 0): Facts => ({
      ...some,
      transfer: { ...some.transfer, counters: { ...some.transfer.counters, looks, outOfStep } },
    })
    expect(decide(notYet(), 's2', after(lookPausesMs.length - 1)).next).toMatchObject({ do: 'rest' })
    const doubted = decide(notYet(), 's2', after(lookPausesMs.length))
    expect(doubted).toMatchObject({ event: 'outOfStep', next: { do: 'position' } })
    // One that names a time is believed for as long as it does.
    expect(decide(notYet(some.now + 1_000), 's2', after(1_000)).next).toMatchObject({ do: 'rest' })
    // It agrees with us, and still makes no file of it: a bound.
    expect(decide(notYet(), 's2', after(lookPausesMs.length, 1))).toMatchObject({ event: 'falter', next: null })
    const over = after(lookPausesMs.length, some.policy.maxOutOfStep)
    expect(decide(notYet(), 's2', over)).toMatchObject({ event: 'replan', session: 'abandon' })
    const counters = { ...over.transfer.counters, restarts: some.policy.maxRestarts, fallbacks: 2 }
    const last = decide(notYet(), 's2', { ...over, transfer: { ...over.transfer, counters } })
    expect(last).toMatchObject({ event: 'giveUp', set: { failure: { code: 'gave-up' } } })
  })

  it('keeps to what it was told also when it was stopped meanwhile', () => {
    const some = committing()
    const told = failure('still-finishing', { detail: '202' }, some.now + 5_000)
    const planned = (retryAt: number) =>
      planStart({
        ...some,
        transfer: { ...some.transfer, state: 'planning', nameChecked: true, failure: told, retryAt },
      })
    expect(planned(some.now + 5_000)).toMatchObject({ event: 'falter', set: { retryAt: some.now + 5_000 }, next: null })
    expect(planned(some.now)).toMatchObject({ event: 'resume', next: { do: 'position' } })
  })

  it('leaves the patience for the evidence as it was', () => {
    const some = committing()
    const tired = { ...some, transfer: { ...some.transfer, counters: { ...some.transfer.counters, looks: 30 } } }
    const made: Outcome = { of: 'commit', result: ok(item()), digest: null }
    expect(decide(made, 's2', tired)).toMatchObject({ event: 'committed', set: { counters: { looks: 0 } } })
  })

  it('a digest of the whole that differs ends it, and its session', () => {
    const differs: Outcome = { of: 'commit', result: fail(failure('content-differs', { name: 'scan.bin' })) }
    expect(decide(differs, 's2', committing())).toMatchObject({ event: 'giveUp', session: 'abandon' })
  })
})

describe('where nothing is kept', () => {
  const forgetful = { ...capabilities, keepsItems: false, digest: null, digestsFirst: false }

  it('a session that is gone after its last byte is a question for a person', () => {
    const plain = sending([{ start: 0, end: size }], [], { capabilities: forgetful })
    const some: Facts = { ...plain, transfer: { ...plain.transfer, state: 'resyncing' } }
    const lost: Outcome = { of: 'position', sentEnd: null, result: fail(failure('session-lost')) }
    const decision = decide(lost, 's2', some)
    expect(decision).toMatchObject({
      event: 'block',
      session: 'abandon',
      set: { failure: { code: 'outcome-unknown' } },
    })
    expect(decision.next).toBeNull()
  })

  it('what an older copy of the queue knows may have been made since: a question, and after it the file is sent', () => {
    const queued = sending([], [], { capabilities: forgetful })
    const restored: Facts = {
      ...queued,
      session: null,
      transfer: { ...queued.transfer, state: 'planning', unsure: true, acknowledgedBytes: 0 },
    }
    expect(planStart(restored)).toMatchObject({
      event: 'block',
      set: { failure: { code: 'outcome-unknown' }, unsure: false },
      next: null,
    })
    const answered = { ...restored, transfer: { ...restored.transfer, unsure: false, nameChecked: true } }
    expect(planStart(answered)).toMatchObject({ event: 'open' })
    // Where things are kept, nobody has to be asked.
    expect(planStart({ ...restored, capabilities }).next).toEqual({ do: 'look', purpose: 'lost' })
  })

  it('a half-filled session of an older copy that is gone is a question, one of this run is not', () => {
    const plain = sending([{ start: 0, end: size / 2 }], [], { capabilities: forgetful })
    const some: Facts = { ...plain, transfer: { ...plain.transfer, state: 'resyncing' } }
    const lost: Outcome = { of: 'position', sentEnd: null, result: fail(failure('session-lost')) }
    expect(decide(lost, 's2', some).next).toEqual({ do: 'look', purpose: 'lost' })
    const copied: Facts = { ...some, session: session({ ...some.session, isFromCopy: true }) }
    expect(decide(lost, 's2', copied)).toMatchObject({
      event: 'block',
      session: 'abandon',
      set: { failure: { code: 'outcome-unknown' }, unsure: false },
      next: null,
    })
    // Its loss was noticed when the copy was made, and nobody had looked yet.
    const noticed: Facts = { ...copied, transfer: { ...copied.transfer, state: 'planning', unsure: true } }
    expect(planStart(noticed)).toMatchObject({ event: 'block', set: { failure: { code: 'outcome-unknown' } } })
  })

  it('a refused commit never leads to another one beside it', () => {
    const plain = sending([{ start: 0, end: size }], [], { capabilities: forgetful })
    const some: Facts = { ...plain, transfer: { ...plain.transfer, state: 'committing' } }
    const refused: Outcome = { of: 'commit', result: fail(failure('destination-refused', { detail: '400' })) }
    const decision = decide(refused, 's2', some)
    expect(decision).toMatchObject({ event: 'giveUp', next: null })
    expect(decision.session).toBeUndefined()
  })

  it('what it made and forgot, or of what it tells no size, is accepted and not compared', () => {
    const plain = sending([{ start: 0, end: size }], [], { capabilities: forgetful })
    const verifying: Facts = { ...plain, transfer: { ...plain.transfer, state: 'verifying', remote: item() } }
    const gone: Outcome = { of: 'verify', result: ok(null), fresh: false, digest: null }
    expect(decide(gone, 's2', verifying)).toMatchObject({ event: 'matched', set: { evidence: 'accepted' } })
    const untold = { ...item({ size: 0, hash: null }), isSizeTold: false } as const
    const told: Outcome = { of: 'verify', result: ok(untold), fresh: true, digest: null }
    expect(decide(told, 's2', verifying)).toMatchObject({ set: { evidence: 'accepted', remote: { size } } })
  })

  it('before its last byte it is begun anew', () => {
    const plain = sending([range(0)], [], { capabilities: forgetful })
    const lost: Outcome = { of: 'send', range: range(1), digest: null, result: fail(failure('session-lost')) }
    expect(decide(lost, 's2', plain)).toMatchObject({ event: 'lost', next: { do: 'look', purpose: 'lost' } })
  })
})
