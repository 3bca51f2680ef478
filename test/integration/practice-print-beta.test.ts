/** The practice cloud's Universal Print as the beta of 2020 had it (brief 001, graph.md E2 and H4), asked by hand. */

import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../conformance/provider-means.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { Practice, type RawAnswer, code, raw } from './practice-client.ts'
import { beta, createSession, documentOf, printOf, printer, share, violationsOf } from './practice-print-client.ts'

const job = `${printer}/jobs/practice-job`
const document = `${job}/documents/practice-document`
const address = `${document}/uploadSession`
const whole = pseudoRandom(100_000, 1)

let practice: Practice

beforeEach(async () => {
  practice = await Practice.start()
})

function create(size = whole.length, more: object = {}, path = address): Promise<RawAnswer> {
  const body = { size, contentType: 'application/pdf', documentName: 'file.pdf', ...more }
  return beta(practice, 'PUT', path, { body })
}

interface Put {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly token?: boolean
  readonly chunked?: boolean
}

/** The bytes `[start, end)`, with all that is required; a header that is empty is left out. */
async function put(id: string, start: number, end: number, options: Put = {}): Promise<RawAnswer> {
  const { method = 'POST', headers = {}, token = true, chunked = false } = options
  const all = {
    'Content-Type': 'application/octet-stream',
    'Content-Range': `bytes ${start}-${end - 1}/${whole.length}`,
    'If-Match': id,
    ...(token && { Authorization: `Bearer ${practice.cloud.token}` }),
    ...headers,
  }
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
  const url = `${practice.cloud.graphUrl}/beta${address}/$value`
  return raw(method, url, { body: whole.subarray(start, end), headers: given, chunked })
}

function ask(): Promise<RawAnswer> {
  return beta(practice, 'GET', address)
}

describe('a session', () => {
  it('is put, filled in any order by POST and PUT, and gone', async () => {
    const created = await create()
    expect(created.status).toBe(200)
    expect(created.headers.etag).toMatch(/^".+"$/)
    const { id } = created.json
    expect(created.json).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      size: 100_000,
      contentType: 'application/pdf',
      documentName: 'file.pdf',
      expiryDateTime: expect.stringMatching(/Z$/),
      createdBy: { application: { id: expect.any(String) }, user: { id: '5a7e0000-0000-4000-8000-000000000001' } },
      missingRanges: [{ start: '0', end: '99999' }],
    })
    const middle = await put(id, 40_000, 60_000)
    expect([middle.status, middle.bytes.length]).toEqual([202, 0])
    const told = await ask()
    expect(told.json.missingRanges).toEqual([
      { start: '0', end: '39999' },
      { start: '60000', end: '99999' },
    ])
    expect(told.headers.etag).not.toBe(created.headers.etag)
    expect((await put(id, 60_000, 100_000, { method: 'PUT' })).status).toBe(202)
    const last = await put(id, 0, 40_000, { method: 'PUT' })
    expect([last.status, last.bytes.length]).toEqual([201, 0])
    expect((await ask()).status).toBe(404)
    expect(await documentOf(practice, 'practice-document')).toMatchObject({ name: 'file.pdf', sha256: sha256(whole) })
    expect((await beta(practice, 'POST', `${job}/startPrintJob`)).status).toBe(200)
    // Whoever starts has looked, or was told that all is there.
    expect(await violationsOf(practice)).toEqual([])
  })

  it.each<[what: string, status: number, options: Put]>([
    ['without If-Match', 428, { headers: { 'If-Match': '' } }],
    ['for another session', 412, { headers: { 'If-Match': '5a7e0000-0000-4000-8000-00000000000f' } }],
    ['without the token', 401, { token: false }],
    ['of another type', 400, { headers: { 'Content-Type': 'application/pdf' } }],
    ['without a range', 400, { headers: { 'Content-Range': '' } }],
    ['of another total', 400, { headers: { 'Content-Range': 'bytes 0-9999/10000' } }],
    ['of unknown length', 411, { chunked: true }],
    ['that is sound', 202, {}],
  ])('answers a range %s with %i', async (_, status, options) => {
    const { id } = (await create()).json
    expect((await put(id, 0, 10_000, options)).status).toBe(status)
    const rest = status === 202 ? '10000' : '0'
    expect((await ask()).json.missingRanges).toEqual([{ start: rest, end: '99999' }])
    const rules = await violationsOf(practice)
    expect(rules).toEqual(status === 401 ? ['token-missing'] : status === 411 ? ['chunked-body'] : [])
  })

  it('is matched by its id, in quotation marks or not, and never by its eTag', async () => {
    const { json, headers } = await create()
    expect((await put(json.id, 0, 10, { headers: { 'If-Match': String(headers.etag) } })).status).toBe(412)
    expect((await put(json.id, 0, 10, { headers: { 'If-Match': `"${json.id}"` } })).status).toBe(202)
    expect((await put(json.id, 5, 15)).status).toBe(416)
  })

  it('takes 1 MB at a time, or as much as a switch says', async () => {
    const { id } = (await create()).json
    await practice.switch({ printBetaLongestRange: 50_000 })
    expect((await put(id, 0, 50_001)).status).toBe(413)
    expect((await put(id, 0, 50_000)).status).toBe(202)
    expect((await practice.control('GET', '/switches')).printBetaLongestRange).toBe(50_000)
  })

  it('spells its ranges and answers them as switches say', async () => {
    await practice.switch({
      printBetaRangeEnds: 'numbers',
      printBetaRangesName: 'nextExpectedRanges',
      printBetaRangeStatus: 200,
    })
    const created = await create()
    expect(created.json).not.toHaveProperty('missingRanges')
    expect(created.json.nextExpectedRanges).toEqual([{ start: 0, end: 99_999 }])
    const first = await put(created.json.id, 0, 10)
    expect(first).toMatchObject({ status: 200, json: { nextExpectedRanges: [{ start: 10, end: 99_999 }] } })
    expect((await put(created.json.id, 10, 100_000)).status).toBe(201)
  })

  it('ends by DELETE, by its time, and by another one of the same program', async () => {
    const first = (await create()).json.id
    expect((await beta(practice, 'DELETE', address)).status).toBe(204)
    expect((await beta(practice, 'DELETE', address)).status).toBe(404)
    expect((await put(first, 0, 10)).status).toBe(404)
    const second = (await create()).json.id
    const third = (await create(50)).json
    expect(third.missingRanges).toEqual([{ start: '0', end: '49' }])
    expect((await put(second, 0, 10)).status).toBe(412)
    await practice.switch({ printSecondSession: 'refused' })
    expect((await create()).status).toBe(409)
    await practice.control('POST', '/clock', { advanceMs: 3_600_001 })
    expect((await ask()).status).toBe(404)
    expect((await create()).status).toBe(200)
  })

  it('is its creator’s alone, and keeps others from opening one', async () => {
    const wish = { what: 'session', document: 'practice-document', name: 'theirs.pdf', size: 10 }
    const { id } = await practice.control('POST', '/print', wish)
    expect((await ask()).json).toMatchObject({ id, documentName: 'theirs.pdf' })
    expect((await beta(practice, 'DELETE', address)).status).toBe(403)
    expect((await put(id, 0, 10)).status).toBe(403)
    const refused = await create()
    expect([refused.status, code(refused)]).toEqual([409, '409'])
    expect((await createSession(practice, document, 10)).status).toBe(409)
    expect((await printOf(practice)).sessions).toMatchObject([{ id, state: 'open', missing: [{ start: 0, end: 10 }] }])
  })

  it('survives a restart with what it has', async () => {
    const { id } = (await create()).json
    await put(id, 90_000, 100_000)
    await practice.restart()
    expect((await put(id, 0, 90_000)).status).toBe(201)
    await practice.restart()
    expect((await documentOf(practice, 'practice-document')).sha256).toBe(sha256(whole))
    expect((await create()).status).toBe(409)
  })

  it('is one of its generation: a session of v1.0 isn’t seen here', async () => {
    expect((await createSession(practice, document, 10)).status).toBe(200)
    expect((await ask()).status).toBe(404)
    expect((await create()).status).toBe(200)
    const [first, second] = (await printOf(practice)).sessions
    expect([first.state, second.state]).toEqual(['cancelled', 'open'])
    const bare = `${practice.cloud.uploadUrl}/uploadSessions/${second.id}?tempauthtoken=${second.secret}`
    expect((await raw('GET', bare)).status).toBe(401)
  })
})

