import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../../../src/main/engine/plan/decide.ts'
import type { Decision, Facts, Outcome } from '../../../../src/main/engine/plan/decision.ts'
import { planStart } from '../../../../src/main/engine/plan/start.ts'
import type { Range, RemoteItem } from '../../../../src/main/engine/ports/provider.ts'
import type { Counters } from '../../../../src/main/engine/ports/store.ts'
import { failureRules } from '../../../../src/shared/failure-catalogue.ts'
import { type FailureCode, fail, failure, ok } from '../../../../src/shared/failure.ts'
import { type State, next } from '../../../../src/shared/lifecycle.ts'
import { facts, fingerprint, item, session } from '../../../support/plan-facts.ts'

const size = fingerprint.size

/** In which states each call is made: the planner's own promise, checked from both sides below. */
const statesOf: Record<string, readonly State[]> = {
  name: ['planning'],
  decided: ['planning'],
  lost: ['resyncing'],
  taken: ['resyncing', 'committing'],
  unasked: ['resyncing'],
  changed: ['opening', 'resyncing', 'sending', 'committing'],
  outdated: ['planning'],
  makeFolders: ['opening'],
  open: ['opening'],
  put: ['sending'],
  position: ['resyncing'],
  send: ['sending'],
  commit: ['committing'],
  digest: ['resyncing'],
  'digest taken': ['resyncing', 'committing'],
  verify: ['verifying'],
}

const anyRange: fc.Arbitrary<Range> = fc
  .tuple(fc.integer({ min: 0, max: size }), fc.integer({ min: 0, max: size }))
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))

const anyRanges = fc.array(anyRange, { maxLength: 3 })

const anyItem: fc.Arbitrary<RemoteItem> = fc.record({
  id: fc.constantFrom('i1', 'i2'),
  name: fc.constant('scan.bin'),
  size: fc.constantFrom(size, size + 1),
  eTag: fc.constantFrom('"e1"', '"e2"', null),
  hash: fc.constantFrom(null, { algorithm: 'quickXorHash', value: 'same' }, {
    algorithm: 'quickXorHash',
    value: 'other',
  } as const),
  webUrl: fc.constant(null),
  modifiedAt: fc.constantFrom(null, 1_700_000_000_123, 5),
  isFolder: fc.boolean(),
  isAddressed: fc.boolean(),
})

const anyFailure = fc
  .constantFrom(...(Object.keys(failureRules) as FailureCode[]))
  .map((code) => fail(failure(code, { detail: 'x' })))

function orFailure<T>(value: fc.Arbitrary<T>) {
  return fc.oneof(
    value.map((v) => ok(v)),
    anyFailure,
  )
}

const anyOutcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    of: fc.constant('look'),
    purpose: fc.constantFrom('name', 'decided', 'lost', 'unasked', 'changed', 'outdated'),
    result: orFailure(fc.option(anyItem)),
  }),
  fc.record({
    of: fc.constant('makeFolders'),
    next: fc.constant({ do: 'open', intent: { kind: 'new' } }),
    result: orFailure(fc.constant(undefined)),
  }),
  fc.record({
    of: fc.constant('open'),
    result: orFailure(fc.record({ secret: fc.constant('s'), expiresAt: fc.constant(null), missing: anyRanges })),
  }),
  fc.record({ of: fc.constant('put'), result: orFailure(anyItem), digest: fc.constant(null) }),
  fc.record({
    of: fc.constant('position'),
    result: orFailure(fc.record({ missing: fc.option(anyRanges), expiresAt: fc.constant(null) })),
  }),
  fc.record({
    of: fc.constant('send'),
    range: anyRange,
    result: orFailure(
      fc.oneof(
        fc.record({ kind: fc.constant('more'), missing: fc.option(anyRanges), expiresAt: fc.constant(null) }),
        fc.record({ kind: fc.constant('stored'), item: anyItem }),
      ),
    ),
    digest: fc.constant(null),
  }),
  fc.record({ of: fc.constant('commit'), result: orFailure(anyItem) }),
  fc.record({
    of: fc.constant('digest'),
    purpose: fc.constantFrom('lost', 'taken'),
    found: anyItem,
    result: orFailure(fc.constantFrom(null, { algorithm: 'quickXorHash', value: 'same' })),
  }),
  fc.record({
    of: fc.constant('verify'),
    result: orFailure(fc.option(anyItem)),
    fresh: fc.boolean(),
    digest: fc.constantFrom(null, { algorithm: 'quickXorHash', value: 'same' }),
  }),
) as fc.Arbitrary<Outcome>

