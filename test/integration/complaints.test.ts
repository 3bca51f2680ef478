/** What people complain about in other clients, where no test of a fault shows already that it can't happen here. */

import { expect, it } from 'vitest'
import { OwnerBench, threeRanges, valueOf } from '../support/owner-bench.ts'

it('complaint-C14 progress stays between nothing and the whole, and goes only forwards within a session', async () => {
  const bench = await OwnerBench.open()
  const faults = [
    { match: { op: 'put', nth: 2 }, action: 'ranges', params: { shape: 'beyond' } },
    {
      match: { op: 'put', nth: 3 },
      action: 'respond',
      params: { status: 503, code: 'serviceNotAvailable', stored: true },
    },
    { match: { op: 'put', nth: 4 }, action: 'ranges', params: { shape: 'multiHole' } },
  ]
  for (const fault of faults) await bench.practice.fault(fault)
  const source = bench.file('a.bin', threeRanges)
  const id = await bench.enqueue(source)
  const polled: number[] = []
  const view = await bench.until(id, ({ state, acknowledgedBytes }) => {
    polled.push(acknowledgedBytes)
    return state === 'done' || state === 'failed'
  })
  expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
  const told = bench.seen.filter((one) => one.id === id).map(({ acknowledgedBytes }) => acknowledgedBytes)
  expect([...polled, ...told].filter((bytes) => bytes < 0 || bytes > source.size)).toEqual([])
  // A session of its own begins at nothing again; there was one.
  expect(await bench.requests('create')).toHaveLength(1)
  expect(polled).toEqual(polled.toSorted((one, other) => one - other))
  expect(await bench.items()).toMatchObject([{ size: source.size, sha256: source.sha256 }])
})

it('complaint-C15 one that hangs, one that is locked and one with a bad name hold up none of a hundred, and each says why', async () => {
  const bench = await OwnerBench.open({ policy: { slowPausesMs: Array.from({ length: 9_999 }, () => 20) } })
  await bench.practice.fault({ match: { op: 'put' }, action: 'hold' })
  const hanging = await bench.enqueue(bench.file('hanging.bin', threeRanges))
  await bench.practice.control('GET', '/journal/wait?op=put&state=held')
  await bench.practice.write({ what: 'create', path: '/locked.bin', size: 6 })
  await bench.practice.write({ what: 'lock', path: '/locked.bin' })
  const locked = await bench.enqueue(bench.file('locked.bin', 2_000), { conflict: 'replace' })
  const refused = await bench.enqueue(bench.file('re:fused.bin', 2_001))
  const well = await Promise.all(
    Array.from({ length: 97 }, (_, n) => bench.enqueue(bench.file(`well-${n}.bin`, 3_000 + n))),
  )
  for (const id of well) expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
  expect((await bench.transfer(hanging)).state).toBe('sending')
  expect(await bench.transfer(refused)).toMatchObject({ state: 'failed', failure: { code: 'name-not-allowed' } })
  expect(bench.times(locked, 'waiting')[0]?.failure).toMatchObject({ code: 'destination-locked' })
  await bench.practice.write({ what: 'unlock', path: '/locked.bin' })
  await bench.practice.control('POST', '/faults/release')
  expect(await bench.ended(hanging)).toMatchObject({ state: 'done' })
  expect(await bench.ended(locked)).toMatchObject({ state: 'done' })
  expect(await bench.items()).toHaveLength(99)
})

it('complaint-C20 a service that says there is no room, and takes the file, is believed by what it does', async () => {
  const bench = await OwnerBench.open()
  const nothingLeft = { id: 'practice-me', quota: { total: 5, used: 5, remaining: 0, state: 'exceeded' } }
  await bench.practice.fault({
    match: { op: 'drive' },
    action: 'respond',
    params: { status: 200, json: nothingLeft },
    times: 0,
  })
  const source = bench.file('a.bin', 20_000)
  expect(await bench.upload(source)).toMatchObject({ state: 'done', evidence: 'hash' })
  expect(await bench.items()).toMatchObject([{ sha256: source.sha256 }])
})

it('complaint-C24 many that failed are tried again by one command, on their own rows', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({
    match: { op: 'create' },
    action: 'respond',
    params: { status: 400, code: 'invalidRequest' },
    times: 0,
  })
  const sources = Array.from({ length: 60 }, (_, n) => bench.file(`${n}.bin`, 1_000 + n))
  const ids = await Promise.all(sources.map((source) => bench.enqueue(source)))
  for (const id of ids) expect((await bench.ended(id)).state).toBe('failed')
  await bench.practice.control('DELETE', '/faults')
  expect(valueOf(await bench.client.queue.retry({ all: true }))).toEqual({ changed: ids.length })
  for (const id of ids)
    expect(await bench.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
  expect(await bench.items()).toHaveLength(ids.length)
})

it('complaint-C32 a file is one version, with its own time, however it goes', async () => {
  const bench = await OwnerBench.open()
  const sources = [bench.file('small.bin', 1_001), bench.file('large.bin', 5_000_001)]
  for (const source of sources) expect(await bench.upload(source)).toMatchObject({ state: 'done' })
  const items = await bench.items()
  expect(items.map(({ eTag }) => /,(\d+)"$/.exec(eTag)?.[1])).toEqual(['1', '1'])
  for (const { modifiedAt, name } of sources) {
    const item = items.find(({ path }) => path === `/${name}`)
    expect(Date.parse(item.fileSystemInfo.lastModifiedDateTime)).toBe(modifiedAt)
  }
})
