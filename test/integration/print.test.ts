/** Universal Print through the whole engine: every size, what a printer takes, and what becomes of a job. */

import { afterEach, describe, expect, it } from 'vitest'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { expectPrinted, givenDocument, jobsOf, photoShare, printer, printingOf, share } from '../support/printing.ts'

const unit = 327_680
const longest = 29 * unit
const first = 10 * unit

afterEach(expectGoodManners)

describe('sizes', () => {
  it.each([1, unit - 1, unit, unit + 1, first - 1, first, first + 1, longest, longest + 1, 4 * first + 1, 40_000_000])(
    'prints %i bytes: a job of its own, started once, in the printer’s hands',
    async (size) => {
      const bench = await OwnerBench.open()
      const source = bench.file(`size-${size}.pdf`, size)
      const view = await bench.upload(source, { to: share })
      expect(view, view.failure?.message).toMatchObject({
        state: 'done',
        evidence: 'size',
        failure: null,
        acknowledgedBytes: size,
        remote: { name: source.name, size, hash: null },
      })
      await expectPrinted(bench, source)
      expect(await bench.requests('start')).toHaveLength(1)
      const puts = await bench.requests('put')
      expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(size)
      for (const { contentLength, authorization, host } of puts) {
        expect(contentLength).toBeLessThan(10_000_000)
        expect({ authorization, host }).toEqual({ authorization: null, host: 'upload' })
      }
    },
  )

  it('refuses an empty file before a job is made', async () => {
    const bench = await OwnerBench.open()
    const view = await bench.upload(bench.file('empty.pdf', 0), { to: share })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'empty-file' } })
    expect(await jobsOf(bench.practice)).toEqual([])
  })
})

describe('what a printer takes', () => {
  it('a type that it lacks is refused before a job is made, with what it takes instead', async () => {
    const bench = await OwnerBench.open()
    const view = await bench.upload(bench.file('report.pdf', 5_000), { to: photoShare })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'type-not-supported' } })
    expect(view.failure?.message).toContain('image/jpeg')
    expect(await jobsOf(bench.practice)).toEqual([])
    expect(await bench.requests('createJob')).toEqual([])
  })

  it('OXPS goes to a printer of PDF, which the service converts', async () => {
    const bench = await OwnerBench.open()
    const source = bench.file('plan.oxps', 5_000)
    const view = await bench.upload(source, { to: share })
    expect(view, await bench.story(view.id)).toMatchObject({ state: 'done' })
  })

  it('a file of no kind that printers know is refused', async () => {
    const bench = await OwnerBench.open()
    const view = await bench.upload(bench.file('data.bin', 5_000), { to: share })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'type-not-supported' } })
  })
})

describe('addresses', () => {
  it('a printer by itself', async () => {
    const bench = await OwnerBench.open()
    const source = bench.file('direct.pdf', 700_001)
    expect(await bench.upload(source, { to: printer })).toMatchObject({ state: 'done', evidence: 'size' })
    await expectPrinted(bench, source)
  })

  it('the document of a job that is there is filled, and whoever made the job starts it', async () => {
    const bench = await OwnerBench.open()
    const source = bench.file('given.pdf', 4_000_001)
    expect(await bench.upload(source, { to: givenDocument })).toMatchObject({ state: 'done', evidence: 'size' })
    const { documents } = await printingOf(bench.practice)
    expect(documents.find(({ id }) => id === 'practice-document')).toMatchObject({ sha256: source.sha256 })
    expect(await jobsOf(bench.practice)).toEqual([])
    expect(await bench.requests('start')).toEqual([])
  })

  it.each([
    ['as its page has it', {}],
    ['with numbers', { printBetaRangeEnds: 'numbers' }],
    ['by the other name, with a body', { printBetaRangesName: 'nextExpectedRanges', printBetaRangeStatus: 200 }],
  ])('the same by the beta of 2020, %s: with the token, and the session as If-Match', async (_, switches) => {
    const bench = await OwnerBench.open({ switches })
    const source = bench.file('beta.pdf', 2_500_001)
    const view = await bench.upload(source, { to: `${givenDocument}?api=beta-2020` })
    expect(view, await bench.story(view.id)).toMatchObject({ state: 'done', evidence: 'size' })
    const { documents } = await printingOf(bench.practice)
    expect(documents.find(({ id }) => id === 'practice-document')).toMatchObject({ sha256: source.sha256 })
    for (const { authorization, host } of await bench.requests('put')) {
      expect({ authorization, host }).toEqual({ authorization: 'Bearer', host: 'graph' })
    }
  })

  it('a printer that is not there blocks, and says so', async () => {
    const bench = await OwnerBench.open()
    const view = await bench.upload(bench.file('x.pdf', 100), { to: 'print:shares/nobody-has-this' })
    expect(view).toMatchObject({ state: 'blocked', failure: { code: 'destination-gone' } })
  })
})

