import { setImmediate as soon } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Activity } from '../../../src/shared/contract.ts'
import { Changes } from '../../../src/main/engine/queue/changes.ts'
import type { Summary } from '../../../src/main/engine/ports/summary.ts'
import { Following, Pulse } from '../../../src/main/server/following.ts'
import { FailureError, failure } from '../../../src/shared/failure.ts'
import type { PublicState } from '../../../src/shared/lifecycle.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'
import { newTransfer, openStore } from '../../support/stores.ts'

type Told = Awaited<ReturnType<ReturnType<Following['follow']>['next']>>['value']

/** A store with rows, and faces that follow them; each read of the summary takes as long as `delay` says. */
async function world(rows: number, delay: () => Promise<unknown> = soon) {
  const { store } = openStore()
  const changes = new Changes()
  const entries = Array.from({ length: rows }, (_, at) =>
    newTransfer({ path: `/home/me/${at}.bin`, name: `${at}.bin` }),
  )
  const ids = (await store.enqueue(entries, 0)).map(({ transfer }) => transfer.id)
  let reads = 0
  const readSummary = async () => {
    reads += 1
    const summary = await store.summary()
    await delay()
    return summary
  }
  const doing: Activity[] = []
  const summaryOf = ({ tallies, totalBytes, acknowledgedBytes }: Summary, revision: number) => {
    return { revision, tallies, totalBytes, acknowledgedBytes, bytesPerSecond: 0 }
  }
  const parts = { changes, readSummary, summaryOf, bytesPerSecond: () => 0, activities: () => doing }
  const following = new Following(parts, 1)
  const leaving = new AbortController()
  const states: Map<string, PublicState>[] = []
  const last: NonNullable<Told>[] = []
  const faces: Promise<void>[] = []
  const face = async (at: number): Promise<void> => {
    const seen = new Map<string, PublicState>()
    states[at] = seen
    for await (const told of following.follow(ids, leaving.signal)) {
      for (const { id, state } of told.changed) seen.set(id, state)
      last[at] = told
    }
  }
  return {
    ids,
    changes,
    following,
    doing,
    last,
    states,
    reads: () => reads,
    summary: () => store.summary(),
    signal: leaving.signal,
    follow: () => faces.push(face(faces.length)),
    /** As the engine does it: durable first, then told. */
    async turn(id: string): Promise<void> {
      const now = await store.get(id)
      const event = now?.state === 'paused' ? 'unpause' : 'pause'
      const changed = await store.apply({ id, from: now?.state ?? 'queued', event, set: {}, step: null }, 1)
      if (changed !== null) changes.publish(changed)
    },
    async state(id: string): Promise<string | undefined> {
      return (await store.get(id))?.state
    },
    async leave(): Promise<void> {
      leaving.abort()
      // One that waits for news hears of it.
      changes.touch()
      await Promise.all(faces)
    },
  }
}

test('however slowly the summary is read, every face ends with the last change and the tallies that go with it', async () => {
  const chance = pseudoRandom(4_096, 31)
  let at = 0
  const roll = (most: number): number => (chance[at++ % chance.length] ?? 0) % most
  const someTime = async (): Promise<void> => {
    for (let turns = roll(6); turns > 0; turns -= 1) await soon()
  }
  for (let round = 0; round < 20; round += 1) {
    const here = await world(6, someTime)
    here.follow()
    for (let change = 0; change < 30; change += 1) {
      // Each row at least once.
      await here.turn(here.ids[change] ?? here.ids[roll(here.ids.length)] ?? '')
      await someTime()
      if (change === 7 || change === 19) here.follow()
    }
    await expect.poll(() => here.last.map(({ revision }) => revision)).toEqual([30, 30, 30])
    const { tallies } = await here.summary()
    for (const told of here.last) expect(told.tallies).toEqual(tallies)
    expect(here.states[0]?.size).toBe(here.ids.length)
    for (const seen of here.states) for (const [id, state] of seen) expect(state).toBe(await here.state(id))
    await here.leave()
  }
})

test('fault-X13 faces that hear of one change together share one reading', async () => {
  const here = await world(3)
  for (let face = 0; face < 4; face += 1) here.follow()
  await expect.poll(() => here.last.filter(Boolean).length).toBe(4)
  expect(here.reads()).toBe(1)
  await here.turn(here.ids[0] ?? '')
  await expect.poll(() => here.last.map(({ revision }) => revision)).toEqual([1, 1, 1, 1])
  expect(here.reads()).toBe(2)
  expect(here.states.map((seen) => seen.get(here.ids[0] ?? ''))).toEqual(Array(4).fill('paused'))
  await here.leave()
})

test('a reading that failed is not kept', async () => {
  let fails = true
  const lost = new FailureError(failure('store-failed', { detail: 'for a moment' }))
  const here = await world(1, () => (fails ? Promise.reject(lost) : soon()))
  const first = here.following.follow(here.ids, here.signal)
  await expect(first.next()).rejects.toBe(lost)
  fails = false
  const { value } = await here.following.follow(here.ids, here.signal).next()
  expect(value).toMatchObject({ revision: 0, tallies: { queued: 1 } })
  await here.leave()
})

test('pauses that overlap end together; the next one is another', async () => {
  const pulse = new Pulse(5)
  const [one, other] = [pulse.next(), pulse.next()]
  let ended = 0
  void other.then(() => (ended += 1))
  await one
  await soon()
  expect(ended).toBe(1)
  const next = pulse.next()
  expect(next).not.toBe(one)
  await next
})

test('what takes long is told while it lasts', async () => {
  const all = await world(1)
  const { changes, doing, last, follow } = all
  const checking: Activity = { id: 'a', what: 'checking', doneBytes: 1, totalBytes: 2 }
  follow()
  await expect.poll(() => last[0]).toBeDefined()
  expect(last[0]).not.toHaveProperty('doing')
  doing.push(checking)
  changes.touch()
  await expect.poll(() => last[0]?.doing).toEqual([checking])
  doing.pop()
  changes.touch()
  await expect.poll(() => last[0]).not.toHaveProperty('doing')
  await all.leave()
})
