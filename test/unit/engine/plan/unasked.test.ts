/** Destinations with fewer abilities: no position, no versions, no hash but the one that is read back, two ways in. */

import { describe, expect, it } from 'vitest'
import { decide } from '../../../../src/main/engine/plan/decide.ts'
import type { Facts, Outcome } from '../../../../src/main/engine/plan/decision.ts'
import { planStart } from '../../../../src/main/engine/plan/start.ts'
import type { RemoteItem } from '../../../../src/main/engine/ports/provider.ts'
import { noCounters } from '../../../../src/main/engine/ports/store.ts'
import { type FailureCode, fail, failure, ok } from '../../../../src/shared/failure.ts'
import { facts, item, session } from '../../../support/plan-facts.ts'

const range = 4_000_000
const size = 3 * range
const sha256 = { algorithm: 'sha256', value: 'ours' } as const

function mail(over: Parameters<typeof facts>[0] = {}): Facts {
  const plain = facts({ size, rangeBytes: range, ...over })
  const capabilities = {
    ...plain.capabilities,
    digest: 'sha256' as const,
    readsBack: true,
    replaces: false,
    maxSinglePutBytes: 2_999_999,
    hardSinglePutBytes: 3_145_727,
    rangeAlignmentBytes: 1,
    maxRangeBytes: range,
  }
  return { ...plain, capabilities }
}

function resyncing(acknowledged: number, outOfStep = 0): Facts {
  return mail({
    session: session({ acknowledged: acknowledged === 0 ? [] : [{ start: 0, end: acknowledged }] }),
    transfer: { state: 'resyncing', nameChecked: true, counters: { ...noCounters, outOfStep } },
  })
}

function unknown(sentEnd: number | null = null): Outcome {
  return { of: 'position', sentEnd, result: ok({ missing: null, expiresAt: null }) }
}

function found(purpose: 'name' | 'unasked', value: RemoteItem | null): Outcome {
  return { of: 'look', purpose, result: ok(value) }
}

describe('a session that cannot be asked', () => {
  it('goes on from what it confirmed', () => {
    expect(decide(unknown(), 's2', resyncing(range))).toMatchObject({
      event: 'position',
      next: { do: 'send', range: { start: range, end: 2 * range } },
    })
  })

  it('goes on behind a range that was accepted without a word', () => {
    const decision = decide(unknown(range), 's2', resyncing(0))
    expect(decision).toMatchObject({
      event: 'position',
      correct: { acknowledged: [{ start: 0, end: range }] },
      next: { do: 'send', range: { start: range } },
    })
  })

  it('is no reason to send a last range again before somebody looked', () => {
    const look = { event: null, next: { do: 'look', purpose: 'unasked' } }
    expect(decide(unknown(), 's2', resyncing(2 * range))).toMatchObject(look)
    expect(decide(unknown(size), 's2', resyncing(2 * range))).toMatchObject(look)
    expect(decide(found('unasked', null), 's2', resyncing(2 * range))).toMatchObject({
      event: 'position',
      next: { do: 'send', range: { start: 2 * range, end: size } },
    })
  })

  it('is finished where the file is there, and has lost where another one is', () => {
    const known = { ...resyncing(2 * range) }
    const some = { ...known, transfer: { ...known.transfer, digest: sha256 } }
    const ours = item({ size, hash: sha256, modifiedAt: null })
    expect(decide(found('unasked', ours), 's2', some)).toMatchObject({ event: 'stored', session: 'finish' })
    const theirs = { ...ours, hash: { ...sha256, value: 'theirs' } }
    expect(decide(found('unasked', theirs), 's2', some)).toMatchObject({
      event: 'replan',
      session: 'abandon',
      set: { nameChecked: false },
    })
  })

  it('begins anew at once after an end of our own, however often: that is no fault of the destination', () => {
    const tired = { ...noCounters, restarts: 3, outOfStep: 1 }
    const known = resyncing(range, 1)
    const some = { ...known, transfer: { ...known.transfer, counters: tired } }
    expect(decide(unknown(), 's2', { ...some, isCutShort: true })).toMatchObject({
      event: 'replan',
      session: 'abandon',
      set: { counters: { ...noCounters, restarts: 3 } },
      next: null,
    })
    expect(decide(unknown(), 's2', some)).toMatchObject({ event: 'giveUp', set: { counters: { restarts: 4 } } })
  })

  it('is given up where it wants another range, and where it took all and made nothing', () => {
    expect(decide(unknown(), 's2', resyncing(range, 1))).toMatchObject({ event: 'replan', session: 'abandon' })
    expect(decide(found('unasked', null), 's2', resyncing(size))).toMatchObject({
      event: 'replan',
      session: 'abandon',
    })
  })
})

