/** A window beside a daemon: it is a client of the owner that listens, and takes over when that one goes. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { openOwner } from '../../src/main/owner.ts'
import { addressesToDial } from '../../src/main/private-address.ts'
import { listenPrivately } from '../../src/main/server/private-socket.ts'
import { fail, failure, ok } from '../../src/shared/failure.ts'
import type { Transport } from '../../src/shared/rpc.ts'
import { fakeOwner, serveFake } from '../fakes/fake-engine.ts'
import { keeping, telling } from '../fakes/keeping.ts'
import { ownedByAnother } from '../fakes/staged-world.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function somewhere(): string {
  const folder = temporaryFolder()
  return process.platform === 'win32' ? `\\\\.\\pipe\\${folder.slice(-9)}` : join(folder, 's.sock')
}

/** Somebody else who owns the folder. `die`: as one that is killed. */
async function owned(path: string) {
  const lines: Transport[] = []
  const socket = await listenPrivately(path, (transport) => {
    lines.push(transport)
    return serveFake(telling, transport)
  })
  onTestFinished(() => socket.close())
  return {
    lines,
    async die() {
      for (const line of lines) line.close()
      await socket.close()
    },
  }
}

test('it is the client of an owner that listens, and closes its line when it ends', async () => {
  const path = somewhere()
  const owner = await owned(path)
  const at = keeping({ addresses: () => Promise.resolve([path]) })
  await at.until('theirs')
  expect(at.opened).toEqual([])
  expect(at.keeper.facts).toMatchObject({ failure: null, dropFolder: null })
  let isClosed = false
  owner.lines[0]?.onClose(() => (isClosed = true))
  await at.keeper.close()
  await expect.poll(() => isClosed).toBe(true)
  expect(at.opened).toEqual([])
})

test('the owner goes: it becomes the owner', async () => {
  const path = somewhere()
  const owner = await owned(path)
  const at = keeping({ addresses: () => Promise.resolve([path]) })
  await at.hears()
  await owner.die()
  await at.pass()
  await at.until('ours')
  expect(at.told.map(({ holding, failure: why }) => [holding, why])).toEqual([
    ['theirs', null],
    ['none', null],
    ['ours', null],
  ])
  expect(at.sleeps).toEqual([100])
})

test('somebody who has the folder opens its socket a little later: it becomes its client', async () => {
  const path = somewhere()
  const at = keeping({ addresses: () => Promise.resolve([path]), openOwner: ownedByAnother })
  await at.rests(1)
  await owned(path)
  await at.pass()
  await at.until('theirs')
  expect(at.told.map(({ holding }) => holding)).toEqual(['theirs'])
})

test.runIf(process.platform !== 'win32')(
  'what is in the way of the socket is told where the folder is taken, but not instead of what is wrong with it',
  async () => {
    const path = join(temporaryFolder(), 's.sock')
    writeFileSync(path, 'no socket')
    const addresses = () => Promise.resolve([path])
    const taken = keeping({ addresses, openOwner: ownedByAnother })
    for (let times = 0; times < 30; times += 1) await taken.pass()
    await expect.poll(() => taken.keeper.facts.failure?.facts['detail']).toMatch(/is not ours/)

    const broken = keeping({
      addresses,
      openOwner: () => Promise.resolve(fail(failure('store-failed', { detail: 'no space' }))),
    })
    await expect.poll(() => broken.keeper.facts.failure?.code).toBe('store-failed')

    const free = keeping({ addresses, openOwner: () => Promise.resolve(ok(fakeOwner(telling))) })
    await free.until('ours')
  },
)

test('the thread of its own store dies: it looks again, and has the folder once more', async () => {
  const threads: Worker[] = []
  const note = (message: unknown): void => void threads.push((message as { worker: Worker }).worker)
  subscribe('worker_threads', note)
  onTestFinished(() => void unsubscribe('worker_threads', note))
  const dataDir = join(temporaryFolder(), 'data')
  const at = keeping({ addresses: addressesToDial, openOwner, sleep: (ms) => sleep(ms) }, dataDir)
  await at.until('ours')
  await threads[0]?.terminate()
  await at.until('none')
  await at.until('ours')
  expect((await at.keeper.facts.client?.queue.summary({}))?.ok).toBe(true)
  await at.keeper.close()
})
