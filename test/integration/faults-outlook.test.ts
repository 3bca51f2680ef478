/**
 * The faults of graph.md H6 that concern Outlook, through the whole engine. By default its upload URL can't be asked
 * for a position (graph.md C2), so that what was lost on the way is found by looking at the message, or sent anew in
 * another session; where it can be asked, nothing is sent twice.
 */

import { afterEach, describe, expect, it } from 'vitest'
import { codesOf, startsOf } from '../support/fault-run.ts'
import type { Run } from '../support/fault-run.ts'
import { attachmentsOf, draft, expectAttached, mailOf } from '../support/mail.ts'
import { type BenchOptions, OwnerBench, expectGoodManners } from '../support/owner-bench.ts'

const range = 3_932_160
/** Three ranges. */
const size = 2 * range + 12_345

afterEach(expectGoodManners)

async function attachAgainst(
  faults: readonly object[],
  { bytes = size, ...options }: BenchOptions & { bytes?: number } = {},
): Promise<Run> {
  const bench = await OwnerBench.open(options)
  for (const fault of faults) await bench.practice.fault(fault)
  const source = bench.file('cargo.bin', bytes)
  const id = await bench.enqueue(source, { to: draft })
  return { bench, source, id, view: await bench.ended(id) }
}

/** Done by reading back, once, over so many sessions, of which none is left open. */
async function expectDone({ bench, source, id, view }: Run, sessions = 1): Promise<void> {
  expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
  await expectAttached(bench, source)
  expect(await bench.requests('create')).toHaveLength(sessions)
  const left = (await mailOf(bench.practice)).sessions.filter(({ state }) => state === 'open')
  expect(left).toEqual([])
}

const asked = { switches: { mailStatusQuery: true } }

describe('throttling', () => {
  it.each([
    ['graph-F1 429 with seconds', { preset: 'F1', params: { retryAfter: 1 } }],
    ['graph-F2 429 with a date', { preset: 'F2', params: { retryAfter: 1 } }],
    ['graph-F3 429 without a header', { preset: 'F3' }],
  ])('%s: goes on with the same range of the same session', async (_, fault) => {
    const run = await attachAgainst([fault])
    await expectDone(run)
    expect(codesOf(run)).toEqual(['throttled'])
    expect(await startsOf(run)).toEqual([0, 0, range, 2 * range])
  })

  it.each(['create', 'attachments', 'attach', 'value'])('graph-F1 on %s: waits, and does it', async (op) => {
    const bytes = op === 'attach' ? 1_000 : size
    const run = await attachAgainst([{ preset: 'F1', match: { op }, params: { retryAfter: 1 } }], { bytes })
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectAttached(run.bench, run.source)
    expect(codesOf(run)).toEqual(['throttled'])
  })

  it('graph-C3 the budget of five minutes is shared by all that goes to the account, and waited for', async () => {
    const bench = await OwnerBench.open({ switches: { mailUploadBudget: 6_000_000, mailBudgetWindowMs: 6_000 } })
    const sources = [1, 2, 3].map((n) => bench.file(`part-${n}.bin`, 3_000_000 + n))
    const ids = await Promise.all(sources.map((source) => bench.enqueue(source, { to: draft })))
    for (const id of ids) expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    const attached = await attachmentsOf(bench.practice)
    expect(attached.map(({ sha256 }) => sha256).toSorted()).toEqual(sources.map(({ sha256 }) => sha256).toSorted())
    const refused = (await bench.requests()).filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
  })

  it('graph-C3 what the mailbox takes in five minutes is known: the rest waits by itself, and nothing is refused', async () => {
    const bench = await OwnerBench.open({ switches: { mailMessageLimit: 400_000_000 } })
    const sources = [1, 2].map((n) => bench.file(`film-${n}.bin`, 80_000_000 + n))
    const ids = await Promise.all(sources.map((source) => bench.enqueue(source, { to: draft })))
    const waits = (id: string) =>
      bench.until(id, ({ state, failure }) => state === 'done' || failure?.code === 'limit-used-up')
    const views = await Promise.all(ids.map(waits))
    const waiting = views.find(({ state }) => state === 'waiting')
    expect(waiting?.failure).toMatchObject({ code: 'limit-used-up' })
    const inMinutes = (Date.parse(waiting?.failure?.retryAt ?? '') - Date.now()) / 60_000
    expect(inMinutes).toBeGreaterThan(3)
    expect(inMinutes).toBeLessThan(5.1)
    const sent = (await bench.requests('put')).reduce((sum, { storedBytes }) => sum + storedBytes, 0)
    expect(sent).toBeLessThanOrEqual(150_000_000)
    expect(sent).toBeGreaterThan(140_000_000)
    expect((await bench.requests()).filter(({ status }) => status === 429)).toEqual([])
  })

  it('graph-C3 a mailbox takes four requests at once: twelve files wait their turn, and nothing is refused', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'attach' }, action: 'delay', params: { ms: 20 }, times: 0 })
    const sources = Array.from({ length: 12 }, (_, n) => bench.file(`page-${n}.bin`, 10_000 + n))
    const ids = await Promise.all(sources.map((source) => bench.enqueue(source, { to: draft })))
    for (const id of ids) expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash', attempts: 0 })
    expect((await bench.requests()).filter(({ status }) => status === 429)).toEqual([])
    expect(await attachmentsOf(bench.practice)).toHaveLength(12)
  })
})

