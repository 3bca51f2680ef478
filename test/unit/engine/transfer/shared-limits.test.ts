import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SharedLimit } from '../../../../src/main/engine/ports/provider.ts'
import { SharedLimits } from '../../../../src/main/engine/transfer/shared-limits.ts'

const limit: SharedLimit = { place: 'mailbox', requests: 2, windowBytes: 100, windowMs: 60_000, singlePutCost: 4 / 3 }
const never = new AbortController().signal

describe('bytes within a window', () => {
  it('go until it is used up, and again when what went first is old enough', () => {
    const limits = new SharedLimits()
    expect(limits.take('me', limit, 'a1', 60, 1_000)).toBeNull()
    expect(limits.take('me', limit, 'a2', 40, 5_500)).toBeNull()
    expect(limits.take('me', limit, 'a3', 1, 6_000)).toBe(1_000 + 1_000 + limit.windowMs)
    expect(limits.take('me', limit, 'a4', 61, 6_000)).toBe(5_000 + 1_000 + limit.windowMs)
    // Who comes back has its promise kept, who comes too early is told again, and who is new comes behind them.
    expect(limits.take('me', limit, 'a3', 1, 62_000)).toBeNull()
    expect(limits.take('me', limit, 'a4', 61, 62_000)).toBe(66_000)
    expect(limits.take('me', limit, 'a5', 60, 62_000)).toBe(127_000)
    expect(limits.take('me', limit, 'a4', 61, 66_000)).toBeNull()
  })

  it('are counted for each account and place by itself', () => {
    const limits = new SharedLimits()
    expect(limits.take('me', limit, 'a6', 100, 0)).toBeNull()
    expect(limits.take('you', limit, 'a7', 100, 0)).toBeNull()
    expect(limits.take('me', { ...limit, place: 'another' }, 'a8', 100, 0)).toBeNull()
    expect(limits.take('me', limit, 'a9', 1, 0)).not.toBeNull()
  })

  it('more than there is at all goes when nothing else did', () => {
    const limits = new SharedLimits()
    expect(limits.take('me', limit, 'a10', 500, 0)).toBeNull()
    const until = limits.take('me', limit, 'a11', 500, 10) ?? 0
    expect(until).toBeGreaterThan(limit.windowMs)
    expect(limits.take('me', limit, 'a11', 500, until)).toBeNull()
  })

  it('a clock that was put back holds nobody up for ever', () => {
    const limits = new SharedLimits()
    expect(limits.take('me', limit, 'a13', 100, 1_000_000)).toBeNull()
    expect(limits.take('me', limit, 'a14', 100, 5_000)).toBeNull()
  })

  it('who waits as long as was said may go, and never more than the limit goes in a window', () => {
    const asks = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 100 }), pause: fc.nat(30_000) }), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(asks, (all) => {
        const limits = new SharedLimits()
        const sent: { at: number; bytes: number }[] = []
        const promised: { id: string; at: number; bytes: number }[] = []
        let now = 1_000_000
        // All ask when they come; each waits at most once.
        for (const [n, { bytes, pause }] of all.entries()) {
          now += pause
          const until = limits.take('me', limit, `t${n}`, bytes, now)
          if (until !== null) {
            expect(until).toBeGreaterThan(now)
            promised.push({ id: `t${n}`, at: until, bytes })
          } else sent.push({ at: now, bytes })
        }
        for (const { id, at, bytes } of promised) {
          expect(limits.take('me', limit, id, bytes, at)).toBeNull()
          sent.push({ at, bytes })
        }
        for (const { at: end } of sent) {
          const inWindow = sent.filter(({ at }) => at > end - limit.windowMs && at <= end)
          expect(inWindow.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(limit.windowBytes)
        }
      }),
    )
  })
})

describe('requests at once', () => {
  it('wait their turn, in the order of asking', async () => {
    const limits = new SharedLimits()
    const order: number[] = []
    const first = await limits.enter('me', limit, never)
    const second = await limits.enter('me', limit, never)
    const third = limits.enter('me', limit, never).then((leave) => (order.push(3), leave))
    const fourth = limits.enter('me', limit, never).then((leave) => (order.push(4), leave))
    await Promise.resolve()
    expect(order).toEqual([])
    first()
    first()
    ;(await third)()
    expect(order[0]).toBe(3)
    second()
    ;(await fourth)()
    const again = await Promise.all([limits.enter('me', limit, never), limits.enter('me', limit, never)])
    expect(again).toHaveLength(2)
  })

  it('who is stopped while waiting takes nobody’s place', async () => {
    const limits = new SharedLimits()
    const one: SharedLimit = { ...limit, requests: 1 }
    const leave = await limits.enter('me', one, never)
    const stop = new AbortController()
    const waiting = limits.enter('me', one, stop.signal)
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
    leave()
    await limits.enter('me', one, never)
    await expect(limits.enter('me', one, stop.signal)).rejects.toThrow('stopped')
  })
})
