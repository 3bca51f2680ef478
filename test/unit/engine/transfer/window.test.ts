import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../../src/main/engine/plan/decision.ts'
import { RangeWindow } from '../../../../src/main/engine/transfer/window.ts'
import { fail, failure, ok } from '../../../../src/shared/failure.ts'

const range = (n: number) => ({ start: n * 10, end: (n + 1) * 10 })
const sent = (n: number): Outcome => ({ of: 'send', range: range(n), digest: null, result: ok({ kind: 'part' }) })
const refused = (n: number): Outcome => ({
  of: 'send',
  range: range(n),
  digest: null,
  result: fail(failure('throttled')),
})

describe('ranges that are on their way at once', () => {
  it('fault-P23 are answered in the order in which the answers come, not in which they were begun', async () => {
    const window = new RangeWindow()
    const answers = [0, 1, 2].map(() => Promise.withResolvers<Outcome>())
    answers.forEach(({ promise }, n) => window.start(range(n), promise))
    expect(window.ranges).toEqual([range(0), range(1), range(2)])
    answers[2]?.resolve(refused(2))
    await Promise.resolve()
    answers[0]?.resolve(sent(0))
    answers[1]?.resolve(sent(1))
    expect(await window.next()).toEqual(refused(2))
    expect(await window.next()).toEqual(sent(0))
    expect(window.ranges).toEqual([range(1)])
    expect(await window.next()).toEqual(sent(1))
    expect(window.ranges).toEqual([])
  })

  it('what isn’t on its way yet stays here as soon as one is refused, until none is left', async () => {
    const window = new RangeWindow()
    const slow = Promise.withResolvers<Outcome>()
    window.start(range(0), slow.promise)
    window.start(range(1), Promise.resolve(refused(1)))
    await expect.poll(() => window.isClosing).toBe(true)
    await window.next()
    expect(window.isClosing).toBe(true)
    slow.resolve(sent(0))
    await window.next()
    expect(window.isClosing).toBe(false)
  })

  it('what a call throws is thrown where its answer is taken, and the end waits for all', async () => {
    const window = new RangeWindow()
    window.start(range(0), Promise.reject(new Error('broken')))
    await expect(window.next()).rejects.toThrow('broken')
    const late = Promise.withResolvers<Outcome>()
    window.start(range(1), late.promise)
    const end = window.end()
    const first = await Promise.race([end.then(() => 'over'), Promise.resolve('waiting')])
    expect(first).toBe('waiting')
    late.resolve(sent(1))
    await end
    expect(window.ranges).toEqual([])
  })
})
