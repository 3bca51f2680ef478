import { expect, test } from 'vitest'
import type { AccountPause, AccountPauseStore } from '../../../../src/main/engine/ports/account-pause.ts'
import { AccountPauses } from '../../../../src/main/engine/queue/pauses.ts'
import { failure } from '../../../../src/shared/failure.ts'
import { ManualClock } from '../../../fakes/clock.ts'

function storeOf(kept: Map<string, AccountPause>): AccountPauseStore {
  return {
    accountPauses: () => Promise.resolve([...kept.values()]),
    putAccountPause: (pause) => Promise.resolve(void kept.set(pause.account, pause)),
    clearAccountPause: (account) => Promise.resolve(void kept.delete(account)),
  }
}

const minute = 60_000

test('a person who says “now” ends a pause that we guessed', async () => {
  const clock = new ManualClock()
  const kept = new Map<string, AccountPause>()
  const pauses = new AccountPauses(storeOf(kept), clock)
  await pauses.add('work', clock.now() + minute, failure('destination-full', {}))
  expect(pauses.paused()).toEqual(['work'])
  await pauses.lift('work')
  expect(pauses.paused()).toEqual([])
  expect([...kept.keys()]).toEqual([])
})

test('a transfer at work is held back by what the service asked for, and by nothing that we guessed', async () => {
  const clock = new ManualClock()
  const until = clock.now() + minute
  const pauses = new AccountPauses(storeOf(new Map()), clock)
  await pauses.add('work', until, { ...failure('throttled', {}), notBefore: until })
  await pauses.add('other', until, failure('destination-full', {}))
  await pauses.add('in trouble', until, { ...failure('server-error', {}), notBefore: until })
  expect(pauses.askedOf('work')).toMatchObject({ until, failure: { code: 'throttled' } })
  expect(pauses.askedOf('in trouble')).toMatchObject({ until, failure: { code: 'server-error' } })
  expect(pauses.askedOf('other')).toBeNull()
  expect(pauses.askedOf('third')).toBeNull()
})

test('nobody ends a pause that the service asked for', async () => {
  const clock = new ManualClock()
  const kept = new Map<string, AccountPause>()
  const until = clock.now() + minute
  const pauses = new AccountPauses(storeOf(kept), clock)
  await pauses.add('work', until, { ...failure('throttled', {}), notBefore: until })
  await pauses.lift('work')
  expect(pauses.paused()).toEqual(['work'])
  // Nor after a restart.
  const again = new AccountPauses(storeOf(kept), clock)
  await again.load()
  await again.lift('work')
  expect(again.paused()).toEqual(['work'])
})

test('a clock that is set while we run moves a pause, and one that was set back meanwhile makes none longer', async () => {
  const clock = new ManualClock()
  const kept = new Map<string, AccountPause>()
  const until = clock.now() + minute
  const pauses = new AccountPauses(storeOf(kept), clock)
  await pauses.add('work', until, { ...failure('throttled', {}), notBefore: until })
  clock.setWall(clock.now() + 600 * minute)
  pauses.move(600 * minute)
  expect(pauses.askedOf('work')).toMatchObject({
    until: clock.now() + minute,
    failure: { notBefore: clock.now() + minute },
  })
  clock.setWall(clock.now() - 10_000 * minute)
  const again = new AccountPauses(storeOf(kept), clock)
  await again.load()
  expect(again.askedOf('work')).toMatchObject({ until: clock.now() + 60 * minute })
})
