import { describe, expect, it } from 'vitest'
import { decide } from '../../../../src/main/engine/plan/decide.ts'
import type { Facts, Outcome } from '../../../../src/main/engine/plan/decision.ts'
import { type Counters, noCounters } from '../../../../src/main/engine/ports/store.ts'
import { type FailureCode, fail, failure, ok } from '../../../../src/shared/failure.ts'
import { facts, item, session } from '../../../support/plan-facts.ts'

const unit = 327_680
const size = 20 * unit
const range = { start: 0, end: 16 * unit }
const sent = { checkpoint: 'c', offset: range.end, value: { algorithm: 'quickXorHash', value: 'x' } } as const

function sending(counters: Partial<Counters> = {}, over: Parameters<typeof facts>[0] = {}): Facts {
  return facts({
    session: session(),
    ...over,
    transfer: { state: 'sending', nameChecked: true, counters: { ...noCounters, ...counters }, ...over.transfer },
  })
}

function more(missing: { start: number; end: number }[] | null): Outcome {
  return { of: 'send', range, result: ok({ kind: 'more', missing, expiresAt: null }), digest: sent }
}

function failed(code: FailureCode, notBefore?: number): Outcome {
  return { of: 'send', range, result: fail(failure(code, { detail: 'x' }, notBefore)), digest: null }
}

const rest = [{ start: range.end, end: size }]
const ask = (sentEnd: number | null = range.end) => ({ do: 'position', sentEnd })
const look = (purpose: string) => ({ do: 'look', purpose })

/** graph.md G3, a row each: outcome, event, what happens to the session, what is asked next. */
const rows: [name: string, outcome: Outcome, some: Facts, event: string | null, kept: unknown, next: unknown][] = [
  [
    '202 and the start advanced',
    more(rest),
    sending({ attempts: 4 }),
    'ack',
    undefined,
    { do: 'send', range: rest[0] },
  ],
  ['202 and not advanced', more([{ start: 0, end: size }]), sending(), 'outOfStep', undefined, ask()],
  [
    '202 and not advanced, too often',
    more([{ start: 0, end: size }]),
    sending({ stalls: 3 }),
    'replan',
    'abandon',
    null,
  ],
  ['202 without ranges', more(null), sending(), 'outOfStep', undefined, ask()],
  [
    '202 with []',
    more([]),
    sending({}, { session: session({ acknowledged: [{ start: 0, end: 4 * unit }] }) }),
    'outOfStep',
    undefined,
    ask(),
  ],
  ['202 beyond what was sent', more([{ start: 18 * unit, end: size }]), sending(), 'outOfStep', undefined, ask()],
  ['reset or timeout', failed('interrupted'), sending(), 'falter', undefined, null],
  ['the line is down', failed('offline'), sending(), 'falter', undefined, null],
  ['429 or 503 with Retry-After', failed('throttled', 5_000_000), sending(), 'falter', undefined, null],
  ['500, 502, 504', failed('server-error'), sending(), 'falter', undefined, null],
  ['500 for ever', failed('server-error'), sending({ attempts: 5 }), 'replan', 'abandon', null],
  ['416', failed('out-of-step'), sending(), 'outOfStep', undefined, ask(null)],
  ['416 again', failed('out-of-step'), sending({ outOfStep: 1 }), 'falter', undefined, null],
  ['409: a range of before is still being received', failed('session-busy'), sending(), 'falter', undefined, null],
  ['416 too often', failed('out-of-step'), sending({ outOfStep: 3 }), 'replan', 'abandon', null],
  ['416 too often, again', failed('out-of-step'), sending({ outOfStep: 3, restarts: 1 }), 'giveUp', undefined, null],
  ['401, 403, 404 of the session', failed('session-lost'), sending(), 'lost', undefined, look('lost')],
  ['409 at commit', failed('name-taken'), sending(), 'outOfStep', undefined, look('taken')],
  ['412', failed('changed-at-destination'), sending(), null, undefined, look('changed')],
  ['423', failed('destination-locked'), sending(), 'falter', undefined, null],
  ['507', failed('destination-full'), sending(), 'falter', undefined, null],
  ['400 and other 4xx', failed('destination-refused'), sending(), 'giveUp', undefined, null],
  ['the file changed', failed('source-changed'), sending(), 'sourceChanged', 'abandon', null],
  ['the file is gone', failed('source-gone'), sending(), 'giveUp', 'abandon', null],
]

