/** How a window keeps an engine: alone, without sockets. With a daemon beside it: test/integration/keep-engine.test.ts. */

import { expect, test } from 'vitest'
import { FailureError, fail, failure, ok } from '../../../src/shared/failure.ts'
import { fakeOwner } from '../../fakes/fake-engine.ts'
import type { FakeOwner } from '../../fakes/fake-engine.ts'
import { ownedByAnother } from '../../fakes/staged-world.ts'
import { keeping, telling } from '../../fakes/keeping.ts'
import { aSummary } from '../../support/looks.ts'

const broken = failure('store-failed', { detail: 'no space' })

test('nobody has the folder: it becomes the owner, as it was asked to', async () => {
  const owner = fakeOwner(telling, { dropFolder: '/drop' })
  const at = keeping({ openOwner: () => Promise.resolve(ok(owner)) })
  await at.until('ours')
  expect(at.opened).toEqual([{ dataDir: '/data', kind: 'app', runEngine: true, version: '9.9.9' }])
  expect(at.keeper.facts).toEqual({ holding: 'ours', client: owner.client, failure: null, dropFolder: '/drop' })
  await at.keeper.close()
  expect(owner.isClosed()).toBe(true)
  expect(at.keeper.facts).toMatchObject({ holding: 'none', client: null })
  expect(at.sleeps).toEqual([])
})

test('tallies are handed on until the listener leaves', async () => {
  const steps: (() => void)[] = []
  const owner = fakeOwner({
    queue: {
      async *follow() {
        for (let queued = 1; ; queued += 1) {
          yield { ...aSummary({ queued }), changed: [] }
          await new Promise<void>((resolve) => steps.push(resolve))
        }
      },
    },
  })
  const at = keeping({ openOwner: () => Promise.resolve(ok(owner)) })
  const heard: number[] = []
  const leave = at.keeper.listenToSummary(({ tallies }) => heard.push(tallies.queued))
  await expect.poll(() => heard).toEqual([1])
  const another: number[] = []
  at.keeper.listenToSummary(({ tallies }) => another.push(tallies.queued))
  leave()
  steps.shift()?.()
  await expect.poll(() => another).toEqual([2])
  expect(heard).toEqual([1])
})

test('its own store is lost: it lets the owner go and looks again', async () => {
  const owners: FakeOwner[] = []
  const at = keeping({
    openOwner: () => {
      owners.push(fakeOwner(telling))
      return Promise.resolve(ok(owners.at(-1) as FakeOwner))
    },
  })
  await at.until('ours')
  owners[0]?.drop()
  await at.until('none')
  await at.pass()
  await at.until('ours')
  expect(owners.map((owner) => owner.isClosed())).toEqual([true, false])
  expect(at.told.map(({ holding, failure: why }) => [holding, why])).toEqual([
    ['ours', null],
    ['none', null],
    ['ours', null],
  ])
})

test('an engine that lets go at once is not asked again and again without a rest', async () => {
  let opens = 0
  const at = keeping({
    openOwner: () => {
      opens += 1
      return Promise.resolve(ok(fakeOwner({ queue: { async *follow() {} } })))
    },
  })
  for (let pauses = 0; pauses < 10; pauses += 1) await at.pass()
  await at.rests(11)
  expect(opens).toBe(11)
  expect(at.sleeps).toEqual([200, 400, 800, 1_600, ...Array.from({ length: 7 }, () => 2_000)])
})

test('what makes an engine useless is told, where it is more than that it left', async () => {
  const refusing = (code: 'store-failed' | 'engine-unreachable') =>
    fakeOwner({
      queue: {
        // oxlint-disable-next-line require-yield -- it has nothing to say
        async *follow() {
          throw new FailureError(failure(code, { detail: 'x' }))
        },
      },
    })
  const owners = [refusing('store-failed'), refusing('engine-unreachable')]
  const at = keeping({ openOwner: () => Promise.resolve(ok(owners.shift() ?? fakeOwner(telling))) })
  await at.pass()
  await at.pass()
  await at.until('ours')
  expect(at.told.filter(({ holding }) => holding === 'none').map(({ failure: why }) => why?.code ?? null)).toEqual([
    'store-failed',
    null,
  ])
})

test('somebody else has the folder and does not answer yet: it looks on in silence, ever more slowly', async () => {
  let opens = 0
  const at = keeping({
    openOwner: () => {
      opens += 1
      return opens < 20 ? ownedByAnother() : Promise.resolve(ok(fakeOwner(telling)))
    },
  })
  for (let pauses = 1; pauses < 20; pauses += 1) await at.pass()
  await at.until('ours')
  expect(at.told.map(({ holding }) => holding)).toEqual(['ours'])
  expect(at.sleeps.slice(0, 6)).toEqual([200, 400, 800, 1_600, 2_000, 2_000])
  expect(opens).toBe(at.sleeps.length + 1)
})

test('but not for ever: after a while that is told too', async () => {
  const at = keeping({ openOwner: ownedByAnother })
  for (let times = 1; times <= 30; times += 1) {
    await at.rests(times)
    expect(at.told).toEqual([])
    await at.pass()
  }
  await at.rests(31)
  expect(at.told.map(({ failure: why }) => why?.code)).toEqual(['engine-unreachable'])
})

test.each<[string, () => Promise<never>, object]>([
  ['a failure', () => fail(broken) as never, broken],
  ['one that is thrown', () => Promise.reject(new FailureError(broken)), broken],
  ['what nobody foresaw', () => Promise.reject(new TypeError('x is not y')), { code: 'bug' }],
])('an engine that can not be opened: %s is told at once, and it goes on trying', async (_, openOwner, expected) => {
  let isMended = false
  const at = keeping({
    openOwner: async () => (isMended ? ok(fakeOwner(telling)) : openOwner()),
  })
  await expect.poll(() => at.keeper.facts.failure).toMatchObject(expected)
  expect(at.keeper.facts).toMatchObject({ holding: 'none', client: null })
  isMended = true
  await at.pass()
  await at.until('ours')
  expect(at.keeper.facts.failure).toBeNull()
})

test('where an owner may be listening can not be found out: told, and tried again', async () => {
  const answers = [() => Promise.reject(new FailureError(failure('usage', { detail: 'whose is it' })))]
  const at = keeping({ addresses: () => answers.shift()?.() ?? Promise.resolve([]) })
  await expect.poll(() => at.keeper.facts.failure?.code).toBe('usage')
  await at.pass()
  await at.until('ours')
})

test('closed while it opens, it closes what was opened', async () => {
  const owner = fakeOwner(telling)
  let onOpened: () => void = () => undefined
  const at = keeping({ openOwner: () => new Promise((resolve) => (onOpened = () => resolve(ok(owner)))) })
  await expect.poll(() => at.opened.length).toBe(1)
  const closed = at.keeper.close()
  onOpened()
  await closed
  expect(owner.isClosed()).toBe(true)
  expect(at.opened).toHaveLength(1)
  expect(at.sleeps).toEqual([])
})

test('closed while it rests, or where closing fails, it ends all the same', async () => {
  const resting = keeping({ openOwner: ownedByAnother })
  await resting.rests(1)
  await resting.keeper.close()
  expect(resting.opened).toHaveLength(1)

  const stubborn = { ...fakeOwner(telling), close: () => Promise.reject(new Error('stuck')) }
  const at = keeping({ openOwner: () => Promise.resolve(ok(stubborn)) })
  await at.until('ours')
  await at.keeper.close()
  expect(at.keeper.facts.holding).toBe('none')
})
