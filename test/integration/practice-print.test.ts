/** The practice cloud's Universal Print, asked by hand: upload sessions of v1.0 (graph.md E3, H4 and H7). */

import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../conformance/provider-means.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { Practice, type RawAnswer, code, raw } from './practice-client.ts'
import {
  beginPart,
  createSession,
  documentOf,
  makeJob,
  openUpload,
  printOf,
  printer,
  putPart,
  share,
  violationsOf,
} from './practice-print-client.ts'

const whole = pseudoRandom(100_000, 1)

let practice: Practice

beforeEach(async () => {
  practice = await Practice.start()
})

function missing({ json }: RawAnswer): string[] {
  return json.nextExpectedRanges
}

/** An order that is the same in every run and isn't the natural one. */
function shuffled<Value>(values: readonly Value[], seed: number): Value[] {
  const keys = pseudoRandom(values.length * 4, seed)
  return values
    .map((value, i) => ({ value, key: keys.readUInt32LE(i * 4) }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}

describe('a session', () => {
  it('is reassembled from ranges in any order, four at a time', async () => {
    const size = 23_456_789
    const bytes = pseudoRandom(size, 2)
    const { url, document, documentId } = await openUpload(practice, size)
    const length = 1_234_567
    const starts = shuffled(
      Array.from({ length: Math.ceil(size / length) }, (_, i) => i * length),
      3,
    )
    expect(starts).not.toEqual([...starts].sort((a, b) => a - b))
    const answers: RawAnswer[] = []
    const next = async (): Promise<void> => {
      const start = starts.pop()
      if (start === undefined) return
      answers.push(await putPart(url, bytes, start, Math.min(size, start + length)))
      await next()
    }
    await Promise.all([next(), next(), next(), next()])
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b)
    expect(statuses).toEqual([201, ...Array.from({ length: statuses.length - 1 }, () => 202)])
    const last = answers.find(({ status }) => status === 201)
    expect(last?.json).toEqual({ id: documentId, documentName: 'a.pdf', contentType: 'application/pdf', size })
    expect(await documentOf(practice, documentId)).toMatchObject({ name: 'a.pdf', size, sha256: sha256(bytes) })
    expect((await practice.graph('GET', document)).json).toMatchObject({ displayName: 'a.pdf', size })
    for (const method of ['GET', 'DELETE']) expect((await raw(method, url)).status).toBe(404)
    expect(await violationsOf(practice)).toEqual([])
  })

  it('begins with a closed range, and tells what is missing in order, as closed ranges', async () => {
    const { document } = await makeJob(practice)
    const created = await createSession(practice, document, whole.length)
    expect(created).toMatchObject({ status: 200, json: { nextExpectedRanges: ['0-99999'] } })
    const url = new URL(created.json.uploadUrl)
    expect(url.hostname).toBe('localhost')
    expect(url.pathname).toMatch(/^\/uploadSessions\/[0-9a-f-]{36}$/)
    expect(url.searchParams.get('tempauthtoken')).toMatch(/^.{20,}$/)
    const late = await putPart(url.href, whole, 60_000, 70_000)
    expect(late).toMatchObject({ status: 202, json: { nextExpectedRanges: ['0-59999', '70000-99999'] } })
    // No range moves the end of a session.
    expect(late.json.expirationDateTime).toBe(created.json.expirationDateTime)
    const early = await putPart(url.href, whole, 10_000, 20_000)
    expect(missing(early)).toEqual(['0-9999', '20000-59999', '70000-99999'])
    const told = await raw('GET', url.href)
    expect(told).toMatchObject({ status: 200, json: early.json })
    await practice.switch({ printGapsPastEnd: true })
    expect(missing(await raw('GET', url.href))).toEqual(['0-9999', '20000-59999', '70000-100000'])
    expect(missing(await putPart(url.href, whole, 70_000, 100_000))).toEqual(['0-9999', '20000-59999'])
  })

  it.each<[what: string, status: number, start: number, end: number, headers: Record<string, string>]>([
    ['with the token', 401, 30_000, 40_000, { Authorization: 'Bearer x' }],
    ['of another total', 400, 30_000, 40_000, { 'Content-Range': 'bytes 30000-39999/100001' }],
    ['of another length', 400, 30_000, 40_000, { 'Content-Range': 'bytes 30000-39998/100000' }],
    ['past the end', 400, 30_000, 40_000, { 'Content-Range': 'bytes 99000-108999/100000' }],
    ['in the old spelling', 400, 30_000, 40_000, { 'Content-Range': 'bytes=30000-39999/100000' }],
    ['that is open', 400, 30_000, 40_000, { 'Content-Range': 'bytes 30000-/100000' }],
    ['that came already', 416, 10_000, 20_000, {}],
    ['that came in part', 416, 15_000, 25_000, {}],
    ['that holds one that came', 416, 5_000, 25_000, {}],
    ['that touches the end of one', 416, 19_999, 25_000, {}],
    ['that is free', 202, 20_000, 25_000, {}],
  ])('answers a range %s with %i', async (_, status, start, end, headers) => {
    const { url } = await openUpload(practice, whole.length)
    expect((await putPart(url, whole, 10_000, 20_000)).status).toBe(202)
    const before = missing(await raw('GET', url))
    expect((await putPart(url, whole, start, end, headers)).status).toBe(status)
    if (status >= 400) expect(missing(await raw('GET', url))).toEqual(before)
  })

  it('wants to know how long a range is, and what it is a range of', async () => {
    const { url } = await openUpload(practice, whole.length)
    const headers = { 'Content-Range': 'bytes 0-99999/100000' }
    expect((await raw('PUT', url, { body: whole, chunked: true, headers })).status).toBe(411)
    expect((await raw('PUT', url, { body: whole })).status).toBe(400)
    expect((await raw('POST', url)).status).toBe(405)
  })

  it('takes less than 10 MB at a time', async () => {
    const bytes = pseudoRandom(10_000_000, 4)
    const { url, documentId } = await openUpload(practice, bytes.length)
    expect((await putPart(url, bytes, 0, 10_000_000)).status).toBe(413)
    expect((await putPart(url, bytes, 0, 9_999_999)).status).toBe(202)
    expect((await putPart(url, bytes, 9_999_999, 10_000_000)).status).toBe(201)
    expect((await documentOf(practice, documentId)).sha256).toBe(sha256(bytes))
  })

  it('takes four ranges at a time, and refuses a fifth', async () => {
    const { url, documentId } = await openUpload(practice, whole.length)
    const starts = [0, 10_000, 20_000, 30_000]
    const half = starts.map((start) => beginPart(url, whole, start, start + 10_000))
    await practice.control('GET', '/journal/wait?op=put&nth=4')
    const fifth = await putPart(url, whole, 40_000, 50_000)
    expect([fifth.status, code(fifth)]).toEqual([429, '429'])
    expect(fifth.headers['retry-after']).toBe('1')
    expect(await violationsOf(practice)).toEqual(['too-many-at-once'])
    // Not even a status is refused.
    expect((await raw('GET', url)).status).toBe(200)
    expect(await Promise.all(half.map((one) => one.finish()))).toEqual([202, 202, 202, 202])
    expect((await putPart(url, whole, 40_000, 100_000)).status).toBe(201)
    expect((await documentOf(practice, documentId)).sha256).toBe(sha256(whole))
  })

  it('refuses bytes that are just being received, unless their sender is gone', async () => {
    const { url, documentId } = await openUpload(practice, whole.length)
    const half = beginPart(url, whole, 0, 50_000)
    await practice.control('GET', '/journal/wait?op=put')
    expect((await putPart(url, whole, 40_000, 60_000)).status).toBe(409)
    await practice.switch({ concurrentRangeStatus: 416 })
    expect((await putPart(url, whole, 40_000, 60_000)).status).toBe(416)
    half.leave()
    // The two that were refused, and the one that was left.
    await practice.control('GET', '/journal/wait?op=put&state=finished&nth=3')
    expect(missing(await raw('GET', url))).toEqual(['0-99999'])
    expect((await putPart(url, whole, 0, 100_000)).status).toBe(201)
    expect((await documentOf(practice, documentId)).sha256).toBe(sha256(whole))
  })

  it('keeps the beginning of a range that was cut off only where a switch says so', async () => {
    await practice.switch({ partialAccept: true })
    const { url } = await openUpload(practice, whole.length)
    const half = beginPart(url, whole, 10_000, 50_000)
    await practice.control('GET', '/journal/wait?op=put')
    half.leave()
    const { entry } = await practice.control('GET', '/journal/wait?op=put&state=finished')
    expect(entry.storedBytes).toBe(1)
    expect(missing(await raw('GET', url))).toEqual(['0-9999', '10001-99999'])
  })

  it('ends by DELETE and by its time, and its document can have another', async () => {
    const { url, document } = await openUpload(practice, whole.length)
    await putPart(url, whole, 0, 10_000)
    expect((await raw('DELETE', url)).status).toBe(204)
    expect((await putPart(url, whole, 10_000, 20_000)).status).toBe(404)
    const again: string = (await createSession(practice, document, whole.length)).json.uploadUrl
    expect(missing(await raw('GET', again))).toEqual(['0-99999'])
    await practice.switch({ printSessionLifetimeMs: 60_000 })
    const brief: string = (await createSession(practice, document, whole.length)).json.uploadUrl
    await practice.control('POST', '/clock', { advanceMs: 60_001 })
    for (const method of ['GET', 'DELETE', 'PUT']) expect((await raw(method, brief)).status).toBe(404)
    expect((await printOf(practice)).sessions.map(({ state }: { state: string }) => state)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ])
  })

  it('is nobody’s without the token in its URL', async () => {
    const { url } = await openUpload(practice, whole.length)
    const bare = url.replace(/\?.*$/, '')
    for (const wrong of [bare, `${bare}?tempauthtoken=x`]) {
      expect((await putPart(wrong, whole, 0, 10_000)).status).toBe(401)
      expect((await raw('GET', wrong)).status).toBe(401)
      expect((await raw('DELETE', wrong)).status).toBe(401)
    }
    await practice.switch({ rejectAuthorizationOnUpload: false })
    expect((await putPart(url, whole, 0, 10_000, { Authorization: 'Bearer x' })).status).toBe(202)
    expect(await violationsOf(practice)).toContain('token-on-upload-host')
  })

  it('makes room for a second one of the same program, or by a switch for none', async () => {
    const { url, document } = await openUpload(practice, whole.length)
    await putPart(url, whole, 0, 10_000)
    const second = await createSession(practice, document, 50_000)
    expect(second.json.nextExpectedRanges).toEqual(['0-49999'])
    expect((await raw('GET', url)).status).toBe(404)
    await practice.switch({ printSecondSession: 'refused' })
    expect((await createSession(practice, document, 50_000)).status).toBe(409)
    expect((await raw('GET', second.json.uploadUrl)).status).toBe(200)
  })

  it('survives a restart with what it has', async () => {
    const { url, documentId, document } = await openUpload(practice, whole.length)
    await putPart(url, whole, 70_000, 100_000)
    await practice.restart()
    expect(missing(await raw('GET', url))).toEqual(['0-69999'])
    expect((await putPart(url, whole, 70_000, 71_000)).status).toBe(416)
    expect((await putPart(url, whole, 0, 70_000)).status).toBe(201)
    await practice.restart()
    expect(await documentOf(practice, documentId)).toMatchObject({ size: 100_000, sha256: sha256(whole) })
    expect((await createSession(practice, document, 10)).status).toBe(409)
    await practice.control('POST', '/reset')
    expect(await documentOf(practice, documentId)).toBeUndefined()
    await expect(practice.control('GET', `/print/content?document=${documentId}`)).rejects.toThrow('404')
  })
})