describe('answers that are lost or wrong', () => {
  it.each([
    ['graph-F6 500', { preset: 'F6' }, 'server-error'],
    ['graph-F7 504 after a while', { preset: 'F7', params: { ms: 300 } }, 'server-error'],
    ['graph-F8 reset in mid-range', { preset: 'F8' }, 'interrupted'],
    ['graph-F31 a page of HTML with 502', { preset: 'F31' }, 'server-error'],
  ])('%s: sends the same range again, in the same session', async (_, fault, code) => {
    const run = await attachAgainst([fault])
    await expectDone(run)
    expect(codesOf(run)).toEqual([code])
    expect((await startsOf(run)).filter((start) => start === 0)).toHaveLength(2)
  })

  it.each([
    ['graph-F5 503 though the range was stored', { preset: 'F5' }, 'server-error'],
    ['graph-F9 reset in mid-range, an odd part kept', { preset: 'F9' }, 'interrupted'],
    ['graph-F10 reset after the range was stored', { preset: 'F10' }, 'interrupted'],
    ['graph-F32 a cut answer', { preset: 'F32' }, 'interrupted'],
  ])('%s: what cannot be asked starts over, what can goes on', async (_, fault, code) => {
    const blind = await attachAgainst([fault])
    await expectDone(blind, 2)
    expect(codesOf(blind)).toEqual([code])
    const told = await attachAgainst([fault], asked)
    await expectDone(told)
    const puts = await told.bench.requests('put')
    expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(size)
  })

  it.each([
    ['cannot be asked', {}],
    ['can be asked', asked],
  ])('graph-F11 the last answer lost, where the session %s: found in the message', async (_, options) => {
    const run = await attachAgainst([{ preset: 'F11' }], options)
    await expectDone(run)
    expect(codesOf(run)).toEqual(['interrupted'])
    expect(await startsOf(run)).toEqual([0, range, 2 * range])
  })

  it('graph-F11 for a small file: the one request is not sent again', async () => {
    const run = await attachAgainst([{ match: { op: 'attach' }, action: 'reset', params: { at: 'stored' } }], {
      bytes: 70_000,
    })
    await expectDone(run, 0)
    expect(await run.bench.requests('attach')).toHaveLength(1)
  })

  it('graph-F6 for a small file, many times: patience is that of any other failure', async () => {
    const run = await attachAgainst([{ preset: 'F6', match: { op: 'attach' }, times: 9 }], { bytes: 70_000 })
    await expectDone(run, 0)
    expect(codesOf(run)).toEqual(Array.from({ length: 9 }, () => 'server-error'))
  })

  it('graph-F12 fault-P27 the last answer lost, and another file of the name beside it: nothing is sent again', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({
      match: { op: 'attach' },
      steps: [{ action: 'hold' }, { action: 'reset', params: { at: 'arrival' } }],
    })
    const id = await bench.enqueue(bench.file('cargo.bin', 9_000), { to: draft })
    await bench.practice.control('GET', '/journal/wait?op=attach&state=held')
    const other = { what: 'attachment', itemId: 'practice-draft', name: 'cargo.bin', content: 'of somebody else' }
    await bench.practice.control('POST', '/mail', other)
    await bench.practice.control('POST', '/faults/release', {})
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'name-taken' } })
    expect(await attachmentsOf(bench.practice)).toHaveLength(1)
    await bench.client.queue.retry({ ids: [id], conflict: 'rename' })
    const view = await bench.until(id, ({ state }) => state === 'done')
    expect(view).toMatchObject({ evidence: 'hash', remote: { name: 'cargo (2).bin' } })
  })

  it('graph-F44 fault-P01 a lost create: another session, and only one attachment', async () => {
    const run = await attachAgainst([{ match: { op: 'create' }, action: 'reset', params: { at: 'stored' } }])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectAttached(run.bench, run.source)
    expect(await run.bench.requests('create')).toHaveLength(2)
  })

  it('graph-F31 a sign-in page with status 200 is no success', async () => {
    const page = { status: 200, contentType: 'text/html', body: '<html>Welcome to Hotel Wifi</html>' }
    for (const bytes of [1_000, size]) {
      const ops = bytes === size ? ['attachments', 'create', 'put'] : ['attachments', 'attach']
      const run = await attachAgainst(
        ops.map((op) => ({ match: { op }, action: 'respond', params: page })),
        { bytes },
      )
      expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
      await expectAttached(run.bench, run.source)
      expect(new Set(codesOf(run))).toEqual(new Set(['network-sign-in']))
    }
  })
})