describe('what is asked for a session', () => {
  it.each<[what: string, size: number, more: object, status: number]>([
    ['nothing in it', 0, {}, 400],
    ['no name', 10, { documentName: '' }, 400],
    ['properties around it', 10, { properties: {} }, 400],
    ['a type that the printer lacks', 10, { contentType: 'text/html' }, 415],
    ['a sound one', 10, {}, 200],
  ])('%s', async (_, size, more, status) => {
    expect((await create(size, more)).status).toBe(status)
  })

  it('is below printers in the beta alone', async () => {
    const body = { size: 10, contentType: 'application/pdf', documentName: 'file.pdf' }
    expect((await practice.graph('PUT', address, { body })).status).toBe(404)
    expect((await create(10, {}, address.replace(printer, share))).status).toBe(404)
    expect((await beta(practice, 'PATCH', address, { body })).status).toBe(405)
    expect((await create(10, {}, address.replace('practice-document', 'none'))).status).toBe(404)
    // Today's beta has what v1.0 has.
    const properties = { documentName: 'a.pdf', contentType: 'application/pdf', size: 10 }
    const today = await beta(practice, 'POST', `${document}/createUploadSession`, { body: { properties } })
    expect(today.status).toBe(200)
    expect(today.json['@odata.context']).toContain('/beta/')
  })

  it.each<[method: string, scope: string, status: number]>([
    ['PUT', 'PrintJob.Create', 403],
    ['PUT', 'PrintJob.ReadWriteBasic', 403],
    ['PUT', 'PrintJob.ReadWrite', 200],
    ['GET', 'PrintJob.ReadBasic', 403],
    ['GET', 'PrintJob.Read', 200],
    ['DELETE', 'PrintJob.Read', 403],
    ['DELETE', 'PrintJob.ReadWrite.All', 204],
  ])('%s with %s: %i', async (method, scope, status) => {
    if (method !== 'PUT') await create()
    const { accessToken } = await practice.control('POST', '/tokens', { scopes: [scope] })
    const body = { size: 10, contentType: 'application/pdf', documentName: 'file.pdf' }
    const headers = { Authorization: `Bearer ${accessToken}` }
    const answer = await beta(practice, method, address, { headers, ...(method === 'PUT' && { body }) })
    expect(answer.status).toBe(status)
  })
})
