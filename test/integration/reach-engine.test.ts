/** Commands that come to an engine over its private socket, and what they do when its owner leaves. */

import { mkdtempSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { listenPrivately } from '../../src/main/server/private-socket.ts'
import { fail, failure, ok } from '../../src/shared/failure.ts'
import type { Transport } from '../../src/shared/rpc.ts'
import { aTransfer, fakeOwner, serveFake } from '../fakes/fake-engine.ts'
import type { Staged } from '../fakes/fake-engine.ts'
import { ownedByAnother, stage } from '../fakes/staged-world.ts'

let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ls-'))
  path = process.platform === 'win32' ? `\\\\.\\pipe\\${folder.slice(-9)}` : join(folder, 's.sock')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

/** `leave`: as an owner that is killed, but with its socket gone already. */
async function owned(staged: Staged): Promise<{ leave: () => void }> {
  const lines: Transport[] = []
  const socket = await listenPrivately(path, (transport) => {
    lines.push(transport)
    return serveFake(staged, transport)
  })
  onTestFinished(() => socket.close())
  return {
    leave() {
      unlinkSync(path)
      for (const line of lines) line.close()
    },
  }
}

const addresses = async () => [path]
const noAccounts: Staged = { accounts: { list: async () => ok([]) } }

describe.runIf(process.platform !== 'win32')('reaching the engine', () => {
  test('whoever owns the folder is asked, and nobody becomes its owner', async () => {
    await owned(noAccounts)
    const openOwner = () => Promise.reject(new Error('somebody owns it already'))
    const at = stage({}, { addresses, openOwner })
    expect(await at.run('account', 'list', '--json')).toBe(0)
    expect(at.jsonLines()).toEqual([[]])
  })

  test('nobody listens: the command owns the folder as long as it runs', async () => {
    const at = stage(noAccounts, { addresses })
    expect(await at.run('account', 'list')).toBe(0)
    expect(at.owners.map((owner) => owner.isClosed())).toEqual([true])
  })

  test('an owner that is about to open its socket is waited for', async () => {
    let pauses = 0
    const sleep = async () => {
      pauses += 1
      if (pauses === 3) await owned(noAccounts)
    }
    const at = stage({}, { addresses, openOwner: ownedByAnother, sleep })
    expect(await at.run('account', 'list')).toBe(0)
    expect(pauses).toBe(3)
  })

  test('an owner that has the lock and never answers: 4, and what it says', async () => {
    let pauses = 0
    const at = stage({}, { addresses, openOwner: ownedByAnother, sleep: async () => void (pauses += 1) })
    expect(await at.run('account', 'list', '--json')).toBe(4)
    expect(at.jsonLines()).toMatchObject([{ error: { code: 'engine-unreachable' } }])
    expect(pauses).toBeLessThanOrEqual(50)
  })

  test('an owner that leaves while it is asked: the question is asked again', async () => {
    const owner = await owned({
      accounts: {
        list: async () => {
          owner.leave()
          return new Promise(() => undefined)
        },
      },
    })
    const at = stage(noAccounts, { addresses })
    expect(await at.run('account', 'list', '--json')).toBe(0)
    expect(at.jsonLines()).toEqual([[]])
  })

  test('but not a question that must not be asked twice', async () => {
    const owner = await owned({
      accounts: {
        add: async () => {
          owner.leave()
          return new Promise(() => undefined)
        },
      },
    })
    const at = stage({}, { addresses, openOwner: () => Promise.reject(new Error('asked again')) })
    expect(await at.run('account', 'add', 'practice', '--json')).toBe(4)
    expect(at.jsonLines()).toMatchObject([{ error: { code: 'engine-unreachable' } }])
  })

  test('who waits goes on with the next owner, and misses nothing', async () => {
    const owner = await owned({
      queue: {
        async *states(_, signal) {
          yield aTransfer('t1', 'queued')
          yield aTransfer('t2', 'queued')
          yield 'listed'
          yield aTransfer('t1', 'sending')
          yield aTransfer('t1', 'done')
          owner.leave()
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        },
      },
    })
    const opened: unknown[] = []
    const at = stage(
      {},
      {
        addresses,
        openOwner: async (options) => {
          opened.push(options.runEngine)
          return ok(
            fakeOwner({
              queue: {
                async *states(_, signal) {
                  yield aTransfer('t2', 'sending')
                  yield 'listed'
                  yield aTransfer('t2', 'done')
                  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
                },
              },
            }),
          )
        },
      },
    )
    expect(await at.run('wait', '--json')).toBe(0)
    expect(opened).toEqual([true])
    expect(at.jsonLines().at(-1)).toMatchObject({ event: 'summary', queued: 2, done: 2 })
  })

  test('5,000 changes over the socket, in order', async () => {
    const ids = Array.from({ length: 5_000 }, (_, at) => `t${at}`)
    await owned({
      queue: {
        async *states(_, signal) {
          yield aTransfer('last', 'queued')
          yield 'listed'
          for (const id of ids) yield aTransfer(id, 'done')
          yield aTransfer('last', 'done')
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        },
      },
    })
    const at = stage({}, { addresses, openOwner: async () => fail(failure('store-failed', { detail: 'no' })) })
    expect(await at.run('wait', '--json')).toBe(0)
    const seen = (at.jsonLines() as { event: string; id: string }[]).filter(({ event }) => event === 'state')
    expect(seen.map(({ id }) => id)).toEqual(['last', ...ids, 'last'])
  })
})
