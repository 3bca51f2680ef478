import { expect, test } from 'vitest'
import { AccountPauses } from '../../../../src/main/engine/queue/pauses.ts'
import { withRoom } from '../../../../src/main/engine/transfer/room-told.ts'
import type { Run } from '../../../../src/main/engine/transfer/run.ts'
import { fail, failure } from '../../../../src/shared/failure.ts'
import { ManualClock } from '../../../fakes/clock.ts'

test('a service that wants to be left alone while it is asked for its room is heard', async () => {
  const clock = new ManualClock()
  const stored: unknown[] = []
  const store = {
    accountPauses: async () => [],
    putAccountPause: async (pause: unknown) => void stored.push(pause),
    clearAccountPause: async () => undefined,
  }
  const pauses = new AccountPauses(store, clock)
  const until = clock.now() + 60_000
  const asked = fail(failure('throttled', { host: 'graph.example' }, until))
  const transfer = { account: 'work', destination: 'onedrive:/In', fingerprint: { size: 5 } }
  const { signal } = new AbortController()
  const run = { provider: { room: async () => asked }, transfer, signal, world: { pauses } } as unknown as Run
  const full = { result: fail(failure('destination-full', { destination: 'onedrive:/In' })) } as never
  expect(await withRoom(full, run)).toBe(full)
  expect(pauses.paused()).toEqual(['work'])
  expect(stored).toMatchObject([{ account: 'work', until }])
})
