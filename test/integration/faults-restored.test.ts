/** A damaged or an older queue file, with a destination that has what it knows nothing of: looked for, and not sent again. */

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { OwnerBench, expectGoodManners, twoRanges, valueOf } from '../support/owner-bench.ts'
import { jobsOf, share } from '../support/printing.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

afterEach(expectGoodManners)

const putBack: Readonly<Record<string, (db: string) => void>> = {
  'fault-D08 an older copy that somebody put back': (db) => copyFileSync(`${db}.copy`, db),
  'fault-D06 a page of noise, and the last backup': (db) => {
    copyFileSync(`${db}.copy`, `${db}.backup`)
    writeFileSync(db, pseudoRandom(40_960, 4))
  },
}

test.each(Object.entries(putBack))('%s: the destination is asked, and nothing is there twice', async (_, put) => {
  const bench = await OwnerBench.open({ settle: { uploadsMs: 50, afterChangeMs: 50 } })
  const watched = join(bench.folder, 'watched')
  mkdirSync(watched)
  const places = { folder: watched, to: 'onedrive:/Watched', account: 'cloud', name: 'w', conflict: 'rename' } as const
  const rules = { existing: 'upload', settleMs: 50, after: 'keep' }
  valueOf(await bench.client.watches.add({ ...places, ...rules }))
  await bench.practice.fault({ match: { path: '/known' }, action: 'hold', params: { gate: 'known' } })
  const source = bench.file('known.bin', twoRanges)
  const id = await bench.enqueue(source, { conflict: 'rename' })
  await bench.until(id, ({ state }) => state === 'sending')
  await bench.close()
  const db = join(bench.dataDir, 'longshore.db')
  copyFileSync(db, `${db}.copy`)

  // What the copy doesn't know: one that it has is sent, and one is found that it never saw.
  await bench.practice.control('DELETE', '/faults')
  await bench.start()
  expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
  writeFileSync(join(watched, 'unknown.bin'), pseudoRandom(70_001, 5))
  const all = async (): Promise<number> => (await bench.items()).length
  await expect.poll(all, { timeout: 30_000 }).toBe(2)
  const views = async () => valueOf(await bench.client.queue.page({})).transfers
  const done = async () => (await views()).filter(({ state }) => state === 'done').length
  await expect.poll(done, { timeout: 30_000 }).toBe(2)
  const before = await bench.items()
  const sent = (await bench.requests('put')).length
  await bench.close()

  put(db)
  for (const tail of ['-wal', '-shm']) rmSync(`${db}${tail}`, { force: true })
  await bench.start()
  await expect.poll(done, { timeout: 30_000 }).toBe(2)
  for (const view of await views()) expect(view).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
  expect(await bench.items()).toEqual(before)
  expect(await bench.requests('put')).toHaveLength(sent)
  const told = valueOf(await bench.client.engine.logs({})).filter((line) => line.includes('store.repaired'))
  expect(told.join()).toMatch(/older one|damaged|no database/)
})

test('fault-D08 a printer tells nothing of what it printed: an older copy makes a question of it, and nothing is printed twice', async () => {
  const bench = await OwnerBench.open({ settle: { uploadsMs: 50, afterChangeMs: 50 } })
  const watched = join(bench.folder, 'watched')
  mkdirSync(watched)
  const places = { folder: watched, to: share, account: 'cloud', name: 'w', conflict: 'fail' } as const
  valueOf(await bench.client.watches.add({ ...places, existing: 'upload', settleMs: 50, after: 'keep' }))
  await bench.practice.fault({ match: { op: 'share' }, action: 'hold', params: { gate: 'known' }, times: 0 })
  await bench.enqueue(bench.file('known.pdf', 70_001), { to: share })
  const asked = async () => (await bench.requests('share')).filter(({ state }) => state === 'held').length
  await expect.poll(asked, { timeout: 30_000 }).toBe(1)
  await bench.close()
  const db = join(bench.dataDir, 'longshore.db')
  copyFileSync(db, `${db}.copy`)

  await bench.practice.control('DELETE', '/faults')
  await bench.start()
  writeFileSync(join(watched, 'unknown.pdf'), pseudoRandom(70_003, 7))
  const views = async () => valueOf(await bench.client.queue.page({})).transfers
  const are = (wanted: string) => async () => (await views()).filter(({ state }) => state === wanted).length
  await expect.poll(are('done'), { timeout: 30_000 }).toBe(2)
  const jobs = await jobsOf(bench.practice)
  expect(jobs).toHaveLength(2)
  await bench.close()

  copyFileSync(`${db}.copy`, db)
  await bench.start()
  await expect.poll(are('blocked'), { timeout: 30_000 }).toBe(2)
  for (const view of await views()) expect(view).toMatchObject({ failure: { code: 'outcome-unknown' } })
  expect(await jobsOf(bench.practice)).toEqual(jobs)
  // A person has looked, and wants them again.
  valueOf(await bench.client.queue.retry({ ids: (await views()).map(({ id }) => id) }))
  await expect.poll(are('done'), { timeout: 30_000 }).toBe(2)
  expect(await jobsOf(bench.practice)).toHaveLength(4)
})
