/** The store's thread: how it starts, what crosses to it, and how it ends. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { FailureError } from '../../src/shared/failure.ts'
import { Vault } from '../../src/main/secrets/vault.ts'
import { backupPath } from '../../src/main/store/backup.ts'
import { type Ask, createRemoteStore } from '../../src/main/store/remote-store.ts'
import { WorkerClient } from '../../src/main/worker/worker-client.ts'
import { until } from '../support/processes.ts'
import { newTransfer, openStore, testKey } from '../support/stores.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function start(path = join(temporaryFolder(), 'longshore.db')) {
  const { client, notes } = await WorkerClient.start({ databasePath: path })
  onTestFinished(() => client.close())
  const ask = ((method, ...args) => client.call('store', method, args)) as Ask
  return { client, notes, store: createRemoteStore(ask, new Vault(testKey)) }
}

it('says in words what had to be done to open it', async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  expect((await start(path)).notes).toEqual([])
  const text = join(temporaryFolder(), 'longshore.db')
  writeFileSync(text, 'text')
  const { notes, store } = await start(text)
  expect(notes).toEqual([expect.stringContaining('There was no copy to restore')])
  expect((await store.summary()).totalBytes).toBe(0)
})

it('does not start where there is no queue to be had', async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  mkdirSync(path)
  await expect(WorkerClient.start({ databasePath: path })).rejects.toThrow(FailureError)
})

it('makes its copy by itself, and leaves a file that is whole', async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  const { client, store } = await start(path)
  await store.enqueue([newTransfer()], 1)
  await until('the copy', () => (existsSync(backupPath(path)) ? true : null))
  await client.close()
  expect(existsSync(`${path}-wal`)).toBe(false)
  const { sync, db } = openStore(path)
  expect(sync.summary().tallies.queued).toBe(1)
  db.close()
})

it('answers thousands of calls, each with its own answer, in the order they came', async () => {
  const { store } = await start()
  const order: number[] = []
  const calls = Array.from({ length: 2_000 }, async (_, n) => {
    const [one] = await store.enqueue([newTransfer({ path: `/f/${n % 1_500}` })], n)
    order.push(n)
    return [one?.transfer.path, one?.isNew]
  })
  expect(await Promise.all(calls)).toEqual(calls.map((_, n) => [`/f/${n % 1_500}`, n < 1_500]))
  expect(order).toEqual(order.map((_, n) => n))
})

it('keeps nobody else from being heard by one who asks with what no thread can be given', async () => {
  const { client, store } = await start(join(temporaryFolder(), 'longshore.db'))
  const [before, odd, after] = await Promise.allSettled([
    store.putSetting('a', 1),
    client.call('store', 'putSetting', ['b', () => 1]),
    store.putSetting('c', 3),
  ])
  expect([before.status, odd.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await store.settings()).toEqual({ a: 1, c: 3 })
  await client.close()
})

it('refuses what it does not know and goes on', async () => {
  const { client, store } = await start()
  await expect(client.call('store', 'drop', [])).rejects.toThrow('no method drop')
  await expect(client.call('store', 'constructor', [])).rejects.toThrow(FailureError)
  await expect(client.call('kitchen', 'cook', [])).rejects.toThrow('no service')
  await expect(client.call('store', 'putSetting', ['x', () => 1])).rejects.toThrow(/clone/)
  await store.putSetting('x', 2)
  expect(await store.settings()).toEqual({ x: 2 })
})

it('fails what is asked after its end, as a failure', async () => {
  const { client, store } = await start()
  const late = store.summary()
  await client.close()
  expect((await late).totalBytes).toBe(0)
  await expect(store.summary()).rejects.toMatchObject({ failure: { code: 'store-failed' } })
  await client.close()
})
