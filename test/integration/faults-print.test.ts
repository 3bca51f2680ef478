/**
 * The faults of graph.md H6 through the whole engine, where it prints. Four segments are on their way at once, so that what
 * goes wrong with one is met while others arrive. What only printing can meet is in faults-print-jobs.test.ts.
 */

import { appendFileSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Run, codesOf, expectNothingTwice } from '../support/fault-run.ts'
import { OwnerBench, expectGoodManners, sha256, valueOf } from '../support/owner-bench.ts'
import {
  expectDone,
  expectNothingPrinted,
  expectPrintedOnce,
  printAgainst,
  segment,
  threeSegments,
} from '../support/print-run.ts'
import { jobsOf, printer, printingOf, share } from '../support/printing.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

afterEach(expectGoodManners)

/** How often each place of the document was sent. */
async function timesOf({ bench }: Run): Promise<Readonly<Record<number, number>>> {
  const times: Record<number, number> = {}
  for (const { rangeStart } of await bench.requests('put')) times[rangeStart] = (times[rangeStart] ?? 0) + 1
  return times
}

const onceEach = { 0: 1, [segment]: 1, [2 * segment]: 1 }
const firstTwice = { ...onceEach, 0: 2 }

describe('throttling', () => {
  it.each([
    ['graph-F1 429 with seconds', { preset: 'F1', params: { retryAfter: 1 } }],
    ['graph-F2 429 with a date', { preset: 'F2', params: { retryAfter: 1 } }],
    ['graph-F1 503 with Retry-After', { preset: 'F1', params: { status: 503, retryAfter: 1 } }],
    ['graph-F3 429 without a header', { preset: 'F3' }],
  ])('%s: waits, and sends that segment again alone', async (_, fault) => {
    const run = await printAgainst([{ ...fault, match: { op: 'put', range: 'first' } }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(['throttled'])
    expect(await timesOf(run)).toEqual(firstTwice)
  })

  it.each(['share', 'createJob', 'create', 'job', 'start'])(
    'graph-F1 on %s: waits as long as was asked',
    async (op) => {
      const run = await printAgainst([{ preset: 'F1', match: { op }, params: { retryAfter: 1 } }], { size: 50_001 })
      expect(run.view, await run.bench.story(run.id)).toMatchObject({ state: 'done', evidence: 'size' })
      await expectPrintedOnce(run.bench, run.source)
      expect(codesOf(run)).toContain('throttled')
    },
  )

  it('graph-F4 429 twice, the second one longer: keeps both', async () => {
    const run = await printAgainst([{ preset: 'F4', params: { retryAfter: [1, 2] } }], { size: segment })
    await expectDone(run)
    expect(codesOf(run)).toEqual(['throttled', 'throttled'])
    expect(await timesOf(run)).toEqual({ 0: 3 })
  })
})

it('a start that was done and answered with a wish to wait: waits, and reads the job before anything else', async () => {
  const waits = { status: 429, retryAfter: 1, stored: true }
  const run = await printAgainst([{ match: { op: 'start' }, action: 'respond', params: waits }], { size: segment })
  await expectDone(run)
  expect(codesOf(run)).toEqual(['throttled'])
  expect(await run.bench.requests('start')).toHaveLength(1)
})

describe('answers that are lost or wrong', () => {
  it.each([
    ['graph-F5 503 though the range was stored', { preset: 'F5' }, 'server-error'],
    ['graph-F10 reset after the range was stored', { preset: 'F10' }, 'interrupted'],
    ['graph-F32 a cut answer', { preset: 'F32' }, 'interrupted'],
  ])('%s: asks, and skips what is there', async (_, fault, code) => {
    for (const range of ['first', 'middle']) {
      const run = await printAgainst([{ ...fault, match: { op: 'put', range } }])
      await expectDone(run)
      await expectNothingTwice(run)
      expect(codesOf(run)).toEqual([code])
      expect(await timesOf(run)).toEqual(onceEach)
    }
  })

  it.each([
    ['graph-F6 500', { preset: 'F6' }, 'server-error'],
    ['graph-F7 504 after a while', { preset: 'F7', params: { ms: 300 } }, 'server-error'],
    ['graph-F8 reset in mid-range', { preset: 'F8' }, 'interrupted'],
    ['graph-F31 a page of HTML with 502', { preset: 'F31' }, 'server-error'],
  ])('%s: sends that segment again, and no other', async (_, fault, code) => {
    const run = await printAgainst([{ ...fault, match: { op: 'put', range: 'first' } }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual([code])
    expect(await timesOf(run)).toEqual(firstTwice)
  })

  it('graph-F9 reset in mid-range, an odd part kept: fills the hole behind it', async () => {
    const run = await printAgainst([{ preset: 'F9', match: { op: 'put', range: 'first' } }])
    await expectDone(run)
    await expectNothingTwice(run)
    const hole = (await run.bench.requests('put')).filter(({ rangeStart }) => rangeStart === 100_001)
    expect(hole.reduce((sum, { contentLength }) => sum + contentLength, 0)).toBeLessThanOrEqual(segment - 100_001)
  })

  it('graph-F11 the answer to the last segment lost: the job says that it has its document', async () => {
    const run = await printAgainst([{ preset: 'F11' }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(await timesOf(run)).toEqual(onceEach)
    expect(await run.bench.requests('createJob')).toHaveLength(1)
  })

  it('graph-F12 the same, and somebody has filled the document otherwise meanwhile: nothing is claimed', async () => {
    const bench = await OwnerBench.open()
    const { id: job, documentId } = await bench.practice.control('POST', '/print', {
      what: 'job',
      printer: 'practice-printer',
    })
    await bench.practice.fault({ preset: 'F11' })
    await bench.practice.fault({ match: { op: 'get' }, action: 'hold' })
    const to = `print:printers/practice-printer/jobs/${job}/documents/${documentId}`
    const id = await bench.enqueue(bench.file('cargo.pdf', threeSegments), { to })
    await bench.practice.control('GET', '/journal/wait?op=get&state=held')
    const theirs = { what: 'document', id: documentId, name: 'theirs.pdf', size: 999_999 }
    await bench.practice.control('POST', '/print', theirs)
    await bench.practice.control('POST', '/faults/release')
    const view = await bench.ended(id)
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'destination-refused' } })
    expect(view.failure?.message).toContain('content already')
    const { documents } = await printingOf(bench.practice)
    expect(documents.find((document) => document.id === documentId)).toMatchObject({
      name: 'theirs.pdf',
      size: 999_999,
    })
  })

  it.each(['share', 'createJob', 'create', 'put', 'job', 'start'])(
    'graph-F31 a sign-in page with status 200 for %s is no success',
    async (op) => {
      const page = { status: 200, contentType: 'text/html', body: '<html>Welcome to Hotel Wifi</html>' }
      const run = await printAgainst([{ match: { op }, action: 'respond', params: page }])
      expect(run.view, await run.bench.story(run.id)).toMatchObject({ state: 'done', evidence: 'size' })
      await expectPrintedOnce(run.bench, run.source)
      expect(codesOf(run)).toEqual(['network-sign-in'])
    },
  )

  it('graph-F31 nor is one with 201 or 202 for a segment', async () => {
    for (const status of [201, 202]) {
      const page = { status, contentType: 'text/html', body: '<html>Welcome</html>' }
      const run = await printAgainst([{ match: { op: 'put' }, action: 'respond', params: page }])
      await expectDone(run)
      expect(codesOf(run)).toEqual(['network-sign-in'])
    }
  })

  it('graph-F32 an endless answer is cut off, and asked about', async () => {
    const endless = { action: 'inflate', params: { bytes: 3_000_000 } }
    const run = await printAgainst([{ match: { op: 'put', range: 'first' }, ...endless }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(['bad-response'])
  })
})

describe('positions that are wrong', () => {
  it.each([
    ['graph-F18 stuck', 'stuck'],
    ['graph-F19 backwards', 'backwards'],
    ['graph-F20 beyond the end', 'beyond'],
    ['graph-F21 missing', 'missing'],
    ['graph-F21 empty', 'empty'],
    ['graph-F21 an empty string', 'emptyString'],
    ['graph-F21 null', 'null'],
    ['graph-F22 with a hole that was never left', 'multiHole'],
  ])('%s: asks for the truth, and goes on with it', async (_, shape) => {
    const run = await printAgainst([
      { match: { op: 'put', range: 'first' }, action: 'ranges', params: { shape } },
      // The others are not heard before.
      { match: { op: 'put', range: 'middle' }, action: 'delay', params: { ms: 200 } },
      { match: { op: 'put', range: 'last' }, action: 'delay', params: { ms: 200 } },
    ])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(await timesOf(run)).toEqual(onceEach)
    expect(codesOf(run)).toEqual([])
  })

  it('graph-F19 really lost: sends from there again', async () => {
    const really = { shape: 'backwards', really: true }
    const lost = { match: { op: 'put', range: 'first' }, action: 'ranges', params: really }
    const late = { match: { op: 'put', range: 'last' }, action: 'delay', params: { ms: 400 } }
    const run = await printAgainst([lost, late], { size: 2 * segment })
    await expectDone(run)
    expect(await timesOf(run)).toEqual({ 0: 2, [segment]: 1 })
  })

  it('graph-F20 the session claims what was never sent: it is given up, and its job with it', async () => {
    const claim = { status: 200, json: { nextExpectedRanges: ['90000000-99999999'] } }
    const run = await printAgainst(
      [
        { match: { op: 'put', range: 'first' }, action: 'reset', params: { at: 'arrival' } },
        { match: { op: 'get' }, action: 'respond', params: claim },
      ],
      { size: 100_000_000 },
    )
    await expectDone(run, 2)
    expect(await run.bench.requests('createJob')).toHaveLength(2)
  })

  it('graph-F22 segments are missing between others: each is filled, and no more', async () => {
    const lost = { action: 'reset', params: { at: 'body', afterBytes: 1_000 } }
    const run = await printAgainst(
      [1, 3].map((n) => ({ match: { op: 'put', range: { contains: n * segment } }, ...lost })),
      { size: 5 * segment },
    )
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).not.toEqual([])
  })

  it.each([
    ['noDash', ['put']],
    ['pascal', ['put', 'get']],
  ])('graph-F23 %s is understood', async (shape, op) => {
    const lost = { match: { op: 'put', range: 'first' }, action: 'reset', params: { at: 'stored' } }
    const run = await printAgainst([lost, { match: { op }, action: 'ranges', params: { shape }, times: 0 }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(await run.bench.requests('get')).not.toEqual([])
  })

  it('graph-F16 refused because it is there already: asks, and goes on', async () => {
    const run = await printAgainst([{ preset: 'F16', match: { op: 'put', range: 'first' } }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(await timesOf(run)).toEqual(onceEach)
    expect((await run.bench.requests('get')).length).toBeGreaterThan(0)
  })

  it('graph-F17 416 for ever: a bound, and a reason', async () => {
    const run = await printAgainst([{ preset: 'F17' }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'out-of-step', retryAt: null } })
    expect((await run.bench.requests()).length).toBeLessThan(80)
    await expectNothingPrinted(run.bench)
    await run.bench.practice.control('DELETE', '/faults')
    await run.bench.client.queue.retry({ ids: [run.id] })
    await run.bench.until(run.id, ({ state }) => state === 'done')
    await expectPrintedOnce(run.bench, run.source)
  })
})

describe('sessions that end', () => {
  it.each([
    ['graph-F13 expired before its first segment', { preset: 'F13', match: { op: 'put', range: 'first' } }],
    ['graph-F13 expired before its last segment', { preset: 'F13', match: { op: 'put', range: 'last' } }],
    ['graph-F14 the token in the upload URL ended', { preset: 'F14', match: { op: 'put', range: 'last' } }],
    ['graph-F15 the same, told as 403', { preset: 'F15', match: { op: 'put', range: 'last' } }],
    ['graph-F34 dead from the start', { preset: 'F34' }],
  ])('%s: another job, from the start; the first one is canceled', async (_, fault) => {
    const run = await printAgainst([fault], { to: printer })
    await expectDone(run, 2)
    const jobs = await jobsOf(run.bench.practice)
    expect(jobs.map(({ status }) => status.state).toSorted()).toEqual(['canceled', 'completed'])
  })

  it.each(['F13', 'F34'])('graph-%s for ever: a bound, and a reason', async (preset) => {
    const run = await printAgainst([{ preset, times: 0 }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'gave-up', retryAt: null } })
    expect((await run.bench.requests()).length).toBeLessThan(80)
    await expectNothingPrinted(run.bench)
  })

  it('graph-F26 no room for the last segment, then room: no byte is sent again', async () => {
    const full = { status: 507, code: '507' }
    const run = await printAgainst([{ match: { op: 'put', range: 'last' }, action: 'respond', params: full }])
    await expectDone(run)
    expect(codesOf(run)).toEqual(['destination-full'])
    await expectNothingTwice(run)
  })

  it('graph-F36 a session that can not be deleted: the cancel stands, and it is swept with the next start', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ preset: 'F36' })
    await bench.practice.fault({ match: { op: 'put', range: 'middle' }, action: 'hold' })
    const id = await bench.enqueue(bench.file('cargo.pdf', threeSegments), { to: share })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    valueOf(await bench.client.queue.cancel({ ids: [id] }))
    await bench.until(id, ({ state }) => state === 'canceled')
    await bench.practice.control('POST', '/faults/release')
    await bench.restart()
    await bench.practice.control('GET', '/journal/wait?op=delete&nth=2&state=finished')
    const { sessions } = await printingOf(bench.practice)
    expect(sessions.map(({ state }) => state)).toEqual(['cancelled'])
    await expectNothingPrinted(bench)
  })

  it('graph-F37 a last segment that fails for ever: a bound, and a reason', async () => {
    const run = await printAgainst([{ preset: 'F37' }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'gave-up' } })
    expect((await run.bench.requests()).length).toBeLessThan(100)
    await expectNothingPrinted(run.bench)
  })
})

describe('the line', () => {
  it('graph-F28 a slow service is no broken one', async () => {
    const slow = [
      { action: 'slowRead', params: { bytesPerSecond: 8_000_000 } },
      { action: 'slowReply', params: { bytesPerSecond: 600 } },
    ]
    const run = await printAgainst([{ match: { op: 'put' }, steps: slow, times: 0 }], {
      limits: { stallMs: 500, answerMs: 4_000, answerStallMs: 1_000 },
    })
    await expectDone(run)
    expect(run.view.attempts).toBe(0)
  })

  it('graph-F29 late headers have a patience of their own', async () => {
    const late = { preset: 'F29', params: { headersAfterMs: 900 } }
    const patient = await printAgainst([late], { limits: { stallMs: 300, answerMs: 10_000, answerStallMs: 300 } })
    await expectDone(patient)
    expect(patient.view.attempts).toBe(0)
    const hasty = await printAgainst([late], { limits: { answerMs: 200 } })
    await expectDone(hasty)
    expect(codesOf(hasty)).toContain('interrupted')
  })

  it('graph-F30 connections break at once', async () => {
    const run = await printAgainst([{ preset: 'F30', times: 2 }])
    await expectDone(run)
    await expectNothingTwice(run)
    for (const code of codesOf(run)) expect(['interrupted', 'offline']).toContain(code)
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
    for (const op of ['createJob', 'create', 'put', 'start']) {
      const run = await printAgainst([{ preset: 'F33', match: { op }, params: { location } }])
      expect(run.view).toMatchObject({ state: 'blocked', failure: { code: 'unsafe-redirect', retryAt: null } })
      await run.bench.client.queue.retry({ ids: [run.id] })
      await run.bench.until(run.id, ({ state }) => state === 'done')
      await expectPrintedOnce(run.bench, run.source)
    }
    expect(heard).toEqual([])
  })

  it('graph-F41 a clock of another day changes nothing', async () => {
    for (const ms of [86_400_000, -86_400_000]) {
      const skew = { preset: 'F41', match: { protocol: 'print' }, params: { ms } }
      const run = await printAgainst([skew])
      await expectDone(run)
      expect(codesOf(run)).toEqual([])
    }
  })
})

describe('our file', () => {
  /** Stopped where its first segment was taken, and nobody knows yet. */
  async function inMidUpload(): Promise<Omit<Run, 'view'>> {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put', range: 'first' }, action: 'hold', params: { at: 'stored' } })
    await bench.practice.fault({ match: { op: 'put', range: 'last' }, action: 'hold' })
    const source = bench.file('cargo.pdf', threeSegments)
    const id = await bench.enqueue(source, { to: share })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held&nth=2')
    return { bench, source, id }
  }

  it.each([
    ['truncated', (path: string) => truncateSync(path, 5_000_000)],
    ['grown', (path: string) => appendFileSync(path, pseudoRandom(500_000, 2))],
    ['edited', (path: string) => writeFileSync(path, pseudoRandom(threeSegments, 3))],
  ])('graph-F43 %s in mid-upload: the new version is printed, and nothing of the old', async (_, change) => {
    const { bench, source, id } = await inMidUpload()
    change(source.path)
    const bytes = readFileSync(source.path)
    await bench.practice.control('POST', '/faults/release')
    const view = await bench.ended(id)
    expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'size', size: bytes.length })
    await expectPrintedOnce(bench, { ...source, size: bytes.length, sha256: sha256(bytes) })
  })

  it.each([
    ['touched', (path: string) => utimesSync(path, new Date(), new Date())],
    ['edited', (path: string) => writeFileSync(path, pseudoRandom(50_001, 3))],
    ['deleted', (path: string) => rmSync(path)],
  ])('%s while its job is printed: printed once, as it was sent', async (_, change) => {
    const bench = await OwnerBench.open({ switches: { printProcessingMs: null } })
    const source = bench.file('cargo.pdf', 50_001)
    const id = await bench.enqueue(source, { to: share })
    await bench.practice.control('GET', '/journal/wait?op=start&state=finished')
    change(source.path)
    await bench.practice.control('POST', '/switches', { printProcessingMs: 0 })
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'done', evidence: 'size' })
    await expectPrintedOnce(bench, source)
  })

  it('graph-F43 deleted in mid-upload: says so, and takes session and job with it', async () => {
    const { bench, source, id } = await inMidUpload()
    rmSync(source.path)
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id)).toMatchObject({ state: 'failed', failure: { code: 'source-gone', retryAt: null } })
    await bench.practice.control('GET', '/journal/wait?op=delete&state=finished')
    expect((await printingOf(bench.practice)).sessions.filter(({ state }) => state === 'open')).toEqual([])
    await expectNothingPrinted(bench)
  })
})
