/** What only printing can meet: jobs that others end, printers that change, and rights of their own. */

import { afterEach, describe, expect, it } from 'vitest'
import { failureRules } from '../../src/shared/failure-catalogue.ts'
import { fillIn } from '../../src/shared/failure.ts'
import { codesOf, expectNothingTwice } from '../support/fault-run.ts'
import { OwnerBench, type Source, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import {
  expectDone,
  expectNothingPrinted,
  expectPrintedOnce,
  printAgainst,
  segment,
  threeSegments,
} from '../support/print-run.ts'
import { expectPrinted, jobsOf, photoShare, printer, printingOf, share } from '../support/printing.ts'

afterEach(expectGoodManners)

/** A document that another program made a job for. */
async function givenJob({ practice }: OwnerBench): Promise<{ readonly job: string; readonly document: string }> {
  const { id: job, documentId } = await practice.control('POST', '/print', { what: 'job', printer: 'practice-printer' })
  return { job, document: documentId }
}

function addressOf({ job, document }: { readonly job: string; readonly document: string }, query = ''): string {
  return `${printer}/jobs/${job}/documents/${document}${query}`
}

async function documentOf({ practice }: OwnerBench, wanted: string) {
  return (await printingOf(practice)).documents.find(({ id }) => id === wanted)
}

/** Under a second account of the same cloud. */
async function enqueueAs(bench: OwnerBench, source: Source, tokens: object, to = share): Promise<string> {
  const { graphUrl, loginUrl } = bench.practice.cloud
  const given = { accessToken: '', ...tokens }
  valueOf(await bench.client.accounts.add({ kind: 'practice', name: 'other', graphUrl, loginUrl, tokens: given }))
  const { batch } = valueOf(await bench.client.queue.enqueue({ paths: [source.path], to, account: 'other' }))
  const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
  return transfers[0]?.id ?? ''
}

describe('who else is there', () => {
  it('two documents at once have four segments on their way each, and no more', async () => {
    const bench = await OwnerBench.open()
    const sources = ['one.pdf', 'two.pdf'].map((name, i) => bench.file(name, 8 * segment + i))
    const ids = await Promise.all(sources.map((source) => bench.enqueue(source, { to: share })))
    for (const id of ids) expect(await bench.ended(id)).toMatchObject({ state: 'done' })
    const { documents } = await printingOf(bench.practice)
    for (const { sha256 } of sources) expect(documents.filter((one) => one.sha256 === sha256)).toHaveLength(1)
    expect((await bench.requests('put')).filter(({ status }) => status === 429)).toEqual([])
  })

  it('graph-F27 another program has the document’s session: waits until it is free', async () => {
    const bench = await OwnerBench.open({ switches: { printSessionLifetimeMs: 3_600_000 } })
    for (const query of ['', '?api=beta-2020']) {
      const given = await givenJob(bench)
      const theirs = { what: 'session', document: given.document, name: 'theirs.pdf', size: 10 }
      await bench.practice.control('POST', '/print', theirs)
      const source = bench.file(`free${query.length}.pdf`, 700_001)
      const id = await bench.enqueue(source, { to: addressOf(given, query) })
      const locked = await bench.until(id, ({ failure }) => failure !== null)
      expect(locked).toMatchObject({ failure: { code: 'destination-locked' } })
      await bench.practice.control('POST', '/clock', { advanceMs: 3_600_001 })
      expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'size' })
      expect(await documentOf(bench, given.document)).toMatchObject({ sha256: source.sha256 })
    }
  })

  it('graph-F35 a session of ours that nobody knows any more holds the document: waits until it has ended', async () => {
    const bench = await OwnerBench.open({ switches: { printSecondSession: 'refused' } })
    const given = await givenJob(bench)
    await bench.practice.fault({ match: { op: 'create' }, action: 'reset', params: { at: 'stored' } })
    const source = bench.file('held.pdf', 700_001)
    const id = await bench.enqueue(source, { to: addressOf(given) })
    await bench.until(id, ({ failure }) => failure?.code === 'destination-locked')
    await bench.practice.control('POST', '/clock', { advanceMs: 3_600_001 })
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'size' })
    expect(await documentOf(bench, given.document)).toMatchObject({ sha256: source.sha256 })
  })

  it('graph-F35 by the beta of 2020 it is found, and filled', async () => {
    const bench = await OwnerBench.open({ switches: { printSecondSession: 'refused' } })
    const given = await givenJob(bench)
    await bench.practice.fault({ match: { op: 'create' }, action: 'reset', params: { at: 'stored' } })
    const source = bench.file('found.pdf', 1_700_001)
    const view = await bench.upload(source, { to: addressOf(given, '?api=beta-2020') })
    expect(view, await bench.story(view.id)).toMatchObject({ state: 'done', evidence: 'size' })
    expect((await bench.requests('create')).map(({ status }) => status)).toEqual([null, 409])
  })

  it.each(['', '?api=beta-2020'])('a document that has its content gets no other one (%s)', async (query) => {
    const bench = await OwnerBench.open()
    const given = await givenJob(bench)
    await bench.practice.control('POST', '/print', {
      what: 'document',
      id: given.document,
      name: 'theirs.pdf',
      size: 999,
    })
    const view = await bench.upload(bench.file('late.pdf', 5_000), { to: addressOf(given, query) })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'destination-refused' } })
    expect(view.failure?.message).toContain('content already')
    expect(await documentOf(bench, given.document)).toMatchObject({ name: 'theirs.pdf', size: 999 })
  })

  it.each(['first', 'last'])(
    'fault-P28 a job that somebody cancels before its %s segment has failed, and is not made anew',
    async (at) => {
      const bench = await OwnerBench.open()
      await bench.practice.fault({ match: { op: 'put', range: at }, action: 'hold' })
      const source = bench.file('cargo.pdf', threeSegments)
      const id = await bench.enqueue(source, { to: share })
      await bench.practice.control('GET', '/journal/wait?op=put&state=held')
      const [job] = await jobsOf(bench.practice)
      const canceled = await bench.practice.graph('POST', `/print/printers/practice-printer/jobs/${job?.id}/cancel`)
      expect(canceled.status).toBe(204)
      await bench.practice.control('POST', '/faults/release')
      const view = await bench.ended(id)
      expect(view, await bench.story(id)).toMatchObject({ state: 'failed', failure: { code: 'job-failed' } })
      expect(view.failure?.message).toContain('canceled')
      expect(await jobsOf(bench.practice)).toHaveLength(1)
      await expectNothingPrinted(bench)
      valueOf(await bench.client.queue.retry({ ids: [id] }))
      await bench.until(id, ({ state }) => state === 'done')
      await expectPrintedOnce(bench, source)
    },
  )

  it('a job that somebody else starts is not started again', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'start' }, action: 'hold' })
    const source = bench.file('cargo.pdf', 5_000)
    const id = await bench.enqueue(source, { to: share })
    await bench.practice.control('GET', '/journal/wait?op=start&state=held')
    const [job] = await jobsOf(bench.practice)
    expect((await bench.practice.graph('POST', `/print/printers/practice-printer/jobs/${job?.id}/start`)).status).toBe(
      200,
    )
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'size' })
    await expectPrinted(bench, source)
    const starts = await bench.requests('start')
    expect(starts.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('what the service says of a job', () => {
  it('a start that comes too early is tried again, after a look', async () => {
    const early = { status: 409, code: '409', message: 'The document was not uploaded yet.' }
    const run = await printAgainst([{ match: { op: 'start' }, action: 'respond', params: early, times: 2 }])
    await expectDone(run)
    expect(run.view.attempts).toBe(0)
    expect((await run.bench.requests('start')).map(({ status }) => status)).toEqual([409, 409, 200])
    expect(await run.bench.story(run.id)).toContain('The document was not uploaded yet.')
  })

  it('a start that is refused as too early for ever has an end, with the reason; retry starts what is there', async () => {
    const early = { status: 409, code: '409', message: 'The document was not uploaded yet.' }
    const run = await printAgainst([{ match: { op: 'start' }, action: 'respond', params: early, times: 0 }])
    const { bench, id, view } = run
    expect(view, await bench.story(id)).toMatchObject({ state: 'failed', failure: { code: 'gave-up' } })
    expect(view.failure?.message).toContain('The document was not uploaded yet.')
    expect(bench.times(id, 'waiting').map(({ failure }) => failure?.code)).toContain('not-finishing')
    expect((await bench.requests('start')).length).toBeLessThan(40)
    await expectNothingPrinted(bench)
    await bench.practice.control('DELETE', '/faults')
    valueOf(await bench.client.queue.retry({ ids: [id] }))
    const again = await bench.until(id, ({ state }) => state === 'done' || state === 'blocked')
    await expectDone({ ...run, view: again })
    await expectNothingTwice(run)
    expect(await bench.requests('createJob')).toHaveLength(1)
  })

  it('a segment that was acknowledged and is not there is sent again before anything is started', async () => {
    const lie = { status: 201, json: { id: 'x', documentName: 'cargo.pdf', size: threeSegments } }
    const run = await printAgainst([{ match: { op: 'put', range: 'middle' }, action: 'respond', params: lie }])
    await expectDone(run)
    expect(await run.bench.requests('start')).toHaveLength(1)
    await expectNothingTwice(run)
  })

  it('gaps that end behind the document are those of the document', async () => {
    const run = await printAgainst(
      [{ match: { op: 'put', range: 'last' }, action: 'reset', params: { at: 'body', afterBytes: 1_000 } }],
      { switches: { printGapsPastEnd: true } },
    )
    await expectDone(run)
    await expectNothingTwice(run)
    expect(await run.bench.requests('get')).not.toEqual([])
  })

  it('graph-F38 what the printer has is of another size: told, and not printed again', async () => {
    const bench = await OwnerBench.open({ switches: { printPendingMs: 3_600_000 } })
    const id = await bench.enqueue(bench.file('cargo.pdf', 50_001), { to: share })
    await bench.until(id, ({ failure }) => failure?.code === 'still-finishing')
    const [job] = await jobsOf(bench.practice)
    const { documents } = await printingOf(bench.practice)
    const { id: document } = documents.find(({ jobId }) => jobId === job?.id) ?? { id: '' }
    await bench.practice.control('POST', '/print', { what: 'document', id: document, name: 'other.pdf', size: 40_000 })
    await bench.practice.control('POST', '/print', { what: 'steer', job: job?.id, state: 'completed' })
    expect(await bench.ended(id)).toMatchObject({ state: 'failed', failure: { code: 'content-differs' } })
    expect(await bench.requests('createJob')).toHaveLength(1)
    expect(await bench.requests('start')).toHaveLength(1)
  })

  it('a cancel whose job can’t be canceled now is finished by the next start', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put', range: 'middle' }, action: 'hold' })
    await bench.practice.fault({ match: { op: 'cancel' }, action: 'respond', params: { status: 500, code: '500' } })
    const id = await bench.enqueue(bench.file('cargo.pdf', threeSegments), { to: printer })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    valueOf(await bench.client.queue.cancel({ ids: [id] }))
    await bench.until(id, ({ state }) => state === 'canceled')
    await bench.practice.control('POST', '/faults/release')
    await bench.practice.control('GET', '/journal/wait?op=cancel&state=finished')
    await bench.restart()
    await bench.practice.control('GET', '/journal/wait?op=cancel&nth=2&state=finished')
    expect(await jobsOf(bench.practice)).toMatchObject([{ status: { state: 'canceled' } }])
    await expectNothingPrinted(bench)
  })
})

