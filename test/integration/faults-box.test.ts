/**
 * The faults of box-and-peers.md 4.6 through the whole engine: those of parts and sessions. F29 is box-sizes.test.ts; those
 * of the commit are in faults-box-commit.test.ts, those of tokens in faults-box-tokens.test.ts.
 */

import { afterEach, describe, expect, it } from 'vitest'
import {
  allParts,
  boxFiles,
  boxSessions,
  expectInBox,
  expectOnlyInBox,
  openBox,
  part,
  sendToBox,
  sentParts,
  sixParts,
} from '../support/box-run.ts'
import { codesOf, expectNothingTwice } from '../support/fault-run.ts'
import { expectGoodManners } from '../support/owner-bench.ts'
import { raw } from './practice-client.ts'

afterEach(expectGoodManners)

const second = [...allParts.slice(0, 1), ...allParts]

describe('parts', () => {
  it('several are on their way at once, the lowest first, and each says its digest', async () => {
    const run = await sendToBox([
      { match: { op: 'put' }, action: 'slowRead', params: { bytesPerSecond: 16_000_000 }, times: 0 },
    ])
    await expectInBox(run)
    await expectNothingTwice(run)
    const puts = await run.bench.requests('put')
    expect(
      puts
        .slice(0, 4)
        .map(({ rangeStart }) => rangeStart)
        .toSorted((a, b) => a - b),
    ).toEqual(allParts.slice(0, 4))
    const ends = puts.map(({ realMs, endedMs }) => [realMs, endedMs] as const)
    const atOnce = ends.map(([at]) => ends.filter(([from, to]) => from <= at && at < to).length)
    expect(Math.max(...atOnce)).toBe(4)
    for (const { contentLength, authorization } of puts) {
      expect(contentLength).toBeLessThanOrEqual(part)
      expect(authorization).toBe('Bearer')
    }
  })

  it.each([
    ['box-F3 stored, answered with 500', { preset: 'box-F3' }, 'server-error'],
    ['box-F3 stored, answered with 503', { preset: 'box-F3', params: { status: 503 } }, 'server-error'],
    ['box-F4 stored, and the connection broken', { preset: 'box-F4' }, 'interrupted'],
  ])('%s: listed, adopted, and not sent again', async (_, fault, code) => {
    const run = await sendToBox([fault])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual([code])
    expect(await sentParts(run)).toEqual(allParts)
    expect(await run.bench.requests('parts')).not.toEqual([])
  })

  it('box-F5 a digest that does not fit, once: read and sent again', async () => {
    const run = await sendToBox([{ preset: 'box-F5', match: { range: 'first' } }])
    await expectInBox(run)
    expect(codesOf(run)).toEqual(['arrived-damaged'])
    expect(await sentParts(run)).toEqual(second)
  })

  it('box-F5 box-D5 for ever: gives up, with a reason', async () => {
    const run = await sendToBox([{ preset: 'box-F5', match: { range: 'first' }, times: 0 }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'gave-up' } })
    expect((await run.bench.requests('put')).length).toBeLessThan(30)
    expect(await boxFiles(run.bench)).toEqual([])
  })

  // The last part is begun when the digests of all others have been made: what is on its way then has left.
  it.each([
    ['as seconds', { retryAfter: 1 }],
    ['as a date', { retryAfter: 1, retryAfterAsDate: true }],
  ])('box-F6 box-D4 429 with Retry-After %s: nothing is asked of the account before', async (_, params) => {
    const run = await sendToBox([{ preset: 'box-F6', match: { range: 'last' }, params }])
    await expectInBox(run)
    expect(codesOf(run)).toEqual(['throttled'])
    expect(await sentParts(run)).toEqual([...allParts, ...allParts.slice(-1)])
  })

  it('box-F6 holds for every file of the account', async () => {
    const bench = await openBox()
    await bench.practice.fault({ preset: 'box-F6', match: { op: 'put', range: 'last' }, params: { retryAfter: 1 } })
    const one = await bench.enqueue(bench.file('one.bin', sixParts), { to: 'box:/' })
    await bench.until(one, ({ state }) => state === 'waiting')
    const others = await Promise.all(
      [1, 2].map((n) => bench.enqueue(bench.file(`other-${n}.bin`, 1_000 + n), { to: 'box:/' })),
    )
    for (const id of [one, ...others]) expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    expect(await boxFiles(bench)).toHaveLength(3)
  })

  it('box-F7 503 with Retry-After: nothing is asked of the account before, and then what became of it', async () => {
    const run = await sendToBox([{ preset: 'box-F7', match: { range: 'last' }, params: { retryAfter: 1 }, times: 1 }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(['server-error'])
    expect(await sentParts(run)).toEqual([...allParts, ...allParts.slice(-1)])
  })

  it.each([
    ['box-F7 503 twice', { preset: 'box-F7', match: { range: 'first' } }, ['server-error', 'server-error']],
    ['box-F8 reset in mid-part', { preset: 'box-F8', match: { range: 'first' } }, ['interrupted']],
    [
      'box-F8 three times',
      { preset: 'box-F8', match: { range: 'first' }, times: 3 },
      ['interrupted', 'interrupted', 'interrupted'],
    ],
    ['box-F10 a cut answer, not stored', { preset: 'box-F10', match: { range: 'first' } }, ['bad-response']],
    ['box-F27 a page of HTML with 502', { preset: 'box-F27', match: { range: 'first' } }, ['server-error']],
  ])('%s: asks, and sends that part again', async (_, fault, codes) => {
    const run = await sendToBox([fault])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(codes)
    expect(await sentParts(run)).toEqual([...codes.map(() => 0), ...allParts])
  })

  it('box-F10 a cut answer, and the part was stored: adopted', async () => {
    const cut = { status: 200, body: '{"part":{"part_id":"6F2D', contentType: 'application/json', stored: true }
    const run = await sendToBox([{ match: { op: 'put', range: 'first' }, action: 'respond', params: cut }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await sentParts(run)).toEqual(allParts)
  })

  it('box-F9 box-D14 swallowed, and never answered: listed, and adopted', async () => {
    const bench = await openBox({ limits: { answerMs: 2_000 } })
    await bench.practice.fault({ preset: 'box-F9', match: { range: 'first' } })
    const source = bench.file('cargo.bin', sixParts)
    const id = await bench.enqueue(source, { to: 'box:/' })
    const run = { bench, source, id, view: await bench.ended(id) }
    await bench.practice.control('POST', '/faults/release', {})
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(['interrupted'])
    expect(await sentParts(run)).toEqual(allParts)
  })

  it('all parts are there and every answer is lost: nothing is sent again', async () => {
    const run = await sendToBox([{ preset: 'box-F4', times: 0 }], {
      policy: { attemptPausesMs: Array.from({ length: 20 }, () => 2) },
    })
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await sentParts(run)).toEqual(allParts)
  })

  it.each([409, 416])(
    'box-D6 fault-P24 an overlap told with %i is asked about, and the part that is there is built on',
    async (status) => {
      const there = { status, code: 'range_overlaps_existing_part', stored: true }
      const run = await sendToBox([{ match: { op: 'put', range: 'first' }, action: 'respond', params: there }])
      await expectInBox(run)
      await expectNothingTwice(run)
      expect(run.view.attempts).toBe(0)
      expect(await sentParts(run)).toEqual(allParts)
    },
  )

  it('a list that lacks what was confirmed is asked again before it is believed', async () => {
    const run = await sendToBox([
      { preset: 'box-F4', match: { range: 'last' } },
      { match: { op: 'parts' }, action: 'hideParts', params: { parts: 6 }, times: 2 },
    ])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(['interrupted', 'session-busy', 'session-busy'])
    expect(await sentParts(run)).toEqual(allParts)
  })
})

describe('sessions that end', () => {
  it.each([
    ['box-F13 expired', 'box-F13', 'first'],
    ['box-F13 expired', 'box-F13', 'last'],
    ['box-F14 beyond repair', 'box-F14', 'first'],
    ['box-F14 beyond repair', 'box-F14', 'last'],
  ])('%s (%s, at its %s part): looks, and begins another one', async (_, preset, range) => {
    const run = await sendToBox([{ preset, match: { range } }])
    await expectInBox(run, 2)
    expect(await boxFiles(run.bench)).toHaveLength(1)
  })

  it('box-F13 for ever: a bound, and then one single request', async () => {
    const run = await sendToBox([{ preset: 'box-F13', times: 0 }])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    expect(await run.bench.requests('simplePut')).toHaveLength(1)
    expect((await run.bench.requests('create')).length).toBeLessThanOrEqual(5)
    expect(await boxFiles(run.bench)).toHaveLength(1)
  })

  it('box-F25 box-D9 a bit of a stored part turned over: found out before it is built on, and begun anew', async () => {
    const run = await sendToBox([{ preset: 'box-F4', match: { range: 'middle' } }, { preset: 'box-F25' }])
    await expectInBox(run, 2)
    expect(await run.bench.story(run.id)).toContain('is not what the file has there')
  })

  it('box-F25 after the last part: the commit is refused, and told', async () => {
    const run = await sendToBox([{ preset: 'box-F25' }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'content-differs' } })
    expect(await boxFiles(run.bench)).toEqual([])
    await run.bench.client.queue.retry({ ids: [run.id] })
    expect(await run.bench.until(run.id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
    expect(await boxFiles(run.bench)).toMatchObject([{ sha256: run.source.sha256 }])
  })

  it.each([
    ['box-F30 answered with 500', { preset: 'box-F30' }, [500, 204]],
    [
      'box-F30 answered with 404',
      { preset: 'box-F30', params: { status: 404, code: 'upload_session_not_found' } },
      [404],
    ],
  ])('%s: a session that was canceled is given up', async (_, fault, statuses) => {
    const bench = await openBox()
    await bench.practice.fault(fault)
    await bench.practice.fault({ match: { op: 'put', range: 'last' }, action: 'hold' })
    const id = await bench.enqueue(bench.file('cargo.bin', sixParts), { to: 'box:/' })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held&timeoutMs=30000')
    await bench.client.queue.cancel({ ids: [id] })
    await bench.practice.control('POST', '/faults/release', {})
    await bench.until(id, ({ state }) => state === 'canceled')
    if (statuses.length > 1) {
      await bench.restart()
      await bench.practice.control('GET', `/journal/wait?op=delete&status=204&timeoutMs=30000`)
    }
    expect((await bench.requests('delete')).map(({ status }) => status)).toEqual(statuses)
    expect(await boxFiles(bench)).toEqual([])
  })
})

describe('sessions as the service makes them', () => {
  it('box-F19 one is there already, ours whose answer was lost: adopted', async () => {
    const run = await sendToBox([{ preset: 'box-F19' }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect((await run.bench.requests('create')).map(({ status }) => status)).toEqual([409])
  })

  it('box-F19 ours, with parts in it: only what is missing is sent', async () => {
    const bench = await openBox({ switches: { boxSessionConflict: true } })
    await bench.practice.fault({ match: { op: 'create' }, action: 'reset', params: { at: 'stored' } })
    const source = bench.file('cargo.bin', sixParts)
    const id = await bench.enqueue(source, { to: 'box:/' })
    const run = { bench, source, id, view: await bench.ended(id) }
    await expectInBox(run, 2)
    await expectNothingTwice(run)
    expect(await boxSessions(bench)).toHaveLength(1)
  })

  it('box-F19 one for another file of the same name: seen by its first part, and left to whose it is', async () => {
    const bench = await openBox({ switches: { boxSessionConflict: true } })
    // Somebody else's upload of that name, with as many parts, that was left.
    const body = { folder_id: '0', file_name: 'cargo.bin', file_size: sixParts + 5 }
    const headers = { Authorization: `Bearer ${bench.practice.cloud.token}` }
    const url = `${bench.practice.cloud.boxUploadUrl}/api/2.0/files/upload_sessions`
    expect((await raw('POST', url, { headers, body })).status).toBe(201)
    const source = bench.file('cargo.bin', sixParts)
    const id = await bench.enqueue(source, { to: 'box:/' })
    const run = { bench, source, id, view: await bench.ended(id) }
    expect(run.view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnlyInBox(bench, source)
    expect(await bench.requests('delete')).toEqual([])
    expect((await boxSessions(bench)).map(({ state }) => String(state))).toEqual(['open'])
  })

  it('box-F19 one that was there, canceled before anything of ours is in it: given back, not deleted', async () => {
    const bench = await openBox({ switches: { boxSessionConflict: true } })
    const body = { folder_id: '0', file_name: 'cargo.bin', file_size: sixParts }
    const headers = { Authorization: `Bearer ${bench.practice.cloud.token}` }
    const url = `${bench.practice.cloud.boxUploadUrl}/api/2.0/files/upload_sessions`
    expect((await raw('POST', url, { headers, body })).status).toBe(201)
    await bench.practice.fault({ match: { op: 'put' }, action: 'hold', times: 0 })
    const id = await bench.enqueue(bench.file('cargo.bin', sixParts), { to: 'box:/' })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    await bench.client.queue.cancel({ ids: [id] })
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'canceled', failure: null })
    await bench.practice.control('POST', '/faults/release')
    await bench.restart()
    expect(await bench.requests('delete')).toEqual([])
    expect((await boxSessions(bench)).map(({ state }) => String(state))).toEqual(['open'])
  })

  it('box-F19 one of another file, canceled before it could be asked what it has: not deleted, then or later', async () => {
    const bench = await openBox({ switches: { boxSessionConflict: true } })
    const body = { folder_id: '0', file_name: 'cargo.bin', file_size: sixParts + 5 }
    const headers = { Authorization: `Bearer ${bench.practice.cloud.token}` }
    const url = `${bench.practice.cloud.boxUploadUrl}/api/2.0/files/upload_sessions`
    expect((await raw('POST', url, { headers, body })).status).toBe(201)
    await bench.practice.fault({ match: { op: 'parts' }, action: 'respond', params: { status: 503 }, times: 0 })
    const id = await bench.enqueue(bench.file('cargo.bin', sixParts), { to: 'box:/' })
    await bench.until(id, ({ state }) => state === 'waiting')
    await bench.client.queue.cancel({ ids: [id] })
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'canceled' })
    await bench.practice.control('DELETE', '/faults')
    await bench.restart()
    expect(await bench.requests('delete')).toEqual([])
    expect((await boxSessions(bench)).map(({ state }) => String(state))).toEqual(['open'])
  })

  it('box-F19 the same with a part of ours in it: deleted', async () => {
    const bench = await openBox({ switches: { boxSessionConflict: true } })
    await bench.practice.fault({ match: { op: 'create' }, action: 'reset', params: { at: 'stored' } })
    await bench.practice.fault({ match: { op: 'put', nth: 3 }, action: 'hold', times: 0 })
    const id = await bench.enqueue(bench.file('cargo.bin', sixParts), { to: 'box:/' })
    await bench.until(id, ({ acknowledgedBytes }) => acknowledgedBytes > 0)
    await bench.client.queue.cancel({ ids: [id] })
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'canceled', failure: null })
    await bench.practice.control('POST', '/faults/release')
    expect((await boxSessions(bench)).filter(({ state }) => state === 'open')).toEqual([])
  })

  it('box-F20 too small for a session: one single request, and learnt', async () => {
    const bench = await openBox()
    await bench.practice.fault({ preset: 'box-F20' })
    const source = bench.file('cargo.bin', sixParts)
    const id = await bench.enqueue(source, { to: 'box:/' })
    const run = { bench, source, id, view: await bench.ended(id) }
    await expectInBox(run)
    expect(await bench.requests('simplePut')).toHaveLength(1)
    const next = await bench.upload(bench.file('again.bin', sixParts - 1), { to: 'box:/' })
    expect(next).toMatchObject({ state: 'done', evidence: 'hash' })
    // Not asked for a session again.
    expect(await bench.requests('create')).toHaveLength(1)
  })

  it('box-F20 for a file too large for one request: neither way, and told', async () => {
    const run = await sendToBox([{ preset: 'box-F20', times: 0 }], { size: 50_000_001 })
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'other-way-only' } })
    expect(run.view.failure?.message).not.toContain('…')
  })

  it.each([
    ['create', 403],
    ['create', 409],
    ['create', 507],
    ['put', 403],
    ['put', 413],
    ['put', 507],
  ])('box-F21 no room, told on %s with %i: waits for room, and goes on by itself', async (op, status) => {
    const fault = { preset: 'box-F21', match: { op }, params: { status, code: 'storage_limit_exceeded' } }
    const run = await sendToBox([fault])
    expect(codesOf(run)).toEqual(['destination-full'])
    await expectInBox(run, op === 'create' ? 2 : 1)
  })

  it('box-F22 box-D15 the list is behind, in pages of one: asked again, and nothing is sent again', async () => {
    const run = await sendToBox([{ preset: 'box-F22' }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await sentParts(run)).toEqual(allParts)
  })

  it('box-F22 pages of one for ever', async () => {
    const short = { match: { op: 'parts' }, action: 'shortPages', params: { entries: 1 }, times: 0 }
    const run = await sendToBox([{ preset: 'box-F4', match: { range: 'middle' } }, short])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await sentParts(run)).toEqual(allParts)
  })

  it.each([65_536, 1_000_003, 8_388_608, 32 * 1024 * 1024])(
    'box-F23 parts of %i bytes are what is sent',
    async (bytes) => {
      const run = await sendToBox([{ preset: 'box-F23', params: { bytes } }])
      await expectInBox(run)
      await expectNothingTwice(run)
      const lengths = (await run.bench.requests('put')).map(({ contentLength }) => Number(contentLength))
      expect(lengths).toHaveLength(Math.ceil(sixParts / bytes))
      expect(Math.max(...lengths)).toBe(Math.min(bytes, sixParts))
    },
  )

  it('box-F23 fault-P24 the next session has parts of another size', async () => {
    const run = await sendToBox([
      { preset: 'box-F23', params: { bytes: 1_000_003 } },
      { preset: 'box-F13', match: { range: 'last' } },
    ])
    await expectInBox(run, 2)
    const lengths = (await run.bench.requests('put')).map(({ contentLength }) => Number(contentLength))
    expect(lengths).toContain(1_000_003)
    expect(lengths).toContain(part)
  })

  it('box-F24 box-D7 fault-N15 another name of the upload host is followed', async () => {
    const run = await sendToBox([{ preset: 'box-F24' }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await sentParts(run)).toEqual(allParts)
  })

  it.each(['https://elsewhere.example', 'http://127.0.0.1:9', 'https://upload.box.com.evil.example'])(
    'box-F24 %s gets neither bytes nor token',
    async (origin) => {
      const run = await sendToBox([{ preset: 'box-F24', params: { origin } }])
      expect(run.view).toMatchObject({ state: 'blocked', failure: { code: 'unsafe-upload-address' } })
      expect(run.view.failure?.message).toContain(new URL(origin).hostname)
      expect(await run.bench.requests('put')).toEqual([])
    },
  )

  it('box-F28 fault-P16 an expiry long past by our clock: the service is believed', async () => {
    const run = await sendToBox([{ preset: 'box-F28' }])
    await expectInBox(run)
    await expectNothingTwice(run)
    expect(await sentParts(run)).toEqual(allParts)
  })
})
