/**
 * Who may have the name: every policy against a new name, an item of ours and somebody else's, for files added by hand
 * and for those of a watched folder. The wire never carries `rename` (expectGoodManners).
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type ConflictPolicy, type TransferView, conflictPolicies } from '../../src/shared/transfer.ts'
import { OwnerBench, type Source, expectGoodManners, expectSame, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

const to = 'onedrive:/In'
const size = 400_000

/** Adds a watch on the sources' folder; `existing: upload`, so that what is there counts too. */
async function watch(bench: OwnerBench, conflict: ConflictPolicy, folder = bench.folder): Promise<string> {
  const asked = { folder, to, account: 'cloud', conflict, existing: 'upload', settleMs: 30 } as const
  return valueOf(await bench.client.watches.add(asked)).id
}

/** The nth transfer of the watch, at rest. */
async function found(bench: OwnerBench, watchId: string, n = 1): Promise<TransferView> {
  const isThere = async (): Promise<TransferView | null> => {
    const { transfers } = valueOf(await bench.client.queue.page({ filter: { watch: watchId } }))
    return transfers[n - 1] ?? null
  }
  let view = await isThere()
  for (let left = 2_000; view === null && left > 0; left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    view = await isThere()
  }
  if (view === null) throw new Error(`the watch has found no ${n}`)
  return bench.ended(view.id)
}

async function expectNew(bench: OwnerBench, view: TransferView, source: Source): Promise<void> {
  expect(view).toMatchObject({ state: 'done', evidence: 'hash', remote: { name: source.name } })
  expectSame(await bench.practice.item(`/In/${source.name}`), source)
}

/** What each policy makes of a name that somebody else has. */
async function expectPolicy(
  bench: OwnerBench,
  view: TransferView,
  source: Source,
  before: { readonly id: string; readonly sha256: string },
  policy: ConflictPolicy,
): Promise<void> {
  const there = await bench.practice.item(`/In/${source.name}`)
  expect(there.id).toBe(before.id)
  if (policy === 'replace') {
    expect(view).toMatchObject({ state: 'done', evidence: 'hash', remote: { id: before.id } })
    expectSame(there, source)
    return
  }
  // Theirs is as it was.
  expect(there.sha256).toBe(before.sha256)
  if (policy === 'rename') {
    expect(view).toMatchObject({ state: 'done', evidence: 'hash', remote: { name: 'a (2).bin' } })
    expectSame(await bench.practice.item('/In/a (2).bin'), source)
    return
  }
  if (policy === 'skip') expect(view).toMatchObject({ state: 'skipped', failure: null })
  else expect(view).toMatchObject({ state: 'blocked', failure: { code: 'name-taken', retryAt: null } })
}

describe.each(conflictPolicies)('%s', (policy) => {
  describe('by hand', () => {
    it('a new name is taken as it is', async () => {
      const bench = await OwnerBench.open()
      const source = bench.file('a.bin', size)
      await expectNew(bench, await bench.upload(source, { to, conflict: policy }), source)
      expect(await bench.items()).toHaveLength(1)
    })

    it.each(['somebody else', 'us, by hand', 'us, by a watch'])('a name that is taken by %s', async (who) => {
      const bench = await OwnerBench.open()
      if (who === 'somebody else') await bench.practice.write({ what: 'create', path: '/In/a.bin', size: 10 })
      else if (who === 'us, by hand') await bench.upload(bench.file('a.bin', size), { to })
      else {
        const watchId = await watch(bench, 'fail')
        bench.file('a.bin', size)
        await found(bench, watchId)
        valueOf(await bench.client.watches.remove({ id: watchId }))
      }
      const before = await bench.practice.item('/In/a.bin')
      const source = bench.file('a.bin', size + 1)
      const view = await bench.upload(source, { to, conflict: policy })
      await expectPolicy(bench, view, source, before, policy)
      expect(await bench.items()).toHaveLength(policy === 'rename' ? 2 : 1)
    })
  })

  describe('in a watched folder', () => {
    it('a new name is taken as it is', async () => {
      const bench = await OwnerBench.open()
      const watchId = await watch(bench, policy)
      const source = bench.file('a.bin', size)
      await expectNew(bench, await found(bench, watchId), source)
      expect(await bench.items()).toHaveLength(1)
    })

    it('a name that somebody else has', async () => {
      const bench = await OwnerBench.open()
      await bench.practice.write({ what: 'create', path: '/In/a.bin', size: 10 })
      const before = await bench.practice.item('/In/a.bin')
      const source = bench.file('a.bin', size)
      const watchId = await watch(bench, policy)
      await expectPolicy(bench, await found(bench, watchId), source, before, policy)
      expect(await bench.items()).toHaveLength(policy === 'rename' ? 2 : 1)
    })

    it.each(['by a watch', 'by hand'])('an item of ours, uploaded %s, becomes a new version', async (how) => {
      const bench = await OwnerBench.open()
      const old = bench.file('a.bin', size)
      let n = 1
      let watchId = ''
      if (how === 'by hand') await bench.upload(old, { to })
      else {
        watchId = await watch(bench, policy)
        await found(bench, watchId)
        n = 2
      }
      const before = await bench.practice.item('/In/a.bin')
      const source = bench.file('a.bin', size + 1)
      if (how === 'by hand') watchId = await watch(bench, policy)
      const view = await found(bench, watchId, n)
      await expectNew(bench, view, source)
      expect(await bench.practice.item('/In/a.bin')).toMatchObject({ id: before.id, versions: 2 })
      expect(await bench.items()).toHaveLength(1)
      const [create] = (await bench.requests('create')).slice(-1)
      expect(create).toMatchObject({ conflictBehavior: 'replace', headers: { 'if-match': before.eTag } })
    })
  })

  it('an address that names a file by its id replaces it', async () => {
    const bench = await OwnerBench.open()
    const { item } = await bench.practice.write({ what: 'create', path: '/In/theirs.dat', size: 10 })
    const source = bench.file('mine.bin', size)
    const view = await bench.upload(source, { to: `onedrive:items/${item.id}`, conflict: policy })
    expect(view).toMatchObject({ state: 'done', evidence: 'hash', remote: { id: item.id, name: 'theirs.dat' } })
    expectSame(await bench.practice.item('/In/theirs.dat'), source)
    expect(await bench.items()).toHaveLength(1)
  })
})

