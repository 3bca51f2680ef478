/** The disk of the data folder is full: it says so, nothing is half there, and it goes on when there is room. */

import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { LogFile } from '../../src/main/log.ts'
import { type Ask, type RemoteStore, createRemoteStore } from '../../src/main/store/remote-store.ts'
import { Vault } from '../../src/main/secrets/vault.ts'
import { WorkerClient } from '../../src/main/worker/worker-client.ts'
import { FailureError } from '../../src/shared/failure.ts'
import { aSession, anEntry, inState } from '../support/store-rows.ts'
import { testKey } from '../support/stores.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { openVault } from '../support/vaults.ts'

/** A disk of its own of so many bytes; null where that can't be had. */
function smallDisk(bytes: number): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const folder = temporaryFolder()
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', folder]).status !== 0) return null
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return folder
}

const needs = 'needs root on Linux, to mount a small disk'

/** Takes what is left of the disk, but for so many bytes. */
function fill(folder: string, leaveBytes = 0): () => void {
  const path = join(folder, 'filler')
  const file = openSync(path, 'w')
  for (let size = 65_536; size >= 512; ) {
    try {
      writeSync(file, Buffer.alloc(size, 1))
    } catch {
      size /= 2
    }
  }
  closeSync(file)
  if (leaveBytes > 0) spawnSync('truncate', ['-s', String(Math.max(0, statSync(path).size - leaveBytes)), path])
  return () => rmSync(path)
}

async function started(path: string): Promise<{ client: WorkerClient; store: RemoteStore; notes: readonly string[] }> {
  const { client, notes } = await WorkerClient.start({ databasePath: path })
  onTestFinished(() => client.close())
  const ask = ((method, ...args) => client.call('store', method, args)) as Ask
  return { client, store: createRemoteStore(ask, new Vault(testKey)), notes }
}

async function codeOf(act: Promise<unknown>): Promise<string> {
  try {
    await act
    return 'none'
  } catch (error) {
    return error instanceof FailureError ? error.failure.code : String(error)
  }
}

/** Adds batches of ten until one is refused. */
async function untilRefused(store: RemoteStore): Promise<{ added: string[]; code: string }> {
  const added: string[] = []
  for (let n = 0; n < 3_000; n += 1) {
    const batch = Array.from({ length: 10 }, () => anEntry({ batchId: `b${n}`, why: 'x'.repeat(1_000) }))
    const code = await codeOf(
      store.enqueue(batch, n).then((rows) => added.push(...rows.map(({ transfer }) => transfer.id))),
    )
    if (code !== 'none') return { added, code }
  }
  throw new Error('the disk is never full')
}

async function idsOf(store: RemoteStore): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page = await store.page({ limit: 200, cursor })
    ids.push(...page.transfers.map(({ id }) => id))
    cursor = page.cursor
  }
  return ids
}

test('a full disk refuses whole changes, still answers, and takes them when there is room', async ({ skip }) => {
  const folder = smallDisk(4 * 1024 * 1024) ?? skip(needs)
  const path = join(folder, 'longshore.db')
  const { store, client } = await started(path)
  const sending = await inState(store, 'sending')
  const opened = { id: sending.id, from: 'sending', event: null, session: { open: aSession('s') }, step: null } as const
  await store.apply(opened, 1)
  const free = fill(folder, 400_000)
  const { added, code } = await untilRefused(store)
  expect(code).toBe('disk-full-here')
  const acknowledge = { ranges: [{ start: 0, end: 5 }], expiresAt: null, digestCheckpoint: null, digestOffset: 0 }
  const fillUp = fill(join(folder), 0)
  const progress = { id: sending.id, from: 'sending', event: 'ack', acknowledge, step: null } as const
  // Small changes may still find room; in the end none does, and that says the same.
  let refused = 'none'
  for (let n = 0; refused === 'none' && n < 3_000; n += 1) refused = await codeOf(store.apply(progress, n))
  expect(refused).toBe('disk-full-here')
  expect(await idsOf(store)).toEqual([sending.id, ...added])
  expect((await store.summary()).tallies).toMatchObject({ queued: added.length, sending: 1 })
  if (existsSync(join(folder, 'filler'))) fillUp()
  else free()
  const again = await store.enqueue([anEntry()], 5)
  expect(again).toMatchObject([{ isNew: true }])
  expect(await store.apply(progress, 6)).toMatchObject({ acknowledgedBytes: 5 })
  await client.close()
  const db = new Database(path, { readonly: true })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.prepare('SELECT count(*) FROM transfer').pluck().get()).toBe(added.length + 2)
  db.close()
})

test('with the disk full from the start it is said, and the next start finds everything', async ({ skip }) => {
  const folder = smallDisk(3 * 1024 * 1024) ?? skip(needs)
  const path = join(folder, 'longshore.db')
  const first = await started(path)
  const { transfer } = (await first.store.enqueue([anEntry()], 1))[0] ?? {}
  await first.client.close()
  const free = fill(folder)
  const code = await codeOf(started(path).then(({ store: full }) => full.enqueue([anEntry()], 2)))
  expect(code).toBe('disk-full-here')
  free()
  const { store, notes } = await started(path)
  expect(notes).toEqual([])
  expect(await store.get(transfer?.id ?? '')).toEqual(transfer)
})

test('a new data folder on a full disk says so and leaves no half database', async ({ skip }) => {
  const folder = smallDisk(1024 * 1024) ?? skip(needs)
  const path = join(folder, 'longshore.db')
  const free = fill(folder)
  expect(await codeOf(WorkerClient.start({ databasePath: path }))).toBe('disk-full-here')
  await expect(openVault(join(folder, 'key'))).rejects.toThrow('disk-full-here')
  free()
  expect(existsSync(join(folder, 'key'))).toBe(false)
  const { store, notes } = await started(path)
  expect(notes).toEqual([])
  expect(await store.enqueue([anEntry()], 1)).toMatchObject([{ isNew: true }])
})

test('fault-X16 a log on a full disk stops nothing, keeps the newest in memory and goes on when there is room', ({
  skip,
}) => {
  const folder = smallDisk(256 * 1024) ?? skip(needs)
  const path = join(folder, 'longshore.log')
  const log = new LogFile({ path, redact: (text) => text, now: () => 0, maxBytes: 20_000, files: 3 })
  log.info('before')
  const free = fill(folder)
  for (let n = 0; n < 2_000; n += 1) log.warn('in between', { n, more: 'x'.repeat(200) })
  expect(log.lines(1)[0]).toContain('"n":1999')
  free()
  log.info('after')
  expect(log.lines(5).at(-1)).toContain('after')
  expect(spawnSync('grep', ['-c', '"after"', path], { encoding: 'utf8' }).stdout.trim()).toBe('1')
})
