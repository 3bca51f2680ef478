/**
 * The faults of graph.md H6 through the whole engine: those of the line and of the service's answers, F1 to F23 and
 * F28 to F33. Faults about the item itself are in faults-graph-item.test.ts, those of our own files (F43) in
 * faults-graph-source.test.ts; a killed process (F44) is in test/kill.
 */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { codesOf, expectDone, expectNothingTwice, startsOf, uploadAgainst } from '../support/fault-run.ts'
import { OwnerBench, expectGoodManners, expectOnly, threeRanges, twoRanges } from '../support/owner-bench.ts'

const unit = 327_680
const first = 16 * unit

afterEach(expectGoodManners)

describe('throttling', () => {
  it.each([
    ['graph-F1, graph-G2-2 429 with seconds', { preset: 'F1', params: { retryAfter: 1 } }, 1],
    ['graph-F2 429 with a date', { preset: 'F2', params: { retryAfter: 1 } }, 1],
    ['graph-F4 429 twice, the second one longer', { preset: 'F4', params: { retryAfter: [1, 2] } }, 2],
    ['graph-F1 503 with Retry-After', { preset: 'F1', params: { status: 503, retryAfter: 1 } }, 1],
  ])('%s: waits as long as was asked, and goes on with the same range', async (_, fault, times) => {
    const run = await uploadAgainst([fault])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(Array.from({ length: times }, () => 'throttled'))
    for (const { failure } of run.bench.times(run.id, 'waiting')) {
      expect(failure?.retryAt).toMatch(/^\d{4}-.*Z$/)
      expect(failure?.nextStep).toContain(failure?.retryAt)
    }
    expect(await startsOf(run)).toEqual([...Array.from({ length: times }, () => 0), 0, first])
  })

  it('graph-F3 429 without a header: backs off by itself', async () => {
    const run = await uploadAgainst([{ preset: 'F3', times: 3 }])
    await expectDone(run)
    expect(codesOf(run)).toEqual(['throttled', 'throttled', 'throttled'])
    expect(await startsOf(run)).toEqual([0, 0, 0, 0, first])
  })

  it.each(['create', 'item'])(
    'graph-F1 complaint-C43 on %s: the floor holds for every file of the account',
    async (op) => {
      const bench = await OwnerBench.open()
      await bench.practice.fault({ preset: 'F1', match: { op }, params: { retryAfter: 1 } })
      const one = await bench.enqueue(bench.file('one.bin', 1000))
      await bench.until(one, ({ state }) => state === 'waiting')
      const others = await Promise.all([1, 2, 3].map((n) => bench.enqueue(bench.file(`other-${n}.bin`, 1000 + n))))
      for (const id of [one, ...others]) expect(await bench.ended(id)).toMatchObject({ state: 'done' })
      expect(await bench.items()).toHaveLength(4)
    },
  )

  it('graph-F1 outlives a restart', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ preset: 'F1', params: { retryAfter: 2 } })
    const source = bench.file('a.bin', twoRanges)
    const id = await bench.enqueue(source)
    await bench.until(id, ({ state }) => state === 'waiting')
    await bench.restart()
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnly(bench, source)
  })
})

