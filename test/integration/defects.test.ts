/**
 * Defects that users of other clients met (graph.md G2): those that no fault shows already. docs/faults.md has all of
 * them with their tests, found by the numbers in the titles.
 */

import { afterEach, expect, it } from 'vitest'
import { codesOf, expectDone, expectNothingTwice, startsOf, uploadAgainst } from '../support/fault-run.ts'
import {
  OwnerBench,
  expectGoodManners,
  expectOnly,
  expectSame,
  threeRanges,
  twoRanges,
  valueOf,
} from '../support/owner-bench.ts'

const mib = 1024 * 1024

afterEach(expectGoodManners)

it('graph-G2-1 the token never reaches the upload host, whatever goes wrong', async () => {
  const faults = ['F5', 'F6', 'F10', 'F14', 'F15', 'F16'].map((preset, i) => ({
    preset,
    match: { op: 'put', nth: 1 + 2 * i },
  }))
  const run = await uploadAgainst(faults, { size: threeRanges })
  expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
  await expectOnly(run.bench, run.source)
  const entries = await run.bench.requests()
  const hosts = new Set(entries.map(({ host, authorization }) => `${host} ${authorization ?? 'without'}`))
  expect(hosts).toEqual(new Set(['graph Bearer', 'upload without']))
  const secrets = entries.map(({ headers }) => JSON.stringify(headers)).join('\n')
  expect(secrets).not.toContain(run.bench.practice.cloud.token)
})

it('graph-G2-5 a 416 skips nothing that the server does not say it has', async () => {
  const run = await uploadAgainst([{ preset: 'F17', times: 1 }])
  await expectDone(run)
  await expectNothingTwice(run)
  expect((await startsOf(run)).slice(0, 2)).toEqual([0, 0])
})

it('graph-G2-8 fault-P11 a status in PascalCase is a status', async () => {
  const run = await uploadAgainst([
    { preset: 'F10' },
    { match: { op: 'get' }, action: 'ranges', params: { shape: 'pascal' }, times: 0 },
  ])
  await expectDone(run)
  await expectNothingTwice(run)
  expect(await run.bench.requests('get')).toHaveLength(1)
})

it('graph-G2-11 the last byte is sent, on both sides of every border', async () => {
  const bench = await OwnerBench.open()
  for (const size of [288_001, 5 * mib - 1, 5 * mib, 5 * mib + 1, 15 * mib + 1]) {
    const source = bench.file(`${size}.bin`, size)
    expect(await bench.upload(source)).toMatchObject({ state: 'done', evidence: 'hash', acknowledgedBytes: size })
    expectSame(await bench.practice.item(`/${size}.bin`), source)
  }
  const puts = await bench.requests('put')
  expect(puts.filter(({ path }) => path === `/${5 * mib + 1}.bin`).map(({ contentLength }) => contentLength)).toEqual([
    5 * mib,
    1,
  ])
})

it('graph-G2-12 no slice is sent again after its success', async () => {
  const run = await uploadAgainst([], { size: 40 * mib + 1 })
  await expectDone(run)
  await expectNothingTwice(run)
  const starts = await startsOf(run)
  expect(starts).toEqual(starts.toSorted((a, b) => a - b))
  expect(new Set(starts).size).toBe(starts.length)
  expect(await run.bench.requests('get')).toEqual([])
})

it('graph-G2-13, graph-G2-14, fault-P13, complaint-C05 a new session is the only one from then on, and begins at its own first byte', async () => {
  const run = await uploadAgainst([{ preset: 'F13', match: { nth: 2 } }], { size: threeRanges })
  expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
  await expectOnly(run.bench, run.source)
  const puts = await run.bench.requests('put')
  const [first, second, ...more] = [...new Set(puts.map(({ sessionId }) => sessionId))]
  expect(more).toEqual([])
  const turn = puts.findIndex(({ sessionId }) => sessionId === second)
  expect(puts[turn].rangeStart).toBe(0)
  for (const { sessionId } of puts.slice(turn)) expect(sessionId).not.toBe(first)
  expect(run.bench.times(run.id, 'done').map(({ acknowledgedBytes }) => acknowledgedBytes)).toEqual([threeRanges])
})