describe('printers', () => {
  it('fault-P28 one that goes between the look and the job blocks, and nothing is left', async () => {
    const gone = { status: 404, code: '404', message: 'The resource was not found.' }
    const run = await printAgainst([{ match: { op: 'createJob' }, action: 'respond', params: gone, times: 0 }])
    expect(run.view).toMatchObject({ state: 'blocked', failure: { code: 'destination-gone' } })
    expect(await jobsOf(run.bench.practice)).toEqual([])
    await run.bench.practice.control('DELETE', '/faults')
    valueOf(await run.bench.client.queue.retry({ ids: [run.id] }))
    await run.bench.until(run.id, ({ state }) => state === 'done')
    await expectPrintedOnce(run.bench, run.source)
  })

  it('one that takes no jobs says so, and is not taken for a name that is taken', async () => {
    const bench = await OwnerBench.open()
    const given = { what: 'printer', id: 'closed-printer', isAcceptingJobs: false }
    await bench.practice.control('POST', '/print', given)
    const view = await bench.upload(bench.file('a.pdf', 100), { to: 'print:printers/closed-printer' })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'destination-refused' } })
    expect(view.failure?.message).toContain('not accepting jobs')
  })

  it('one that refuses a type although it named it: with its words, and its job canceled', async () => {
    const refusal = { status: 415, code: '415', message: 'Unsupported document-format: application/pdf.' }
    const run = await printAgainst([{ match: { op: 'create' }, action: 'respond', params: refusal }], { to: printer })
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'type-not-supported' } })
    expect(run.view.failure?.message).toContain('Unsupported document-format')
    expect(await jobsOf(run.bench.practice)).toMatchObject([{ status: { state: 'canceled' } }])
  })

  it('one that does not say what it takes is tried', async () => {
    const silent = { status: 200, json: { id: 'practice-printer-share', displayName: 'Harbour office' } }
    const run = await printAgainst([{ match: { op: 'share' }, action: 'respond', params: silent }])
    await expectDone(run)
    const photos = { status: 200, json: { id: 'practice-photo-share', displayName: 'Photo corner' } }
    const refused = await printAgainst([{ match: { op: 'share' }, action: 'respond', params: photos }], {
      to: photoShare,
    })
    expect(refused.view).toMatchObject({ state: 'failed', failure: { code: 'type-not-supported' } })
    await expectNothingPrinted(refused.bench)
  })

  it('one that this user may not look at is printed on all the same', async () => {
    const bench = await OwnerBench.open({ switches: { printAdministrator: false } })
    const source = bench.file('a.pdf', 5_000)
    const view = await bench.upload(source, { to: printer })
    expect(view, await bench.story(view.id)).toMatchObject({ state: 'done', evidence: 'size' })
    await expectPrinted(bench, source)
  })

  it('one that this user may not look at is said to be that, and not to refuse what is printed', async () => {
    const bench = await OwnerBench.open({ switches: { printAdministrator: false } })
    const { client } = bench
    const checked = await client.destinations.check({ to: printer })
    expect(checked).toMatchObject({ ok: false, failure: { code: 'place-not-shown' } })
    expect(checked.ok ? '' : fillIn(failureRules['place-not-shown'].message, checked.failure.facts)).toBe(
      `This account may not look at ${printer}: a printer itself is shown to printer administrators only. ` +
        'Printing there may work, and its share is shown.',
    )
    expect(valueOf(await client.destinations.check({ to: share }))).toMatchObject({ is: 'item', address: share })
    const paths = [bench.file('a.pdf', 5_000).path]
    for await (const report of client.queue.preflight({ paths, to: printer })) {
      expect(report).toMatchObject({ problems: [], going: { files: 1 }, unasked: { code: 'place-not-shown' } })
    }
    await bench.practice.fault({ match: { op: 'share' }, action: 'respond', params: { status: 403 } })
    const denied = await client.destinations.check({ to: share })
    expect(denied).toMatchObject({ ok: false, failure: { code: 'destination-denied' } })
  })
})