describe('what is asked for a session', () => {
  it.each<[what: string, properties: object, status: number]>([
    ['no name', { documentName: '' }, 400],
    ['a name that is too long', { documentName: 'x'.repeat(256) }, 400],
    ['no size', { size: undefined }, 400],
    ['nothing in it', { size: 0 }, 400],
    ['half a byte', { size: 1.5 }, 400],
    ['a size in text', { size: '10' }, 400],
    ['an unknown member', { conflictBehavior: 'replace' }, 400],
    ['a type that the printer lacks', { contentType: 'application/vnd.ms-excel' }, 415],
    ['the type in other letters', { contentType: 'Application/PDF' }, 200],
    ['its annotation', { '@odata.type': 'microsoft.graph.printDocumentUploadProperties' }, 200],
    ['OXPS, which becomes PDF', { contentType: 'application/oxps' }, 200],
  ])('%s: %#', async (_, properties, status) => {
    const { document } = await makeJob(practice)
    expect((await createSession(practice, document, 10, properties)).status).toBe(status)
  })

  it('is told as gd#10498 has it where the printer lacks the type', async () => {
    const { document } = await makeJob(practice, '/print/shares/practice-photo-share')
    const refused = await createSession(practice, document, 10)
    expect([refused.status, code(refused)]).toEqual([415, '415'])
    expect(refused.json.error.message).toBe(
      'Unsupported document-format: application/pdf. Supported formats: Attribute document-format-supported: SimpleIppValue-Type:MimeMediaType-Value:image/jpeg\n',
    )
    expect((await createSession(practice, document, 10, { contentType: 'image/jpeg' })).status).toBe(200)
    // No PDF there that OXPS could become.
    expect((await createSession(practice, document, 10, { contentType: 'application/oxps' })).status).toBe(415)
  })

  it('must be JSON with properties', async () => {
    const { document } = await makeJob(practice)
    const post = (options: object) => practice.graph('POST', `${document}/createUploadSession`, options)
    const properties = { documentName: 'a.pdf', contentType: 'application/pdf', size: 10 }
    expect((await post({ body: properties })).status).toBe(400)
    expect((await post({})).status).toBe(400)
    expect((await post({ body: JSON.stringify({ properties }) })).status).toBe(400)
    expect((await post({ body: { properties, size: 10 } })).status).toBe(400)
    const lower = await practice.graph('POST', `${document}/createuploadsession`, { body: { properties } })
    expect(lower.status).toBe(200)
  })

  it('must name a document of that job, at that share or printer', async () => {
    const { jobId, documentId } = await makeJob(practice)
    const at = async (path: string) => (await createSession(practice, path, 10)).status
    expect(await at(`${printer}/jobs/${jobId}/documents/${documentId}`)).toBe(200)
    expect(await at(`${printer}/jobs/practice-job/documents/practice-document`)).toBe(200)
    expect(await at(`${printer}/jobs/practice-job/documents/${documentId}`)).toBe(404)
    expect(await at(`/print/printers/practice-photo-printer/jobs/${jobId}/documents/${documentId}`)).toBe(404)
    expect(await at(`/print/shares/none/jobs/${jobId}/documents/${documentId}`)).toBe(404)
    expect(await at(`${share}/jobs/none/documents/${documentId}`)).toBe(404)
  })
})