describe('what becomes of a job', () => {
  async function uploaded(switches: object = { printPendingMs: 3_600_000 }) {
    const bench = await OwnerBench.open({ switches })
    const source = bench.file('waiting.pdf', 500_001)
    const id = await bench.enqueue(source, { to: share })
    const view = await bench.until(id, ({ failure }) => failure?.code === 'still-finishing')
    const [job] = await jobsOf(bench.practice)
    if (job === undefined) throw new Error('there is no job')
    const steer = (change: object) =>
      bench.practice.control('POST', '/print', { what: 'steer', job: job.id, ...change })
    return { bench, source, id, view, steer }
  }

  it('one that the printer has not taken is finishing, says why, and is done when it has', async () => {
    const { bench, source, id, view, steer } = await uploaded()
    expect(view.state).toBe('finishing')
    expect(view.failure?.retryAt).not.toBeNull()
    await steer({ state: 'stopped', description: 'Tray 2 is empty.', isAcquiredByPrinter: false })
    await bench.until(id, ({ failure }) => failure?.message.includes('Tray 2 is empty') === true)
    await steer({ state: 'processing', isAcquiredByPrinter: true })
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'size', failure: null, attempts: 0 })
    await expectPrinted(bench, source)
    expect(await bench.requests('start')).toHaveLength(1)
  })

  it.each(['aborted', 'canceled'] as const)('one that is %s has failed, and retry prints it again', async (state) => {
    const { bench, source, id, steer } = await uploaded()
    await steer({ state, description: 'Somebody pressed the button.' })
    const view = await bench.ended(id)
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'job-failed' } })
    expect(view.failure?.message).toContain('Somebody pressed the button')
    await bench.practice.switch({ printPendingMs: 0 })
    valueOf(await bench.client.queue.retry({ ids: [id] }))
    expect(await bench.until(id, ({ state: now }) => now === 'done' || now === 'blocked')).toMatchObject({
      state: 'done',
    })
    const { documents } = await printingOf(bench.practice)
    expect(documents.filter(({ sha256 }) => sha256 === source.sha256)).toHaveLength(2)
  })

  it('one that nobody knows any more after its last byte is a question, not printed again', async () => {
    const { bench, id } = await uploaded()
    await bench.practice.fault({ match: { op: 'job' }, action: 'respond', params: { status: 404 }, times: 0 })
    const view = await bench.ended(id)
    expect(view).toMatchObject({ state: 'blocked', failure: { code: 'outcome-unknown' } })
    expect(await bench.requests('createJob')).toHaveLength(1)
  })

  it('a cancel while it is sent cancels the job; nothing is printed', async () => {
    const bench = await OwnerBench.open()
    const id = await bench.enqueue(bench.file('stopped.pdf', 20_000_000), { to: share })
    await bench.practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { gate: 'second' }, times: 0 })
    await bench.until(id, ({ acknowledgedBytes, state }) => acknowledgedBytes > 0 && state === 'sending')
    valueOf(await bench.client.queue.cancel({ ids: [id] }))
    await bench.practice.control('POST', '/faults/release', {})
    expect(await bench.until(id, ({ state }) => state === 'canceled')).toMatchObject({ state: 'canceled' })
    const [job] = await jobsOf(bench.practice)
    expect(job?.status.state).not.toBe('processing')
    expect(await bench.requests('start')).toEqual([])
    expect((await printingOf(bench.practice)).sessions.filter(({ state }) => state === 'open')).toEqual([])
  })
})

it('several segments are on their way at once, never more than four, and arrive whole', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({ match: { op: 'put' }, action: 'delay', params: { ms: 30 }, times: 0 })
  const source = bench.file('large.pdf', 60_000_000)
  expect(await bench.upload(source, { to: share })).toMatchObject({ state: 'done' })
  await expectPrinted(bench, source)
  const puts = await bench.requests('put')
  expect(puts.every(({ status }) => status < 300)).toBe(true)
})

describe('a start', () => {
  it.each([400, 404, 422, 500])(
    'that was done and is answered with %i is not done again: the job is asked',
    async (status) => {
      const bench = await OwnerBench.open()
      const start = { match: { op: 'start' }, action: 'respond', params: { status, stored: true }, times: 1 }
      await bench.practice.fault(start)
      const source = bench.file('once.pdf', 500_001)
      const view = await bench.upload(source, { to: share })
      expect(view, await bench.story(view.id)).toMatchObject({ state: 'done', evidence: 'size' })
      await expectPrinted(bench, source)
      expect(await bench.requests('createJob')).toHaveLength(1)
    },
  )

  it('that is refused leaves the job as it is, and says why', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'start' }, action: 'respond', params: { status: 400 }, times: 0 })
    const view = await bench.upload(bench.file('never.pdf', 500_001), { to: share })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'destination-refused' } })
    expect(await jobsOf(bench.practice)).toHaveLength(1)
    await bench.practice.control('DELETE', '/faults')
    valueOf(await bench.client.queue.retry({ ids: [view.id] }))
    expect(await bench.until(view.id, ({ state }) => state === 'done' || state === 'blocked')).toMatchObject({
      state: 'done',
    })
    expect(await jobsOf(bench.practice)).toHaveLength(1)
  })
})

it('a cancel while the printer has not taken the job cancels the job, too', async () => {
  const bench = await OwnerBench.open({ switches: { printPendingMs: 3_600_000 } })
  const id = await bench.enqueue(bench.file('stop.pdf', 500_001), { to: printer })
  await bench.until(id, ({ failure }) => failure?.code === 'still-finishing')
  valueOf(await bench.client.queue.cancel({ ids: [id] }))
  await bench.until(id, ({ state }) => state === 'canceled')
  expect((await jobsOf(bench.practice)).map(({ status }) => status.state)).toEqual(['canceled'])
})
