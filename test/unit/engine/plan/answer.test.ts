import { describe, expect, it } from 'vitest'
import { answerOf } from '../../../../src/main/engine/plan/answer.ts'
import { decide } from '../../../../src/main/engine/plan/decide.ts'
import type { Decision, Facts } from '../../../../src/main/engine/plan/decision.ts'
import { planStart } from '../../../../src/main/engine/plan/start.ts'
import type { RemoteItem } from '../../../../src/main/engine/ports/provider.ts'
import type { LedgerEntry, Transfer } from '../../../../src/main/engine/ports/store.ts'
import { failureRules } from '../../../../src/shared/failure-catalogue.ts'
import { type FailureCode, failure, ok } from '../../../../src/shared/failure.ts'
import { type ConflictChoice, asksAboutConflict, conflictChoices } from '../../../../src/shared/transfer.ts'
import { facts, fingerprint, item } from '../../../support/plan-facts.ts'

const ledger: LedgerEntry = {
  account: 'me',
  destination: 'onedrive:/Scans',
  path: '/in/scan.bin',
  fingerprint,
  digest: null,
  itemId: 'i1',
  eTag: '"left"',
  remoteName: 'scan.bin',
}

/** What the question was about: a foreign file at our name, or an item that we replace and that somebody changed. */
const questions = {
  'name-taken': { replaces: null, ledger: null },
  'changed-at-destination': { replaces: { itemId: 'i1', eTag: '"e1"', size: 3, hash: null }, ledger: null },
  "changed-at-destination, a watch's own": {
    replaces: { itemId: 'i1', eTag: '"left"', size: 3, hash: null },
    ledger,
  },
} as const

type Question = keyof typeof questions

const now = item({ eTag: '"now"', size: 4 })
const replaceNow = { do: 'open', intent: { kind: 'replace', itemId: 'i1', eTag: '"now"' } }

function asked(question: Question, over: Partial<Transfer> = {}): Transfer {
  const code = question.replace(/,.*/, '') as FailureCode
  const { replaces } = questions[question]
  return facts({ transfer: { state: 'blocked', failure: failure(code), replaces, nameChecked: true, ...over } })
    .transfer
}

/** Plays the transfer from the queue on; `names` has what is where, `byId` is the item itself. Null: gone. */
function play(
  question: Question,
  choice: ConflictChoice,
  names: Record<string, RemoteItem>,
  byId = now as RemoteItem | null,
) {
  const row = asked(question)
  const set = answerOf(row, choice)
  expect(set).not.toBeNull()
  let some: Facts = facts({ transfer: { ...row, ...set, state: 'planning' }, ledger: questions[question].ledger })
  let decision: Decision = planStart(some)
  for (let calls = 0; calls < 9; calls += 1) {
    some = { ...some, transfer: { ...some.transfer, ...decision.set } }
    const { next } = decision
    if (next?.do !== 'look') return { decision, transfer: some.transfer }
    const found = next.purpose === 'decided' ? byId : (names[some.transfer.name] ?? null)
    decision = decide({ of: 'look', purpose: next.purpose, result: ok(found) }, 's1', some)
  }
  throw new Error('it never stops looking')
}

describe('what a choice is for', () => {
  it('exactly the codes that ask are answered', () => {
    const codes = Object.keys(failureRules) as FailureCode[]
    expect(codes.filter(asksAboutConflict)).toEqual(['name-taken', 'changed-at-destination'])
    for (const code of codes) {
      const row = facts({ transfer: { state: 'blocked', failure: failure(code) } }).transfer
      expect(answerOf(row, 'replace') !== null).toBe(asksAboutConflict(code))
    }
    expect(answerOf(facts().transfer, 'replace')).toBeNull()
    expect(asksAboutConflict('constructor')).toBe(false)
  })

  it('gives all patience back and forgets what was known of the item, but not which one it was', () => {
    const counters = { ...facts().transfer.counters, adoptions: 1, fallbacks: 2, restarts: 3 }
    const row = asked('changed-at-destination', { counters, unsure: true })
    expect(answerOf(row, 'skip')).toEqual({
      conflict: 'skip',
      replaces: { itemId: 'i1', eTag: null, size: null, hash: null },
      nameChecked: false,
      unsure: false,
      counters: facts().transfer.counters,
      failure: null,
      retryAt: null,
    })
  })
})

describe.each(Object.keys(questions) as Question[])('%s', (question) => {
  const names = { 'scan.bin': now }

  it('replace: the item as it is now, and only as it is now', () => {
    const { decision, transfer } = play(question, 'replace', names)
    expect(decision.next).toEqual(replaceNow)
    expect(transfer).toMatchObject({ nameChecked: true, replaces: { itemId: 'i1', eTag: '"now"', size: 4 } })
  })

  it('rename: the first free name, a new file', () => {
    const { decision, transfer } = play(question, 'rename', { ...names, 'scan (2).bin': item({ id: 'i9' }) })
    expect(decision.next).toEqual({ do: 'open', intent: { kind: 'new' } })
    expect(transfer).toMatchObject({ name: 'scan (3).bin', replaces: null, nameChecked: true })
  })

  it('skip: nothing is sent', () => {
    expect(play(question, 'skip', names).decision).toMatchObject({ event: 'skip', session: 'abandon', next: null })
  })

  it.each(conflictChoices)('%s: gone meanwhile, so there is nothing to decide', (choice) => {
    const { decision, transfer } = play(question, choice, {}, null)
    expect(decision.next).toEqual({ do: 'open', intent: { kind: 'new' } })
    expect(transfer).toMatchObject({ name: 'scan.bin', replaces: null })
  })

  it('replace: a folder took its place, which nothing replaces', () => {
    const folder = item({ isFolder: true })
    const { decision } = play(question, 'replace', { 'scan.bin': folder }, folder)
    expect(decision).toMatchObject({ event: 'block', set: { failure: { code: 'name-taken' } } })
  })
})

describe("an item of the watch's own that has moved away", () => {
  const question = "changed-at-destination, a watch's own"
  const moved = item({ eTag: '"now"', size: 4, name: 'elsewhere.bin' })

  it('replace still means that item', () => {
    expect(play(question, 'replace', {}, moved).decision.next).toEqual(replaceNow)
  })

  it('rename leaves it alone, also where it sits at our second name', () => {
    expect(play(question, 'rename', {}, moved).transfer).toMatchObject({ name: 'scan.bin', replaces: null })
    const ours = { 'scan.bin': item({ id: 'theirs' }), 'scan (2).bin': now }
    expect(play(question, 'rename', ours).transfer).toMatchObject({ name: 'scan (3).bin', replaces: null })
  })
})

describe('a file that the address itself names', () => {
  const addressed = item({ eTag: '"now"', isAddressed: true })

  it('is replaced as it is now, or skipped against the rule for addresses', () => {
    expect(play('changed-at-destination', 'replace', {}, addressed).decision.next).toEqual(replaceNow)
    expect(play('changed-at-destination', 'skip', {}, addressed).decision.event).toBe('skip')
  })

  it('has no second name: asked again, and not written over', () => {
    const { decision } = play('changed-at-destination', 'rename', {}, addressed)
    expect(decision).toMatchObject({ event: 'block', set: { failure: { code: 'changed-at-destination' } } })
  })
})
