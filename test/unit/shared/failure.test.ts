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
    })
  })

  it('puts facts in as they are: text, never a pattern', () => {
    expect(fillIn('{name}', { name: '$& {name} <b>' })).toBe('$& {name} <b>')
  })
})