const anyCounters: fc.Arbitrary<Counters> = fc.record({
  attempts: fc.nat(60),
  slow: fc.nat(120),
  outOfStep: fc.nat(5),
  stalls: fc.nat(5),
  restarts: fc.nat(5),
  looks: fc.nat(12),
  adoptions: fc.nat(1),
  offline: fc.nat(10),
  fallbacks: fc.nat(2),
  crashes: fc.nat(2),
  reads: fc.nat(2),
})

function anyFacts(state: State): fc.Arbitrary<Facts> {
  return fc
    .record({
      counters: anyCounters,
      conflict: fc.constantFrom('fail', 'rename', 'replace', 'skip'),
      replaces: fc.constantFrom(
        null,
        { itemId: 'i1', eTag: '"e1"', size, hash: item().hash },
        { itemId: 'i1', eTag: null, size: null, hash: null },
      ),
      nameChecked: fc.boolean(),
      unsure: fc.boolean(),
      remote: fc.constantFrom(null, item()),
      acknowledged: fc.integer({ min: 0, max: size }),
      hasSession: fc.boolean(),
      foldersMade: fc.boolean(),
      isCutShort: fc.boolean(),
      small: fc.boolean(),
      isPoor: fc.boolean(),
    })
    .map((some) => {
      const plain = facts({
        transfer: {
          state,
          counters: some.counters,
          conflict: some.conflict,
          replaces: some.replaces,
          nameChecked: some.nameChecked,
          unsure: some.unsure,
          remote: some.remote,
          fingerprint: some.small ? { ...fingerprint, size: 0 } : fingerprint,
        },
        session: some.hasSession ? session({ acknowledged: [{ start: 0, end: some.acknowledged }] }) : null,
        foldersMade: some.foldersMade,
        isCutShort: some.isCutShort,
      })
      // As mail is: nothing gets new content, and a hash is only read back.
      const poor = { ...plain.capabilities, readsBack: true, replaces: false }
      return some.isPoor ? { ...plain, capabilities: poor } : plain
    })
}

function keyOf(call: { of?: string; do?: string; purpose?: string }): string {
  const verb = call.of ?? call.do ?? ''
  if (verb === 'digest' && call.purpose === 'taken') return 'digest taken'
  return verb === 'look' ? (call.purpose ?? '') : verb
}

/** Every decision moves by the table, and asks next for something that the new state may ask for. */
function checkLegal(state: State, decision: Decision): void {
  const after = decision.event === null ? state : next(state, decision.event)
  expect(after, `${decision.event} in ${state}`).not.toBeNull()
  if (after === null || decision.next === null) return
  const action = decision.next
  const asked = action.do === 'makeFolders' ? keyOf(action.next) : keyOf(action)
  expect(statesOf[asked], `${asked} in ${after} (from ${state} by ${decision.event})`).toContain(after)
}

