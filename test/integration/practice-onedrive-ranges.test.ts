import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { pseudoRandom } from '../../src/main/practice/faults/pseudo-random.ts'
import { code, innerCode, Practice, raw, type RawAnswer, unit } from './practice-client.ts'

interface Row {
  readonly name: string
  readonly profile?: 'odp' | 'odb' | 'spo'
  readonly switches?: object
  readonly ask: (practice: Practice, url: string) => Promise<RawAnswer>
  readonly status: number
  readonly code?: string
  readonly inner?: string
  /** What the session expects next, after it; null where it is gone. */
  readonly next?: string[] | null
}

const total = 3 * unit
const bytes = pseudoRandom(total, 11)
const first = bytes.subarray(0, unit)

async function whole(practice: Practice, url: string): Promise<RawAnswer> {
  return practice.put(url, bytes, 0, total)
}

const rows: readonly Row[] = [
  {
    name: '1: unknown session',
    ask: (practice, url) => practice.put(url.replace(/tempauth=.*/, 'tempauth=x'), first, 0, total),
    status: 404,
    code: 'itemNotFound',
    next: ['0-'],
  },
  {
    name: '1: cancelled',
    ask: async (practice, url) => {
      expect((await raw('DELETE', url)).status).toBe(204)
      expect((await raw('DELETE', url)).status).toBe(404)
      return practice.put(url, first, 0, total)
    },
    status: 404,
    code: 'itemNotFound',
    next: null,
  },
  {
    name: '1: complete',
    ask: async (practice, url) => {
      expect((await whole(practice, url)).status).toBe(201)
      return whole(practice, url)
    },
    status: 404,
    code: 'itemNotFound',
    next: null,
  },
  {
    name: '1: past its end',
    ask: async (practice, url) => {
      await practice.control('POST', '/clock', { advanceMs: 16 * 60_000 })
      return practice.put(url, first, 0, total)
    },
    status: 404,
    code: 'itemNotFound',
    next: null,
  },
  {
    name: '1: gone, as the personal service may say it',
    profile: 'odp',
    switches: { goneSessionStatus: 400 },
    ask: async (practice, url) => {
      await raw('DELETE', url)
      return practice.put(url, first, 0, total)
    },
    status: 400,
    code: 'invalidRequest',
    inner: 'uploadSessionNotFound',
    next: null,
  },
  {
    name: '2: the URL’s token is a day old',
    switches: { sessionLifetimeMs: 48 * 3_600_000 },
    ask: async (practice) => {
      const url = await practice.open('/long-lived.bin')
      await practice.control('POST', '/clock', { advanceMs: 24 * 3_600_000 + 1 })
      return practice.put(url, first, 0, total)
    },
    status: 401,
    code: 'unauthenticated',
    inner: 'expiredToken',
  },
  {
    name: '3: a token where none belongs',
    ask: (practice, url) => practice.put(url, first, 0, total, { Authorization: `Bearer ${practice.cloud.token}` }),
    status: 401,
    code: 'unauthenticated',
    next: ['0-'],
  },
  {
    name: '4: chunked, business',
    ask: (_, url) =>
      raw('PUT', url, { body: first, chunked: true, headers: { 'Content-Range': `bytes 0-${unit - 1}/${total}` } }),
    status: 400,
    code: 'invalidRequest',
    next: ['0-'],
  },
  {
    name: '4: chunked, personal',
    profile: 'odp',
    ask: (_, url) =>
      raw('PUT', url, { body: first, chunked: true, headers: { 'Content-Range': `bytes 0-${unit - 1}/${total}` } }),
    status: 411,
    code: 'invalidRequest',
  },
  {
    name: '5: no Content-Range',
    ask: (_, url) => raw('PUT', url, { body: first }),
    status: 400,
    code: 'invalidRequest',
    next: ['0-'],
  },
  ...['bytes 0-1', 'bytes 0--1/0', 'bytes 5-4/10', 'bytes 0-327679/327679', 'bytes 0-327679/*', '0-327679/983040'].map(
    (value) => ({
      name: `5: Content-Range: ${value}`,
      ask: (_: Practice, url: string) => raw('PUT', url, { body: first, headers: { 'Content-Range': value } }),
      status: 400,
      code: 'invalidRequest',
      next: ['0-'],
    }),
  ),
  {
    name: '5: zero bytes',
    ask: (_, url) => raw('PUT', url, { body: Buffer.alloc(0), headers: { 'Content-Range': 'bytes 0-0/0' } }),
    status: 400,
    code: 'invalidRequest',
  },
  {
    name: '6: length differs',
    ask: (_, url) =>
      raw('PUT', url, { body: first.subarray(1), headers: { 'Content-Range': `bytes 0-${unit - 1}/${total}` } }),
    status: 400,
    code: 'invalidRequest',
    next: ['0-'],
  },
  {
    name: '7: another total',
    ask: async (practice, url) => {
      await practice.put(url, first, 0, total)
      return practice.put(url, first, unit, total + unit)
    },
    status: 416,
    code: 'invalidRange',
    inner: 'fragmentLengthMismatch',
    next: [`${unit}-`],
  },
  {
    name: '8: 60 MiB',
    ask: (practice, url) => practice.put(url, Buffer.alloc(60 * 1024 * 1024), 0, 100 * 1024 * 1024),
    status: 413,
    code: 'invalidRequest',
    inner: 'maxFragmentLengthExceeded',
    next: ['0-'],
  },
  {
    name: '9: over 250 GiB',
    ask: (practice, url) => practice.put(url, first, 0, 250 * 1024 ** 3 + 1),
    status: 413,
    code: 'invalidRequest',
    inner: 'maxFileSizeExceeded',
    next: ['0-'],
  },
  {
    name: '10: no multiple of 320 KiB',
    ask: (practice, url) => practice.put(url, first.subarray(1), 0, total),
    status: 400,
    code: 'invalidRequest',
    next: ['0-'],
  },
  {
    name: '10: the same, seen only at commit',
    switches: { alignment: 'realistic' },
    ask: async (practice, url) => {
      expect((await practice.put(url, bytes.subarray(0, 1000), 0, total)).status).toBe(202)
      return practice.put(url, bytes.subarray(1000), 1000, total)
    },
    status: 500,
    code: 'generalException',
    next: [],
  },
  {
    name: '11: already there',
    ask: async (practice, url) => {
      await practice.put(url, first, 0, total)
      return practice.put(url, first, 0, total)
    },
    status: 416,
    code: 'invalidRange',
    inner: 'fragmentOverlap',
    next: [`${unit}-`],
  },
  {
    name: '12: a hole',
    ask: (practice, url) => practice.put(url, first, unit, total),
    status: 416,
    code: 'invalidRange',
    inner: 'fragmentOutOfOrder',
    next: ['0-'],
  },
  {
    name: '13: two at once',
    ask: async (practice, url) => {
      await practice.fault({ match: { op: 'put' }, action: 'slowRead', params: { bytesPerSecond: 400_000 } })
      const slow = practice.put(url, first, 0, total)
      await practice.control('GET', '/journal/wait?op=put')
      const fast = await practice.put(url, first, 0, total)
      expect((await slow).status).toBe(202)
      return fast
    },
    status: 409,
    code: 'conflict',
    next: [`${unit}-`],
  },
  { name: 'ok, not last', ask: (practice, url) => practice.put(url, first, 0, total), status: 202, next: [`${unit}-`] },
  {
    name: 'ok, not last, as a closed range',
    switches: { closedRanges: true },
    ask: (practice, url) => practice.put(url, first, 0, total),
    status: 202,
    next: [`${unit}-${total - 1}`],
  },
  { name: 'ok, all at once', ask: whole, status: 201, next: null },
]

