import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Vault } from '../../src/main/secrets/vault.ts'
import { type Ask, createRemoteStore } from '../../src/main/store/remote-store.ts'
import { WorkerClient } from '../../src/main/worker/worker-client.ts'
import { openStore, testKey } from '../support/stores.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { describeStore } from './store.ts'

describeStore('in memory', async () => openStore().store)

describeStore('in a file', async () => {
  const { store, db } = openStore(join(temporaryFolder(), 'longshore.db'))
  onTestFinished(() => void db.close())
  return store
})

describeStore('in its worker', async () => {
  const { client } = await WorkerClient.start({ databasePath: join(temporaryFolder(), 'longshore.db') })
  onTestFinished(() => client.close())
  const ask = ((method, ...args) => client.call('store', method, args)) as Ask
  return createRemoteStore(ask, new Vault(testKey))
})
