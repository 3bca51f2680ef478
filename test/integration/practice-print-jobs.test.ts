/** The practice cloud's Universal Print, asked by hand: shares, printers, and the life of a job (graph.md E3, F2, H4). */

import { beforeEach, describe, expect, it } from 'vitest'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { type Json, Practice, code } from './practice-client.ts'
import {
  beta,
  createSession,
  documentOf,
  makeJob,
  openUpload,
  printer,
  type Prepared,
  putPart,
  share,
} from './practice-print-client.ts'

const whole = pseudoRandom(1_000, 1)

let practice: Practice

beforeEach(async () => {
  practice = await Practice.start()
})

async function statusOf(job: string): Promise<Json> {
  return (await practice.graph('GET', job)).json.status
}

async function uploaded(place = share): Promise<Prepared> {
  const opened = await openUpload(practice, whole.length, place)
  expect((await putPart(opened.url, whole, 0, whole.length)).status).toBe(201)
  return opened
}

async function start(job: string, name = 'start') {
  return practice.graph('POST', `${job}/${name}`)
}

/** A token that may do only this. */
async function allowed(...scopes: string[]): Promise<{ readonly headers: Record<string, string> }> {
  const { accessToken } = await practice.control('POST', '/tokens', { scopes })
  return { headers: { Authorization: `Bearer ${accessToken}` } }
}

function idsIn({ json }: { readonly json: Json }): string[] {
  return json.value.map(({ id }: Json) => id)
}

describe('shares and printers', () => {
  it.each([
    ['shares', share, 'practice-photo-share'],
    ['printers', printer, 'practice-photo-printer'],
  ])('%s say what they take when they are asked', async (collection, one, other) => {
    const list = await practice.graph('GET', `/print/${collection}`)
    expect(idsIn(list)).toEqual([one.split('/').at(-1), other])
    expect(list.json.value[0]).toMatchObject({ isAcceptingJobs: true, status: { state: 'idle' } })
    expect(list.json.value[0]).not.toHaveProperty('capabilities')
    expect(list.json.value[0]).not.toHaveProperty('defaults')
    const plain = await practice.graph('GET', one)
    expect(plain.json).toMatchObject({ displayName: 'Harbour office', defaults: { contentType: 'application/pdf' } })
    expect(plain.json).not.toHaveProperty('capabilities')
    const told = await practice.graph('GET', `${one}?$select=id,capabilities`)
    expect(Object.keys(told.json)).toEqual(['@odata.context', 'id', 'capabilities'])
    expect(told.json.capabilities.contentTypes).toContain('application/pdf')
    const photos = await practice.graph('GET', `/print/${collection}/${other}?$select=capabilities`)
    expect(photos.json.capabilities.contentTypes).toEqual(['image/jpeg'])
    expect((await practice.graph('GET', `/print/${collection}/none`)).status).toBe(404)
  })

  it('come in pages', async () => {
    for (let n = 0; n < 60; n += 1)
      await practice.control('POST', '/print', { what: 'share', printer: 'practice-printer' })
    const all = await practice.graph('GET', '/print/shares')
    expect(all.json.value).toHaveLength(50)
    const follow = async (link: string) => practice.graph('GET', link.slice(`${practice.cloud.graphUrl}/v1.0`.length))
    const rest = await follow(all.json['@odata.nextLink'])
    expect(rest.json.value).toHaveLength(12)
    expect(rest.json['@odata.nextLink']).toBeUndefined()
    const some = await practice.graph('GET', '/print/shares?$top=2&$select=displayName')
    expect(some.json.value).toEqual([{ displayName: 'Harbour office' }, { displayName: 'Photo corner' }])
    const next = await follow(some.json['@odata.nextLink'])
    expect(next.json.value).toEqual([{ displayName: 'A share' }, { displayName: 'A share' }])
    const token = new URL(some.json['@odata.nextLink']).searchParams.get('$skiptoken')
    for (const query of [
      '$top=0',
      '$top=x',
      '$skiptoken=x',
      '$search=x',
      '$count=true',
      '$select=paper',
      '$select=capabilities',
    ]) {
      expect((await practice.graph('GET', `/print/shares?${query}`)).status).toBe(400)
    }
    expect((await practice.graph('GET', `/print/printers?$skiptoken=${token}`)).status).toBe(400)
  })

  it('show little to somebody who is no administrator', async () => {
    await practice.switch({ printAdministrator: false })
    const list = await practice.graph('GET', '/print/shares')
    expect(Object.keys(list.json.value[0])).toEqual(['id', 'displayName', 'manufacturer', 'model', 'location'])
    expect((await practice.graph('GET', `${share}?$select=capabilities`)).status).toBe(200)
    for (const path of ['/print/printers', printer]) expect((await practice.graph('GET', path)).status).toBe(403)
    const { jobId, documentId } = await uploaded()
    const value = `${printer}/jobs/${jobId}/documents/${documentId}/$value`
    expect((await practice.graph('GET', value)).status).toBe(403)
  })

  it('are nothing for personal accounts, and know no other names', async () => {
    for (const path of ['/print', '/print/jobs', '/print/connectors', `${share}/paper`, `${share}/jobs/1/paper`]) {
      expect((await practice.graph('GET', path)).status).toBe(404)
    }
    expect((await practice.graph('POST', '/print/shares', { body: {} })).status).toBe(405)
    const personal = await Practice.start({ profile: 'odp' })
    expect((await personal.graph('GET', '/print/shares')).status).toBe(403)
  })
})

