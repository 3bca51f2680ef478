/** The faults of box-and-peers.md 4.6 that concern the commit: F1, F2, F15 to F18, F26 and F27b, through the whole engine. */

import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import {
  boxFiles,
  boxSessions,
  expectInBox,
  expectOnlyInBox,
  openBox,
  sendToBox,
  sixParts,
} from '../support/box-run.ts'
import { type Run, codesOf, expectNothingTwice } from '../support/fault-run.ts'
import { expectGoodManners } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

/** The commits' statuses; all of them with the same body. */
async function commitsOf({ bench }: Run): Promise<(number | null)[]> {
  const commits = await bench.requests('commit')
  const bodies = commits.map(({ bodySha256 }) => bodySha256).filter((hash) => hash !== null)
  expect(new Set(bodies).size).toBeLessThanOrEqual(1)
  return commits.map(({ status }) => status)
}

describe('a commit that is not ready', () => {
  it('box-F1 box-D2 fault-P25 complaint-C13 202 with Retry-After, twice: waits as finishing, and asks the same again', async () => {
    const run = await sendToBox([{ preset: 'box-F1', params: { retryAfter: 1 } }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await commitsOf(run)).toEqual([202, 202, 201])
    // Nothing went wrong: it is finishing all the time, and is charged nothing.
    expect(codesOf(run)).toEqual([])
    expect(run.view.attempts).toBe(0)
    expect(run.bench.times(run.id, 'finishing').length).toBeGreaterThan(0)
  })

  it('box-F2 202 without Retry-After: a pause of our own', async () => {
    const run = await sendToBox([{ preset: 'box-F2' }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await commitsOf(run)).toEqual([202, 201])
  })

  it('box-F1 outlives a restart', async () => {
    const bench = await openBox()
    await bench.practice.fault({ preset: 'box-F1', params: { retryAfter: 3 }, times: 1 })
    const source = bench.file('cargo.bin', sixParts)
    const id = await bench.enqueue(source, { to: 'box:/' })
    await bench.until(id, ({ failure }) => failure?.code === 'still-finishing')
    await bench.restart()
    const run = { bench, source, id, view: await bench.ended(id) }
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await commitsOf(run)).toEqual([202, 201])
  })

  it('box-F26 twenty rounds, as a file of 12 GB takes them', async () => {
    const run = await sendToBox([{ preset: 'box-F26' }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await commitsOf(run)).toEqual([...Array.from({ length: 20 }, () => 202), 201])
    expect(codesOf(run)).toEqual([])
  })

  it('box-F26 parts that are processed slowly', async () => {
    const run = await sendToBox([], { switches: { boxProcessingMs: 2_000 } })
    await expectInBox(run)
    await expectNothingTwice(run)
    expect((await commitsOf(run))[0]).toBe(202)
  })

  it('box-F16 parts that are not seen yet, three times: waits, and sends nothing again', async () => {
    const run = await sendToBox([{ preset: 'box-F16' }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await commitsOf(run)).toEqual([400, 400, 400, 201])
    expect(codesOf(run)).toEqual([])
  })

  it('box-F16 for ever: a bound, and then another way', async () => {
    const run = await sendToBox([{ preset: 'box-F16', times: 0 }])
    // This file is small enough for one request.
    expect(run.view, await run.bench.story(run.id)).toMatchObject({ state: 'done', evidence: 'hash' })
    expect((await run.bench.requests('commit')).length).toBeLessThan(50)
    expect(await run.bench.requests('simplePut')).toHaveLength(1)
    await expectOnlyInBox(run.bench, run.source)
  })

  it('box-F16 box-D3 for ever, and too large for one request: gives up, with a reason', async () => {
    const run = await sendToBox([{ preset: 'box-F16', times: 0 }], { size: 50_000_001 })
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'gave-up' } })
    expect((await run.bench.requests('commit')).length).toBeLessThan(60)
    expect(await boxFiles(run.bench)).toEqual([])
  })
})