describe('the planner', () => {
  it('only ever moves by the lifecycle table, whatever the destination answers', () => {
    const anyCase = anyOutcome.chain((outcome) => {
      const states = statesOf[keyOf(outcome)] ?? []
      return fc.constantFrom(...states).chain((state) => fc.tuple(fc.constant(outcome), anyFacts(state)))
    })
    fc.assert(
      fc.property(anyCase, ([outcome, some]) => {
        checkLegal(some.transfer.state, decide(outcome, 's2', some))
      }),
      { numRuns: 20_000, seed: 4_711 },
    )
  })

  it('starts by the table from any stored facts', () => {
    fc.assert(
      fc.property(anyFacts('planning'), (some) => {
        checkLegal('planning', planStart(some))
      }),
      { numRuns: 5_000, seed: 4_712 },
    )
  })

  it('gives every stop a reason, and every wait a time', () => {
    const anyCase = anyOutcome.chain((outcome) => {
      const states = statesOf[keyOf(outcome)] ?? []
      return fc.constantFrom(...states).chain((state) => fc.tuple(fc.constant(outcome), anyFacts(state)))
    })
    fc.assert(
      fc.property(anyCase, ([outcome, some]) => {
        const { event, set, step } = decide(outcome, 's2', some)
        if (event === 'falter') expect(set?.retryAt).toBeGreaterThanOrEqual(some.now)
        if (event === 'falter' || event === 'block' || event === 'giveUp' || event === 'mismatched') {
          expect(set?.failure).toBeTruthy()
          expect(step).not.toBeNull()
        }
      }),
      { numRuns: 20_000, seed: 4_713 },
    )
  })

  it.each(Object.keys(failureRules) as FailureCode[])('ends or waits when the answer is %s for ever', (code) => {
    for (const there of [null, item({ id: 'foreign', size: 3, hash: null })]) {
      const { calls, waitedMs, state } = playFor(code, there)
      const isOver = state === 'blocked' || state === 'failed' || state === 'settling'
      expect(isOver || waitedMs / calls >= 1_000, `${code}: ${calls} calls, ${waitedMs} ms, ${state}`).toBe(true)
    }
  })
})

/** Plays a whole transfer whose looks find `there` and whose other calls all fail with `code`, for 400 calls at most. */
function playFor(code: FailureCode, there: RemoteItem | null): { calls: number; waitedMs: number; state: State } {
  let some = facts()
  let waitedMs = 0
  let calls = 0
  let action: Decision['next'] = null
  const take = (decision: Decision): void => {
    checkLegal(some.transfer.state, decision)
    const from = some.transfer.state
    const after = decision.event === null ? from : (next(from, decision.event) ?? from)
    if (after === 'waiting') waitedMs += (decision.set?.retryAt ?? 0) - some.now
    // A wait that is over, or a block that a person resolved at once, comes in by the one door again.
    const state = after === 'waiting' ? 'planning' : after
    const opened = decision.session
    const held = opened === 'finish' || opened === 'abandon' ? null : opened === undefined ? some.session : session()
    // As the store does it: the time that was waited for is over then.
    const over = after === 'waiting' ? { retryAt: null } : {}
    some = { ...some, session: held, transfer: { ...some.transfer, ...decision.set, ...over, state } }
    action = decision.next
  }
  while (calls < 400) {
    if (action === null) {
      if (some.transfer.state !== 'planning') break
      take(planStart(some))
      continue
    }
    calls += 1
    take(decide(outcomeOf(action, code, there), 's2', some))
  }
  return { calls: Math.max(calls, 1), waitedMs, state: some.transfer.state }
}

function outcomeOf(action: NonNullable<Decision['next']>, code: FailureCode, there: RemoteItem | null): Outcome {
  const result = fail(failure(code, { detail: 'x' }))
  switch (action.do) {
    case 'look':
      return { of: 'look', purpose: action.purpose, result: ok(there) }
    case 'makeFolders':
      return { of: 'makeFolders', next: action.next, result: ok(undefined) }
    case 'open':
      return {
        of: 'open',
        result:
          code === 'name-held-by-lost-session'
            ? result
            : ok({ secret: 's', expiresAt: null, missing: [{ start: 0, end: size }] }),
      }
    case 'put':
      return { of: 'put', result, digest: null }
    case 'position':
      return { of: 'position', sentEnd: null, result: ok({ missing: [{ start: 0, end: size }], expiresAt: null }) }
    case 'send':
      return { of: 'send', range: action.range, result, digest: null }
    case 'join':
      throw new Error('nothing is in flight here')
    case 'prove':
      return { of: 'prove', position: action.position, sentEnd: action.sentEnd, result: ok({ differs: null }) }
    case 'rest':
      return { of: 'rest', next: action.next, result: ok(undefined) }
    case 'commit':
      return { of: 'commit', result }
    case 'digest':
      return {
        of: 'digest',
        found: action.found,
        purpose: action.purpose,
        result: ok({ algorithm: 'quickXorHash', value: 'ours' }),
      }
    case 'verify':
      return { of: 'verify', result, fresh: false, digest: null }
  }
}