describe('answers that are lost or wrong', () => {
  it.each([
    ['graph-F5, graph-G2-3, complaint-C06 503 though the range was stored', { preset: 'F5' }, 'server-error'],
    ['graph-F10 fault-P02 reset after the range was stored', { preset: 'F10' }, 'interrupted'],
    ['graph-F32 a cut answer', { preset: 'F32' }, 'interrupted'],
  ])('%s: asks, and skips what is there', async (_, fault, code) => {
    const run = await uploadAgainst([fault])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual([code])
    expect(await startsOf(run)).toEqual([0, first])
    expect((await run.bench.requests('get')).length).toBeGreaterThan(0)
  })

  it.each([
    ['graph-F6 500', { preset: 'F6' }, 'server-error'],
    ['graph-F7 504 after a while', { preset: 'F7', params: { ms: 300 } }, 'server-error'],
    ['graph-F8 fault-P03 complaint-C01 reset in mid-range', { preset: 'F8' }, 'interrupted'],
    ['graph-F31 a page of HTML with 502', { preset: 'F31' }, 'server-error'],
  ])('%s: sends the same range again', async (_, fault, code) => {
    const run = await uploadAgainst([fault])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual([code])
    expect(await startsOf(run)).toEqual([0, 0, first])
  })

  it('graph-F7 complaint-C17 silence longer than our patience: asks what has arrived', async () => {
    const run = await uploadAgainst([{ preset: 'F7', params: { ms: 3_000 } }], {
      limits: { stallMs: 300, answerMs: 300 },
    })
    await expectDone(run)
    expect(codesOf(run)).toContain('interrupted')
  })

  it('graph-F9, graph-G2-10, fault-P03, complaint-C07 reset in mid-range, an odd part kept: goes on there with an aligned length', async () => {
    const run = await uploadAgainst([{ preset: 'F9' }], { size: threeRanges })
    await expectDone(run)
    await expectNothingTwice(run)
    const [, second] = await run.bench.requests('put')
    expect(second.rangeStart).toBe(100_001)
    expect(second.contentLength % unit).toBe(0)
  })

  it.each(['odp', 'odb', 'spo'] as const)(
    'graph-F11, graph-G2-19, fault-P04, complaint-C30 on %s: the last answer lost is found as success',
    async (profile) => {
      const run = await uploadAgainst([{ preset: 'F11' }], { profile })
      await expectDone(run)
      await expectNothingTwice(run)
      expect(await run.bench.requests('put')).toHaveLength(2)
      expect(await run.bench.practice.item('/cargo.bin')).toMatchObject({ versions: 1 })
    },
  )

  it('graph-F31 fault-N09 a sign-in page with status 200 is no success', async () => {
    const page = { status: 200, contentType: 'text/html', body: '<html>Welcome to Hotel Wifi</html>' }
    const run = await uploadAgainst(
      ['create', 'item', 'put'].map((op) => ({ match: { op }, action: 'respond', params: page })),
    )
    await expectDone(run, 2)
    expect(new Set(codesOf(run))).toEqual(new Set(['network-sign-in']))
  })

  it('graph-F32 fault-N06 an endless answer is cut off, and asked about', async () => {
    const run = await uploadAgainst([{ match: { op: 'put' }, action: 'inflate', params: { bytes: 3_000_000 } }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(['bad-response'])
  })
})

describe('sessions that end', () => {
  it.each([
    ['graph-F13 fault-P12 expired before its first range', { preset: 'F13' }],
    ['graph-F13 fault-P12 expired before its last range', { preset: 'F13', match: { range: 'last' } }],
    [
      'graph-F14, graph-G2-16, fault-P15 the token in the upload URL ended',
      { preset: 'F14', match: { range: 'last' } },
    ],
    ['graph-F15 fault-P15 complaint-C10 the same, told as 403', { preset: 'F15', match: { range: 'last' } }],
  ])('%s: looks, and starts over once', async (_, fault) => {
    const run = await uploadAgainst([fault])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnly(run.bench, run.source)
    expect(await run.bench.requests('create')).toHaveLength(2)
    expect((await startsOf(run)).filter((start) => start === 0)).toHaveLength(2)
    const story = await run.bench.story(run.id)
    expect(story).toContain('starting over')
    if (fault.preset !== 'F13') expect(story).toContain('its upload link has expired')
  })

  it('graph-F13 fault-P14 by a clock that went on: an hour on odb, and eight days on odp', async () => {
    for (const [profile, advanceMs] of [
      ['odb', 3_600_000],
      ['odp', 8 * 86_400_000],
    ] as const) {
      const run = await uploadAgainst(
        [{ match: { op: 'put', range: 'last' }, action: 'advanceClock', params: { ms: advanceMs } }],
        { profile },
      )
      expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
      await expectOnly(run.bench, run.source)
    }
  })

  it('graph-F13, graph-G2-15, fault-P12 for ever: a bound, then one single request', async () => {
    const run = await uploadAgainst([{ preset: 'F13', times: 0 }])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnly(run.bench, run.source)
    expect((await run.bench.requests('create')).length).toBeLessThanOrEqual(5)
    expect(await run.bench.requests('simplePut')).toHaveLength(1)
    // The third time it waits, and says why and until when.
    expect(codesOf(run)).toEqual(['session-lost'])
    expect(run.bench.times(run.id, 'waiting')[0]?.failure?.retryAt).toMatch(/Z$/)
  })

  it('graph-F13 for ever, and no single request either: gives up, with a reason', async () => {
    const run = await uploadAgainst([{ preset: 'F13', times: 0 }], { switches: { simpleUploadLimit: 4_000_000 } })
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'gave-up', retryAt: null } })
    expect((await run.bench.requests()).length).toBeLessThan(60)
    expect(await run.bench.items()).toEqual([])
    await run.bench.practice.control('DELETE', '/faults')
    await run.bench.client.queue.retry({ ids: [run.id] })
    expect(await run.bench.until(run.id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
    await expectOnly(run.bench, run.source)
  })
})

describe('positions that are wrong', () => {
  it('graph-F16 fault-P06 a 416 for a range that is there: asks, and goes on behind it', async () => {
    const run = await uploadAgainst([{ preset: 'F16' }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(await startsOf(run)).toEqual([0, first])
    expect(await run.bench.requests('get')).toHaveLength(1)
  })

  it('graph-F17, graph-G2-4, fault-P07 416 for ever: a bound, and a reason', async () => {
    const run = await uploadAgainst([{ preset: 'F17' }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'out-of-step', retryAt: null } })
    expect((await run.bench.requests('put')).length).toBeLessThanOrEqual(10)
    expect((await run.bench.requests()).length).toBeLessThan(40)
    await run.bench.practice.control('DELETE', '/faults')
    await run.bench.client.queue.retry({ ids: [run.id] })
    await run.bench.until(run.id, ({ state }) => state === 'done')
    await expectOnly(run.bench, run.source)
  })

  it.each([
    ['graph-F18 stuck', 'stuck'],
    ['graph-F19 backwards', 'backwards'],
    ['graph-F20 beyond the end', 'beyond'],
    ['graph-F21 missing', 'missing'],
    ['graph-F21 empty', 'empty'],
    ['graph-F21 an empty string', 'emptyString'],
    ['graph-F21 null', 'null'],
    ['graph-F21 no body at all', 'emptyBody'],
    ['graph-F22 with a hole that was never sent', 'multiHole'],
  ])('%s: asks for the truth, and goes on with it', async (_, shape) => {
    const run = await uploadAgainst([{ match: { op: 'put' }, action: 'ranges', params: { shape } }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(await run.bench.requests('get')).toHaveLength(1)
    expect(codesOf(run)).toEqual([])
  })

  it('graph-F18 stuck every time, though the truth can be asked for', async () => {
    const run = await uploadAgainst([{ preset: 'F18', times: 0 }], { size: threeRanges })
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual([])
  })

  it('graph-F18 stuck for ever, in every answer: a bound, and then one single request', async () => {
    const run = await uploadAgainst([{ preset: 'F18', match: { op: ['put', 'get'] }, times: 0 }])
    expect((await run.bench.requests()).length).toBeLessThan(80)
    if (run.view.state === 'done') await expectOnly(run.bench, run.source)
    else expect(['gave-up', 'out-of-step']).toContain(run.view.failure?.code)
  })

  it('graph-F19 fault-P08 really lost: sends from there again', async () => {
    const really = { shape: 'backwards', really: true }
    const run = await uploadAgainst([{ match: { op: 'put', nth: 2 }, action: 'ranges', params: really }], {
      size: threeRanges,
    })
    await expectDone(run)
    expect((await startsOf(run)).filter((start) => start === 0)).toHaveLength(2)
  })

  it('graph-F20 claims a part that was never sent: believes the session, never the claim', async () => {
    const claim = { status: 202, json: { nextExpectedRanges: [`${first + unit}-`] }, stored: true }
    const run = await uploadAgainst([{ match: { op: 'put' }, action: 'respond', params: claim }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(await run.bench.requests('get')).toHaveLength(1)
  })

  it('graph-F20 fault-P09 the session itself holds what was never sent: it is given up, and its bytes with it', async () => {
    const claim = { json: { nextExpectedRanges: [`${first + unit}-`] } }
    const run = await uploadAgainst([
      { match: { op: 'put' }, action: 'respond', params: { status: 202, ...claim, stored: true } },
      { match: { op: 'get' }, action: 'respond', params: { status: 200, ...claim } },
    ])
    await expectDone(run, 2)
    expect((await startsOf(run)).slice(0, 2)).toEqual([0, 0])
  })

  it('graph-F22, graph-G2-6, graph-G2-9, fault-P10 several holes: fills the first, never over its end', async () => {
    const json = { nextExpectedRanges: [`${unit}-${2 * unit - 1}`, `${first}-`] }
    const run = await uploadAgainst([
      { preset: 'F10' },
      { match: { op: 'get' }, action: 'respond', params: { status: 200, json } },
    ])
    await expectDone(run)
    await expectNothingTwice(run)
    const [, second] = await run.bench.requests('put')
    expect(second.contentRange).toBe(`bytes ${unit}-${2 * unit - 1}/${twoRanges}`)
  })

  it('graph-F23, graph-G2-7, fault-P11 other spellings are understood without asking', async () => {
    for (const shape of ['noDash', 'pascal', 'closed']) {
      const run = await uploadAgainst([{ match: { op: 'put' }, action: 'ranges', params: { shape } }])
      await expectDone(run)
      expect(await run.bench.requests('get')).toEqual([])
    }
  })
})

describe('the line', () => {
  it('graph-F28 a slow server is no broken one', async () => {
    const slow = [
      { action: 'slowRead', params: { bytesPerSecond: 8_000_000 } },
      { action: 'slowReply', params: { bytesPerSecond: 600 } },
    ]
    const run = await uploadAgainst([{ match: { op: 'put' }, steps: slow, times: 0 }], {
      limits: { stallMs: 500, answerMs: 4_000, answerStallMs: 1_000 },
    })
    await expectDone(run)
    expect(run.view.attempts).toBe(0)
    expect(await run.bench.requests('put')).toHaveLength(2)
  })

  it('graph-F28 a cancel does not wait for a slow server', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put' }, action: 'slowRead', params: { bytesPerSecond: 20_000 } })
    const id = await bench.enqueue(bench.file('slow.bin', threeRanges))
    await bench.practice.control('GET', '/journal/wait?op=put')
    await bench.client.queue.cancel({ ids: [id] })
    expect(await bench.ended(id)).toMatchObject({ state: 'canceled' })
    expect((await bench.sessions()).map(({ state }) => state)).toEqual(['cancelled'])
    expect(await bench.items()).toEqual([])
  })

  it('graph-F29 late headers have a patience of their own', async () => {
    const late = { preset: 'F29', params: { headersAfterMs: 900 } }
    const patient = await uploadAgainst([late], { limits: { stallMs: 300, answerMs: 10_000, answerStallMs: 300 } })
    await expectDone(patient)
    expect(patient.view.attempts).toBe(0)
    const hasty = await uploadAgainst([late], { limits: { answerMs: 200 } })
    await expectDone(hasty)
    expect(codesOf(hasty)).toContain('interrupted')
  })

  it.each(['upload', 'graph'])('graph-F30 connections to the %s host break at once', async (host) => {
    const bench = await OwnerBench.open()
    // No connection that is open already.
    await bench.restart()
    await bench.practice.fault({ preset: 'F30', match: { host }, times: 2 })
    const source = bench.file('cargo.bin', twoRanges)
    const id = await bench.enqueue(source)
    const run = { bench, source, id, view: await bench.ended(id) }
    await expectDone(run)
    for (const code of codesOf(run)) expect(['interrupted', 'offline']).toContain(code)
    expect(codesOf(run).length).toBeGreaterThan(0)
  })

  it('graph-F33 fault-N12 a redirect is refused, and nobody there hears from us', async () => {
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
      const run = await uploadAgainst([{ preset: 'F33', match: { op }, params: { location } }])
      expect(run.view).toMatchObject({ state: 'blocked', failure: { code: 'unsafe-redirect', retryAt: null } })
      await run.bench.client.queue.retry({ ids: [run.id] })
      const view = await run.bench.until(run.id, ({ state }) => state === 'done')
      await expectDone({ ...run, view }, op === 'create' ? 2 : 1)
    }
    expect(heard).toEqual([])
  })
})
