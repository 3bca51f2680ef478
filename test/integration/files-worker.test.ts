import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { LedgerEntry } from '../../src/main/engine/ports/store.ts'
import { createRemoteScanner } from '../../src/main/files/remote-scanner.ts'
import { WorkerClient } from '../../src/main/worker/worker-client.ts'
import { aWatch } from '../fakes/watch.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function worker(): Promise<WorkerClient> {
  const { client } = await WorkerClient.start({ databasePath: join(temporaryFolder(), 'longshore.db') })
  onTestFinished(() => client.close())
  return client
}

function folderOf(files: number): string {
  const root = temporaryFolder()
  for (let n = 0; n < files; n += 1) {
    if (n % 100 === 0) mkdirSync(join(root, `f${n / 100}`))
    writeFileSync(join(root, `f${Math.floor(n / 100)}`, `${n}`), 'x')
  }
  return root
}

test('a scan in the worker compares with the ledger there, batch by batch', async () => {
  const client = await worker()
  const scanner = createRemoteScanner(client, [])
  const watch = aWatch({ folder: folderOf(1_300) })
  const { signal } = new AbortController()
  const sizes: number[] = []
  let isBusy = false
  const first = await scanner.scan(
    watch,
    null,
    async ({ candidates }) => {
      expect(isBusy).toBe(false)
      isBusy = true
      sizes.push(candidates.length)
      // Only every second file is remembered, on the very thread that waits for this to end.
      const entries = candidates
        .filter((_, n) => n % 2 === 0)
        .map(
          ({ path, fingerprint }): LedgerEntry => ({
            account: watch.account,
            destination: watch.destination,
            path,
            fingerprint,
            digest: null,
            itemId: null,
            eTag: null,
            remoteName: null,
          }),
        )
      await client.call('store', 'ledgerPut', [entries])
      isBusy = false
    },
    signal,
  )
  expect(first).toMatchObject({ ok: true, value: { folders: 14, files: 1_300 } })
  expect(sizes).toEqual([500, 500, 300])

  let left = 0
  const second = await scanner.scan(
    watch,
    null,
    ({ candidates }) => Promise.resolve(void (left += candidates.length)),
    signal,
  )
  expect(second.ok).toBe(true)
  expect(left).toBe(650)
})

test('a scan that is stopped ends, and the worker goes on', async () => {
  const client = await worker()
  const scanner = createRemoteScanner(client, [])
  const watch = aWatch({ folder: folderOf(1_300) })
  const stop = new AbortController()
  const scanning = scanner.scan(
    watch,
    null,
    () => {
      stop.abort(new Error('stopped'))
      return Promise.resolve()
    },
    stop.signal,
  )
  await expect(scanning).rejects.toThrow('stopped')
  await expect(scanner.scan(watch, null, () => Promise.resolve(), stop.signal)).rejects.toThrow('stopped')
  const again = await scanner.scan(watch, null, () => Promise.resolve(), new AbortController().signal)
  expect(again).toMatchObject({ ok: true, value: { files: 1_300 } })
})

test('a failure crosses as a failure, and an error of the taker ends the scan', async () => {
  const client = await worker()
  const scanner = createRemoteScanner(client, [])
  const { signal } = new AbortController()
  const missing = aWatch({ folder: join(temporaryFolder(), 'missing') })
  expect(await scanner.scan(missing, null, () => Promise.resolve(), signal)).toMatchObject({
    ok: false,
    failure: { code: 'root-offline' },
  })
  const watch = aWatch({ folder: folderOf(10) })
  const broken = scanner.scan(watch, null, () => Promise.reject(new Error('no store')), signal)
  await expect(broken).rejects.toThrow('no store')
})