describe('graph-G3: what follows a range', () => {
  it('a name that is taken when a session is asked for may be ours: it is looked at', () => {
    const outcome: Outcome = { of: 'open', result: fail(failure('name-taken')) }
    const decision = decide(outcome, 's2', facts({ transfer: { state: 'opening', nameChecked: true } }))
    expect(decision).toMatchObject({ event: 'outOfStep', next: look('taken') })
  })

  it('where several have one name, each of them may be ours', () => {
    const theirs = item({ size: 1, alike: ['i2', 'i3'] })
    const outcome: Outcome = { of: 'look', purpose: 'lost', result: ok(theirs) }
    const decision = decide(outcome, 's2', facts({ transfer: { state: 'resyncing', nameChecked: true } }))
    expect(decision).toMatchObject({ event: null, next: { ...look('lost'), ids: ['i2', 'i3'] } })
  })

  it.each(rows)('%s', (_, outcome, some, event, kept, next) => {
    const decision = decide(outcome, 's2', some)
    expect(decision.event).toBe(event)
    expect(decision.session).toEqual(kept)
    expect(decision.next).toEqual(next)
  })

  it('progress gives patience back, but not restarts', () => {
    const decision = decide(more(rest), 's2', sending({ attempts: 9, slow: 3, offline: 2, restarts: 2 }))
    expect(decision.set?.counters).toEqual({ ...noCounters, restarts: 2 })
    expect(decision.acknowledge).toEqual({
      ranges: [range],
      expiresAt: null,
      digestCheckpoint: 'c',
      digestOffset: range.end,
    })
  })

  it("the service's delay is a floor, for the account too", () => {
    const decision = decide(failed('throttled', 5_000_000), 's2', sending())
    expect(decision.set?.retryAt).toBe(5_000_000)
    expect(decision.pauseAccount?.until).toBe(5_000_000)
    expect(decision.set?.counters?.attempts).toBe(0)
  })

  it('an error that names a time means everybody of the account, and is charged to this one', () => {
    const decision = decide(failed('server-error', 5_000_000), 's2', sending())
    expect(decision.pauseAccount?.until).toBe(5_000_000)
    expect(decision.set?.counters?.attempts).toBe(1)
    expect(decide(failed('server-error'), 's2', sending()).pauseAccount).toBeUndefined()
  })

  it('a name that is busy after one request may be our own: it is looked at before it is sent again', () => {
    const put: Outcome = { of: 'put', result: fail(failure('session-busy')), digest: null }
    const decision = decide(put, 's2', facts({ transfer: { state: 'sending', unsure: true } }))
    expect(decision).toMatchObject({ event: 'falter', set: { counters: { attempts: 1 } } })
    expect(decision.set).not.toHaveProperty('unsure')
  })

  it('one request that is answered with a wish to wait may have arrived twice: it is looked for before it is sent again', () => {
    const put: Outcome = { of: 'put', result: fail(failure('throttled', {}, 5_000_000)), digest: null }
    const decision = decide(put, 's2', facts({ transfer: { state: 'sending', unsure: true } }))
    expect(decision).toMatchObject({ event: 'falter', set: { retryAt: 5_000_000, counters: { attempts: 0 } } })
    expect(decision.set).not.toHaveProperty('unsure')
  })

  it('the line being down costs no attempt; an error does', () => {
    expect(decide(failed('offline'), 's2', sending()).set?.counters?.attempts).toBe(0)
    expect(decide(failed('interrupted'), 's2', sending()).set?.counters?.attempts).toBe(1)
  })

  it('graph-G2-34, fault-N26: pauses grow and end', () => {
    const at = (attempts: number) => decide(failed('interrupted'), 's2', sending({ attempts, fallbacks: 2 }))
    expect([0, 1, 2, 5].map((n) => (at(n).set?.retryAt ?? 0) - 1_000_000)).toEqual([1_000, 2_000, 4_000, 32_000])
    expect(at(400).set?.failure?.code).toBe('gave-up')
  })

  it('a part that was kept is not sent again, and the digest is not carried over it', () => {
    const odd = more([{ start: 3 * unit + 17, end: size }])
    const decision = decide(odd, 's2', sending())
    expect(decision.next).toEqual({ do: 'send', range: { start: 3 * unit + 17, end: 19 * unit + 17 } })
    expect(decision.acknowledge).toMatchObject({ ranges: [{ start: 0, end: 3 * unit + 17 }], digestOffset: 0 })
  })
})

