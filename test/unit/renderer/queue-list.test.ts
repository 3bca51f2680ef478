import { expect, test } from 'vitest'
import type { EngineClient, LinkState } from '../../../src/renderer/engine/engine-client.ts'
import { Mirror } from '../../../src/renderer/mirror.ts'
import { QueueList } from '../../../src/renderer/queue/queue-list.ts'
import { Cell } from '../../../src/renderer/ui/cell.ts'
import { contract } from '../../../src/shared/contract.ts'
import { memoryPair } from '../../../src/shared/memory-transport.ts'
import { connect } from '../../../src/shared/rpc-connect.ts'
import { aTransfer, serveFake } from '../../fakes/fake-engine.ts'
import { QueueWorld } from '../../fakes/queue-world.ts'

function listOver(world: QueueWorld) {
  const [here, there] = memoryPair(setImmediate)
  serveFake(world.staged(), there)
  const client = new Cell<EngineClient>(connect(contract, here))
  const mirror = new Mirror({ state: new Cell<LinkState>('connected'), client, now: () => performance.now() })
  const stop = mirror.start()
  return { list: new QueueList({ client, mirror, find: '' }), stop }
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
