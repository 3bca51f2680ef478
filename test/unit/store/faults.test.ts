/** Somebody else at the queue file, a log that grows, and numbers that no number holds. */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Transfer } from '../../../src/main/engine/ports/store.ts'
import { contentRange } from '../../../src/main/providers/graph/content-range.ts'
import { complement } from '../../../src/main/engine/plan/ranges.ts'
import { StoreHost } from '../../../src/main/store/store-host.ts'
import { WorkerClient } from '../../../src/main/worker/worker-client.ts'
import { SeededRandom } from '../../fakes/random.ts'
import { added, newTransfer, openStore } from '../../support/stores.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function host(path: string): StoreHost {
  const random = new SeededRandom(9)
  const made = new StoreHost(
    path,
    () => 1,
    () => random.id(),
  )
  onTestFinished(() => made.close())
  return made
}

test('fault-D05 somebody else who writes is waited for, and nobody sees an error', async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  const { client } = await WorkerClient.start({ databasePath: path })
  onTestFinished(() => client.close())
  const other = new Database(path)
  onTestFinished(() => void other.close())
  for (let round = 0; round < 3; round += 1) {
    other.exec('BEGIN IMMEDIATE')
    other.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?)').run('other', String(round))
    const called = client.call('store', 'enqueue', [[newTransfer({ path: `/f/${round}` })], round])
    const settled = called.then(() => 'stored')
    // It stands in the way for as long as that takes, and the call stands behind it.
    expect(await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, 200, 'waits'))])).toBe('waits')
    other.exec('COMMIT')
    expect(await settled).toBe('stored')
  }
  expect(await client.call('store', 'summary', [])).toMatchObject({ tallies: { queued: 3 } })
})

test('fault-D12 a log that a long reader keeps growing is told, and folded back once he leaves', async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  const store = host(path)
  const logBytes = (): number => statSync(`${path}-wal`).size
  const alarm = 2 * 1024 * 1024
  const reader = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     const db = new (require(workerData.library))(workerData.path, { readonly: true })
     db.exec('BEGIN'); db.prepare('SELECT count(*) FROM transfer').get(); parentPort.postMessage('reads')
     parentPort.once('message', () => { db.exec('COMMIT'); db.close(); parentPort.postMessage('left') })`,
    { eval: true, workerData: { path, library: join(process.cwd(), 'node_modules/better-sqlite3') } },
  )
  const heard = () => new Promise((resolve) => reader.once('message', resolve))
  expect(await heard()).toBe('reads')
  const write = (from: number): void => {
    for (let n = 0; n < 60; n += 1) {
      const entries = Array.from({ length: 40 }, (_, at) =>
        newTransfer({ path: `/${from}/${n}/${at}`, why: 'x'.repeat(900) }),
      )
      store.store.enqueue(entries, n)
    }
  }
  expect(await store.maintain(alarm)).toBeNull()
  write(0)
  const grown = logBytes()
  expect(grown).toBeGreaterThan(alarm)
  expect(await store.maintain(alarm)).toMatch(/has \d+ bytes: another program reads/)
  reader.postMessage('leave')
  expect(await heard()).toBe('left')
  await reader.terminate()
  // All of it is folded back now, so that the log begins anew: the same again doesn't make it longer.
  await store.maintain(Number.MAX_SAFE_INTEGER)
  write(1)
  expect(logBytes()).toBeLessThan(grown * 1.5)
  expect(store.store.summary().tallies.queued).toBe(4_800)
})

test('fault-D14 64 bits come back as they went, and what no number holds is refused', () => {
  const { sync } = openStore()
  const bits = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(String)
  const size = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 2 ** 31, 2 ** 32, 2 ** 53 - 1))
  let n = 0
  fc.assert(
    fc.property(bits, bits, bits, bits, size, (mtimeNs, ctimeNs, inode, device, bytes) => {
      const fingerprint = { size: bytes, mtimeNs, ctimeNs, inode, device }
      const { id } = added(sync, { path: `/${(n += 1)}`, fingerprint })
      expect(sync.get(id)?.fingerprint).toEqual(fingerprint)
    }),
    { numRuns: 300, seed: 14 },
  )
  for (const bytes of [2 ** 53, -1]) {
    const fingerprint = { size: bytes, mtimeNs: '1', ctimeNs: '1', inode: '1', device: '1' }
    expect(() => added(sync, { path: '/refused', fingerprint })).toThrow(/constraint/i)
  }
})

const border = [2 ** 31, 2 ** 32].flatMap((at) => [at - 1, at, at + 1])

test.each(border)('fault-F26 %i bytes: right on the line, in the store and in what is shown', (size) => {
  const { sync } = openStore()
  const fingerprint = { size, mtimeNs: '1', ctimeNs: '1', inode: '1', device: '1' }
  const { id } = added(sync, { fingerprint })
  const session = { id: 's', secret: 'x', openedAt: 1, expiresAt: null }
  const step = (from: Transfer['state'], event: 'admit' | 'open' | 'opened' | 'ack', more: object = {}) =>
    sync.apply({ id, from, event, step: null, ...more }, 1)
  step('queued', 'admit')
  step('planning', 'open')
  step('opening', 'opened', { session: { open: session } })
  const rangeBytes = 183 * 327_680
  let told = ''
  for (let start = 0; start < size; start += rangeBytes) {
    const end = Math.min(size, start + rangeBytes)
    told = contentRange({ start, end }, size)
    expect(told).toBe(`bytes ${BigInt(start)}-${BigInt(end) - 1n}/${BigInt(size)}`)
    const acknowledge = { ranges: [{ start, end }], expiresAt: null, digestCheckpoint: null, digestOffset: end }
    const at = step('sending', 'ack', { acknowledge })
    expect(at?.acknowledgedBytes).toBe(end)
  }
  expect(told.endsWith(`-${size - 1}/${size}`)).toBe(true)
  expect(complement(sync.session(id)?.acknowledged ?? [], size)).toEqual([])
  expect(sync.summary()).toMatchObject({ totalBytes: size, acknowledgedBytes: size })
})
