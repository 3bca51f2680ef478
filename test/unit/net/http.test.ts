import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { trusted } from '../../../src/main/net/ca.ts'
import { Http } from '../../../src/main/net/http.ts'
import type { HttpOptions, RawRequest } from '../../../src/main/net/http.ts'
import { progressBytes, queuedBytes } from '../../../src/main/net/limits.ts'
import { FailureError, failure } from '../../../src/shared/failure.ts'
import { bodyOf, brokenBody, lyingBody } from '../../support/bodies.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'
import { answerJson, bodyOfRequest, httpServer, tcpServer, tlsServer } from '../../support/raw-server.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function client(options: Partial<HttpOptions> = {}): Http {
  const http = new Http({ version: '1.2.3', ...options })
  onTestFinished(() => http.destroy())
  return http
}

function get(url: string, more: Partial<RawRequest> = {}): RawRequest {
  return { method: 'GET', url, body: null, signal: new AbortController().signal, publicOnly: false, ...more }
}

function put(url: string, body: RawRequest['body'], more: Partial<RawRequest> = {}): RawRequest {
  return get(url, { method: 'PUT', body, ...more })
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Patience for tests: what should time out does so at once, what shouldn't has time enough. */
const quick = { stallMs: 300, answerMs: 300, answerStallMs: 300, answerTotalMs: 600, connectMs: 300 }

describe('a body', () => {
  // Below, at and above what a socket keeps for later, and what is written at once; and a ring of one piece.
  test.each([1_000, queuedBytes - 1, queuedBytes, queuedBytes + 1, progressBytes, progressBytes + 1, 1024 * 1024])(
    'in pieces of %i bytes, each overwritten when the next is asked for, arrives as it was',
    async (pieceBytes) => {
      const bytes = pseudoRandom(3 * 1024 * 1024 + 17, pieceBytes)
      const seen: { length?: string | undefined; encoding?: string | undefined; hash?: string } = {}
      const url = await httpServer((req, res) => {
        seen.length = req.headers['content-length']
        seen.encoding = req.headers['transfer-encoding']
        const digest = createHash('sha256')
        req.on('data', (chunk: Buffer) => digest.update(chunk))
        req.on('end', () => {
          seen.hash = digest.digest('hex')
          answerJson(res, 201, { ok: true })
        })
      })
      const got = await client().request(put(url, bodyOf(bytes, pieceBytes)))
      expect(got).toMatchObject({ ok: true, value: { status: 201, json: { ok: true } } })
      expect(seen).toEqual({ length: String(bytes.length), encoding: undefined, hash: hash(bytes) })
    },
  )

  // The system takes nothing more, so that the socket's own queue is as full as it gets.
  test.each([[3_001], [40_000], [progressBytes], [100_001]])(
    'in pieces of %i bytes arrives as it was where nobody reads for a while',
    async (pieceBytes) => {
      const bytes = pseudoRandom(12 * 1024 * 1024 + 5, pieceBytes)
      let got = ''
      const url = await httpServer((req, res) => {
        const digest = createHash('sha256')
        req.on('data', (chunk: Buffer) => {
          digest.update(chunk)
          req.pause()
          setTimeout(() => req.resume(), chunk[0] === 0 ? 20 : 0)
        })
        req.pause()
        setTimeout(() => req.resume(), 150)
        req.on('end', () => {
          got = digest.digest('hex')
          answerJson(res, 200, {})
        })
      })
      expect(await client().request(put(url, bodyOf(bytes, pieceBytes)))).toMatchObject({ ok: true })
      expect(got).toBe(hash(bytes))
    },
  )

  test('arrives as it was over TLS and a slow reader, too', async () => {
    const bytes = pseudoRandom(4 * 1024 * 1024, 1)
    let got = ''
    const { url, ca } = await tlsServer((req, res) => {
      const digest = createHash('sha256')
      req.on('data', (chunk: Buffer) => {
        digest.update(chunk)
        req.pause()
        setTimeout(() => req.resume(), 1)
      })
      req.on('end', () => {
        got = digest.digest('hex')
        answerJson(res, 200, {})
      })
    })
    expect(await client({ ca: [ca] }).request(put(url, bodyOf(bytes, 1024 * 1024)))).toMatchObject({ ok: true })
    expect(got).toBe(hash(bytes))
  })

  test('of no bytes has the length 0', async () => {
    const lengths: (string | undefined)[] = []
    const url = await httpServer((req, res) => {
      lengths.push(req.headers['content-length'])
      answerJson(res, 200, { encoding: req.headers['transfer-encoding'] ?? null })
    })
    const http = client()
    for (const body of [null, new Uint8Array(), bodyOf(Buffer.alloc(0))]) {
      expect(await http.request(put(url, body))).toMatchObject({ ok: true, value: { json: { encoding: null } } })
      await http.request(put(url, body, { method: 'POST' }))
    }
    expect(lengths).toEqual(['0', '0', '0', '0', '0', '0'])
  })

  test('that ends early or runs over is an error, and never padded or cut', async () => {
    let complete = 0
    const url = await httpServer((req, res) => {
      req.on('data', () => undefined)
      req.on('end', () => {
        complete += 1
        answerJson(res, 200, {})
      })
    })
    const http = client()
    for (const given of [0, 999, 1_001, 2_000_000]) {
      const got = await http.request(put(url, lyingBody(1_000, given)))
      expect(got).toMatchObject({ ok: false, failure: { code: 'bug' } })
    }
    expect(await http.request(put(url, lyingBody(0, 1)))).toMatchObject({ ok: false, failure: { code: 'bug' } })
    expect(complete).toBe(0)
  })

  test('that throws ends the request with its own failure', async () => {
    const url = await httpServer((req) => req.resume())
    const error = new FailureError(failure('source-gone', { name: 'x' }))
    const got = await client().request(put(url, brokenBody(1_000_000, 70_000, error)))
    expect(got).toEqual({ ok: false, failure: error.failure })
  })

  test('fault-N27 is let go when the answer comes early, and the answer counts', async () => {
    const url = await httpServer((req, res) => {
      answerJson(res, 503, { error: { code: 'serviceNotAvailable' } }, { 'retry-after': '7' })
      req.once('data', () => undefined)
    })
    const closed: string[] = []
    const body = {
      length: 50 * 1024 * 1024,
      digest: null,
      async *pieces() {
        try {
          for (let i = 0; i < 50; i += 1) yield pseudoRandom(1024 * 1024, i)
        } finally {
          closed.push('closed')
        }
      },
    }
    const got = await client().request(put(url, body))
    expect(got).toMatchObject({ ok: true, value: { status: 503 } })
    expect(got.ok && got.value.header('Retry-After')).toBe('7')
    await expect.poll(() => closed).toEqual(['closed'])
  })

  test('waits for the disk without being taken for a stall', async () => {
    const url = await httpServer((req, res) => void bodyOfRequest(req).then(() => answerJson(res, 200, {})))
    const body = {
      length: 2,
      digest: null,
      async *pieces() {
        yield Buffer.from('a')
        await new Promise((resolve) => setTimeout(resolve, 500))
        yield Buffer.from('b')
      },
    }
    expect(await client({ limits: { ...quick, answerMs: 10_000 } }).request(put(url, body))).toMatchObject({ ok: true })
  })
})

describe('what the line does', () => {
  test('fault-N01 nobody listens: certainly not applied', async () => {
    const url = await httpServer(() => undefined)
    const refused = new URL(url)
    refused.port = '1'
    const got = await client().request(put(refused.href, bodyOf(Buffer.from('x'))))
    expect(got).toMatchObject({ ok: false, failure: { code: 'offline', facts: { host: '127.0.0.1:1' } } })
  })

  test.each(['ENOTFOUND', 'EAI_AGAIN'])('fault-N01 no name (%s): certainly not applied', async (code) => {
    const http = client({
      lookup: (_host, _options, done) => done(Object.assign(new Error('no name'), { code }), []),
    })
    const got = await http.request(get('https://graph.example/', { publicOnly: true }))
    expect(got).toMatchObject({ ok: false, failure: { code: 'offline', facts: { host: 'graph.example' } } })
  })

  test('the handshake breaks: certainly not applied', async () => {
    const url = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const got = await client().request(get(url.replace('http:', 'https:')))
    expect(got).toMatchObject({ ok: false, failure: { code: 'offline' } })
  })

  test('a handshake that never ends: certainly not applied', async () => {
    const url = await tcpServer(() => undefined)
    const got = await client({ limits: { ...quick, answerMs: 5_000 } }).request(get(url.replace('http:', 'https:')))
    expect(got).toMatchObject({ ok: false, failure: { code: 'offline' } })
  })

  test.each([
    ['fault-N02 a reset after the request', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['a close without an answer', (socket: Socket) => socket.once('data', () => socket.end())],
    ['fault-N04 silence', (socket: Socket) => socket.resume()],
    [
      'fault-N05 headers byte by byte',
      (socket: Socket) => {
        let i = 0
        const timer = setInterval(
          () => socket.write('HTTP/1.1 200 OK\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaaa'[i++] ?? 'a'),
          20,
        )
        socket.on('close', () => clearInterval(timer))
      },
    ],
    [
      'fault-N05 an answer byte by byte',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
        const timer = setInterval(() => socket.write('a'), 20)
        socket.on('close', () => clearInterval(timer))
      },
    ],
    [
      'fault-N30 an answer that is cut off',
      (socket: Socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half":')),
    ],
    ['no HTTP at all', (socket: Socket) => socket.once('data', () => socket.end('nonsense\r\n\r\n'))],
  ])('%s: may have been applied', async (_, onSocket) => {
    const url = await tcpServer(onSocket)
    const got = await client({ limits: quick }).request(
      put(`${url}/secret-path?tempauth=secret`, bodyOf(Buffer.from('x'))),
    )
    expect(got).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
    expect(JSON.stringify(got)).not.toContain('secret')
  })

  test('NW5: fault-N04 an upload that stands still is cut, one that crawls is not', async () => {
    const stuck = await httpServer((req) => void req.once('data', () => req.pause()))
    const bytes = pseudoRandom(24 * 1024 * 1024, 3)
    const cut = await client({ limits: quick }).request(put(stuck, bodyOf(bytes)))
    expect(cut).toMatchObject({
      ok: false,
      failure: { code: 'interrupted', facts: { detail: 'nothing moved any more' } },
    })

    const crawling = await httpServer((req, res) => {
      req.on('data', () => {
        req.pause()
        setTimeout(() => req.resume(), 8)
      })
      req.on('end', () => answerJson(res, 200, {}))
    })
    // In all this takes longer than a stall may last.
    const done = await client({ limits: { ...quick, stallMs: 1_000, answerMs: 10_000 } }).request(
      put(crawling, bodyOf(bytes.subarray(0, 16 << 20))),
    )
    expect(done).toMatchObject({ ok: true })
  })

  test('a stop destroys the connection at once', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const url = await tcpServer((socket) => {
      socket.once('data', () => stop.abort())
      socket.on('close', () => resolve('closed'))
    })
    const stop = new AbortController()
    const got = await client().request(get(url, { signal: stop.signal }))
    expect(got).toMatchObject({ ok: false, failure: { code: 'interrupted', facts: { detail: 'stopped here' } } })
    expect(await promise).toBe('closed')
    expect(await client().request(get(url, { signal: stop.signal }))).toMatchObject({ ok: false })
  })

  test('a stop that says why is told so', async () => {
    const reason = failure('source-changed', { name: 'x' })
    const got = await client().request(
      get('http://127.0.0.1:1/', { signal: AbortSignal.abort(new FailureError(reason)) }),
    )
    expect(got).toEqual({ ok: false, failure: reason })
  })
})

describe('an answer', () => {
  test.each([301, 302, 303, 307, 308])('NW1: fault-N12 %i is never followed', async (status) => {
    const asked: string[] = []
    const other = await httpServer((req, res) => {
      asked.push(String(req.url))
      answerJson(res, 200, {})
    })
    const url = await httpServer((req, res) => {
      req.resume()
      res.writeHead(status, { location: `${other}/elsewhere` }).end('x'.repeat(100_000))
    })
    const got = await client().request(put(url, bodyOf(pseudoRandom(2_000_000, 1))))
    expect(got).toMatchObject({ ok: false, failure: { code: 'unsafe-redirect' } })
    expect(asked).toEqual([])
  })

  test('NW5: fault-N06 that is too long is cut off', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const url = await httpServer((_, res) => {
      res.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => res.write('x'.repeat(200_000)), 1)
      res.on('close', () => {
        clearInterval(timer)
        resolve('closed')
      })
    })
    expect(await client().request(get(url))).toMatchObject({ ok: false, failure: { code: 'bad-response' } })
    expect(await promise).toBe('closed')
  })

  test('NW5: fault-N07 that is compressed without being asked is refused', async () => {
    const asked: unknown[] = []
    const url = await httpServer((req, res) => {
      asked.push(req.headers['accept-encoding'])
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000_000)))
    })
    expect(await client().request(get(url))).toMatchObject({ ok: false, failure: { code: 'bad-response' } })
    expect(asked).toEqual(['identity'])
  })

  test.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/json; charset=utf-8', '\u{feff}{"a":1}', { a: 1 }],
    ['application/problem+json', '{"a":1}', { a: 1 }],
    ['text/html', ' ', undefined],
    ['text/plain', '{"a":1}', undefined],
    ['application/json', '\u0000\u0000', undefined],
    ['application/json', '{"a":1,"a":2}', { a: 2 }],
    ['application/json', '{"a":', undefined],
    ['application/json', '', undefined],
    ['application/json', 'NaN', undefined],
    ['application/json', '['.repeat(500_000), undefined],
  ])('fault-N08 of %s, %#', async (type, text, expected) => {
    const url = await httpServer((_, res) => void res.writeHead(200, { 'content-type': type }).end(text))
    const got = await client().request(get(url))
    expect(got).toMatchObject({ ok: true, value: { text } })
    expect(got.ok && got.value.json).toEqual(expected)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test.each([
    [200, 'text/html', '<html>Sign in to the guest network</html>'],
    [201, 'TEXT/HTML; charset=utf-8', '{"id":"1","name":"cargo.bin"}'],
    [202, 'text/html', 'Welcome'],
    [511, 'text/html', '<html>Sign in</html>'],
    [511, 'application/json', '{}'],
  ])('fault-N09 %i of %s is a page of this network, and no answer of the service', async (status, type, text) => {
    const url = await httpServer((_, res) => void res.writeHead(status, { 'content-type': type }).end(text))
    const got = await client().request(put(url, bodyOf(Buffer.from('x'))))
    expect(got).toEqual({ ok: false, failure: failure('network-sign-in', { host: new URL(url).host }) })
  })

  test('fault-N09 a file that is read back may be a page', async () => {
    const page = '<html>ours</html>'
    const url = await httpServer((_, res) => void res.writeHead(200, { 'content-type': 'text/html' }).end(page))
    let read = ''
    const into = (piece: Uint8Array): void => void (read += Buffer.from(piece).toString())
    expect(await client().request(get(url, { into }))).toMatchObject({ ok: true, value: { status: 200 } })
    expect(read).toBe(page)
  })

  test("brings the server's clock", async () => {
    const date = 'Sun, 06 Nov 1994 08:49:37 GMT'
    const url = await httpServer((_, res) => void res.writeHead(204, { date }).end())
    expect(await client().request(get(url))).toMatchObject({ ok: true, value: { serverDate: Date.parse(date) } })
  })
})

