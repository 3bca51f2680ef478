/** What files and clocks of this computer do to a running engine; nobody else is to suffer for it. */

import { linkSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { OwnerBench, expectGoodManners, expectSame, threeRanges, twoRanges, valueOf } from '../support/owner-bench.ts'
import { systemError, withOddFiles } from '../support/odd-files.ts'

afterEach(expectGoodManners)

/** By a clock that no test sets. */
async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
    await sleep(10)
  }
}

test('fault-X05 fault-F13 fault-F14 fault-F15: a bug, a bad sector, a lock and no descriptors: each is told, and the rest arrives', async () => {
  const bench = await OwnerBench.open({ policy: { slowPausesMs: Array.from({ length: 500 }, () => 30) } })
  const secret = bench.practice.cloud.token
  let locks = 3
  let shortages = 3
  const reads: number[] = []
  withOddFiles(async (path, open) => {
    if (path.endsWith('locked.docx') && locks-- > 0) throw systemError('EBUSY')
    if (path.endsWith('many.bin') && shortages-- > 0) throw systemError('EMFILE')
    const handle = await open()
    if (path.endsWith('bug.bin')) handle.read = () => Promise.reject(new TypeError(`no ${secret}`))
    if (path.endsWith('well.bin')) {
      const close = handle.close.bind(handle)
      handle.close = () => close().then(() => Promise.reject(new TypeError(`no ${secret}`)))
    }
    if (!path.endsWith('sector.bin')) return handle
    const read = handle.read.bind(handle)
    handle.read = ((into: Uint8Array, at: number, length: number, position: number) => {
      if (position < 3_000_000) return read(into, at, length, position)
      reads.push(position)
      return Promise.reject(systemError('EIO'))
    }) as typeof handle.read
    return handle
  })
  const names = ['bug.bin', 'sector.bin', 'locked.docx', 'many.bin', 'well.bin']
  const sources = names.map((name, at) => bench.file(name, twoRanges + at))
  const ids = await Promise.all(sources.map((source) => bench.enqueue(source)))
  const [bug, sector, locked, many, well] = await Promise.all(ids.map((id) => bench.ended(id)))
  expect(bug).toMatchObject({ state: 'failed', failure: { code: 'bug', retryAt: null } })
  expect(JSON.stringify(bug)).not.toContain(secret)
  const log = valueOf(await bench.client.engine.logs({})).join('\n')
  expect(log).toContain('TypeError: no ')
  expect(log).not.toContain(secret)
  // Three tries, and no more; it is told where.
  expect(sector).toMatchObject({ state: 'failed', failure: { code: 'source-read-error' }, attempts: 3 })
  expect(sector?.failure?.message).toContain(`at byte ${reads[0]} (EIO)`)
  const waits = (id = '') => bench.times(id, 'waiting').map(({ failure }) => failure?.code)
  expect(waits(ids[2])).toEqual(['source-busy', 'source-busy', 'source-busy'])
  expect(waits(ids[3])).toEqual(['too-many-open-files', 'too-many-open-files', 'too-many-open-files'])
  for (const view of [locked, many, well]) expect(view).toMatchObject({ state: 'done', evidence: 'hash' })
  for (const [at, source] of sources.entries()) {
    if (at > 1) expectSame(await bench.practice.item(`/${source.name}`), source)
  }
  expect(await bench.items()).toHaveLength(3)
  expect(await bench.upload(bench.file('after.bin', 70_001))).toMatchObject({ state: 'done' })
})

test('fault-X10 a clock that jumps ten years ahead, and a day back, ends no session and freezes no wait', async () => {
  const { now } = Date
  onTestFinished(() => {
    Date.now = now
  })
  const bench = await OwnerBench.open({ policy: { attemptPausesMs: [1_500, 1_500, 1_500] } })
  const source = bench.file('long.bin', threeRanges)
  await bench.practice.fault({ match: { op: 'put', range: 'middle' }, action: 'hold', params: { gate: 'g' } })
  const id = await bench.enqueue(source)
  await bench.practice.control('GET', '/journal/wait?op=put&state=held')
  const tenYears = 10 * 365 * 86_400_000
  Date.now = () => now() + tenYears
  // The service's own clock stays right; here it runs in the same process.
  await bench.practice.control('POST', '/clock', { advanceMs: -tenYears })
  await sleep(50)
  await bench.practice.control('DELETE', '/faults')
  // The next range ends in a wait, and the clock goes back in the midst of it.
  await bench.practice.fault({ match: { op: 'put', range: 'last' }, action: 'respond', params: { status: 500 } })
  await bench.practice.control('POST', '/faults/release')
  await eventually('the wait', async () => (await bench.transfer(id)).state === 'waiting')
  Date.now = () => now() - 86_400_000
  await bench.practice.control('POST', '/clock', { advanceMs: tenYears + 86_400_000 })
  await eventually('the end', async () => (await bench.transfer(id)).state === 'done')
  expectSame(await bench.practice.item('/long.bin'), source)
  const stored = (await bench.requests('put')).reduce((sum, { storedBytes }) => sum + storedBytes, 0)
  expect(stored).toBe(source.size)
  expect(await bench.sessions()).toHaveLength(1)
})

test('fault-F10 fault-F23 fault-F07: a folder that goes with all in it, a file of two names, and one that is gone before its turn', async () => {
  const bench = await OwnerBench.open()
  const tree = join(bench.folder, 'tree')
  mkdirSync(join(tree, 'sub'), { recursive: true })
  await bench.client.queue.pause({ all: true })
  const files = [1, 2, 3].map((n) => bench.file(`tree/sub/${n}.bin`, 60_000 + n))
  const { batch } = valueOf(await bench.client.queue.enqueue({ paths: [tree], to: 'onedrive:/' }))
  const twice = bench.file('twice.bin', 50_001)
  linkSync(twice.path, join(bench.folder, 'other name.bin'))
  const linked = await bench.enqueue(twice)
  rmSync(join(tree, 'sub'), { recursive: true })
  await bench.client.queue.resume({ all: true })
  const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
  expect(transfers).toHaveLength(files.length)
  const ended = await Promise.all(transfers.map(({ id }) => bench.ended(id)))
  for (const view of ended) expect(view).toMatchObject({ state: 'failed', failure: { code: 'folder-gone' } })
  // One message for all of them: it is the folder that went.
  expect(new Set(ended.map(({ failure }) => failure?.message))).toEqual(
    new Set(["The folder 'sub' is no longer there, and with it what was to be sent."]),
  )
  expect(await bench.ended(linked)).toMatchObject({ state: 'done', evidence: 'hash' })
  expect(await bench.story(linked)).toContain('2 names')
  expect((await bench.items()).map(({ path }) => path)).toEqual(['/twice.bin'])
})
