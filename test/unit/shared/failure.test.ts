import { describe, expect, it } from 'vitest'
import { failureRules } from '../../../src/shared/failure-catalogue.ts'
import { type FailureCode, failure, fillIn, ruleOf, viewOf } from '../../../src/shared/failure.ts'

const codes = Object.keys(failureRules) as FailureCode[]

describe('the failure catalogue', () => {
  it.each(codes)('%s is told in a sentence, with a next step, in a stable spelling', (code) => {
    const { message, nextStep, reaction, budget } = ruleOf(code)
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(nextStep).toMatch(/[.…]$/)
    expect(message.length).toBeGreaterThan(7)
    // Only a wait has a budget, and every wait has one.
    expect(budget !== undefined).toBe(reaction === 'wait')
  })

  it('fills in what is known, and never shows a raw placeholder', () => {
    expect(fillIn('{a} and {b}', { a: '1' })).toBe('1 and …')
    for (const code of codes) {
      const view = viewOf(failure(code), null)
      expect(`${view.message} ${view.nextStep}`).not.toMatch(/[{}]/)
    }
  })

  it('says when it goes on', () => {
    const view = viewOf(failure('throttled', { host: 'graph.example' }), Date.UTC(2026, 0, 1, 14, 32))
    expect(view).toEqual({
      code: 'throttled',
      message: 'graph.example asked us to slow down.',
      nextStep: 'Goes on at 2026-01-01T14:32:00.000Z.',
      retryAt: '2026-01-01T14:32:00.000Z',
      facts: { host: 'graph.example', retryAt: '2026-01-01T14:32:00.000Z' },
    })
  })

  it('puts facts in as they are: text, never a pattern', () => {
    expect(fillIn('{name}', { name: '$& {name} <b>' })).toBe('$& {name} <b>')
  })
})

it('sizes are written as people read them, and in full where they would read the same', () => {
  const said = (size: string, limit: string) =>
    viewOf(failure('too-large', { name: 'a', destination: 'b', size, limit }), null)
  expect(said('9500000000', '250000').message).toBe('a has 9.5 GB; b takes at most 250 kB.')
  expect(said('150000001', '150000000').message).toBe('a has 150,000,001 bytes; b takes at most 150,000,000 bytes.')
  expect(said('5', '4').message).toBe('a has 5 B; b takes at most 4 B.')
  expect(said('40000000', 'what the mailbox allows').message).toBe(
    'a has 40 MB; b takes at most what the mailbox allows.',
  )
  expect(viewOf(failure('too-large', { name: 'a' }), null).message).toBe('a has …; … takes at most ….')
})