describe('after an answer was lost', () => {
  const resyncing = (over: Parameters<typeof facts>[0] = {}) =>
    facts({ ...over, transfer: { state: 'resyncing', unsure: true, nameChecked: true, ...over.transfer } })
  const ours = { algorithm: 'quickXorHash', value: 'same' } as const
  const looked = (found: ReturnType<typeof item> | null): Outcome => ({
    of: 'look',
    purpose: 'lost',
    result: ok(found),
  })

  it('graph-F11: the file is there → done, once', () => {
    const asked = decide(looked(item()), 's2', resyncing())
    expect(asked.next).toMatchObject({ do: 'digest' })
    const decision = decide({ of: 'digest', purpose: 'lost', found: item(), result: ok(ours) }, 's2', resyncing())
    expect(decision).toMatchObject({ event: 'stored', session: 'finish', set: { unsure: false, remote: { id: 'i1' } } })
  })

  it('graph-F12: another writer replaced it → never success', () => {
    const other = item({ hash: { algorithm: 'quickXorHash', value: 'other' } })
    const decision = decide({ of: 'digest', purpose: 'lost', found: other, result: ok(ours) }, 's2', resyncing())
    expect(decision).toMatchObject({ event: 'replan', set: { nameChecked: false } })
  })

  it('nothing there → a new session, a bounded number of times', () => {
    const lost = (over: Parameters<typeof resyncing>[0] = {}) => ({ ...resyncing(over), session: session() })
    const decision = decide(looked(null), 's2', lost())
    // What is left of the session, if anything, would hold the name.
    expect(decision).toMatchObject({ event: 'replan', session: 'abandon', set: { unsure: false } })
    const counters = { ...noCounters, restarts: 3 }
    expect(decide(looked(null), 's2', lost({ transfer: { counters } })).set?.counters?.fallbacks).toBe(1)
    const tired = { ...noCounters, restarts: 3, fallbacks: 2 }
    expect(decide(looked(null), 's2', lost({ transfer: { counters: tired } })).set?.failure?.code).toBe('gave-up')
  })

  it('fault-P12: two sessions that are lost are replaced at once, the third an hour later', () => {
    const counted = (restarts: number) => {
      const some = resyncing({ transfer: { counters: { ...noCounters, restarts } } })
      return decide(looked(null), 's2', { ...some, session: session() })
    }
    expect([0, 1].map((restarts) => counted(restarts).event)).toEqual(['replan', 'replan'])
    const third = counted(2)
    expect(third).toMatchObject({ event: 'falter', session: 'abandon', set: { failure: { code: 'session-lost' } } })
    expect((third.set?.retryAt ?? 0) - 1_000_000).toBe(3_600_000)
  })

  it('fault-P15: a file that its first range shows to be too large for the life of a link is told of at once', () => {
    const capabilities = { ...sending().capabilities, sessionLifetimeMs: 24 * 3_600_000 }
    const after = (ms: number) =>
      decide(more(rest), 's2', sending({}, { capabilities, session: session({ openedAt: 1_000_000 - ms }) })).step
    expect(after(60_000)).toBeNull()
    expect(after(23 * 3_600_000)).toMatchObject({ what: 'may have to start over' })
    expect(after(23 * 3_600_000)?.why).toMatch(/about 29 hours, and its upload link lives for 24;/)
  })

  it('nothing there after one request → again, as often as its attempts allow', () => {
    const counters = { ...noCounters, attempts: 9, restarts: 3 }
    const decision = decide(looked(null), 's2', resyncing({ transfer: { counters, unsure: true } }))
    expect(decision).toMatchObject({ event: 'replan', set: { unsure: false }, next: null })
    expect(decision.set?.counters).toBeUndefined()
  })

  it('graph-F34: the earlier version is there, unchanged → a new session', () => {
    const replaces = { itemId: 'i1', eTag: '"e1"', size: 5, hash: null }
    const decision = decide(looked(item({ size: 5, hash: null })), 's2', resyncing({ transfer: { replaces } }))
    expect(decision).toMatchObject({ event: 'replan' })
    expect(decision.set?.nameChecked).toBeUndefined()
  })
})

