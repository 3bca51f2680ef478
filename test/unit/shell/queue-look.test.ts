import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { KeptFacts } from '../../../src/main/client/keep-engine.ts'
import { QueueLook } from '../../../src/main/shell/queue-look.ts'
import type { Look } from '../../../src/main/shell/queue-look.ts'
import type { Status, Summary } from '../../../src/shared/contract.ts'
import { fail, failure, ok, viewOf } from '../../../src/shared/failure.ts'
import type { FailureCode, Result } from '../../../src/shared/failure.ts'
import { aTransfer } from '../../fakes/fake-engine.ts'
import { aStatus, aSummary, anAccount } from '../../support/looks.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

function looked(
  status: () => Promise<Result<Status>> = () => Promise.resolve(ok(aStatus())),
  page: () => Promise<Result<unknown>> = () => Promise.resolve(ok({ transfers: [], cursor: null })),
) {
  const told: { at: number; look: Look }[] = []
  const listeners: ((facts: KeptFacts) => void)[] = []
  const onSummary: ((summary: Summary) => void)[] = []
  const settings = { list: () => Promise.resolve(ok([])) }
  const client = { engine: { status }, queue: { page }, settings }
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

test('fault-X13 ten changes a second for a minute are told once a second, the last one too', async () => {
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

test('while nothing changes it looks thrice a minute, for what no transfer tells; without an engine never', async () => {
  const status = vi.fn<() => Promise<Result<Status>>>(() => Promise.resolve(ok(aStatus())))
  const { look, told, sum, hold } = looked(status)
  sum(1)
  await vi.advanceTimersByTimeAsync(5_000)
  expect([told.length, status.mock.calls.length]).toEqual([1, 1])
  status.mockResolvedValue(ok(aStatus({ accounts: [anAccount('work', 'signed-out')] })))
  await vi.advanceTimersByTimeAsync(57_000)
  expect(status.mock.calls.length).toBe(4)
  expect(told.at(-1)?.look.status?.accounts[0]?.state).toBe('signed-out')
  hold('none')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(status.mock.calls.length).toBe(4)
  look.close()
  expect(vi.getTimerCount()).toBe(0)
})

test('tells what is blocked by something else than a sign-in', async () => {
  const accounts = [anAccount('work', 'signed-out')]
  const row = (id: number, code: FailureCode) =>
    aTransfer(`t${id}`, 'blocked', { failure: viewOf(failure(code), null) })
  const page = [...Array.from({ length: 198 }, (_, id) => row(id, 'signed-out')), row(198, 'name-taken')]
  const tallies = aSummary({ blocked: 301 }).tallies
  const asked = vi.fn<() => Promise<Result<unknown>>>(() => Promise.resolve(ok({ transfers: page, cursor: '200' })))
  const status = vi.fn<() => Promise<Result<Status>>>(() => Promise.resolve(ok(aStatus({ accounts, tallies }))))
  const { look, told, sum } = looked(status, asked)
  sum(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told.at(-1)?.look.blockedOtherwise).toBe(1)
  expect(asked).toHaveBeenCalledWith({ filter: { states: ['blocked'] }, limit: 200 })
  // Nobody has to be asked where every account is in order.
  status.mockResolvedValue(ok(aStatus({ tallies })))
  sum(2)
  await vi.advanceTimersByTimeAsync(2_000)
  expect([told.at(-1)?.look.blockedOtherwise, asked.mock.calls.length]).toEqual([null, 1])
  look.close()
})

test('a status that takes long goes with what was there before it was asked, and what changed meanwhile comes after it', async () => {
  const answers: ((status: Result<Status>) => void)[] = []
  const { look, told, sum, queued } = looked(() => new Promise((resolve) => answers.push(resolve)))
  sum(1)
  await vi.advanceTimersByTimeAsync(1_000)
  sum(2)
  await vi.advanceTimersByTimeAsync(1_900)
  expect([answers.length, told.length]).toEqual([1, 0])
  answers[0]?.(ok(aStatus({ paused: true })))
  await vi.advanceTimersByTimeAsync(999)
  expect(queued()).toEqual([1])
  await vi.advanceTimersByTimeAsync(1)
  answers[1]?.(ok(aStatus({ paused: false })))
  await vi.advanceTimersByTimeAsync(0)
  expect(told.map(({ look: { status } }) => status?.paused)).toEqual([true, false])
  expect(queued()).toEqual([1, 2])
  look.close()
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
  expect(look.now).toEqual(told.at(-1)?.look)
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
