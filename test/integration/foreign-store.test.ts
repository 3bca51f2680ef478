/** A queue that somebody else made, put in the place of ours. */

import { copyFileSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { contract } from '../../src/shared/contract.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

test('fault-H14 the database of somebody else, with accounts and folders of theirs: nothing starts, nothing is sent', async () => {
  const theirs = await OwnerBench.open()
  const ours = await OwnerBench.open()
  ours.file('private.txt', 1_000)
  const asked = { folder: ours.folder, to: 'onedrive:/', account: 'cloud', existing: 'upload' } as const
  valueOf(await theirs.client.queue.pause({ all: true }))
  valueOf(await theirs.client.watches.add(asked))
  const before = (await theirs.requests()).length
  await Promise.all([theirs.close(), ours.close()])
  const key = readFileSync(join(ours.dataDir, 'key'))
  for (const ending of ['', '-wal', '-shm']) {
    const from = join(theirs.dataDir, `longshore.db${ending}`)
    if (existsSync(from)) copyFileSync(from, join(ours.dataDir, `longshore.db${ending}`))
  }
  await expect(ours.start()).rejects.toThrow('secrets-locked')
  await expect(ours.start()).rejects.toThrow('secrets-locked')
  expect((await theirs.requests()).length).toBe(before)
  expect(await theirs.items()).toEqual([])
  // Ours is as it was, for whoever puts the right database back.
  expect(readFileSync(join(ours.dataDir, 'key')).equals(key)).toBe(true)
  expect(readdirSync(ours.folder)).toEqual(['private.txt'])
})

test('nor is any call of the engine named after taking a queue, settings or accounts from a file', () => {
  const entries = Object.entries(contract).flatMap(([group, its]) =>
    Object.keys(its).map((entry) => `${group}.${entry}`),
  )
  expect(entries.length).toBeGreaterThan(30)
  expect(entries.filter((entry) => /import|restore|load/i.test(entry))).toEqual([])
})