describe('sessions that end', () => {
  it.each([
    ['graph-F13 expired before its first range', { preset: 'F13' }],
    ['graph-F13 expired before its last range', { preset: 'F13', match: { range: 'last' } }],
    ['graph-F14 the token in the upload URL ended', { preset: 'F14', match: { range: 'last' } }],
    ['graph-F15 the same, told as 403', { preset: 'F15', match: { range: 'last' } }],
  ])('%s: looks, and starts over once', async (_, fault) => {
    const run = await attachAgainst([fault])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectAttached(run.bench, run.source)
    expect(await run.bench.requests('create')).toHaveLength(2)
  })

  it('graph-F13 fault-P16 the end that was told never moves: a clock that went on is met, not trusted', async () => {
    const run = await attachAgainst([
      { match: { op: 'put', range: 'last' }, action: 'advanceClock', params: { ms: 25 * 3_600_000 } },
    ])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectAttached(run.bench, run.source)
    expect(await run.bench.requests('create')).toHaveLength(2)
  })

  it('graph-F13 for ever: a bound, and a reason', async () => {
    const run = await attachAgainst([{ preset: 'F13', times: 0 }])
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'gave-up' } })
    expect((await run.bench.requests()).length).toBeLessThan(40)
    expect(await attachmentsOf(run.bench.practice)).toEqual([])
  })

  it('graph-F36 a cancel whose DELETE fails is canceled all the same, and swept later', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put' }, action: 'hold' })
    await bench.practice.fault({ preset: 'F36' })
    const id = await bench.enqueue(bench.file('slow.bin', size), { to: draft })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    await bench.client.queue.cancel({ ids: [id] })
    expect(await bench.ended(id)).toMatchObject({ state: 'canceled', failure: null })
    await bench.practice.control('POST', '/faults/release', {})
    await bench.restart()
    await bench.practice.control('GET', '/journal/wait?op=delete&nth=2&state=finished')
    const { sessions } = await mailOf(bench.practice)
    expect(sessions.map(({ state }) => state)).toEqual(['cancelled'])
    expect(await attachmentsOf(bench.practice)).toEqual([])
  })
})

describe('positions', () => {
  it.each(['pascal', 'mixed', 'camel'])('graph-F23 %s, as a bare number: understood without asking', async (casing) => {
    const run = await attachAgainst([], { switches: { mailRangeCasing: casing } })
    await expectDone(run)
    expect(await startsOf(run)).toEqual([0, range, 2 * range])
    expect(await run.bench.requests('get')).toEqual([])
  })

  it.each(['stuck', 'backwards', 'beyond', 'missing', 'empty', 'emptyString', 'null', 'emptyBody'])(
    'graph-F18, graph-F19, graph-F20, graph-F21 %s: believes that an accepted range is there, and the bytes prove it',
    async (shape) => {
      for (const options of [{}, asked]) {
        const run = await attachAgainst([{ match: { op: 'put' }, action: 'ranges', params: { shape } }], options)
        await expectDone(run)
        expect(await startsOf(run)).toEqual([0, range, 2 * range])
      }
    },
  )

  it('graph-F20 a position that was never sent is not believed', async () => {
    const json = { NextExpectedRanges: [String(2 * range)] }
    const run = await attachAgainst([
      { match: { op: 'put' }, action: 'respond', params: { status: 200, json, stored: true } },
    ])
    await expectDone(run)
    expect(await startsOf(run)).toEqual([0, range, 2 * range])
  })

  it('graph-F17 400 for ever: a bound, and a reason', async () => {
    const run = await attachAgainst([
      { match: { op: 'put' }, action: 'respond', params: { status: 400, code: 'invalidRequest' }, times: 0 },
    ])
    expect(run.view.state).toBe('failed')
    expect((await run.bench.requests('put')).length).toBeLessThan(20)
  })
})

describe('who may', () => {
  it('graph-F40 a token that ended stops, and goes on once there is another', async () => {
    const run = await attachAgainst([{ preset: 'F40' }])
    expect(run.view).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
    expect(await attachmentsOf(run.bench.practice)).toEqual([])
  })

  it('graph-C3 my mailbox by its name, an event, a mailbox of a colleague, a message that was sent or is none', async () => {
    const bench = await OwnerBench.open()
    const { id: sent } = await bench.practice.control('POST', '/mail', { what: 'message', sent: true })
    const ends = async (to: string) => bench.upload(bench.file(`${Math.abs(to.length)}.bin`, 3_100_000), { to })
    const mine = 'outlook:users/you@practice.example'
    for (const to of [
      `${mine}/messages/practice-draft`,
      `${mine}/events/practice-event`,
      'outlook:events/practice-event',
    ]) {
      expect(await ends(to)).toMatchObject({ state: 'done', evidence: 'hash' })
    }
    expect(await attachmentsOf(bench.practice, 'practice-event')).toHaveLength(2)
    const colleague = 'outlook:users/colleague@practice.example/messages/practice-colleague-draft'
    expect(await ends(colleague)).toMatchObject({ state: 'blocked', failure: { code: 'destination-denied' } })
    expect(await ends(`outlook:messages/${sent}`)).toMatchObject({ state: 'failed' })
    expect(await ends('outlook:messages/none')).toMatchObject({ failure: { code: 'destination-gone' } })
  })
})
