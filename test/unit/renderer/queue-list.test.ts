import { afterEach, expect, test, vi } from 'vitest'
import type { EngineClient, LinkState } from '../../../src/renderer/engine/engine-client.ts'
import { Mirror } from '../../../src/renderer/mirror.ts'
import { QueueList } from '../../../src/renderer/queue/queue-list.ts'
import { Cell } from '../../../src/renderer/ui/cell.ts'
import { contract } from '../../../src/shared/contract.ts'
import { memoryPair } from '../../../src/shared/memory-transport.ts'
import { connect } from '../../../src/shared/rpc-connect.ts'
import { aTransfer, serveFake } from '../../fakes/fake-engine.ts'
import { QueueWorld } from '../../fakes/queue-world.ts'

afterEach(() => void vi.useRealTimers())

function listOver(world: QueueWorld) {
  const [here, there] = memoryPair(setImmediate)
  serveFake(world.staged(), there)
  const asked = connect(contract, here)
  let pages = 0
  const page: EngineClient['queue']['page'] = (input, signal) => {
    pages += 1
    return asked.queue.page(input, signal)
  }
  const client = new Cell<EngineClient>({ ...asked, queue: { ...asked.queue, page } })
  const mirror = new Mirror({ state: new Cell<LinkState>('connected'), client, now: () => performance.now() })
  const stop = mirror.start()
  return {
    list: new QueueList({ client, mirror, shown: { find: '', state: null, code: '' } }),
    stop,
    pages: () => pages,
  }
}

test('may be ended and started again before anybody answered', async () => {
  const world = new QueueWorld()
  world.put(aTransfer('a', 'paused'))
  const { list, stop } = listOver(world)
  const end = list.start()
  end()
  const endAgain = list.start()
  await expect.poll(() => list.view.get().lines).toContain('a')
  expect(list.view.get().unknown).toBe(0)
  endAgain()
  stop()
})

test('asks for its page again where rows came or went, not where they only change', async () => {
  vi.useFakeTimers()
  const world = new QueueWorld()
  for (const id of ['a', 'b', 'c']) world.put(aTransfer(id, 'queued'))
  const { list, stop, pages } = listOver(world)
  const end = list.start()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(list.view.get().lines).toHaveLength(4)
  const before = pages()
  for (let round = 0; round < 20; round += 1) {
    world.move('a', round % 2 === 0 ? 'paused' : 'queued')
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(pages()).toBe(before)
  // As many as before, but others.
  world.move('a', 'done')
  world.put(aTransfer('d', 'queued'))
  await vi.advanceTimersByTimeAsync(6_000)
  expect(pages()).toBeGreaterThan(before)
  expect(list.view.get().lines.filter((line) => typeof line === 'string')).toEqual(['b', 'c', 'd'])
  end()
  stop()
})

test('finds in the end what no tally tells: one failed when another one was tried again', async () => {
  vi.useFakeTimers()
  const world = new QueueWorld()
  world.put(aTransfer('a', 'queued'))
  world.put(aTransfer('b', 'failed'))
  const { list, stop } = listOver(world)
  const end = list.start()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(list.view.get().lines).toContain('a')
  world.move('a', 'failed')
  world.move('b', 'queued')
  await vi.advanceTimersByTimeAsync(31_000)
  expect(list.view.get().lines.filter((line) => typeof line === 'string')).toEqual(['b'])
  end()
  stop()
})

test('another order of the queue shows, without anything being gone meanwhile', async () => {
  const world = new QueueWorld()
  for (const id of ['a', 'b', 'c']) world.put(aTransfer(id, 'queued'))
  const { list, stop } = listOver(world)
  const end = list.start()
  const ids = (): string[] => list.view.get().lines.filter((line) => typeof line === 'string')
  await expect.poll(ids).toEqual(['a', 'b', 'c'])
  const lengths: number[] = []
  list.view.subscribe(() => lengths.push(ids().length))
  await world.staged().queue?.move?.({ ids: ['c'], goal: { to: 'top' } }, new AbortController().signal)
  await list.walkAgain()
  expect(ids()).toEqual(['c', 'a', 'b'])
  expect(lengths.filter((length) => length !== 3)).toEqual([])
  end()
  stop()
})
