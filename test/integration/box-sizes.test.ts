/** Every way into Box, by size: box-F29 of box-and-peers.md 4.6. */

import { afterEach, describe, expect, it } from 'vitest'
import { boxFiles, expectOnlyInBox } from '../support/box-run.ts'
import { OwnerBench, expectGoodManners } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

const usual = 8 * 1024 * 1024
const direct = [0, 1, 70_001, 19_999_999]
const sessions = [20_000_000, 20_000_001, 3 * usual, 3 * usual + 1, 49_999_999, 50_000_000, 50_000_001, 104_857_600]

describe('box-F29 sizes', () => {
  it.each([...direct, ...sessions])(
    'fault-F24 fault-F25 %i bytes arrive, and are proved by their hash',
    async (size) => {
      const bench = await OwnerBench.open()
      const source = bench.file(`size-${size}.bin`, size)
      const view = await bench.upload(source, { to: 'box:/' })
      expect(view, JSON.stringify(view.failure)).toMatchObject({
        state: 'done',
        evidence: 'hash',
        failure: null,
        attempts: 0,
        acknowledgedBytes: size,
        remote: { name: source.name, size, hash: { algorithm: 'sha1' } },
      })
      await expectOnlyInBox(bench, source)
      const isDirect = size < 20_000_000
      expect(await bench.requests('simplePut')).toHaveLength(isDirect ? 1 : 0)
      expect(await bench.requests('create')).toHaveLength(isDirect ? 0 : 1)
      const lengths = (await bench.requests('put')).map(({ contentLength }) => Number(contentLength))
      expect(lengths.toSorted((a, b) => b - a)).toEqual(isDirect ? [] : partsOf(size))
    },
  )

  it('fault-F29 a file that is larger than the plan takes is refused before its first byte, with the number', async () => {
    const bench = await OwnerBench.open({ switches: { boxLargestFile: 21_000_000 } })
    const view = await bench.upload(bench.file('large.bin', 21_000_001), { to: 'box:/' })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'too-large' } })
    expect(view.failure?.message).toContain('at most 21,000,000 bytes')
    expect(await bench.requests('put')).toEqual([])
    expect(await boxFiles(bench)).toEqual([])
  })
})

/** The longest first. */
function partsOf(size: number): number[] {
  const whole = Array.from({ length: Math.floor(size / usual) }, () => usual)
  return size % usual === 0 ? whole : [...whole, size % usual]
}

describe('box-F29 places', () => {
  it('a folder and its tree, and a new version by number', async () => {
    const bench = await OwnerBench.open()
    const { mkdirSync } = await import('node:fs')
    mkdirSync(`${bench.folder}/tree/inner`, { recursive: true })
    bench.file('tree/one.txt', 101)
    bench.file('tree/inner/two.txt', 102)
    const asked = { paths: [`${bench.folder}/tree`], to: 'box:/New/Place', account: 'cloud' }
    const queued = await bench.client.queue.enqueue(asked)
    if (!queued.ok) throw new Error('refused')
    const page = await bench.client.queue.page({ filter: { batch: queued.value.batch } })
    if (!page.ok) throw new Error('refused')
    for (const { id } of page.value.transfers) expect(await bench.ended(id)).toMatchObject({ state: 'done' })
    const files = await boxFiles(bench)
    const names = files.map(({ path }) => String(path)).toSorted((a, b) => (a < b ? -1 : 1))
    expect(names.filter((name) => name.endsWith('.txt'))).toEqual([
      '/New/Place/tree/inner/two.txt',
      '/New/Place/tree/one.txt',
    ])
    const one = files.find(({ path }) => path === '/New/Place/tree/one.txt')
    const next = bench.file('another name.txt', 20_000_001)
    const view = await bench.upload(next, { to: `box:files/${one?.id}` })
    expect(view).toMatchObject({ state: 'done', evidence: 'hash', remote: { id: one?.id, name: 'one.txt' } })
    expect((await boxFiles(bench)).find(({ id }) => id === one?.id)).toMatchObject({ sha256: next.sha256, versions: 2 })
  })

  it.each(['fail', 'rename', 'replace', 'skip'] as const)(
    'a name that is there, in another case: %s',
    async (conflict) => {
      const bench = await OwnerBench.open()
      await bench.practice.write({ what: 'create', drive: 'practice-box', path: '/REPORT.pdf', size: 10 })
      const view = await bench.upload(bench.file('report.pdf', 20), { to: 'box:/', conflict })
      const ends = {
        fail: { state: 'blocked', failure: { code: 'name-taken' } },
        rename: { state: 'done', remote: { name: 'report (2).pdf' } },
        replace: { state: 'done', remote: { name: 'REPORT.pdf', size: 20 } },
        skip: { state: 'skipped' },
      }
      expect(view).toMatchObject(ends[conflict])
      expect(await boxFiles(bench)).toHaveLength(conflict === 'rename' ? 2 : 1)
    },
  )

  it('a number that is not there blocks, and says so', async () => {
    const bench = await OwnerBench.open()
    for (const to of ['box:folders/999999', 'box:files/999999']) {
      const view = await bench.upload(bench.file('lost.bin', 10), { to })
      expect(view).toMatchObject({ state: 'blocked', failure: { code: 'destination-gone' } })
    }
  })
})