describe('tokens', () => {
  it.each(['share', 'createJob', 'create', 'job', 'start'])(
    'graph-F40 the token ends before %s: renewed, and printed once',
    async (op) => {
      const bench = await OwnerBench.open()
      const { accessToken, refreshToken } = await bench.practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
      await bench.practice.fault({ preset: 'F40', match: { op } })
      const source = bench.file('cargo.pdf', 50_001)
      const id = await enqueueAs(bench, source, { accessToken, refreshToken })
      await expectDone({ bench, source, id, view: await bench.ended(id) }, op === 'create' ? 2 : 1)
      expect(await bench.requests('token')).toHaveLength(1)
      expect((await bench.requests('start')).filter(({ status }) => status === 200)).toHaveLength(1)
    },
  )

  it('graph-F40 one that can not be renewed blocks; no segment is sent again after the sign-in', async () => {
    const run = await printAgainst([{ preset: 'F40', match: { op: 'start' } }])
    expect(run.view).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
    await expectNothingPrinted(run.bench)
    const pair = await run.bench.practice.control('POST', '/tokens', {})
    valueOf(await run.bench.client.accounts.signIn({ name: 'cloud', tokens: pair }))
    const view = await run.bench.until(run.id, ({ state }) => state === 'done')
    await expectDone({ ...run, view })
    await expectNothingTwice(run)
  })

  it('graph-F40 by the beta of 2020 the ranges carry it: renewed between them', async () => {
    const bench = await OwnerBench.open()
    const { accessToken, refreshToken } = await bench.practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
    await bench.practice.fault({ preset: 'F40', match: { op: 'put', range: 'middle' } })
    const given = await givenJob(bench)
    const source = bench.file('cargo.pdf', 2_500_001)
    const id = await enqueueAs(bench, source, { accessToken, refreshToken }, addressOf(given, '?api=beta-2020'))
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'done', evidence: 'size' })
    expect(await documentOf(bench, given.document)).toMatchObject({ sha256: source.sha256 })
    const puts = await bench.requests('put')
    expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(source.size)
  })

  it.each([
    ['for jobs', ['PrinterShare.ReadBasic.All']],
    ['for anything', ['Files.ReadWrite']],
  ])('one without the right %s is refused, with the service’s words', async (_, scopes) => {
    const bench = await OwnerBench.open()
    const { accessToken } = await bench.practice.control('POST', '/tokens', { scopes })
    const id = await enqueueAs(bench, bench.file('cargo.pdf', 10), { accessToken })
    const view = await bench.ended(id)
    expect(view).toMatchObject({ state: 'blocked', failure: { code: 'destination-denied' } })
    expect(await bench.story(id)).toContain('required security scopes')
    expect(await jobsOf(bench.practice)).toEqual([])
  })
})

