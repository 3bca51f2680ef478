/** A file that is over goes once more, with a real engine, real files and a practice cloud. */

import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import type { TransferView } from '../../src/shared/transfer.ts'
import { OwnerBench, expectGoodManners, expectSame, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

const to = 'onedrive:/In'

async function again(bench: OwnerBench, id: string): Promise<{ view: TransferView; isChanged: boolean }> {
  const { transfer, isNew, isChanged } = valueOf(await bench.client.history.again({ id }))
  expect(isNew).toBe(true)
  expect(transfer.id).not.toBe(id)
  return { view: await bench.ended(transfer.id), isChanged }
}

test('as a row of its own: a new version of what it made, told where the file has changed', async () => {
  const bench = await OwnerBench.open()
  const first = await bench.upload(bench.file('a.bin', 300_000), { to })
  const same = await again(bench, first.id)
  expect(same).toMatchObject({ view: { state: 'done', evidence: 'hash' }, isChanged: false })
  const source = bench.file('a.bin', 300_001)
  const other = await again(bench, first.id)
  expect(other).toMatchObject({ view: { state: 'done', evidence: 'hash' }, isChanged: true })
  expectSame(await bench.practice.item('/In/a.bin'), source)
  expect(await bench.items()).toHaveLength(1)
  expect(await bench.transfer(first.id)).toMatchObject({ state: 'done', size: 300_000 })
  const { transfers } = valueOf(await bench.client.history.page({ filter: { text: 'a.bin' } }))
  expect(new Set(transfers.map(({ batch }) => batch)).size).toBe(3)
})

test('what somebody changed there meanwhile is asked about, and not written over', async () => {
  const bench = await OwnerBench.open()
  const first = await bench.upload(bench.file('a.bin', 300_000), { to })
  await bench.practice.write({ what: 'overwrite', path: '/In/a.bin', size: 77_777, seed: 5 })
  const { view } = await again(bench, first.id)
  expect(view).toMatchObject({ state: 'blocked', failure: { code: 'changed-at-destination' } })
  expect(await bench.practice.item('/In/a.bin')).toMatchObject({ size: 77_777 })
})

test('what was deleted there is there again', async () => {
  const bench = await OwnerBench.open()
  const source = bench.file('a.bin', 300_000)
  const first = await bench.upload(source, { to })
  await bench.practice.write({ what: 'delete', path: '/In/a.bin' })
  expect((await again(bench, first.id)).view).toMatchObject({ state: 'done', evidence: 'hash' })
  expectSame(await bench.practice.item('/In/a.bin'), source)
})

test('it is refused with the reason: the file is gone, it is not over, or nobody knows it', async () => {
  const bench = await OwnerBench.open()
  const source = bench.file('a.bin', 300_000)
  const first = await bench.upload(source, { to })
  rmSync(source.path)
  const gone = await bench.client.history.again({ id: first.id })
  expect(gone).toMatchObject({ ok: false, failure: { code: 'source-gone', facts: { name: 'a.bin' } } })
  expect(await bench.client.history.again({ id: 'nobody' })).toMatchObject({
    ok: false,
    failure: { code: 'not-found' },
  })
  await bench.client.queue.pause({ all: true })
  const waiting = await bench.enqueue(bench.file('b.bin', 1_000), { to })
  expect(await bench.client.history.again({ id: waiting })).toMatchObject({ ok: false, failure: { code: 'not-now' } })
})
