/** The practice cloud's To Do, asked by hand: what it takes, and what it refuses (graph.md D and H4). */

import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../conformance/provider-means.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { tasksOf } from '../support/tasks.ts'
import { Practice, type RawAnswer, code, raw } from './practice-client.ts'

const place = '/me/todo/lists/practice-list/tasks/practice-task'
const octets = { 'Content-Type': 'application/octet-stream' }

let practice: Practice

beforeEach(async () => {
  practice = await Practice.start()
})

function create(size: number, info: object = {}, path = place): Promise<RawAnswer> {
  const body = { attachmentInfo: { attachmentType: 'file', name: 'a.bin', size, ...info } }
  return practice.graph('POST', `${path}/attachments/createUploadSession`, { body })
}

async function open(size: number): Promise<string> {
  const { status, json } = await create(size)
  expect(status).toBe(200)
  return String(json.uploadUrl)
}

interface Put {
  readonly total?: number
  readonly token?: boolean
  readonly headers?: Record<string, string>
  readonly suffix?: string
  readonly chunked?: boolean
}

function put(url: string, bytes: Buffer, start: number, options: Put = {}): Promise<RawAnswer> {
  const { total = bytes.length, token = true, headers = {}, suffix = '/content', chunked = false } = options
  const sign = token ? { Authorization: `Bearer ${practice.cloud.token}` } : {}
  const range = { 'Content-Range': `bytes ${start}-${start + bytes.length - 1}/${total}` }
  return raw('PUT', `${url}${suffix}`, { body: bytes, chunked, headers: { ...octets, ...range, ...sign, ...headers } })
}

function ask(method: string, url: string): Promise<RawAnswer> {
  return raw(method, url, { headers: { Authorization: `Bearer ${practice.cloud.token}` } })
}

describe('sessions', () => {
  it('are filled in order, at /content, with the token', async () => {
    const bytes = pseudoRandom(5_000_000, 1)
    const created = await create(bytes.length)
    expect(created).toMatchObject({ status: 200, json: { nextExpectedRanges: ['0-'] } })
    const url = String(created.json.uploadUrl)
    expect(url).toMatch(
      /\/v1\.0\/users\/[^/]+\/todo\/lists\/practice-list\/tasks\/practice-task\/attachmentSessions\/[^/?]+$/,
    )
    expect(new URL(url).origin).toBe(practice.cloud.graphUrl)
    const first = await put(url, bytes.subarray(0, 3_000_000), 0, { total: bytes.length })
    expect(first).toMatchObject({ status: 200, json: { NextExpectedRanges: ['3000000'] } })
    // No range moves the end of a session.
    expect(first.json.ExpirationDateTime).toBe(created.json.expirationDateTime)
    expect(await ask('GET', url)).toMatchObject({ status: 200, json: { nextExpectedRanges: ['3000000'] } })
    const last = await put(url, bytes.subarray(3_000_000), 3_000_000, { total: bytes.length })
    expect(last.status).toBe(201)
    expect(last.bytes.length).toBe(0)
    const location = String(last.headers.location)
    expect(location).toMatch(/\/tasks\/practice-task\/Attachments\/AAMk[^/]+=$/)
    expect((await ask('GET', `${location}/$value`)).bytes.equals(bytes)).toBe(true)
    const { attachments } = await tasksOf(practice)
    expect(attachments).toMatchObject([{ name: 'a.bin', size: bytes.length, sha256: sha256(bytes) }])
    for (const method of ['GET', 'DELETE']) expect((await ask(method, url)).status).toBe(404)
  })

  it.each<[what: string, status: number, start: number, options: Put]>([
    ['without the token', 401, 0, { token: false }],
    ['without /content', 404, 0, { suffix: '' }],
    ['of another type', 400, 0, { headers: { 'Content-Type': 'text/plain' } }],
    ['of another total', 400, 0, { total: 2_000 }],
    ['that is not next', 400, 500, { total: 1_500 }],
    ['whose range is another length', 400, 0, { headers: { 'Content-Range': 'bytes 0-998/1000' } }],
    ['without a range', 400, 0, { headers: { 'Content-Range': 'bytes */1000' } }],
    ['of unknown length', 411, 0, { chunked: true }],
  ])('refuse a range %s: %i', async (_, status, start, options) => {
    const url = await open(start > 0 ? 1_500 : 1_000)
    expect((await put(url, pseudoRandom(1_000, 2), start, options)).status).toBe(status)
    expect(await tasksOf(practice)).toMatchObject({ attachments: [], sessions: [{ received: 0, state: 'open' }] })
  })

  it('take less than 4 MB at a time', async () => {
    const bytes = pseudoRandom(4_000_000, 3)
    const url = await open(bytes.length)
    expect(await put(url, bytes, 0)).toMatchObject({ status: 413 })
    expect((await put(url, bytes.subarray(1), 0, { total: bytes.length })).status).toBe(200)
  })

  it('refuse what came already', async () => {
    const bytes = pseudoRandom(1_000, 4)
    const url = await open(2_000)
    expect((await put(url, bytes, 0, { total: 2_000 })).status).toBe(200)
    expect((await put(url, bytes, 0, { total: 2_000 })).status).toBe(400)
  })

  it('end by DELETE, and by their time', async () => {
    const first = await open(1_000)
    expect((await ask('DELETE', first)).status).toBe(204)
    expect((await put(first, pseudoRandom(1_000, 5), 0)).status).toBe(404)
    const second = await open(1_000)
    await practice.control('POST', '/clock', { advanceMs: 16 * 60_000 })
    expect((await put(second, pseudoRandom(1_000, 5), 0)).status).toBe(404)
  })

  it.each<[what: string, size: number, info: object, status: number]>([
    ['more than 25 MB', 25 * 1024 * 1024 + 1, {}, 400],
    ['another type', 10, { attachmentType: 'item' }, 400],
    ['no name', 10, { name: '' }, 400],
    ['an unknown member', 10, { isInline: false }, 400],
    ['25 MB', 25 * 1024 * 1024, {}, 200],
    ['nothing', 0, {}, 200],
  ])('are asked for with %s', async (_, size, info, status) => {
    expect((await create(size, info)).status).toBe(status)
  })

  it('survive a restart with what they have', async () => {
    const bytes = pseudoRandom(2_000, 6)
    const url = await open(bytes.length)
    await put(url, bytes.subarray(0, 1_000), 0, { total: bytes.length })
    await practice.restart()
    expect((await put(url, bytes.subarray(1_000), 1_000, { total: bytes.length })).status).toBe(201)
    expect(await tasksOf(practice)).toMatchObject({ attachments: [{ sha256: sha256(bytes) }] })
  })
})