describe('what the destination says it has', () => {
  const resyncing = (end: number) =>
    facts({
      session: session({ acknowledged: end === 0 ? [] : [{ start: 0, end }] }),
      transfer: { state: 'resyncing', nameChecked: true, acknowledgedBytes: end },
    })
  const says = (missing: { start: number; end: number }[], sentEnd: number | null = null): Outcome => ({
    of: 'position',
    sentEnd,
    result: ok({ missing, expiresAt: null }),
  })

  it('agrees: nothing is corrected', () => {
    const decision = decide(says([{ start: 4 * unit, end: size }]), 's2', resyncing(4 * unit))
    expect(decision).toMatchObject({ event: 'position', next: { do: 'send', range: { start: 4 * unit, end: size } } })
    expect(decision.correct).toBeUndefined()
  })

  it('graph-F10, fault-P02: has a range whose answer was lost → goes on behind it', () => {
    const decision = decide(says([{ start: 8 * unit, end: size }]), 's2', resyncing(4 * unit))
    expect(decision.correct?.acknowledged).toEqual([{ start: 0, end: 8 * unit }])
    expect(decision.next).toMatchObject({ range: { start: 8 * unit } })
  })

  it('fault-P08: lost what it had confirmed → sends it again, and says so', () => {
    const decision = decide(says([{ start: unit, end: size }]), 's2', resyncing(4 * unit))
    expect(decision.correct?.acknowledged).toEqual([{ start: 0, end: unit }])
    expect(decision.step?.why).toContain('lost')
  })

  it('fault-P09: has what we never sent → starts over', () => {
    const huge = 1_000 * unit
    const some = facts({ session: session(), size: huge, transfer: { state: 'resyncing', nameChecked: true } })
    expect(decide(says([{ start: 500 * unit, end: huge }]), 's2', some)).toMatchObject({
      event: 'replan',
      session: 'abandon',
    })
  })

  it('graph-F20: has more than the range that it answered, when nothing else was on its way → starts over', () => {
    const tooMuch = says([{ start: 6 * unit, end: size }], 5 * unit)
    expect(decide(tooMuch, 's2', resyncing(4 * unit))).toMatchObject({ event: 'replan', session: 'abandon' })
    const less = says([{ start: 5 * unit, end: size }], 5 * unit)
    expect(decide(less, 's2', resyncing(4 * unit))).toMatchObject({ event: 'position' })
  })

  it('graph-F22: fills holes, and never crosses the end of one', () => {
    const holes = [
      { start: unit, end: 2 * unit },
      { start: 5 * unit, end: size },
    ]
    expect(decide(says(holes), 's2', resyncing(5 * unit)).next).toEqual({ do: 'send', range: holes[0] })
  })

  it('has everything → commits', () => {
    expect(decide(says([]), 's2', resyncing(4 * unit))).toMatchObject({ event: 'complete', next: { do: 'commit' } })
  })
})