describe('the beta of 2020', () => {
  const beta = (bench: OwnerBench, faults: readonly object[], size = 2_500_001) => betaAgainst(bench, faults, size)

  async function betaAgainst(bench: OwnerBench, faults: readonly object[], size: number) {
    const given = await givenJob(bench)
    for (const fault of faults) await bench.practice.fault(fault)
    const source = bench.file('cargo.pdf', size)
    const id = await bench.enqueue(source, { to: addressOf(given, '?api=beta-2020') })
    return { bench, source, id, view: await bench.ended(id), document: given.document }
  }

  it.each([
    [
      'a range stored, answer lost',
      { match: { op: 'put', range: 'middle' }, action: 'reset', params: { at: 'stored' } },
      [],
    ],
    [
      'the last range stored, answer lost',
      { match: { op: 'put', range: 'last' }, action: 'reset', params: { at: 'stored' } },
      [],
    ],
    ['429', { preset: 'F1', params: { retryAfter: 1 } }, ['throttled']],
    ['416 though it was stored', { preset: 'F16' }, []],
    [
      'a concurrent range, told as 409',
      { match: { op: 'put' }, action: 'respond', params: { status: 409, code: '409' } },
      ['session-busy'],
    ],
  ])('%s: asks, and sends nothing twice', async (_, fault, codes) => {
    const run = await beta(await OwnerBench.open(), [fault])
    expect(run.view, await run.bench.story(run.id)).toMatchObject({ state: 'done', evidence: 'size' })
    expect(await documentOf(run.bench, run.document)).toMatchObject({ sha256: run.source.sha256 })
    await expectNothingTwice(run)
    if (codes.length > 0) expect(codesOf(run)).toEqual(codes)
  })

  it.each([
    ['graph-F13 a session that expired', { preset: 'F13', match: { range: 'last' } }],
    [
      'a session that was replaced (412)',
      { match: { op: 'put', range: 'middle' }, action: 'respond', params: { status: 412, code: '412' } },
    ],
  ])('%s: another one, from the start', async (_, fault) => {
    const run = await beta(await OwnerBench.open(), [fault])
    expect(run.view, await run.bench.story(run.id)).toMatchObject({ state: 'done', evidence: 'size' })
    expect(await run.bench.requests('create')).toHaveLength(2)
    expect(await documentOf(run.bench, run.document)).toMatchObject({ sha256: run.source.sha256 })
  })

  it.each([200, 201, 202])('graph-F31 a sign-in page with status %i for a range is no success', async (status) => {
    const page = { status, contentType: 'text/html', body: '<html>Welcome to Hotel Wifi</html>' }
    const run = await beta(await OwnerBench.open(), [{ match: { op: 'put' }, action: 'respond', params: page }])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'size' })
    expect(await documentOf(run.bench, run.document)).toMatchObject({ sha256: run.source.sha256 })
    expect(codesOf(run)).toEqual(['network-sign-in'])
  })
})