describe('what we say', () => {
  test('NW5: who we are, in HTTP/1.1, on connections that are used again', async () => {
    const seen: unknown[] = []
    const { url, ca } = await tlsServer((req, res) => {
      seen.push([req.httpVersion, req.headers['user-agent'], req.socket.remotePort])
      answerJson(res, 200, {})
    })
    const http = client({ ca: [ca] })
    await http.request(get(url))
    await http.request(get(url))
    expect(seen[0]).toEqual(['1.1', 'NONISV|Longshore|Longshore/1.2.3', expect.any(Number)])
    expect(seen[1]).toEqual(seen[0])
  })

  test('NW6: headers can not be broken out of', async () => {
    const url = await httpServer((_, res) => answerJson(res, 200, {}))
    const got = await client().request(get(url, { headers: { 'if-match': '"x"\r\nX-Evil: 1' } }))
    expect(got).toMatchObject({ ok: false })
  })
})

describe('TLS', () => {
  test('NW3: fault-N20 by an unknown authority is refused, and accepted with its certificate', async () => {
    const { url, ca } = await tlsServer((_, res) => answerJson(res, 200, {}))
    const refused = await client().request(get(url))
    expect(refused).toMatchObject({ ok: false, failure: { code: 'tls-untrusted' } })
    const caFile = join(temporaryFolder(), 'ca.pem')
    writeFileSync(caFile, `Company CA\n${ca}\n`)
    const all = await trusted(caFile)
    if (!all.ok) throw new Error('not trusted')
    expect(all.value.length).toBeGreaterThan(50)
    expect(await client({ ca: all.value }).request(get(url))).toMatchObject({ ok: true })
  })

  test('NW3: is checked whatever the environment says', async () => {
    const { url } = await tlsServer((_, res) => answerJson(res, 200, {}))
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(await client().request(get(url))).toMatchObject({ ok: false, failure: { code: 'tls-untrusted' } })
  })

  test('NW3: fault-N21 for another host is refused', async () => {
    const { url, ca } = await tlsServer((_, res) => answerJson(res, 200, {}), 'other.example')
    const got = await client({ ca: [ca] }).request(get(url))
    expect(got).toMatchObject({
      ok: false,
      failure: { code: 'tls-untrusted', facts: { detail: 'its certificate is for another host' } },
    })
  })

  test('a file without certificates is told', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'none.pem'), 'hello')
    writeFileSync(join(folder, 'bad.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
    for (const name of ['missing.pem', 'none.pem', 'bad.pem']) {
      expect(await trusted(join(folder, name))).toMatchObject({ ok: false, failure: { code: 'usage' } })
    }
  })
})

describe('names that lead inside', () => {
  test.each(['127.0.0.1', '10.1.2.3', '::1', 'fe80::1', '::ffff:192.168.0.1'])(
    'NW4: %s is refused',
    async (address) => {
      const url = await httpServer((_, res) => answerJson(res, 200, {}))
      const port = new URL(url).port
      const lookup: HttpOptions['lookup'] = (_host, _options, done) =>
        done(null, [
          { address: '93.184.216.34', family: 4 },
          { address, family: address.includes(':') ? 6 : 4 },
        ])
      const http = client({ lookup })
      const got = await http.request(get(`http://public.example:${port}/`, { publicOnly: true }))
      expect(got).toMatchObject({
        ok: false,
        failure: { code: 'unsafe-upload-address', facts: { host: `public.example:${port}` } },
      })
    },
  )
})