describe('one request', () => {
  const post = (body: object) => practice.graph('POST', `${place}/attachments`, { body })
  const type = '#microsoft.graph.taskFileAttachment'

  it('attaches, and two of one name are two', async () => {
    for (const seed of [1, 2]) {
      const bytes = pseudoRandom(1_000 + seed, seed)
      const body = { '@odata.type': type, name: 'a.bin', contentBytes: bytes.toString('base64'), size: bytes.length }
      expect(await post(body)).toMatchObject({ status: 201, json: { name: 'a.bin', size: bytes.length } })
    }
    const listed = await practice.graph('GET', `${place}/attachments`)
    expect(listed.json.value).toHaveLength(2)
    expect(listed.json.value[0]).not.toHaveProperty('contentBytes')
    const alone = await practice.graph('GET', `${place}/attachments/${listed.json.value[0].id}`)
    expect(alone.json.contentBytes).toBe(pseudoRandom(1_001, 1).toString('base64'))
  })

  it('takes an empty file, and less than 3 MB', async () => {
    const sized = (size: number) => ({
      '@odata.type': type,
      name: 'a.bin',
      contentBytes: pseudoRandom(size, 1).toString('base64'),
    })
    expect((await post(sized(0))).status).toBe(201)
    expect((await post(sized(2_999_999))).status).toBe(201)
    expect((await post(sized(3_000_000))).status).toBe(413)
  })

  it.each<[what: string, body: object]>([
    ['no type', { name: 'a', contentBytes: '' }],
    ['no content', { '@odata.type': type, name: 'a' }],
    ['no base64', { '@odata.type': type, name: 'a', contentBytes: '***' }],
    ['another size', { '@odata.type': type, name: 'a', contentBytes: 'YQ==', size: 2 }],
    ['an unknown member', { '@odata.type': type, name: 'a', contentBytes: '', isInline: false }],
  ])('is refused with %s', async (_, body) => {
    expect((await post(body)).status).toBe(400)
    expect((await tasksOf(practice)).attachments).toEqual([])
  })
})

describe('who and where', () => {
  it('knows lists and tasks, of each user', async () => {
    const lists = await practice.graph('GET', '/me/todo/lists')
    expect(lists.json.value).toMatchObject([{ id: 'practice-list' }])
    const tasks = await practice.graph('GET', '/users/colleague@practice.example/todo/lists/colleague-list/tasks')
    expect(tasks.json.value).toMatchObject([{ id: 'colleague-task', hasAttachments: false }])
    expect((await practice.graph('GET', '/me/todo/lists/practice-list')).status).toBe(200)
    for (const path of ['/me/todo/lists/colleague-list', '/users/nobody/todo/lists', `${place}x`]) {
      expect((await practice.graph('GET', path)).status).toBe(404)
    }
  })

  it('wants the right to tasks', async () => {
    const { accessToken } = await practice.control('POST', '/tokens', { scopes: ['Tasks.Read'] })
    const headers = { Authorization: `Bearer ${accessToken}` }
    expect((await practice.graph('GET', place, { headers })).status).toBe(200)
    const refused = await practice.graph('POST', `${place}/attachments`, { headers, body: {} })
    expect(refused.status).toBe(403)
    expect(code(refused)).toBe('ErrorAccessDenied')
    expect((await raw('GET', `${practice.cloud.graphUrl}/v1.0${place}`)).status).toBe(401)
  })

  it('says what cannot be done', async () => {
    expect((await practice.graph('PATCH', place, { body: {} })).status).toBe(405)
    expect((await practice.graph('GET', '/me/todo/nothing')).status).toBe(404)
    expect((await practice.graph('GET', `${place}/attachments?$top=1`)).status).toBe(400)
  })

  it('forgets with a reset, and lets be removed', async () => {
    const { id } = await practice.control('POST', '/todo', {
      what: 'attach',
      task: 'practice-task',
      name: 'a',
      size: 9,
    })
    expect((await practice.graph('DELETE', `${place}/attachments/${id}`)).status).toBe(204)
    const kept = await practice.control('POST', '/todo', { what: 'attach', task: 'practice-task', name: 'b', size: 9 })
    await practice.restart()
    expect((await practice.graph('GET', `${place}/attachments/${kept.id}/$value`)).bytes).toHaveLength(9)
    await practice.control('POST', '/reset')
    expect((await tasksOf(practice)).attachments).toEqual([])
  })
})
