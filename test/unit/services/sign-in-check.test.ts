import { expect, test } from 'vitest'
import { checkSignIns } from '../../../src/main/services/sign-in-check.ts'
import { ok } from '../../../src/shared/failure.ts'
import { ManualClock } from '../../fakes/clock.ts'
import { MemoryAccounts, someAccount } from '../../support/memory-accounts.ts'

const graphUrl = 'https://graph.example'

test('who uploads is asked for now and then, but not while the service wants to be left alone', async () => {
  const clock = new ManualClock()
  const store = new MemoryAccounts()
  for (const name of ['busy', 'told-to-wait', 'idle']) await store.putAccount(someAccount({ name, graphUrl }))
  const asked: string[] = []
  let paused: readonly string[] = ['told-to-wait']
  const whoAmI = { userOf: async ({ name }: { name: string }) => (asked.push(name), ok(null)) }
  const over = new AbortController()
  const parts = {
    store,
    clock,
    whoAmI,
    accountsAtWork: () => new Set(['busy', 'told-to-wait']),
    pausedAccounts: () => paused,
    everyMs: 1_000,
  }
  const checking = checkSignIns(parts, over.signal)
  await clock.advance(2_000)
  expect(asked).toEqual(['busy', 'busy'])
  paused = []
  await clock.advance(1_000)
  expect(asked).toEqual(['busy', 'busy', 'busy', 'told-to-wait'])
  over.abort()
  await checking
})
