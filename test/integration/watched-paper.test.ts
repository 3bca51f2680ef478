/**
 * A watched folder to a printer: of paper nothing can be asked afterwards, so that the ledger alone knows what was printed. That
 * what appears is printed once is in watched-destinations.test.ts, beside all other destinations.
 */

import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { OwnerBench, expectGoodManners, sha256, valueOf } from '../support/owner-bench.ts'
import { jobsOf, printingOf, share } from '../support/printing.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

afterEach(expectGoodManners)

const size = 400_001

async function printed({ practice }: OwnerBench): Promise<readonly string[]> {
  const jobs = await jobsOf(practice)
  const { documents } = await printingOf(practice)
  return jobs.map((job) => documents.find(({ jobId }) => jobId === job.id)?.sha256 ?? '')
}

async function watching() {
  const bench = await OwnerBench.open()
  const asked = { folder: bench.folder, to: share, account: 'cloud', conflict: 'rename', existing: 'upload' } as const
  const { id } = valueOf(await bench.client.watches.add({ ...asked, settleMs: 30 }))
  const transfers = async () => valueOf(await bench.client.queue.page({ filter: { watch: id } })).transfers
  /** So many are done, and nothing else is there. */
  const done = async (many: number) => {
    const states = async () => (await transfers()).map(({ state }) => state)
    const wanted = Array.from({ length: many }, () => 'done')
    await expect.poll(states, { timeout: 60_000, interval: 20 }).toEqual(wanted)
  }
  return { bench, transfers, done }
}

/** Appears under its name when it is whole, as programs put files down. */
function appear(bench: OwnerBench, name: string, bytes: Buffer): string {
  const path = join(bench.folder, name)
  writeFileSync(`${path}.part~`, bytes)
  renameSync(`${path}.part~`, path)
  return path
}

describe('a watched folder to a printer', () => {
  it('a file that changes is another job: with its size, and without', async () => {
    const { bench, done, transfers } = await watching()
    const path = appear(bench, 'report.pdf', pseudoRandom(size, 1))
    await done(1)
    writeFileSync(path, pseudoRandom(size, 2))
    await done(2)
    writeFileSync(path, pseudoRandom(size + 1, 3))
    await done(3)
    const wanted = [pseudoRandom(size, 1), pseudoRandom(size, 2), pseudoRandom(size + 1, 3)].map(sha256)
    expect((await printed(bench)).toSorted()).toEqual(wanted.toSorted())
    expect((await transfers()).every(({ evidence }) => evidence === 'size')).toBe(true)
    const { steps } = valueOf(await bench.client.queue.explain({ target: (await transfers()).at(-1)?.id ?? '' }))
    expect(steps.map(({ why }) => why).join('\n')).toContain('a new version of a file that was uploaded')
  })

  it('what is touched while nobody watches is not printed again', async () => {
    const { bench, done } = await watching()
    const path = appear(bench, 'report.pdf', pseudoRandom(size, 1))
    await done(1)
    await bench.close()
    utimesSync(path, 1_700_000_000, 1_700_000_000)
    await bench.start()
    appear(bench, 'next.pdf', pseudoRandom(size, 2))
    await done(2)
    await bench.restart()
    appear(bench, 'last.pdf', pseudoRandom(size, 3))
    await done(3)
    expect(await printed(bench)).toHaveLength(3)
  })

  it('says beforehand that files of folders become documents of their own', async () => {
    const bench = await OwnerBench.open()
    mkdirSync(join(bench.folder, 'papers', 'inner'), { recursive: true })
    appear(bench, 'papers/one.pdf', pseudoRandom(100, 1))
    appear(bench, 'papers/inner/two.pdf', pseudoRandom(100, 2))
    const reports = []
    const asked = { paths: [join(bench.folder, 'papers')], to: share }
    for await (const report of bench.client.queue.preflight(asked)) reports.push(report)
    expect(reports.at(-1)).toMatchObject({ going: { files: 2 }, flattened: 2, problems: [] })
  })
})
