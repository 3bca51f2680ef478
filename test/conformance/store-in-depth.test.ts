import { join } from 'node:path'
import { describe, onTestFinished } from 'vitest'
import { Vault } from '../../src/main/secrets/vault.ts'
import { type Ask, createRemoteStore } from '../../src/main/store/remote-store.ts'
import { WorkerClient } from '../../src/main/worker/worker-client.ts'
import { openStore, testKey } from '../support/stores.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { acceptsInDepth } from './store-parts.ts'

describe('the store beside SQLite', () => {
  acceptsInDepth(async () => {
    const { store, db } = openStore()
    onTestFinished(() => void db.close())
    return store
  })
})

describe('the store behind its worker', () => {
  acceptsInDepth(async () => {
    const { client } = await WorkerClient.start({ databasePath: join(temporaryFolder(), 'longshore.db') })
    onTestFinished(() => client.close())
    return createRemoteStore(((method, ...args) => client.call('store', method, args)) as Ask, new Vault(testKey))
  })
})
