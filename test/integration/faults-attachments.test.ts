/**
 * The faults of graph.md H6 that both places for attachments meet in the same way. Those that each meets in its own are
 * in faults-outlook.test.ts and faults-todo.test.ts.
 */

import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { attachmentPlaces } from '../support/attachment-places.ts'
import { type Run, codesOf, expectNothingTwice, startsOf, uploadAgainst } from '../support/fault-run.ts'
import { OwnerBench, expectGoodManners, sha256 } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

const range = 3_932_160
/** Three ranges. */
const size = 2 * range + 12_345

afterEach(expectGoodManners)

describe.each(attachmentPlaces)('$name', (place) => {
  const against = (faults: readonly object[], options = {}): Promise<Run> =>
    uploadAgainst(faults, { to: place.to, size, ...options })

  /** Done by reading back, once, over so many sessions, of which none is left open. */
  async function expectDone({ bench, source, id, view }: Run, sessions = 1): Promise<void> {
    expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
    await place.expectAttached(bench, source)
    expect(await bench.requests('create')).toHaveLength(sessions)
    expect(await place.openSessions(bench.practice)).toBe(0)
  }

  /** Enqueued, and stopped where its first range was taken, and nobody knows yet. */
  async function inMidUpload(): Promise<Omit<Run, 'view'>> {
    const bench = await OwnerBench.open({ switches: place.asked })
    await bench.practice.fault({ match: { op: 'put' }, action: 'hold', params: { at: 'stored' } })
    const source = bench.file('cargo.bin', size)
    const id = await bench.enqueue(source, { to: place.to })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    return { bench, source, id }
  }

  it('graph-F4 429 twice, the second one longer: keeps both', async () => {
    const run = await against([{ preset: 'F4', params: { retryAfter: [1, 2] } }])
    await expectDone(run)
    expect(codesOf(run)).toEqual(['throttled', 'throttled'])
    for (const { failure } of run.bench.times(run.id, 'waiting')) expect(failure?.retryAt).toMatch(/^\d{4}-.*Z$/)
    expect(await startsOf(run)).toEqual([0, 0, 0, range, 2 * range])
  })

  it('graph-F16 refused because it is there already: goes on behind it where the session can be asked', async () => {
    const run = await against([{ preset: 'F16', params: { status: 400, code: 'invalidRequest' } }], {
      switches: place.asked,
    })
    await expectDone(run)
    expect((await startsOf(run)).slice(0, 2)).toEqual([0, range])
    await expectNothingTwice(run)
  })

  it('graph-F22 a hole that was never left: the bytes prove that there is none', async () => {
    for (const switches of [{}, place.asked]) {
      const run = await against([{ match: { op: 'put' }, action: 'ranges', params: { shape: 'multiHole' } }], {
        switches,
      })
      await expectDone(run)
      expect(await startsOf(run)).toEqual([0, range, 2 * range])
    }
  })

  it('graph-F25 the name is taken in mid-upload: both are there, and nobody is replaced', async () => {
    const { bench, source, id } = await inMidUpload()
    await place.attachOther(bench.practice, 'cargo.bin')
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash', remote: { name: 'cargo.bin' } })
    const attached = await place.attached(bench.practice)
    expect(attached.map(({ size: bytes }) => bytes).toSorted((a, b) => a - b)).toEqual([6, size])
    expect(attached.map((one) => one.sha256)).toContain(source.sha256)
  })

  it.each([
    ['alone', false],
    ['beside another one of its name', true],
  ])('fault-P31 a cancel that comes too late, %s: what is attached is told as that', async (_, isBeside) => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put', range: 'last' }, action: 'hold', params: { at: 'stored' } })
    const source = bench.file('cargo.bin', size)
    const id = await bench.enqueue(source, { to: place.to })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    if (isBeside) await place.attachOther(bench.practice, source.name)
    await bench.client.queue.cancel({ ids: [id] })
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    expect(await bench.story(id)).toContain('the cancel came too late')
    expect((await place.attached(bench.practice)).map((one) => one.sha256)).toContain(source.sha256)
  })

  it('graph-F26 no room for the last range, then room: no byte is sent again', async () => {
    const full = { status: 507, code: 'ErrorQuotaExceeded' }
    const run = await against([{ match: { op: 'put', range: 'last' }, action: 'respond', params: full }])
    await expectDone(run)
    expect(codesOf(run)).toEqual(['destination-full'])
    await expectNothingTwice(run)
  })

  it('graph-F28 a slow service is no broken one', async () => {
    const slow = [
      { action: 'slowRead', params: { bytesPerSecond: 8_000_000 } },
      { action: 'slowReply', params: { bytesPerSecond: 600 } },
    ]
    const run = await against([{ match: { op: 'put' }, steps: slow, times: 0 }], {
      limits: { stallMs: 500, answerMs: 4_000, answerStallMs: 1_000 },
    })
    await expectDone(run)
    expect(run.view.attempts).toBe(0)
  })

  it('graph-F28 a cancel does not wait for a slow service', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put' }, action: 'slowRead', params: { bytesPerSecond: 20_000 } })
    const id = await bench.enqueue(bench.file('slow.bin', size), { to: place.to })
    await bench.practice.control('GET', '/journal/wait?op=put')
    await bench.client.queue.cancel({ ids: [id] })
    expect(await bench.ended(id)).toMatchObject({ state: 'canceled' })
    expect(await place.openSessions(bench.practice)).toBe(0)
    expect(await place.attached(bench.practice)).toEqual([])
  })

  it('graph-F29 late headers have a patience of their own', async () => {
    const late = { preset: 'F29', params: { headersAfterMs: 900 } }
    const patient = await against([late], { limits: { stallMs: 300, answerMs: 10_000, answerStallMs: 300 } })
    await expectDone(patient)
    expect(patient.view.attempts).toBe(0)
    const hasty = await against([late], { limits: { answerMs: 200 }, switches: place.asked })
    await expectDone(hasty)
    expect(codesOf(hasty)).toContain('interrupted')
  })

  it('graph-F30 connections break at once', async () => {
    const bench = await OwnerBench.open()
    // No connection that is open already.
    await bench.restart()
    await bench.practice.fault({ preset: 'F30', match: { host: 'graph' }, times: 2 })
    const source = bench.file('cargo.bin', size)
    const id = await bench.enqueue(source, { to: place.to })
    const run = { bench, source, id, view: await bench.ended(id) }
    await expectDone(run)
    for (const code of codesOf(run)) expect(['interrupted', 'offline']).toContain(code)
    expect(codesOf(run).length).toBeGreaterThan(0)
  })

  it('graph-F33 a redirect is refused, and nobody there hears from us', async () => {
    const heard: string[] = []
    const elsewhere = createServer((req, res) => {
      heard.push(req.url ?? '')
      res.end()
    })
    await new Promise<void>((resolve) => {
      elsewhere.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => {
      elsewhere.close()
    })
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/up`
    for (const op of ['create', 'put']) {
      const run = await against([{ preset: 'F33', match: { op }, params: { location } }])
      expect(run.view).toMatchObject({ state: 'blocked', failure: { code: 'unsafe-redirect', retryAt: null } })
      await run.bench.client.queue.retry({ ids: [run.id] })
      const view = await run.bench.until(run.id, ({ state }) => state === 'done')
      await expectDone({ ...run, view }, op === 'create' ? 2 : 1)
    }
    expect(heard).toEqual([])
  })

  it('graph-F34 dead from the start: a new session, and a bound to them', async () => {
    const gone = { status: 404, code: 'ErrorItemNotFound' }
    const once = await against([{ match: { op: 'put' }, action: 'respond', params: gone }])
    expect(once.view).toMatchObject({ state: 'done', evidence: 'hash' })
    await place.expectAttached(once.bench, once.source)
    const always = await against([{ match: { op: 'put' }, action: 'expireSession', times: 0 }])
    expect(always.view).toMatchObject({ state: 'failed', failure: { code: 'gave-up' } })
    expect((await always.bench.requests()).length).toBeLessThan(60)
    expect(await place.attached(always.bench.practice)).toEqual([])
  })

  it('graph-F37 a last range that fails for ever: a bound, and a reason', async () => {
    const run = await against([{ preset: 'F37' }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'gave-up' } })
    expect((await run.bench.requests('put')).length).toBeLessThan(60)
    expect(await place.attached(run.bench.practice)).toEqual([])
  })

  it('graph-F38 what reads back as something else is told, and not sent again', async () => {
    const params = { status: 200, body: 'something else', contentType: 'application/octet-stream' }
    const run = await against([{ match: { op: place.readBack }, action: 'respond', params, times: 0 }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'content-differs' } })
    expect(await run.bench.requests('create')).toHaveLength(1)
    expect(await place.attached(run.bench.practice)).toHaveLength(1)
  })

  it('graph-F41 a clock of another day changes nothing', async () => {
    for (const ms of [86_400_000, -86_400_000]) {
      const run = await against([{ preset: 'F41', params: { ms } }])
      await expectDone(run)
      expect(codesOf(run)).toEqual([])
    }
  })

  it.each([
    ['truncated', (path: string) => truncateSync(path, 5_000_000)],
    ['grown', (path: string) => appendFileSync(path, pseudoRandom(500_000, 2))],
    ['edited', (path: string) => writeFileSync(path, pseudoRandom(size, 3))],
  ])('graph-F43 %s in mid-upload: the new version, and nothing of the old', async (_, change) => {
    const { bench, source, id } = await inMidUpload()
    change(source.path)
    const bytes = readFileSync(source.path)
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash', size: bytes.length })
    const attached = await place.attached(bench.practice)
    expect(attached).toMatchObject([{ name: 'cargo.bin', size: bytes.length, sha256: sha256(bytes) }])
  })

  it('graph-F43 deleted in mid-upload: says so, and takes the session with it', async () => {
    const { bench, source, id } = await inMidUpload()
    rmSync(source.path)
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id)).toMatchObject({ state: 'failed', failure: { code: 'source-gone', retryAt: null } })
    await bench.practice.control('GET', '/journal/wait?op=delete&state=finished')
    expect(await place.openSessions(bench.practice)).toBe(0)
    expect(await place.attached(bench.practice)).toEqual([])
  })
})