describe('evidence', () => {
  const verifying = (over: Parameters<typeof facts>[0] = {}) =>
    facts({
      ...over,
      transfer: {
        state: 'verifying',
        remote: item(),
        digest: { algorithm: 'quickXorHash', value: 'same' },
        ...over.transfer,
      },
    })
  const got = (found: ReturnType<typeof item> | null, fresh = false): Outcome => ({
    of: 'verify',
    result: ok(found),
    fresh,
    digest: null,
  })

  it.each([
    ['same size and hash', item(), {}, 'matched', 'hash'],
    [
      'an Office file that the service rewrote',
      item({ size: 9, hash: { algorithm: 'quickXorHash', value: 'o' } }),
      { name: 'a.docx' },
      'changedByService',
      'changed-by-service',
    ],
    ['another hash', item({ hash: { algorithm: 'quickXorHash', value: 'o' } }), {}, 'mismatched', undefined],
    ['another size', item({ size: 9 }), {}, 'mismatched', undefined],
    ['no hash yet (graph-F39)', item({ hash: null }), {}, 'falter', undefined],
    ['no hash for long', item({ hash: null }), { counters: { ...noCounters, looks: 8 } }, 'matched', 'size'],
  ])('%s', (_, found, over, event, evidence) => {
    const decision = decide(got(found), 's2', verifying({ transfer: over }))
    expect(decision.event).toBe(event)
    expect(decision.set?.evidence).toBe(evidence)
    if (event === 'matched' || event === 'changedByService') expect(decision.ledger?.path).toBe('/in/scan.bin')
  })

  it('an empty file is done by size and id', () => {
    const empty = { ...facts().transfer.fingerprint, size: 0 } as NonNullable<Facts['transfer']['fingerprint']>
    const decision = decide(
      got(item({ size: 0, hash: null })),
      's2',
      verifying({ transfer: { fingerprint: empty, digest: null } }),
    )
    expect(decision.set?.evidence).toBe('size')
  })

  it('asks once more before it calls an answer a difference', () => {
    expect(decide(got(item({ size: 9 }), true), 's2', verifying()).next).toMatchObject({ do: 'verify', item: null })
  })

  it('a file that is not shown yet is looked for again before it counts as deleted', () => {
    expect(decide(got(null), 's2', verifying())).toMatchObject({
      event: 'falter',
      set: { failure: { code: 'not-shown-yet' }, counters: { looks: 1 } },
    })
  })

  it('a file that was deleted before it was verified is sent again', () => {
    const { policy, transfer } = facts()
    const counters = { ...transfer.counters, looks: policy.lookPausesMs.length }
    expect(decide(got(null), 's2', verifying({ transfer: { counters } }))).toMatchObject({
      event: 'replan',
      set: { remote: null, nameChecked: false },
    })
  })
})

describe('a name that is taken at the very end', () => {
  const refused = (of: 'put' | 'commit'): Outcome => {
    const result = fail(failure('name-taken'))
    return of === 'put' ? { of, result, digest: null } : { of, result, digest: sent.value }
  }
  const taken = (value: ReturnType<typeof item> | null): Outcome => ({
    of: 'look',
    purpose: 'taken',
    result: ok(value),
  })
  const compared = (found: ReturnType<typeof item>, value: string): Outcome => ({
    of: 'digest',
    found,
    purpose: 'taken',
    result: ok({ algorithm: 'quickXorHash', value }),
  })
  const at = {
    put: facts({ transfer: { state: 'sending', nameChecked: true, unsure: true, digest: null } }),
    commit: sending({}, { transfer: { state: 'committing' } }),
  }

  it.each([
    ['put', 'stored', undefined],
    ['commit', 'committed', 'abandon'],
  ] as const)('by a %s: it is looked at, and only other bytes are a conflict', (of, event, left) => {
    const refusal = decide(refused(of), 's2', at[of])
    expect(refusal).toMatchObject({ event: of === 'put' ? 'outOfStep' : null, next: look('taken') })
    const some = of === 'put' ? facts({ transfer: { ...at.put.transfer, state: 'resyncing' } }) : at.commit
    const found = item({ size: some.size })
    expect(decide(taken(found), 's2', some)).toMatchObject({ event: null, next: { do: 'digest', purpose: 'taken' } })
    expect(decide(compared(found, 'same'), 's2', some)).toMatchObject({
      event,
      set: { remote: found, unsure: false },
      next: { do: 'verify' },
    })
    const again = { event: 'replan', set: { nameChecked: false, unsure: false, counters: { restarts: 1 } }, next: null }
    for (const outcome of [compared(found, 'theirs'), taken(item({ size: 9 })), taken(null)]) {
      const decision = decide(outcome, 's2', some)
      expect(decision).toMatchObject(again)
      expect(decision.session).toBe(left)
    }
  })

  it('is looked at before it is sent again, also by whoever comes back in the midst of it', () => {
    expect(decide(refused('put'), 's2', at.put).set?.unsure).toBeUndefined()
    expect(decide(refused('commit'), 's2', at.commit).set).toEqual({ digest: sent.value })
  })
})
