/** The practice cloud's Outlook by raw HTTP: every row of graph.md H4 that is about it. */

import { once } from 'node:events'
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { attachmentsOf } from '../support/mail.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { Practice, type RawAnswer, code, raw } from './practice-client.ts'

const size = 6_000_000
const bytes = pseudoRandom(size, 1)
const half = 3_000_000
const here = '/me/messages/practice-draft/attachments'

function create(practice: Practice, item: object = {}, path = here): Promise<RawAnswer> {
  const body = { AttachmentItem: { attachmentType: 'file', name: 'a.bin', size, ...item } }
  return practice.graph('POST', `${path}/createUploadSession`, { body })
}

function put(url: string, start: number, end: number, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const plain = { 'Content-Type': 'application/octet-stream', 'Content-Range': `bytes ${start}-${end - 1}/${size}` }
  return raw('PUT', url, { body: bytes.subarray(start, end), headers: { ...plain, ...headers } })
}

describe('a session', () => {
  it('begins with 201, goes on with 200 and a bare number, and ends with 201, Location and nothing else', async () => {
    const practice = await Practice.start()
    const created = await create(practice)
    expect(created.status).toBe(201)
    expect(created.json).toMatchObject({ nextExpectedRanges: ['0-'] })
    const url: string = created.json.uploadUrl
    expect(url).toMatch(
      /\/api\/v2\.0\/Users\('.+'\)\/Messages\('practice-draft'\)\/AttachmentSessions\('.+'\)\?authtoken=/,
    )
    const first = await put(url, 0, half)
    expect(first.status).toBe(200)
    expect(first.json).toEqual({
      ExpirationDateTime: created.json.expirationDateTime,
      NextExpectedRanges: [String(half)],
    })
    const last = await put(url, half, size)
    expect(last.status).toBe(201)
    expect(last.bytes).toHaveLength(0)
    expect(last.headers['content-type']).toBeUndefined()
    expect(last.headers['content-length']).toBe('0')
    const id = /Attachments\('([^']+)'\)$/.exec(last.headers.location ?? '')?.[1] ?? ''
    const read = await practice.graph('GET', `${here}/${encodeURIComponent(id)}/$value`)
    expect(read.bytes.equals(bytes)).toBe(true)
    const told = await practice.graph('GET', `${here}/${encodeURIComponent(id)}`)
    expect(told.json.size).toBeGreaterThan(size)
    expect((await put(url, half, size)).status).toBe(404)
  })

  it('refuses what is not its next range, and keeps what it has', async () => {
    const practice = await Practice.start()
    const url: string = (await create(practice)).json.uploadUrl
    const refused = async (answer: Promise<RawAnswer>, status: number, error?: string) => {
      const got = await answer
      expect(got.status).toBe(status)
      if (error !== undefined) expect(code(got)).toBe(error)
    }
    await refused(put(url, 0, half, { Authorization: `Bearer ${practice.cloud.token}` }), 401, 'InvalidAudience')
    await refused(put(url, 0, half, { 'Content-Type': 'text/plain' }), 400)
    await refused(put(url, 0, 4_000_001), 413)
    await refused(put(url, half, size), 400)
    await refused(put(url, 0, half, { 'Content-Range': `bytes 0-${half - 1}/${size + 1}` }), 400)
    await refused(put(url, 0, half, { 'Content-Range': `bytes 0-${half}/${size}` }), 400)
    await refused(put(url, 0, half, { 'Content-Range': 'bytes=0-1/2' }), 400)
    await refused(raw('GET', url), 405)
    await refused(raw('POST', url), 405)
    expect((await put(url, 0, half)).status).toBe(200)
    await refused(put(url, 0, half), 400)
    await refused(raw('DELETE', url), 204)
    await refused(raw('DELETE', url), 404)
    expect(await attachmentsOf(practice)).toEqual([])
  })

  it('ends when it said, whatever came meanwhile, and outlives a restart until then', async () => {
    const practice = await Practice.start()
    const url = new URL((await create(practice)).json.uploadUrl)
    expect((await put(url.href, 0, half)).status).toBe(200)
    await practice.restart()
    url.port = new URL(practice.cloud.uploadUrl).port
    await practice.control('POST', '/clock', { advanceMs: 25 * 3_600_000 })
    expect((await put(url.href, half, size)).status).toBe(401)
  })

  it('tells its position only where a switch says so', async () => {
    const practice = await Practice.start()
    await practice.switch({ mailStatusQuery: true, mailRangeCasing: 'mixed' })
    const url: string = (await create(practice)).json.uploadUrl
    await put(url, 0, half)
    expect((await raw('GET', url)).json).toMatchObject({ nextExpectedRanges: [String(half)] })
  })
})

