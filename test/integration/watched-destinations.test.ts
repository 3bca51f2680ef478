/** A watched folder leads to every kind of destination: what appears in it is there once, and a touch sends nothing. */

import { renameSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { TransferView } from '../../src/shared/transfer.ts'
import { attachmentsOf, draft } from '../support/mail.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { printingOf, share } from '../support/printing.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { attachmentsOf as attachmentsOfTask, task } from '../support/tasks.ts'
import { treeOf } from '../support/tree.ts'

interface Kind {
  readonly to: string
  readonly evidence: TransferView['evidence']
  /** SHA-256 of all files that are there. */
  readonly stored: (bench: OwnerBench) => Promise<readonly (string | null)[]>
}

const kinds: Readonly<Record<string, Kind>> = {
  OneDrive: {
    to: 'onedrive:/In',
    evidence: 'hash',
    stored: async (bench) => (await bench.items()).map(({ sha256 }) => sha256 as string),
  },
  Box: {
    to: 'box:/In',
    evidence: 'hash',
    stored: async (bench) => (await bench.items()).map(({ sha256 }) => sha256 as string),
  },
  Outlook: {
    to: draft,
    evidence: 'hash',
    stored: async ({ practice }) => (await attachmentsOf(practice)).map(({ sha256 }) => sha256),
  },
  'To Do': {
    to: task,
    evidence: 'hash',
    stored: async ({ practice }) => (await attachmentsOfTask(practice)).map(({ sha256 }) => sha256),
  },
  'Universal Print': {
    to: share,
    evidence: 'size',
    stored: async ({ practice }) =>
      (await printingOf(practice)).documents.filter(({ size }) => size > 0).map(({ sha256 }) => sha256),
  },
}

afterEach(expectGoodManners)

/** All transfers of the watch, when so many are there and at rest. */
async function settled(bench: OwnerBench, watch: string, count: number): Promise<TransferView[]> {
  const all = async () => valueOf(await bench.client.queue.page({ filter: { watch } })).transfers
  await expect.poll(async () => (await all()).length, { timeout: 20_000 }).toBe(count)
  return Promise.all((await all()).map(({ id }) => bench.ended(id)))
}

describe.each(Object.entries(kinds))('a watched folder to %s', (_, { to, evidence, stored }) => {
  it('uploads what is there and what appears, small and large, and nothing twice', async () => {
    const bench = await OwnerBench.open()
    const first = bench.file('first.pdf', 40_001)
    const asked = { folder: bench.folder, to, account: 'cloud', existing: 'upload', settleMs: 50 } as const
    const { id: watch } = valueOf(await bench.client.watches.add(asked))
    expect(await settled(bench, watch, 1)).toMatchObject([{ state: 'done', evidence }])

    // As programs do it: written under another name, then put in place.
    const second = bench.write('second.tmp', pseudoRandom(5_000_001, 2))
    const name = join(bench.folder, 'second.pdf')
    renameSync(second.path, name)
    const views = await settled(bench, watch, 2)
    expect(views).toMatchObject([{ state: 'done' }, { state: 'done', evidence }])
    expect(views[1]?.path).toBe(name)

    const now = Date.now() / 1000
    for (const path of [first.path, name]) utimesSync(path, now, now)
    const third = bench.file('third.pdf', 70_001)
    const before = treeOf(bench.folder)
    expect(await settled(bench, watch, 3)).toMatchObject([{}, {}, { state: 'done', evidence }])
    // G6: nothing was written into it.
    expect(treeOf(bench.folder)).toEqual(before)
    const hashes = [first, second, third].map(({ sha256 }) => sha256)
    const there = await stored(bench)
    expect(there).toHaveLength(3)
    expect(new Set(there)).toEqual(new Set(hashes))
  })
})