it('calls the name in the last answer as a switch says', async () => {
  await practice.switch({ printDocumentName: 'displayName' })
  const { url, documentId } = await openUpload(practice, 10)
  const answer = await putPart(url, whole.subarray(0, 10), 0, 10)
  expect(answer.json).toEqual({ id: documentId, displayName: 'a.pdf', contentType: 'application/pdf', size: 10 })
})

it('gives a document back through an address of its own', async () => {
  const { url, documentId, jobId } = await openUpload(practice, whole.length)
  const path = `jobs/${jobId}/documents/${documentId}/$value`
  expect((await practice.graph('GET', `${printer}/${path}`)).status).toBe(404)
  await putPart(url, whole, 0, whole.length)
  const found = await practice.graph('GET', `${printer}/${path}`)
  expect(found.status).toBe(302)
  const location = String(found.headers.location)
  expect(new URL(location).hostname).toBe('localhost')
  expect((await raw('GET', location)).bytes.equals(whole)).toBe(true)
  expect((await raw('GET', location, { headers: { Authorization: 'Bearer x' } })).status).toBe(401)
  expect((await raw('GET', location.replace(/\?.*/, ''))).status).toBe(404)
  expect((await raw('POST', location)).status).toBe(405)
  expect((await practice.graph('GET', `${share}/${path}`)).status).toBe(404)
  await practice.switch({ printSharesLikePrinters: true })
  expect((await practice.graph('GET', `${share}/${path}`)).status).toBe(302)
  const content = await practice.control('GET', '/print')
  expect(content.documents).toContainEqual(expect.objectContaining({ id: documentId, sha256: sha256(whole) }))
  await practice.control('POST', '/clock', { advanceMs: 16 * 60_000 })
  expect((await raw('GET', location)).status).toBe(401)
})