describe('what is refused', () => {
  it.each([
    [{ size: 2_999_999 }, 400, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize'],
    [{ size: 150_000_001 }, 400, 'ErrorMessageSizeExceeded'],
    [{ size: 35 * 1024 * 1024 + 1 }, 400, 'ErrorMessageSizeExceeded'],
    [{ size: -1 }, 400, 'invalidRequest'],
    [{ attachmentType: 'link' }, 400, 'invalidRequest'],
    [{ conflictBehavior: 'replace' }, 400, 'invalidRequest'],
  ])('a session for %j: %i %s', async (item, status, error) => {
    const answer = await create(await Practice.start(), item)
    expect([answer.status, code(answer)]).toEqual([status, error])
  })

  it.each([
    ['/me/messages/none/attachments', 404, 'ErrorItemNotFound'],
    ['/me/events/practice-draft/attachments', 404, 'ErrorItemNotFound'],
    ['/users/colleague@practice.example/messages/practice-colleague-draft/attachments', 403, 'ErrorAccessDenied'],
    ['/users/nobody@practice.example/messages/x/attachments', 404, 'ErrorInvalidUser'],
  ])('%s: %i %s', async (path, status, error) => {
    const answer = await create(await Practice.start(), {}, path)
    expect([answer.status, code(answer)]).toEqual([status, error])
  })

  it('a message that was sent, a token without the right, and more than a message holds', async () => {
    const practice = await Practice.start()
    const { id } = await practice.control('POST', '/mail', { what: 'message', sent: true })
    expect((await create(practice, {}, `/me/messages/${id}/attachments`)).status).toBe(400)
    const { accessToken } = await practice.control('POST', '/tokens', { scopes: ['Files.ReadWrite.All'] })
    const headers = { Authorization: `Bearer ${accessToken}` }
    expect((await practice.graph('GET', here, { headers })).status).toBe(403)
    await practice.switch({ mailUploadBudget: 5_000_000 })
    const url: string = (await create(practice)).json.uploadUrl
    expect((await put(url, 0, half)).status).toBe(200)
    const late = await put(url, half, size)
    expect(late.status).toBe(429)
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(200)
  })
})

it('a fifth request to a mailbox at once is refused', async () => {
  const practice = await Practice.start()
  const contentBytes = pseudoRandom(1_000, 1).toString('base64')
  const body = JSON.stringify({ '@odata.type': '#microsoft.graph.fileAttachment', name: 'slow', contentBytes })
  await practice.switch({ mailConcurrentRequests: 1 })
  const { graphUrl, token } = practice.cloud
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  }
  // Under way for as long as its body is.
  const first = request(`${graphUrl}/v1.0${here}`, { method: 'POST', headers })
  const answered = once(first, 'response')
  first.write(body.slice(0, 100))
  await expect.poll(async () => (await practice.graph('GET', here)).status).toBe(429)
  const second = await practice.graph('GET', here)
  expect([second.status, code(second), second.headers['retry-after']]).toEqual([429, 'ApplicationThrottled', '1'])
  first.end(body.slice(100))
  const [answer] = await answered
  expect(answer.statusCode).toBe(201)
  answer.resume()
  await expect.poll(async () => (await practice.graph('GET', here)).status).toBe(200)
})

it('one POST attaches a small file; lists come in pages', async () => {
  const practice = await Practice.start()
  const post = (name: string, content: Buffer, more: object = {}) => {
    const type = '#microsoft.graph.fileAttachment'
    const body = { '@odata.type': type, name, contentBytes: content.toString('base64'), ...more }
    return practice.graph('POST', here, { body })
  }
  for (let n = 0; n < 12; n += 1) {
    const answer = await post(`${n}.bin`, bytes.subarray(0, n))
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({ name: `${n}.bin`, isInline: false })
  }
  expect((await post('large.bin', bytes.subarray(0, 3_000_000))).status).toBe(413)
  expect((await post('odd.bin', Buffer.alloc(1), { '@odata.type': 'other' })).status).toBe(400)
  const first = await practice.graph('GET', `${here}?$select=id,name,size`)
  expect(first.json.value).toHaveLength(10)
  const next = String(first.json['@odata.nextLink']).slice(`${practice.cloud.graphUrl}/v1.0`.length)
  const second = await practice.graph('GET', next)
  expect(second.json.value.map(({ name }: { name: string }) => name)).toEqual(['10.bin', '11.bin'])
  expect(second.json['@odata.nextLink']).toBeUndefined()
  const sizes = (await attachmentsOf(practice)).map((one) => one.size)
  expect(sizes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})