describe('ranges (graph.md H3)', () => {
  it.each(rows)('$name', async ({ profile, switches, ask, status, code: wanted, inner, next }) => {
    const practice = await Practice.start({ profile })
    if (switches) await practice.switch(switches)
    const url = await practice.open('/a.bin')
    const answer = await ask(practice, url)
    expect({ status: answer.status, code: code(answer), inner: innerCode(answer) }).toEqual({
      status,
      code: wanted,
      inner,
    })
    if (next === undefined) return
    const state = await raw('GET', url)
    if (next === null) expect(state.status).not.toBe(200)
    else expect(state.json).toMatchObject({ nextExpectedRanges: next })
  })

  it('slides the end of a business session and not that of a personal one', async () => {
    for (const profile of ['odb', 'odp'] as const) {
      const practice = await Practice.start({ profile })
      const answer = await practice.create('/a.bin')
      await practice.control('POST', '/clock', { advanceMs: 10 * 60_000 })
      const { json } = await practice.put(answer.json.uploadUrl, first, 0, total)
      const moved = Date.parse(json.expirationDateTime) - Date.parse(answer.json.expirationDateTime)
      expect(moved >= 10 * 60_000).toBe(profile === 'odb')
    }
  })

  it.each([
    [false, 0],
    [true, 100_000],
  ])(
    'a client that goes away in the middle leaves nothing, or its prefix (partialAccept %s)',
    async (partialAccept, kept) => {
      const practice = await Practice.start()
      await practice.switch({ partialAccept })
      const url = new URL(await practice.open('/a.bin'))
      const socket = connect(Number(url.port), 'localhost')
      const head = `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${unit}\r\nContent-Range: bytes 0-${unit - 1}/${total}\r\n\r\n`
      socket.write(Buffer.concat([Buffer.from(head), first.subarray(0, 100_000)]))
      // Gone only when it was read: what lies unread in a socket that breaks is nobody's.
      const read = async (): Promise<number> =>
        (await practice.control('GET', '/journal?op=put')).entries.at(-1)?.bytesReceived
      await expect.poll(read).toBe(100_000)
      socket.end()
      await practice.control('GET', '/journal/wait?op=put&state=finished')
      // The journal ends with the connection; what was kept of it may be written a moment later.
      await expect.poll(async () => (await raw('GET', url.href)).json.nextExpectedRanges).toEqual([`${kept}-`])
      const rest = bytes.subarray(kept)
      expect((await practice.put(url.href, rest, kept, total)).status).toBe(201)
      const stored = await practice.item('/a.bin')
      const direct = await Practice.start()
      expect((await direct.put(await direct.open('/a.bin'), bytes, 0, total)).json.file.hashes.quickXorHash).toBe(
        stored.quickXorHash,
      )
    },
  )
})