describe('a job', () => {
  it.each([
    ['the share', share],
    ['the printer', printer],
  ])('is made at %s with one empty document', async (_, place) => {
    const configuration = {
      copies: 2,
      colorMode: 'grayscale',
      finishings: null,
      margin: { top: 0, bottom: 0, left: 0, right: 0 },
    }
    const made = await practice.graph('POST', `${place}/jobs`, { body: { configuration } })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      id: '1001',
      createdBy: { userPrincipalName: 'you@practice.example' },
      isFetchable: false,
      configuration,
      status: { state: 'paused', isAcquiredByPrinter: false, details: ['uploadPending'] },
      documents: [{ displayName: '', contentType: '', size: 0 }],
    })
    const other = place === share ? printer : share
    const seen = await practice.graph('GET', `${other}/jobs/1001`)
    expect(seen.json).toMatchObject({ id: '1001', configuration })
    expect(seen.json).not.toHaveProperty('documents')
    const { documents } = (await practice.graph('GET', `${other}/jobs/1001?$expand=documents`)).json
    expect(documents).toEqual(made.json.documents)
    const one = await practice.graph('GET', `${place}/jobs/1001/documents/${documents[0].id}`)
    expect(one.json).toMatchObject(documents[0])
    await practice.restart()
    expect((await practice.graph('GET', `${place}/jobs/1001?$select=id,status`)).json).toMatchObject({
      id: '1001',
      status: made.json.status,
    })
    expect((await practice.graph('POST', `${place}/jobs`, { body: { configuration } })).json.id).toBe('1002')
  })

  it.each<[what: string, body: object | undefined]>([
    ['without a body', undefined],
    ['without a configuration', {}],
    ['with a document', { configuration: {}, documents: [{}] }],
    ['with a name', { configuration: {}, displayName: 'a' }],
    ['with a setting that is none', { configuration: { paper: 'A4' } }],
    ['with a quality that is none', { configuration: { quality: 'best' } }],
    ['with copies in text', { configuration: { copies: '2' } }],
  ])('is not made %s', async (_, body) => {
    expect((await practice.graph('POST', `${share}/jobs`, body ? { body } : {})).status).toBe(400)
    expect(idsIn(await practice.graph('GET', `${share}/jobs`))).toEqual(['practice-job'])
  })

  it('is not made where the printer takes none', async () => {
    await practice.control('POST', '/print', { what: 'printer', id: 'practice-printer', isAcceptingJobs: false })
    expect((await practice.graph('POST', `${share}/jobs`, { body: { configuration: {} } })).status).toBe(409)
    expect((await practice.graph('GET', share)).json.isAcceptingJobs).toBe(false)
  })

  it('is listed with those of its printer, and other people’s for administrators alone', async () => {
    const { documentId } = await practice.control('POST', '/print', {
      what: 'job',
      id: 'theirs',
      printer: 'practice-printer',
      owner: 'colleague@practice.example',
    })
    await practice.control('POST', '/print', { what: 'job', printer: 'practice-photo-printer' })
    await makeJob(practice)
    const list = (query = '', options = {}) => practice.graph('GET', `${share}/jobs${query}`, options)
    expect(idsIn(await list())).toEqual(['practice-job', '1002'])
    expect((await list()).json.value[0]).not.toHaveProperty('documents')
    expect((await list('?$expand=documents')).json.value[0].documents).toMatchObject([{ id: 'practice-document' }])
    const all = await allowed('PrintJob.ReadWrite.All')
    expect(idsIn(await list('', all))).toEqual(['practice-job', 'theirs', '1002'])
    const filter = (name: string) => `?$filter=${encodeURIComponent(`createdBy/userPrincipalName eq '${name}'`)}`
    expect(idsIn(await list(filter('colleague@practice.example'), all))).toEqual(['theirs'])
    expect(idsIn(await list(filter('you@practice.example'), all))).toEqual(['practice-job', '1002'])
    expect(idsIn(await list('?$top=1', all))).toEqual(['practice-job'])
    for (const query of ['?$expand=tasks', '?$filter=id%20eq%201', '?$orderby=id']) {
      expect((await list(query)).status).toBe(400)
    }
    const path = `${share}/jobs/theirs`
    expect((await practice.graph('GET', path)).status).toBe(404)
    expect((await practice.graph('GET', path, all)).status).toBe(200)
    const body = { properties: { documentName: 'a', contentType: 'application/pdf', size: 1 } }
    const create = `${path}/documents/${documentId}/createUploadSession`
    expect((await practice.graph('POST', create, { ...all, body })).status).toBe(403)
    expect((await practice.graph('POST', `${path}/start`, all)).status).toBe(403)
    await practice.switch({ printAdministrator: false })
    expect((await practice.graph('GET', path, all)).status).toBe(404)
  })
})

