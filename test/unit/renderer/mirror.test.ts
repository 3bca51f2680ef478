import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { contract } from '../../../src/shared/contract.ts'
import { memoryPair } from '../../../src/shared/memory-transport.ts'
import { connect } from '../../../src/shared/rpc-connect.ts'
import type { Transport } from '../../../src/shared/rpc.ts'
import type { EngineClient, LinkState } from '../../../src/renderer/engine/engine-client.ts'
import { Commands } from '../../../src/renderer/engine/commands.ts'
import { Notices } from '../../../src/renderer/engine/notices.ts'
import { Mirror } from '../../../src/renderer/mirror.ts'
import { Cell } from '../../../src/renderer/ui/cell.ts'
import { aTransfer, serveFake } from '../../fakes/fake-engine.ts'
import { QueueWorld } from '../../fakes/queue-world.ts'

function lineTo(world: QueueWorld): { client: EngineClient; end: Transport } {
  const [here, there] = memoryPair(setImmediate)
  serveFake(world.staged(), there)
  return { client: connect(contract, here), end: there }
}

function mirrorOf(world: QueueWorld) {
  const first = lineTo(world)
  const state = new Cell<LinkState>('connected')
  const client = new Cell<EngineClient>(first.client)
  const mirror = new Mirror({ state, client, now: () => performance.now() })
  const stop = mirror.start()
  return { mirror, client, state, end: first.end, stop }
}

test('knows the summary, and the rows that somebody looks at', async () => {
  const world = new QueueWorld()
  for (let id = 0; id < 300; id += 1) world.put(aTransfer(`t${id}`, 'queued'))
  const { mirror, stop } = mirrorOf(world)
  await expect.poll(() => mirror.summary.get()?.tallies.queued).toBe(300)
  mirror.look(['t1', 't2'])
  await expect.poll(() => mirror.rows.get('t2')?.state).toBe('queued')
  world.move('t2', 'sending')
  await expect.poll(() => mirror.rows.get('t2')?.state).toBe('sending')
  expect(mirror.rows.get('t3')).toBeUndefined()
  mirror.look(Array.from({ length: 300 }, (_, id) => `t${id}`))
  await expect.poll(() => world.followed).toBe(200)
  stop()
  await expect.poll(() => world.followed).toBe(0)
})

test('knows what is being checked, for as long as it is', async () => {
  const world = new QueueWorld()
  world.put(aTransfer('a', 'sending'))
  const { mirror, stop } = mirrorOf(world)
  const activity = mirror.activities.of('a')
  let told = 0
  const unsubscribe = activity.subscribe(() => {
    told += 1
  })
  await expect.poll(() => mirror.summary.get()).not.toBeNull()
  expect(activity.get()).toBeUndefined()
  const checking = { id: 'a', what: 'checking', doneBytes: 1, totalBytes: 2 } as const
  world.do([checking])
  await expect.poll(() => activity.get()).toEqual(checking)
  world.do([])
  await expect.poll(() => activity.get()).toBeUndefined()
  expect(told).toBeGreaterThanOrEqual(2)
  unsubscribe()
  stop()
})

test('asks again for what changed while it changed its subscription', async () => {
  const world = new QueueWorld()
  world.put(aTransfer('a', 'queued'))
  world.put(aTransfer('b', 'queued'))
  const { mirror, stop } = mirrorOf(world)
  mirror.look(['a'])
  await expect.poll(() => mirror.rows.get('a')?.state).toBe('queued')
  mirror.put([aTransfer('b', 'queued')])
  world.move('b', 'sending')
  mirror.look(['a', 'b'])
  await expect.poll(() => mirror.rows.get('b')?.state).toBe('sending')
  stop()
})

test('begins anew with a new line, and with an engine that counts from the beginning', async () => {
  const world = new QueueWorld()
  world.put(aTransfer('a', 'queued'))
  const { mirror, client, state, end, stop } = mirrorOf(world)
  mirror.look(['a'])
  await expect.poll(() => mirror.rows.get('a')?.state).toBe('queued')
  const before = mirror.epoch.get()
  end.close()
  state.set('lost')
  const other = new QueueWorld()
  other.put(aTransfer('a', 'done'))
  state.set('connected')
  client.set(lineTo(other).client)
  await expect.poll(() => mirror.rows.get('a')?.state).toBe('done')
  expect(mirror.epoch.get()).toBeGreaterThan(before)
  stop()
})

test('keeps what is looked at, and forgets the rest in the end', async () => {
  const world = new QueueWorld()
  const { mirror, stop } = mirrorOf(world)
  const unsubscribe = mirror.rows.of('t0').subscribe(() => undefined)
  mirror.put(Array.from({ length: 5_000 }, (_, id) => aTransfer(`t${id}`, 'queued')))
  expect(mirror.rows.size).toBeLessThanOrEqual(2_000)
  expect(mirror.rows.get('t0')).toBeDefined()
  expect(mirror.rows.get('t4999')).toBeDefined()
  unsubscribe()
  stop()
})

test('only who looks at a row hears of it', () => {
  const world = new QueueWorld()
  const { mirror, stop } = mirrorOf(world)
  const heard: string[] = []
  mirror.rows.of('a').subscribe(() => heard.push('a'))
  mirror.rows.of('b').subscribe(() => heard.push('b'))
  mirror.put([aTransfer('b', 'queued')])
  expect(heard).toEqual(['b'])
  stop()
})

test('a cancel rests until nobody can take it back', async () => {
  const world = new QueueWorld()
  world.put(aTransfer('a', 'sending', { acknowledgedBytes: 500 }))
  world.put(aTransfer('b', 'paused'))
  const { client, mirror, stop } = mirrorOf(world)
  const words = { canceling: String, kept: String, failed: () => 'failed', again: String }
  const commands = new Commands({ client, rows: mirror.rows, notices: new Notices(), words })
  mirror.put([...world.rows.values()])
  commands.cancel(['a', 'b'])
  await expect.poll(() => world.rows.get('a')?.state).toBe('paused')
  expect([...commands.leaving.get()]).toEqual(['a', 'b'])
  commands.undo()
  await expect.poll(() => world.rows.get('a')?.state).toBe('queued')
  // It rested before, too.
  expect(world.rows.get('b')?.state).toBe('paused')
  commands.cancel(['a'])
  commands.cancel(['b'])
  await expect.poll(() => world.rows.get('a')?.state).toBe('canceled')
  await wait(50)
  expect(world.rows.get('b')?.state).toBe('paused')
  commands.settle()
  await expect.poll(() => world.rows.get('b')?.state).toBe('canceled')
  stop()
})
