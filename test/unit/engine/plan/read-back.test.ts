import { expect, it } from 'vitest'
import { ok } from '../../../../src/shared/failure.ts'
import { decide } from '../../../../src/main/engine/plan/decide.ts'
import type { Facts } from '../../../../src/main/engine/plan/decision.ts'
import { planStart } from '../../../../src/main/engine/plan/start.ts'
import { facts, item } from '../../../support/plan-facts.ts'

/** As an answer tells it. */
const taken = item({ hash: null, size: 0 })

function mail(over: Parameters<typeof facts>[0], trustsAnswers: boolean): Facts {
  const plain = facts(over)
  const capabilities = { ...plain.capabilities, digest: 'sha256', readsBack: true, trustsAnswers } as const
  return { ...plain, capabilities }
}

function verified(fresh: boolean, value: typeof taken, trustsAnswers: boolean) {
  const outcome = { of: 'verify', result: ok(value), fresh, digest: null } as const
  return decide(outcome, 's2', mail({ transfer: { state: 'verifying', remote: taken } }, trustsAnswers))
}

it('what was just taken is read back, or accepted where somebody wants it so', () => {
  expect(verified(true, taken, false)).toMatchObject({ event: null, next: { do: 'verify', item: null } })
  const { size } = mail({}, true)
  expect(verified(true, taken, true)).toMatchObject({
    event: 'matched',
    set: { evidence: 'accepted', remote: { id: taken.id, size, hash: null } },
    next: null,
  })
})

it('what was read is compared, whatever was wanted meanwhile', () => {
  const other = item({ hash: { algorithm: 'sha256', value: 'theirs' }, size: 1 })
  for (const trusts of [true, false]) expect(verified(false, other, trusts)).toMatchObject({ event: 'mismatched' })
})

it('a restart between answer and proof decides as it would have been decided then', () => {
  const start = (trusts: boolean) => planStart(mail({ transfer: { remote: taken } }, trusts))
  expect(start(true)).toMatchObject({ event: 'look', next: { do: 'verify', item: taken } })
  expect(start(false)).toMatchObject({ event: 'look', next: { do: 'verify', item: null, itemId: taken.id } })
})