it('graph-G2-18 fault-P33 a session that is gone already is a cancel that worked', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({ match: { op: 'put' }, action: 'hold' })
  await bench.practice.fault({ match: { op: 'delete' }, action: 'expireSession' })
  const id = await bench.enqueue(bench.file('a.bin', twoRanges))
  await bench.practice.control('GET', '/journal/wait?op=put&state=held')
  await bench.client.queue.cancel({ ids: [id] })
  expect(await bench.ended(id)).toMatchObject({ state: 'canceled', failure: null })
  await bench.practice.control('POST', '/faults/release')
  await bench.restart()
  expect(await bench.requests('delete')).toHaveLength(1)
})

it.each([
  ['200 with nothing in it', { status: 200, json: {} }],
  ['200 with a session', { status: 200, json: { nextExpectedRanges: [] } }],
  ['201 without an id', { status: 201, json: { name: 'cargo.bin' } }],
  ['202 without ranges', { status: 202, json: {} }],
  ['204', { status: 204 }],
])('graph-G2-20 fault-N11 %s instead of the last answer is no completion', async (_, params) => {
  const run = await uploadAgainst([{ match: { op: 'put', range: 'last' }, action: 'respond', params }])
  await expectDone(run)
  await expectNothingTwice(run)
  // It was asked, and the range sent again: nothing of it had been stored.
  expect((await run.bench.requests('get')).length).toBeGreaterThan(0)
  expect(await run.bench.requests('put')).toHaveLength(3)
})

it('graph-G2-28 what happens to a name is always said', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.write({ what: 'create', path: '/b.bin', size: 5 })
  expect(await bench.upload(bench.file('a.bin', 1000))).toMatchObject({ state: 'done' })
  expect(await bench.upload(bench.file('b.bin', 1000), { conflict: 'replace' })).toMatchObject({ state: 'done' })
  expect(await bench.upload(bench.file('empty.bin', 0))).toMatchObject({ state: 'done' })
  const makers = await bench.requests('create,simplePut')
  expect(makers.map(({ conflictBehavior }) => conflictBehavior)).toEqual(['fail', 'replace', 'fail'])
  expect(makers[1].headers['if-match']).toMatch(/^".+"$/)
})

it('graph-G2-32 progress gives patience back', async () => {
  const faults = [1, 4, 7].map((nth) => ({ preset: 'F6', match: { nth }, times: 2 }))
  const run = await uploadAgainst(faults, { size: threeRanges, policy: { attemptPausesMs: [2, 2] } })
  await expectDone(run)
  expect(codesOf(run)).toEqual(Array.from({ length: 6 }, () => 'server-error'))
  expect(run.view.attempts).toBe(6)
})

it('graph-G2-33 complaint-C12 progress is what was acknowledged, never what left', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { at: 'stored' } })
  const source = bench.file('a.bin', threeRanges)
  const id = await bench.enqueue(source)
  await bench.practice.control('GET', '/journal/wait?op=put&state=held')
  const { bytesReceived } = (await bench.requests('put'))[1]
  expect(bytesReceived).toBeGreaterThan(0)
  expect((await bench.transfer(id)).acknowledgedBytes).toBe(5 * mib)
  expect(valueOf(await bench.client.queue.summary({}))).toMatchObject({
    acknowledgedBytes: 5 * mib,
    totalBytes: threeRanges,
  })
  await bench.practice.control('POST', '/faults/release')
  expect(await bench.ended(id)).toMatchObject({ state: 'done', acknowledgedBytes: threeRanges })
  await expectOnly(bench, source)
})
