/** What servers and lines do to one request, row by row of the catalogue: see docs/faults.md. */

import { createSecureServer } from 'node:http2'
import type { Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { generate } from 'selfsigned'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Http } from '../../../src/main/net/http.ts'
import type { HttpOptions, RawRequest } from '../../../src/main/net/http.ts'
import { foundItem } from '../../../src/main/providers/onedrive/wire.ts'
import { uploadSessionOf } from '../../../src/main/providers/graph/wire.ts'
import { bodyOf } from '../../support/bodies.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'
import { answerJson, bodyOfRequest, httpServer, listening, tcpServer, tlsServer } from '../../support/raw-server.ts'

const quick = { stallMs: 2_000, answerMs: 2_000, answerStallMs: 2_000, answerTotalMs: 3_000, connectMs: 1_500 }

function client(options: Partial<HttpOptions> = {}): Http {
  const http = new Http({ version: '1.2.3', limits: quick, ...options })
  onTestFinished(() => http.destroy())
  return http
}

function get(url: string, more: Partial<RawRequest> = {}): RawRequest {
  return { method: 'GET', url, body: null, signal: new AbortController().signal, publicOnly: false, ...more }
}

function certificate(notAfterDate?: Date): Promise<{ private: string; cert: string }> {
  return generate([{ name: 'commonName', value: '127.0.0.1' }], {
    ...(notAfterDate && { notBeforeDate: new Date(notAfterDate.getTime() - 86_400_000), notAfterDate }),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
}

describe('fault-N08 JSON that is meant to do harm', () => {
  const deep = (open: string, close: string) => `${open.repeat(150_000)}1${close.repeat(150_000)}`

  test.each<[string, string, unknown?]>([
    ['deep lists', deep('[', ']')],
    ['deep objects', deep('{"a":', '}')],
    ['keys twice', '{"id":"a","id":"b","name":"x","name":"y","size":1}', ['b', 'y', 1]],
    ['a prototype', '{"__proto__":{"id":"1","name":"x","polluted":1},"constructor":{"prototype":{"polluted":1}}}'],
    ['NaN', '{"id":"1","name":"x","size":NaN}'],
    ['numbers without an end', `{"id":"1","name":"x","size":1${'0'.repeat(400)}}`, ['1', 'x', 0]],
    ['a mark in front', '\u{feff}{"uploadUrl":5}'],
    ['UTF-16', Buffer.from('{"id":"1","name":"x"}', 'utf16le').toString('latin1')],
    ['half a character', '{"id":"\ud800","name":5}'],
    ['a list', '[{"id":"1","name":"x"}]'],
    ['nothing', 'null'],
  ])('%s: read by its shape or not at all, and nothing is poisoned', async (_, text, read = null) => {
    const url = await httpServer((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from(text, 'latin1'))
    })
    const got = await client().request(get(url))
    if (!got.ok) throw new Error(got.failure.code)
    const item = foundItem(got.value.json, false)
    expect(item === null ? null : [item.item.id, item.item.name, item.item.size]).toEqual(read)
    const session = uploadSessionOf(got.value, 0)
    expect(session?.uploadUrl ?? null).toBeNull()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('fault-N13 a redirect from https', () => {
  test.each([
    ['to http', (other: string) => `${other}/up`],
    ['to a private address', () => 'https://10.1.2.3/up'],
    ['to another port here', (other: string) => other.replace('127.0.0.1', 'localhost')],
    ['without a place', () => ''],
  ])('%s is refused', async (_, locationFor) => {
    const heard: (string | undefined)[] = []
    const other = await httpServer((req, res) => {
      heard.push(req.headers.authorization)
      answerJson(res, 200, {})
    })
    const { url, ca } = await tlsServer((req, res) => {
      req.resume()
      res.writeHead(307, { location: locationFor(other) }).end()
    })
    const headers = { authorization: 'Bearer the-token' }
    const asked = get(url, { method: 'PUT', headers, body: bodyOf(pseudoRandom(300_000, 1)) })
    expect(await client({ ca: [ca] }).request(asked)).toMatchObject({ ok: false, failure: { code: 'unsafe-redirect' } })
    expect(heard).toEqual([])
  })
})

describe('TLS that is no protection', () => {
  test.each([
    ['has expired', new Date(Date.now() - 86_400_000), true, 'its certificate has expired'],
    ['signed itself', undefined, false, 'it signed itself'],
  ])('fault-N21 a certificate that %s', async (_, notAfter, isTrusted, detail) => {
    const { private: key, cert } = await certificate(notAfter)
    let bytes = 0
    const port = await listening(
      createTls({ key, cert }, (socket) => void socket.on('data', (b) => (bytes += b.length))),
    )
    const http = client(isTrusted ? { ca: [cert] } : {})
    const got = await http.request(get(`https://127.0.0.1:${port}/`))
    expect(got).toMatchObject({ ok: false, failure: { code: 'tls-untrusted', facts: { detail } } })
    expect(bytes).toBe(0)
  })

  test.each(['TLSv1', 'TLSv1.1'] as const)('fault-N22 a server that speaks only %s', async (version) => {
    const { private: key, cert } = await certificate()
    const options = { key, cert, minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }
    let spoken = 0
    const port = await listening(createTls(options, () => (spoken += 1)))
    const got = await client({ ca: [cert] }).request(get(`https://127.0.0.1:${port}/`))
    expect(got).toMatchObject({ ok: false, failure: { code: 'offline' } })
    if (!got.ok) expect(got.failure.facts['detail']).toContain('only an outdated kind of TLS')
    expect(spoken).toBe(0)
  })
})

test('fault-N24 in another network what stands still is cut soon, what moves goes on, and new requests take new connections', async () => {
  const connections = new Set<unknown>()
  let isStuck = false
  const stuck = await httpServer((req) => {
    isStuck = true
    req.once('data', () => req.pause())
  })
  const moving = await httpServer((req, res) => {
    connections.add(req.socket)
    req.on('data', () => {
      req.pause()
      setTimeout(() => req.resume(), 10)
    })
    req.on('end', () => answerJson(res, 200, {}))
  })
  const http = client({ limits: { ...quick, stallMs: 60_000, answerMs: 60_000, doubtMs: 1_000 } })
  const put = (url: string, bytes: number) =>
    http.request(get(url, { method: 'PUT', body: bodyOf(pseudoRandom(bytes, 7)) }))
  expect(await put(moving, 1_000)).toMatchObject({ ok: true })
  const dead = put(stuck, 24_000_000)
  const alive = Promise.all([put(moving, 12_000_000), put(moving, 12_000_001)])
  await expect.poll(() => isStuck && connections.size).toBe(2)
  http.connectionsDoubted()
  expect(await dead).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
  expect(await alive).toMatchObject([{ ok: true }, { ok: true }])
  expect(await put(moving, 1_000)).toMatchObject({ ok: true })
  expect(connections.size).toBe(3)
})

describe('fault-N23 connections that the other side gives up', () => {
  test('one that would speak HTTP/2 and go away is spoken to in HTTP/1.1, where nothing goes away', async () => {
    const { private: key, cert } = await certificate()
    const versions: string[] = []
    const server = createSecureServer({ key, cert, allowHTTP1: true }, (req, res) => {
      versions.push(req.httpVersion)
      res.writeHead(200, { 'content-type': 'application/json' })
      res.end('{}')
    })
    server.on('session', (session) => session.goaway())
    const port = await listening(server)
    expect(await client({ ca: [cert] }).request(get(`https://127.0.0.1:${port}/`))).toMatchObject({ ok: true })
    expect(versions).toEqual(['1.1'])
  })

  test('one that is reset when it is used again: may have been applied, and the next one is new', async () => {
    let connections = 0
    const url = await tcpServer((socket) => {
      connections += 1
      let asked = 0
      socket.on('data', () => {
        asked += 1
        if (asked > 1) socket.resetAndDestroy()
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
      })
    })
    const http = client()
    expect(await http.request(get(url))).toMatchObject({ ok: true })
    // Whoever asks again asks what has arrived first: that is the engine's part, so nothing is repeated here.
    expect(await http.request(get(url))).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
    expect(connections).toBe(1)
    expect(await http.request(get(url))).toMatchObject({ ok: true })
    expect(connections).toBe(2)
  })
})

test.each([
  ['100 Continue that nobody asked for', '100 Continue', false],
  ['102 Processing', '102 Processing', true],
  ['103 Early Hints', '103 Early Hints', true],
])('fault-N27 %s in front of the answer is none, and never a success by itself', async (_, line, isPassedOver) => {
  const early = `HTTP/1.1 ${line}\r\n\r\n`
  const url = await tcpServer((socket) => {
    socket.once('data', () => socket.end(`${early}HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n`))
  })
  const got = await client().request(get(url, { method: 'PUT', body: bodyOf(Buffer.from('x')) }))
  if (isPassedOver) expect(got).toMatchObject({ ok: true, value: { status: 201 } })
  else expect(got).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
})

describe('fault-N30 Content-Length that lies', () => {
  test.each([
    ['more than there is', '{"id":"1"}', 100],
    ['less than there is', '{"id":"1","name":"x"}', 5],
  ])('%s: no answer that could count', async (_, text, length) => {
    const head = `HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`
    const url = await tcpServer((socket) => void socket.once('data', () => socket.end(`${head}${text}`)))
    const got = await client().request(get(url))
    if (got.ok) expect(got.value.json).toBeUndefined()
    else expect(got.failure.code).toBe('interrupted')
  })
})

describe('fault-N31 an answer that belongs to another request', () => {
  test('a second answer to the first request is never the answer to the second one', async () => {
    let requests = 0
    const url = await tcpServer((socket) => {
      socket.on('data', () => {
        requests += 1
        const json = (id: string) =>
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${id.length + 9}\r\n\r\n{"id":"${id}"}`
        // Two at once to the very first, as somebody between who lost count would.
        socket.write(requests === 1 ? json('first') + json('smuggled') : json(`to ${requests}`))
      })
    })
    const http = client()
    expect(await http.request(get(url))).toMatchObject({ ok: true, value: { json: { id: 'first' } } })
    const second = await http.request(get(url))
    if (second.ok) expect(second.value.json).toEqual({ id: 'to 2' })
    else expect(second.failure.code).toBe('interrupted')
    const third = await http.request(get(url))
    expect(JSON.stringify([second, third])).not.toContain('smuggled')
  })

  test('one request at a time on a connection: nothing is sent before the answer is there', async () => {
    let [open, most] = [0, 0]
    const url = await httpServer((req, res) => {
      const connection = req.socket as Socket & { asked?: number }
      connection.asked = (connection.asked ?? 0) + 1
      open = connection.asked
      most = Math.max(most, open)
      void bodyOfRequest(req).then(() =>
        setTimeout(() => {
          connection.asked = (connection.asked ?? 1) - 1
          answerJson(res, 200, { id: req.url })
        }, 5),
      )
    })
    const http = client()
    const paths = Array.from({ length: 20 }, (_, at) => `/${at}`)
    const got = await Promise.all(paths.map((path) => http.request(get(`${url}${path}`))))
    expect(got.map((each) => each.ok && each.value.json)).toEqual(paths.map((id) => ({ id })))
    expect(most).toBe(1)
  })
})

describe('fault-N25 a wish to wait whose words break off', () => {
  const head = (status: string, more = ''): string =>
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: 400\r\n${more}\r\n{"error":`

  test.each([
    ['429 Too Many Requests', 'cut off'],
    ['503 Service Unavailable', 'cut off'],
    ['429 Too Many Requests', 'silent'],
  ])('%s, %s: the head counts', async (status, end) => {
    const url = await tcpServer((socket) => {
      socket.once('data', () => {
        socket.write(head(status, 'retry-after: 7\r\n'))
        if (end === 'cut off') socket.end()
      })
    })
    const got = await client({ limits: { ...quick, answerStallMs: 200 } }).request(get(url))
    if (!got.ok) throw new Error(got.failure.code)
    expect(got.value).toMatchObject({ status: Number.parseInt(status), text: '', json: undefined })
    expect(got.value.header('retry-after')).toBe('7')
  })

  test.each([
    ['429 Too Many Requests', ''],
    ['200 OK', 'retry-after: 7\r\n'],
  ])('%s that asks for nothing is a broken answer', async (status, more) => {
    const url = await tcpServer((socket) => {
      socket.once('data', () => socket.end(head(status, more)))
    })
    expect(await client().request(get(url))).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
  })
})