describe('an item of ours that somebody else touched since', () => {
  /** A watched file that was uploaded; what happens to it online; and then its next version. */
  async function nextVersion(change: object, conflict: ConflictPolicy = 'fail') {
    const bench = await OwnerBench.open()
    const watchId = await watch(bench, conflict)
    bench.file('a.bin', size)
    await found(bench, watchId)
    const before = await bench.practice.item('/In/a.bin')
    await bench.practice.write({ path: '/In/a.bin', ...change })
    const source = bench.file('a.bin', size + 1)
    return { bench, before, source, view: await found(bench, watchId, 2) }
  }

  it.each(conflictPolicies)('changed content is never written over (%s)', async (policy) => {
    const { bench, view } = await nextVersion({ what: 'overwrite', content: 'theirs' }, policy)
    expect(view).toMatchObject({ state: 'blocked', failure: { code: 'changed-at-destination', retryAt: null } })
    expect((await bench.items()).map((item) => item.size)).toEqual([6])
  })

  it('a version mark that moved without the content is adopted', async () => {
    const { bench, before, source, view } = await nextVersion({ what: 'touch' })
    await expectNew(bench, view, source)
    expect(await bench.practice.item('/In/a.bin')).toMatchObject({ id: before.id, versions: 2 })
  })

  it('moved and renamed: the item is still ours, by its id', async () => {
    const bench = await OwnerBench.open()
    const watchId = await watch(bench, 'fail')
    bench.file('a.bin', size)
    await found(bench, watchId)
    const before = await bench.practice.item('/In/a.bin')
    await bench.practice.graph('PATCH', `/me/drive/items/${before.id}`, { body: { name: 'b.bin' } })
    const source = bench.file('a.bin', size + 1)
    const view = await found(bench, watchId, 2)
    expect(view).toMatchObject({ state: 'done', evidence: 'hash', remote: { id: before.id, name: 'b.bin' } })
    expectSame(await bench.practice.item('/In/b.bin'), source)
    expect(await bench.items()).toHaveLength(1)
  })

  it('deleted: made anew', async () => {
    const { bench, before, source, view } = await nextVersion({ what: 'delete' })
    await expectNew(bench, view, source)
    expect((await bench.items()).map((item) => item.id)).not.toContain(before.id)
  })
})

it.each(['odp', 'odb', 'spo'] as const)(
  'a watched file that went under our own second name becomes a new version of that (%s)',
  async (profile) => {
    const bench = await OwnerBench.open({ profile })
    await bench.practice.write({ what: 'create', path: '/In/a.bin', size: 10 })
    const watchId = await watch(bench, 'rename')
    bench.file('a.bin', size)
    expect(await found(bench, watchId)).toMatchObject({ state: 'done', remote: { name: 'a (2).bin' } })
    const before = await bench.practice.item('/In/a (2).bin')
    for (const n of [2, 3]) {
      const source = bench.file('a.bin', size + n)
      expect(await found(bench, watchId, n)).toMatchObject({
        state: 'done',
        evidence: 'hash',
        remote: { id: before.id },
      })
      expectSame(await bench.practice.item('/In/a (2).bin'), source)
    }
    expect(await bench.practice.item('/In/a.bin')).toMatchObject({ size: 10, versions: 1 })
    expect(await bench.items()).toHaveLength(2)
  },
)

it('fault-P36 rename finds the first free name, and two files of one name share no item', async () => {
  const bench = await OwnerBench.open()
  for (const n of ['', ' (2)', ' (3)']) await bench.practice.write({ what: 'create', path: `/In/a${n}.bin`, size: 3 })
  mkdirSync(join(bench.folder, 'x'))
  mkdirSync(join(bench.folder, 'y'))
  const [one, two] = [bench.file('x/a.bin', size), bench.file('y/a.bin', size + 1)]
  const ids = [
    await bench.enqueue(one, { to, conflict: 'rename' }),
    await bench.enqueue(two, { to, conflict: 'rename' }),
  ]
  const names = await Promise.all(ids.map(async (id) => (await bench.ended(id)).remote?.name))
  expect(new Set(names)).toEqual(new Set(['a (4).bin', 'a (5).bin']))
  for (const [i, source] of [one, two].entries()) expectSame(await bench.practice.item(`/In/${names[i]}`), source)
  expect(await bench.items()).toHaveLength(5)
})

it('fault-P35 the same file to the same place is one transfer', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({ match: { op: 'create' }, action: 'hold' })
  const source = bench.file('a.bin', size)
  const first = await bench.enqueue(source, { to })
  await bench.practice.control('GET', '/journal/wait?op=create&state=held')
  expect(await bench.enqueue(source, { to: 'onedrive://In/' })).toBe(first)
  await bench.practice.control('POST', '/faults/release')
  await expectNew(bench, await bench.ended(first), source)
})
