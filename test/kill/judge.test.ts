/** What the judge lets pass, and what not. */

import { expect, test } from 'vitest'
import { type Interruption, isUnheard } from './judge.ts'

const at = '2026-03-01T10:00:00.000Z'
const asked = { seq: 5, at, realMs: 980, endedMs: 1_000, retryAfterMs: 60_000 }
const early = { rule: 'before-retry-after', seq: 9, detail: '50000 ms before the end set by 5' }
const next = { seq: 9, at, realMs: 3_000, endedMs: 3_010, retryAfterMs: null }

function killedAt(seq: number, floors: readonly number[] = []): Interruption {
  return { seq, disk: { rows: new Map(), floors, damage: null } }
}

test('a floor that the engine was killed over is nobody’s to keep', () => {
  expect(isUnheard(early, [asked, next], [killedAt(2), killedAt(6)])).toBe(true)
})

test('but one that was heard, was stored, or was asked for in the same life is', () => {
  const later = { ...next, seq: 6, realMs: 1_900 }
  expect(isUnheard(early, [asked, later, next], [killedAt(6)])).toBe(false)
  expect(isUnheard(early, [asked, next], [killedAt(6, [Date.parse(at) + 60_000])])).toBe(false)
  expect(isUnheard(early, [asked, next], [killedAt(2)])).toBe(false)
  expect(isUnheard({ ...early, rule: 'blind-repeat' }, [asked, next], [killedAt(6)])).toBe(false)
})