describe('a commit whose outcome is unknown', () => {
  it('box-F15 fault-P25 it made the file, and its answer was lost: found by name and hash', async () => {
    const run = await sendToBox([{ preset: 'box-F15' }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await run.bench.requests('commit')).toHaveLength(1)
  })

  it('box-F15 of a new version: found by its id, and committed once', async () => {
    const bench = await openBox()
    await bench.upload(bench.file('cargo.bin', 1_000), { to: 'box:/' })
    await bench.practice.fault({ preset: 'box-F15' })
    const source = bench.file('cargo.bin', sixParts)
    const id = await bench.enqueue(source, { to: 'box:/', conflict: 'replace' })
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnlyInBox(bench, source)
    expect(await boxFiles(bench)).toMatchObject([{ versions: 2 }])
    expect(await bench.requests('commit')).toHaveLength(1)
  })

  it('box-F15 where a repeated commit gets the first one’s answer', async () => {
    const run = await sendToBox([{ preset: 'box-F15' }], { switches: { boxRepeatedCommit: 'replay' } })
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await run.bench.requests('commit')).toHaveLength(1)
  })

  it('box-F27b box-D8 503 once: the session is kept, asks what became of it, and commits again', async () => {
    const run = await sendToBox([{ preset: 'box-F27b' }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(['server-error'])
    const ops = (await run.bench.requests()).map(({ op }) => String(op))
    expect(ops.slice(ops.indexOf('commit') + 1)).toContain('get')
    expect(await commitsOf(run)).toEqual([503, 201])
  })

  it('box-F27b a name that is busy: our own commit of before may be at it', async () => {
    for (const code of ['operation_blocked_temporary', 'name_temporarily_reserved']) {
      const busy = { match: { op: 'commit' }, action: 'respond', params: { status: 409, code, stored: true } }
      const run = await sendToBox([busy])
      await expectInBox(run)
      await expectNothingTwice(run)
      expect(codesOf(run)).toEqual(['session-busy'])
      expect(await run.bench.requests('commit')).toHaveLength(1)
    }
  })

  it('a conflict with the very file that our own commit made is no conflict', async () => {
    const run = await sendToBox([
      { match: { op: 'commit' }, action: 'respond', params: { status: 202, retryAfter: 1, stored: true } },
    ])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnlyInBox(run.bench, run.source)
  })
})

it('box-D10 each part, each commit and each single request says the digest of what it brings', async () => {
  const run = await sendToBox([{ preset: 'box-F27b' }])
  await expectInBox(run)
  await run.bench.upload(run.bench.file('small.bin', 1_000), { to: 'box:/' })
  const said = async (op: string, header: string) =>
    (await run.bench.requests(op)).map(({ headers }) => String(headers[header]))
  for (const op of ['put', 'commit'])
    for (const digest of await said(op, 'digest')) expect(digest).toMatch(/^sha=.{27}=$/)
  expect(new Set(await said('commit', 'digest')).size).toBe(1)
  for (const digest of await said('simplePut', 'content-md5')) expect(digest).toMatch(/^[0-9a-f]{40}$/)
})

it('box-D16 a file that changes in mid-upload is never committed as a mixture', async () => {
  const bench = await openBox()
  await bench.practice.fault({ match: { protocol: 'box', op: 'put', range: 'last' }, action: 'hold' })
  const id = await bench.enqueue(bench.file('cargo.bin', sixParts), { to: 'box:/' })
  await bench.practice.control('GET', '/journal/wait?op=put&state=held&timeoutMs=60000')
  const next = bench.file('cargo.bin', sixParts, 7)
  await bench.practice.control('POST', '/faults/release', {})
  const view = await bench.until(id, ({ state }) => state === 'done')
  expect(view).toMatchObject({ evidence: 'hash', remote: { size: sixParts } })
  await expectOnlyInBox(bench, next)
  // Only of the new version.
  expect(await bench.requests('commit')).toHaveLength(1)
})

describe('a commit that is refused', () => {
  it('box-F17 the whole has another digest: stops, and says so', async () => {
    const run = await sendToBox([{ preset: 'box-F17' }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'content-differs' } })
    expect(await boxFiles(run.bench)).toEqual([])
    await run.bench.client.queue.retry({ ids: [run.id] })
    await run.bench.until(run.id, ({ state }) => state === 'done')
    await expectOnlyInBox(run.bench, run.source)
    expect((await boxSessions(run.bench)).filter(({ state }) => state === 'open')).toEqual([])
  })

  it.each(['object', 'array'])(
    'box-F18 box-D11 the name was taken meanwhile, told as an %s: asked about',
    async (shape) => {
      const run = await sendToBox([{ preset: 'box-F18' }], { switches: { boxConflicts: shape } })
      expect(run.view, await run.bench.story(run.id)).toMatchObject({
        state: 'blocked',
        failure: { code: 'name-taken' },
      })
      expect(await boxFiles(run.bench)).toHaveLength(1)
    },
  )

  it.each([
    ['simplePut', 300_000, 'fail'],
    ['simplePut', 300_000, 'rename'],
    ['commit', sixParts, 'fail'],
    ['commit', sixParts, 'rename'],
  ] as const)(
    'fault-P17 box-F18 by a %s of %i bytes, of the very same file (%s): it is there once',
    async (op, size, conflict) => {
      const bench = await openBox()
      const source = bench.file('cargo.bin', size)
      await bench.practice.fault({ match: { op }, action: 'hold' })
      const id = await bench.enqueue(source, { to: 'box:/', conflict })
      await bench.practice.control('GET', `/journal/wait?op=${op}&state=held&nth=1`)
      const base64 = readFileSync(source.path).toString('base64')
      await bench.practice.write({ what: 'create', drive: 'practice-box', path: '/cargo.bin', base64 })
      await bench.practice.control('POST', '/faults/release')
      expect(await bench.ended(id), await bench.story(id)).toMatchObject({
        state: 'done',
        evidence: 'hash',
        remote: { name: 'cargo.bin' },
      })
      expect((await boxFiles(bench)).map(({ path, sha256 }) => [path, sha256])).toEqual([['/cargo.bin', source.sha256]])
    },
  )

  it('box-F18 and kept beside it, where that was asked for', async () => {
    const run = await sendToBox([{ preset: 'box-F18' }], { conflict: 'rename' })
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash', remote: { name: 'cargo (2).bin' } })
    const files = await boxFiles(run.bench)
    expect(files.map(({ path }) => String(path)).toSorted()).toEqual(['/cargo (2).bin', '/cargo.bin'])
    expect(files.find(({ path }) => path === '/cargo (2).bin')).toMatchObject({ sha256: run.source.sha256 })
  })

  it('412 for a new version that somebody else wrote meanwhile: asked about', async () => {
    const bench = await openBox()
    await bench.upload(bench.file('cargo.bin', 1_000), { to: 'box:/' })
    await bench.practice.fault({
      match: { protocol: 'box', op: 'commit' },
      action: 'change',
      params: { what: 'overwrite' },
    })
    const id = await bench.enqueue(bench.file('cargo.bin', sixParts), { to: 'box:/', conflict: 'replace' })
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'changed-at-destination' } })
    expect((await boxFiles(bench)).map(({ size }) => size)).not.toContain(1_000)
    const [commit] = await bench.requests('commit')
    expect(commit).toMatchObject({ status: 412 })
  })
})