describe('a start', () => {
  it('is too early before the document is there, and too late after it', async () => {
    const { job, document, documentId } = await makeJob(practice)
    const early = await start(job)
    expect([early.status, code(early)]).toEqual([409, '409'])
    const url: string = (await createSession(practice, document, whole.length)).json.uploadUrl
    await putPart(url, whole, 0, 500)
    expect((await start(job)).status).toBe(409)
    expect(await statusOf(job)).toMatchObject({ state: 'paused', details: ['uploadPending'] })
    await putPart(url, whole, 500, 1_000)
    expect(await statusOf(job)).toMatchObject({ state: 'paused', details: [] })
    await practice.switch({ printProcessingMs: null })
    const started = await start(job)
    expect(started.status).toBe(200)
    expect(started.json).toEqual({
      state: 'processing',
      description: 'The print job is currently being processed.',
      isAcquiredByPrinter: false,
      details: ['interpreting'],
    })
    const second = await start(job)
    expect(second.status).toBe(409)
    expect(second.json.error.message).toContain('processing')
    expect((await createSession(practice, document, 10)).status).toBe(409)
    expect((await documentOf(practice, documentId)).size).toBe(1_000)
  })

  it('leads through the states by the clock', async () => {
    await practice.switch({ printPendingMs: 60_000, printProcessingMs: 120_000 })
    const { job } = await uploaded()
    expect((await start(job)).json).toMatchObject({ state: 'pending', isAcquiredByPrinter: false })
    await practice.control('POST', '/clock', { advanceMs: 60_000 })
    expect(await statusOf(job)).toMatchObject({ state: 'processing', details: ['interpreting'] })
    await practice.restart()
    expect(await statusOf(job)).toMatchObject({ state: 'processing' })
    expect((await practice.graph('GET', printer)).json.status).toMatchObject({ state: 'processing' })
    await practice.control('POST', '/clock', { advanceMs: 120_000 })
    expect(await statusOf(job)).toMatchObject({
      state: 'completed',
      isAcquiredByPrinter: true,
      details: ['completedSuccessfully'],
    })
    expect((await practice.graph('GET', job)).json.isFetchable).toBe(true)
    expect((await start(job)).json.error.message).toContain('completed')
  })

  it('makes PDF of OXPS on the way', async () => {
    await practice.switch({ printProcessingMs: null })
    const { job, document } = await makeJob(practice)
    const url = (await createSession(practice, document, whole.length, { contentType: 'application/oxps' })).json
      .uploadUrl
    await putPart(url, whole, 0, whole.length)
    expect((await start(job)).json).toMatchObject({ state: 'processing', details: ['transforming'] })
  })

  it('takes no body, and below printers is a switch’s matter', async () => {
    const { job } = await uploaded(printer)
    expect((await practice.graph('POST', `${job}/start`, { body: {} })).status).toBe(400)
    await practice.switch({ printStartAtPrinters: false })
    expect((await start(job)).status).toBe(404)
    await practice.switch({ printStartAtPrinters: true })
    expect((await start(job)).status).toBe(200)
  })

  it('has another name and answer in the beta of 2020', async () => {
    const { job, jobId } = await uploaded(printer)
    const old = (place: string) => beta(practice, 'POST', `${place}/jobs/${jobId}/startPrintJob`)
    expect((await start(job, 'startPrintJob')).status).toBe(404)
    expect((await old(share)).status).toBe(404)
    expect((await old(printer)).json).toEqual({
      processingState: 'processing',
      processingStateDescription: 'The print job is currently being processed.',
      acquiredByPrinter: false,
    })
  })
})

