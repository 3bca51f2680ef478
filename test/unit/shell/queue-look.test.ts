import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { KeptFacts } from '../../../src/main/client/keep-engine.ts'
import { QueueLook } from '../../../src/main/shell/queue-look.ts'
import type { Look } from '../../../src/main/shell/queue-look.ts'
import type { Status, Summary } from '../../../src/shared/contract.ts'
import { fail, failure, ok } from '../../../src/shared/failure.ts'
import type { Result } from '../../../src/shared/failure.ts'
import { aStatus, aSummary } from '../../support/looks.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

function looked(status: () => Promise<Result<Status>> = () => Promise.resolve(ok(aStatus()))) {
  const told: { at: number; look: Look }[] = []
  const listeners: ((facts: KeptFacts) => void)[] = []
  const onSummary: ((summary: Summary) => void)[] = []
  const client = { engine: { status } }
  const keeper = {
    facts: { client } as unknown as KeptFacts,
    listen: (listener: (facts: KeptFacts) => void) => listeners.push(listener),
    listenToSummary: (listener: (summary: Summary) => void) => onSummary.push(listener),
  }
  const look = new QueueLook({
    keeper: keeper as never,
    now: () => Date.now(),
    onChange: (now) => told.push({ at: Date.now(), look: now }),
  })
  return {
    look,
    told,
    sum: (queued: number, bytesPerSecond = 0) => {
      for (const listener of onSummary) listener(aSummary({ queued }, { bytesPerSecond }))
    },
    hold: (holding: KeptFacts['holding']) => {
      keeper.facts = { client: holding === 'none' ? null : client, holding } as unknown as KeptFacts
      for (const listener of listeners) listener(keeper.facts)
    },
    queued: () => told.map(({ look: { summary } }) => summary?.tallies.queued),
  }
}

test('ten changes a second for a minute are told once a second, the last one too', async () => {
  const { told, sum, queued } = looked()
  for (let at = 1; at <= 600; at += 1) {
    sum(at)
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(5_000)
  expect(told.length).toBeGreaterThan(50)
  const gaps = told.slice(1).map(({ at }, i) => at - (told[i]?.at ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000)
  expect(queued().at(-1)).toBe(600)
})

test('nothing happens while nothing changes', async () => {
  const status = vi.fn<() => Promise<Result<Status>>>(() => Promise.resolve(ok(aStatus())))
  const { told, sum } = looked(status)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(status).not.toHaveBeenCalled()
  sum(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([told.length, status.mock.calls.length]).toEqual([1, 1])
  expect(vi.getTimerCount()).toBe(0)
})

test('a status that takes long is not overtaken, and what changed meanwhile is told after it', async () => {
  const answers: ((status: Result<Status>) => void)[] = []
  const { told, sum, queued } = looked(() => new Promise((resolve) => answers.push(resolve)))
  sum(1)
  await vi.advanceTimersByTimeAsync(1_000)
  sum(2)
  await vi.advanceTimersByTimeAsync(1_900)
  expect([answers.length, told.length]).toEqual([1, 0])
  answers[0]?.(ok(aStatus({ paused: true })))
  await vi.advanceTimersByTimeAsync(999)
  expect(queued()).toEqual([2])
  await vi.advanceTimersByTimeAsync(1)
  answers[1]?.(ok(aStatus({ paused: false })))
  await vi.advanceTimersByTimeAsync(0)
  expect(told.map(({ look }) => look.status?.paused)).toEqual([true, false])
  expect(vi.getTimerCount()).toBe(0)
})

test('an engine that goes is told, and has no status; nor has one that does not say', async () => {
  const { look, told, hold, sum } = looked(() =>
    Promise.resolve(fail(failure('engine-unreachable', { detail: 'gone' }))),
  )
  hold('ours')
  sum(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told.at(-1)?.look).toMatchObject({ holding: 'ours', status: null })
  hold('none')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told.at(-1)?.look).toMatchObject({ holding: 'none', status: null })
  expect(look.now).toBe(told.at(-1)?.look)
})

test('speeds are kept for a minute', async () => {
  const { look, sum } = looked()
  for (let at = 0; at < 300; at += 1) {
    sum(1, at)
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(look.now.speeds).toHaveLength(60)
  expect(look.now.speeds.at(-1)).toEqual({ at: 299_000, value: 299 })
})

test('closed, it tells nothing any more: neither later, nor what is under way, nor what comes', async () => {
  const answers: ((status: Result<Status>) => void)[] = []
  const { look, told, sum } = looked(() => new Promise((resolve) => answers.push(resolve)))
  sum(1)
  await vi.advanceTimersByTimeAsync(1_000)
  look.close()
  answers[0]?.(ok(aStatus()))
  sum(2)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(told).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
