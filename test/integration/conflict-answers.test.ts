/**
 * A person's answer to a conflict: `name-taken` and `changed-at-destination`, each with keep both, replace and skip, for
 * files added by hand, for a watch's own item, and where an upload session already holds bytes. Real bytes, compared.
 */

import { afterEach, describe, expect, it } from 'vitest'
import { type ConflictChoice, type TransferView, conflictChoices } from '../../src/shared/transfer.ts'
import { OwnerBench, type Source, expectGoodManners, expectSame, twoRanges, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

const to = 'onedrive:/In'
const size = 400_000
const theirs = { what: 'overwrite', path: '/In/a.bin', size: 77_777, seed: 5 }

async function answer(bench: OwnerBench, id: string, conflict: ConflictChoice): Promise<TransferView> {
  expect(valueOf(await bench.client.queue.retry({ ids: [id], conflict }))).toEqual({ changed: 1 })
  return bench.ended(id)
}

/** What the destination holds after the answer; `before` is the item that was in the way, as it was then. */
async function expectAnswered(
  bench: OwnerBench,
  view: TransferView,
  source: Source,
  before: { readonly id: string; readonly sha256: string; readonly versions: number },
  choice: ConflictChoice,
): Promise<void> {
  const there = await bench.practice.item('/In/a.bin')
  expect(there.id).toBe(before.id)
  expect(await bench.items()).toHaveLength(choice === 'rename' ? 2 : 1)
  if (choice === 'replace') {
    expect(view).toMatchObject({ state: 'done', evidence: 'hash', failure: null, remote: { id: before.id } })
    expectSame(there, source)
    expect(there.versions).toBe(before.versions + 1)
    return
  }
  expect(there).toMatchObject({ sha256: before.sha256, versions: before.versions })
  if (choice === 'skip') {
    expect(view).toMatchObject({ state: 'skipped', failure: null, remote: null })
    return
  }
  expect(view).toMatchObject({ state: 'done', evidence: 'hash', failure: null, remote: { name: 'a (2).bin' } })
  expectSame(await bench.practice.item('/In/a (2).bin'), source)
}

/** The nth transfer of the watch, at rest. */
async function found(bench: OwnerBench, watchId: string, n: number): Promise<TransferView> {
  for (let left = 2_000; left > 0; left -= 1) {
    const { transfers } = valueOf(await bench.client.queue.page({ filter: { watch: watchId } }))
    const view = transfers[n - 1]
    if (view !== undefined) return bench.ended(view.id)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`the watch has found no ${n}`)
}

async function watch(bench: OwnerBench): Promise<string> {
  const asked = { folder: bench.folder, to, account: 'cloud', existing: 'upload', settleMs: 30 } as const
  return valueOf(await bench.client.watches.add(asked)).id
}

/** A watched file that was uploaded and then changed by somebody else; its next version asks. */
async function ownItemChanged() {
  const bench = await OwnerBench.open()
  const watchId = await watch(bench)
  bench.file('a.bin', size)
  await found(bench, watchId, 1)
  await bench.practice.write(theirs)
  const source = bench.file('a.bin', size + 1)
  const view = await found(bench, watchId, 2)
  expect(view).toMatchObject({ state: 'blocked', failure: { code: 'changed-at-destination' } })
  return { bench, watchId, source, id: view.id, before: await bench.practice.item('/In/a.bin') }
}

describe.each(conflictChoices)('%s', (choice) => {
  it.each(['by hand', 'by a watch'])('name-taken, found %s', async (how) => {
    const bench = await OwnerBench.open()
    await bench.practice.write({ ...theirs, what: 'create' })
    const source = bench.file('a.bin', size)
    const { id } = how === 'by hand' ? await bench.upload(source, { to }) : await found(bench, await watch(bench), 1)
    expect(await bench.transfer(id)).toMatchObject({ state: 'blocked', failure: { code: 'name-taken' } })
    const before = await bench.practice.item('/In/a.bin')
    await expectAnswered(bench, await answer(bench, id, choice), source, before, choice)
  })

  it("changed-at-destination, a watch's own item", async () => {
    const { bench, watchId, source, id, before } = await ownItemChanged()
    await expectAnswered(bench, await answer(bench, id, choice), source, before, choice)
    if (choice === 'skip') return
    // The answer holds on: the next version follows the item that we made of it.
    const next = bench.file('a.bin', size + 2)
    expect(await found(bench, watchId, 3)).toMatchObject({ state: 'done', evidence: 'hash' })
    expectSame(await bench.practice.item(choice === 'rename' ? '/In/a (2).bin' : '/In/a.bin'), next)
  })

  it.each(['odp', 'odb', 'spo'] as const)(
    'changed-at-destination, with a full upload session (%s)',
    async (profile) => {
      const bench = await OwnerBench.open({ profile })
      await bench.practice.write({ ...theirs, what: 'create' })
      await bench.practice.fault({ preset: 'F24' })
      const source = bench.file('a.bin', twoRanges)
      const id = await bench.enqueue(source, { to, conflict: 'replace' })
      expect(await bench.ended(id)).toMatchObject({ failure: { code: 'changed-at-destination' } })
      expect((await bench.sessions()).map(({ state }) => state)).toEqual(['commit-failed'])
      const before = await bench.practice.item('/In/a.bin')
      await expectAnswered(bench, await answer(bench, id, choice), source, before, choice)
      // What the answer leaves is deleted after it was stored: at once, or by the next sweep.
      const alive = async () =>
        (await bench.sessions()).filter(({ state }) => state === 'open' || state === 'commit-failed')
      await expect.poll(alive, { timeout: 90_000 }).toEqual([])
    },
  )

  it('is durable before anything comes of it: a restart keeps it', async () => {
    const { bench, source, id, before } = await ownItemChanged()
    await bench.practice.fault({ match: { op: 'item' }, action: 'hold' })
    expect(valueOf(await bench.client.queue.retry({ ids: [id], conflict: choice }))).toEqual({ changed: 1 })
    await bench.practice.control('GET', '/journal/wait?op=item&state=held')
    await bench.restart()
    await bench.practice.control('POST', '/faults/release')
    const view = await bench.until(id, ({ state }) => state === 'done' || state === 'skipped')
    await expectAnswered(bench, view, source, before, choice)
  })

  it('a file that the address names by its id', async () => {
    const bench = await OwnerBench.open()
    const { item } = await bench.practice.write({ ...theirs, what: 'create' })
    await bench.practice.fault({ preset: 'F24' })
    const source = bench.file('mine.bin', twoRanges)
    const id = await bench.enqueue(source, { to: `onedrive:items/${item.id}` })
    expect(await bench.ended(id)).toMatchObject({ failure: { code: 'changed-at-destination' } })
    const before = await bench.practice.item('/In/a.bin')
    const view = await answer(bench, id, choice)
    // There is no second name beside an id: the question stays, and nothing is written over.
    if (choice === 'rename') expect(view.failure?.code).toBe('changed-at-destination')
    else expect(view.state).toBe(choice === 'replace' ? 'done' : 'skipped')
    const there = await bench.practice.item('/In/a.bin')
    if (choice === 'replace') expectSame(there, source)
    else expect(there).toMatchObject({ id: before.id, sha256: before.sha256 })
    expect(await bench.items()).toHaveLength(1)
  })
})

it('replace goes for the version that is there, not for one of before', async () => {
  const { bench, id, before } = await ownItemChanged()
  expect(await answer(bench, id, 'replace')).toMatchObject({ state: 'done' })
  const [create] = (await bench.requests('create')).slice(-1)
  expect(create).toMatchObject({ conflictBehavior: 'replace', headers: { 'if-match': before.eTag } })
})

it('changed once more after the answer: asked once more', async () => {
  const { bench, source, id } = await ownItemChanged()
  await bench.practice.fault({ preset: 'F24' })
  expect(await answer(bench, id, 'replace')).toMatchObject({ failure: { code: 'changed-at-destination' } })
  const before = await bench.practice.item('/In/a.bin')
  await expectAnswered(bench, await answer(bench, id, 'replace'), source, before, 'replace')
})

it('answers those that ask, and nothing else', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.write({ ...theirs, what: 'create' })
  const { id } = await bench.upload(bench.file('a.bin', size), { to })
  const failed = await bench.enqueue({ path: bench.file('bad:name.bin', size).path }, { to })
  expect(await bench.ended(failed)).toMatchObject({ state: 'failed' })
  const none = await bench.client.queue.retry({ ids: [failed, 'no such'], conflict: 'replace' })
  expect(valueOf(none)).toEqual({ changed: 0 })
  expect(valueOf(await bench.client.queue.retry({ all: true, conflict: 'skip' }))).toEqual({ changed: 1 })
  expect(await bench.until(id, ({ state }) => state === 'skipped')).toMatchObject({ failure: null })
  expect(await bench.transfer(failed)).toMatchObject({ state: 'failed', attempts: 1 })
  expect(await bench.story(id)).toContain('a person decided: skip')
  // What is over asks no more.
  expect(valueOf(await bench.client.queue.retry({ ids: [id], conflict: 'replace' }))).toEqual({ changed: 0 })
})