describe('what becomes of a job', () => {
  const steer = (job: string, wish: object) => practice.control('POST', '/print', { what: 'steer', job, ...wish })

  it('is what control says, until it says nothing any more', async () => {
    await practice.switch({ printProcessingMs: null })
    const { job, jobId } = await uploaded()
    await start(job)
    await steer(jobId, { state: 'stopped', description: 'Tray 1 is empty.' })
    expect(await statusOf(job)).toEqual({
      state: 'stopped',
      description: 'Tray 1 is empty.',
      isAcquiredByPrinter: true,
      details: [],
    })
    const stopped = { state: 'stopped', details: ['mediaEmpty'], description: 'Tray 1 is empty.' }
    expect((await practice.graph('GET', printer)).json.status).toEqual(stopped)
    expect((await practice.graph('GET', share)).json.status).toEqual(stopped)
    await practice.restart()
    expect(await statusOf(job)).toMatchObject({ state: 'stopped' })
    await steer(jobId, { state: null })
    expect(await statusOf(job)).toMatchObject({ state: 'processing' })
    await steer(jobId, { state: 'aborted', description: 'The printer has caught fire.' })
    expect(await statusOf(job)).toMatchObject({ state: 'aborted', description: 'The printer has caught fire.' })
    expect((await practice.graph('GET', printer)).json.status).toMatchObject({ state: 'idle' })
    await steer(jobId, { state: 'processing', isAcquiredByPrinter: true, details: ['releaseWait'] })
    expect(await statusOf(job)).toMatchObject({ isAcquiredByPrinter: true, details: ['releaseWait'] })
    await expect(steer(jobId, { state: 'lost' })).rejects.toThrow('400')
    expect(await steer('none', { state: 'aborted' })).toEqual({ id: null })
  })

  it('is nothing once it is aborted or cancelled before its start', async () => {
    const { job, jobId, document } = await makeJob(practice)
    await steer(jobId, { state: 'aborted' })
    expect((await createSession(practice, document, 10)).status).toBe(409)
    expect((await start(job)).status).toBe(409)
    const ready = await uploaded()
    await steer(ready.jobId, { state: 'aborted' })
    expect((await start(ready.job)).json.error.message).toContain('aborted')
  })

  it('is cancelled by its owner, at the printer, and its upload with it', async () => {
    const { jobId, url } = await openUpload(practice, whole.length)
    await putPart(url, whole, 0, 500)
    const cancel = (place: string, options = {}) => practice.graph('POST', `${place}/jobs/${jobId}/cancel`, options)
    expect((await cancel(share)).status).toBe(404)
    expect((await cancel(printer, { body: {} })).status).toBe(400)
    expect((await cancel(printer)).status).toBe(204)
    expect(await statusOf(`${share}/jobs/${jobId}`)).toMatchObject({ state: 'canceled', isAcquiredByPrinter: false })
    expect((await putPart(url, whole, 500, 1_000)).status).toBe(404)
    await practice.switch({ printSharesLikePrinters: true })
    const again = await cancel(share)
    expect(again.status).toBe(409)
    expect(again.json.error.message).toContain('canceled')
  })

  it('is somebody else’s upload as well', async () => {
    const { documentId, job } = await makeJob(practice)
    const size = 2_000
    await practice.control('POST', '/print', { what: 'document', id: documentId, name: 'b.pdf', size, seed: 9 })
    expect((await practice.graph('GET', `${job}?$expand=documents`)).json.documents).toMatchObject([
      { displayName: 'b.pdf', size },
    ])
    expect((await start(job)).status).toBe(200)
  })
})