describe('two ways in', () => {
  const failed = (of: 'open' | 'put', code: FailureCode): Outcome => {
    const result = fail(failure(code, { detail: 'x' }))
    return of === 'open' ? { of, result } : { of, result, digest: null }
  }
  const at = (bytes: number, fallbacks: number) =>
    mail({ size: bytes, transfer: { nameChecked: true, counters: { ...noCounters, fallbacks } } })

  it('no session for a small file: one request, once', () => {
    const small = at(3_100_000, 0)
    expect(planStart(small).next).toMatchObject({ do: 'open' })
    expect(decide(failed('open', 'other-way-only'), 's2', small)).toMatchObject({
      event: 'replan',
      set: { counters: { fallbacks: 1 } },
    })
    expect(planStart(at(3_100_000, 1)).next).toMatchObject({ do: 'put' })
    expect(decide(failed('put', 'other-way-only'), 's2', at(3_100_000, 1))).toMatchObject({ event: 'giveUp' })
    expect(decide(failed('open', 'other-way-only'), 's2', at(3_200_000, 0))).toMatchObject({ event: 'giveUp' })
  })

  it('no request for a large file: a session, once', () => {
    expect(planStart(at(2_500_000, 0)).next).toMatchObject({ do: 'put' })
    expect(decide(failed('put', 'other-way-only'), 's2', at(2_500_000, 0))).toMatchObject({
      event: 'replan',
      set: { unsure: false, counters: { fallbacks: 2 } },
    })
    expect(planStart(at(2_500_000, 2)).next).toMatchObject({ do: 'open' })
    expect(decide(failed('open', 'other-way-only'), 's2', at(2_500_000, 2))).toMatchObject({ event: 'giveUp' })
    expect(planStart(at(0, 2)).next).toMatchObject({ do: 'put' })
  })
})

describe('no versions', () => {
  const there = item({ hash: null })
  const policy = (conflict: 'fail' | 'replace' | 'rename' | 'skip', over: Partial<Facts> = {}) => ({
    ...mail({ transfer: { conflict } }),
    ...over,
  })

  it.each([
    ['fail', 'block', null],
    ['replace', 'block', null],
    ['skip', 'skip', null],
    ['rename', null, { do: 'look', purpose: 'name' }],
  ] as const)('a name that is there, with %s', (conflict, event, next) => {
    expect(decide(found('name', there), 's2', policy(conflict))).toMatchObject({ event, next })
  })

  it('what was decided when the file was found is decided by its name instead', () => {
    const replaces = { itemId: 'i1', eTag: null, size: 7, hash: null }
    expect(planStart(mail({ transfer: { replaces } }))).toMatchObject({
      event: null,
      set: { replaces: null, nameChecked: false },
      next: null,
    })
  })
})

it('a hash that is read back is asked for at once, whatever size was told', () => {
  const told = item({ size: size + 5_000, hash: null })
  const verifying = mail({ transfer: { state: 'verifying', digest: sha256 } })
  const verify = (value: RemoteItem, fresh: boolean): Outcome => ({
    of: 'verify',
    result: ok(value),
    fresh,
    digest: sha256,
  })
  expect(decide(verify(told, true), 's2', verifying)).toMatchObject({
    event: null,
    next: { do: 'verify', item: null, itemId: told.id },
  })
  expect(decide(verify({ ...told, size, hash: sha256 }, false), 's2', verifying)).toMatchObject({
    event: 'matched',
    set: { evidence: 'hash' },
  })
})
