/** The local server as whoever is on this computer finds it: over raw sockets, saying things that no browser would. */

import { once } from 'node:events'
import { connect as connectTo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { openLocalServer } from '../../src/main/server/local-server.ts'
import type { LocalServer, LocalServerOptions } from '../../src/main/server/local-server.ts'
import { routes } from '../../src/main/server/routes.ts'
import { securityHeaders } from '../../src/main/server/security-headers.ts'
import type { Transport } from '../../src/shared/rpc.ts'
import { serveFake } from '../fakes/fake-engine.ts'
import { foreignHosts, ownHostsOf } from '../support/hosts.ts'
import { ask, codeOf, exchange, login, page, requestText, upgradeHeaders } from '../support/local-server.ts'
import type { Halves, Heard, Request } from '../support/local-server.ts'
import { traversals } from '../support/traversals.ts'

const bugs: unknown[] = []

async function open(more: Partial<LocalServerOptions> = {}): Promise<LocalServer> {
  const accept = (transport: Transport) => serveFake({}, transport)
  const server = await openLocalServer({ port: 0, files: page, accept, onBug: (error) => bugs.push(error), ...more })
  onTestFinished(async () => {
    await server.close()
    expect(bugs.splice(0)).toEqual([])
  })
  return server
}

/** The line was closed on somebody who goes on writing, and who may therefore lose the refusal with it. */
function assertCutOff(heard: Heard, status: number): void {
  if (heard.text !== '') assertRefused(heard, status)
}

/** A refusal, and nothing more than that. */
function assertRefused(heard: Heard, ...statuses: number[]): void {
  expect(statuses, heard.text).toContain(heard.status)
  assertHeaders(heard)
  const told = JSON.parse(heard.body) as object
  expect(Object.keys(told)).toEqual(['code', 'message', 'nextStep'])
  expect(heard.text).not.toMatch(/node:|\.ts:|at \w+ \(|Error:/)
  expect(heard.headers.has('set-cookie')).toBe(false)
}

function assertHeaders({ headers, text }: Heard): void {
  for (const [name, value] of Object.entries(securityHeaders)) expect(headers.get(name), text).toBe(value)
  for (const name of headers.keys()) expect(name).not.toMatch(/^access-control|^server$|^x-powered/)
  expect(headers.has('location')).toBe(false)
}

function upgrade({ port }: LocalServer, more: Readonly<Record<string, string>>, target = '/contract'): Promise<Heard> {
  return ask(port, { target, headers: upgradeHeaders(port, more) })
}

function protocols(token: string): Record<string, string> {
  return { 'Sec-WebSocket-Protocol': `longshore, longshore.token.${token}` }
}

async function dial({ port }: LocalServer, { cookie, token }: Halves): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, ['longshore', `longshore.token.${token}`], {
    headers: { cookie, origin: `http://127.0.0.1:${port}` },
  })
  await once(socket, 'open')
  return socket
}

async function isIn(server: LocalServer, { cookie, token }: Halves): Promise<boolean> {
  const { status } = await ask(server.port, {
    target: '/session',
    headers: { Cookie: cookie, 'Longshore-Token': token },
  })
  return status === 200
}

describe('the routes', () => {
  test('L5: are these, and only logging in is public', () => {
    expect(routes.map(({ method, path, isPublic = false }) => `${method} ${path}${isPublic ? ' public' : ''}`)).toEqual(
      ['POST /login public', 'GET /session', 'POST /logout', 'GET /contract'],
    )
  })

  test.each(routes.filter(({ isPublic }) => isPublic !== true).map(({ method, path }) => [method, path]))(
    'L5, L7: fault-H07 %s %s takes both halves of one session',
    async (method, target) => {
      const server = await open()
      const [a, b] = [await login(server), await login(server)]
      const body = method === 'POST' ? { body: '{}' } : {}
      const as = (headers: Record<string, string>) => ask(server.port, { method, target, headers, ...body })
      assertRefused(await as({}), 401)
      assertRefused(await as({ 'Longshore-Token': a.token }), 401)
      assertRefused(await as({ Cookie: a.cookie.replace(/=.*/, `=${a.token}`), 'Longshore-Token': a.token }), 401)
      assertRefused(await as({ Cookie: a.cookie }), 403)
      assertRefused(await as({ Cookie: a.cookie, 'Longshore-Token': '' }), 403)
      assertRefused(await as({ Cookie: a.cookie, 'Longshore-Token': b.token }), 403)
      assertRefused(await as({ Cookie: a.cookie, Authorization: `Bearer ${a.token}` }), 403)
      expect(await isIn(server, a)).toBe(true)
      const both = await as({ Cookie: `x=1; ${a.cookie}; y=2`, 'Longshore-Token': a.token })
      assertHeaders(both)
      expect(both.status).toBe(target === '/contract' ? 426 : 200)
    },
  )

  test.each([
    ['GET', '/nothing'],
    ['GET', '/login'],
    ['GET', '/logout'],
    ['HEAD', '/session'],
    ['POST', '/session'],
    ['POST', '/contract'],
    ['POST', '/'],
    ['POST', '/assets/a.js'],
    ['GET', '/LOGIN'],
    ['POST', '/login/'],
    ['POST', '//login'],
    ['POST', '/x/../login'],
    ['GET', '/session;x'],
    ['GET', '/index.html'],
    ['GET', '/favicon.ico'],
    ['GET', '/assets'],
    ['GET', '/assets/'],
    ['GET', '/debug/pprof'],
    ['GET', '/metrics'],
    ['GET', '/assets/a.js.map'],
  ])('L5, L10, L14, L17: %s %s is not there, with a session or without', async (method, target) => {
    const server = await open()
    const { cookie, token } = await login(server)
    for (const headers of [{}, { Cookie: cookie, 'Longshore-Token': token }]) {
      assertNotFound(
        await ask(server.port, { method, target, headers, ...(method === 'POST' && { body: '{}' }) }),
        method,
      )
    }
  })

  test('L10: the page comes to anybody who asks for it rightly', async () => {
    const { port } = await open()
    for (const [target, file] of page) {
      for (const method of ['GET', 'HEAD']) {
        const heard = await ask(port, { method, target })
        assertHeaders(heard)
        expect([heard.status, heard.headers.get('content-type')]).toEqual([200, file.type])
        expect(heard.body).toBe(method === 'HEAD' ? '' : file.bytes.toString())
        expect(heard.headers.has('set-cookie')).toBe(false)
      }
    }
  })

  test('a browser may keep its line', async () => {
    const { port } = await open()
    const text =
      requestText(port, { headers: { Connection: 'keep-alive' } }) + requestText(port, { target: '/assets/a.js' })
    const heard = await exchange(port, text)
    expect(heard.text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  })
})

function assertNotFound(heard: Heard, method: string): void {
  if (method !== 'HEAD') return assertRefused(heard, 404)
  expect(heard.status).toBe(404)
  assertHeaders(heard)
}

describe('who asks', () => {
  test('L3: fault-H05 every name that is not ours is turned away, wherever it asks', async () => {
    const server = await open()
    const { port } = server
    const { cookie, token } = await login(server)
    const all = { Cookie: cookie, 'Longshore-Token': token, ...protocols(token) }
    for (const Host of foreignHosts(port)) {
      const asked: Request[] = [
        { headers: { ...all, Host } },
        { target: '/session', headers: { ...all, Host } },
        { target: '/contract', headers: upgradeHeaders(port, { ...all, Host, Origin: `http://${Host}` }) },
      ]
      // A name that is no header at all doesn't come as far as the guard.
      for (const request of asked) assertRefused(await ask(port, request), 403, 400)
    }
  })

  test('a code is not used up by who may not ask', async () => {
    const server = await open()
    const { port } = server
    const body = JSON.stringify({ code: codeOf(server.link(60_000)) })
    const wrong: Record<string, string>[] = [
      ...foreignHosts(port)
        .slice(0, 3)
        .map((Host) => ({ Host })),
      { Origin: 'null' },
      { Origin: 'http://evil.example' },
      { Origin: `http://127.0.0.1:${port + 1}` },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      { 'Content-Type': 'multipart/form-data; boundary=x' },
      { 'Content-Type': 'application/jsonp' },
      { 'Content-Type': '' },
    ]
    for (const headers of wrong) {
      assertRefused(await ask(port, { method: 'POST', target: '/login', headers, body }), 403, 415)
    }
    const right = { Origin: `http://127.0.0.1:${port}`, 'Sec-Fetch-Site': 'same-origin' }
    expect((await ask(port, { method: 'POST', target: '/login', headers: right, body })).status).toBe(200)
  })

  test('L4, L8: fault-H06 another page can end nothing and open nothing, though the browser sends the cookie', async () => {
    const server = await open()
    const { port } = server
    const halves = await login(server)
    const Cookie = halves.cookie
    const forms: Request[] = [
      { method: 'POST', target: '/logout', body: '', headers: { Cookie, Origin: 'http://evil.example' } },
      { method: 'POST', target: '/logout', body: '{}', headers: { Cookie, 'Sec-Fetch-Site': 'same-site' } },
      { method: 'POST', target: '/logout', body: '{}', headers: { Cookie } },
      { method: 'POST', target: '/logout', body: '{}', headers: { Cookie, 'Content-Type': 'text/plain' } },
      { method: 'GET', target: '/logout', headers: { Cookie, 'Sec-Fetch-Site': 'same-origin' } },
      { target: '/session', headers: { Cookie, 'Sec-Fetch-Site': 'same-origin' } },
    ]
    for (const form of forms) assertRefused(await ask(port, form), 403, 404)
    assertRefused(await upgrade(server, { Cookie, Origin: 'http://evil.example', ...protocols(halves.token) }), 403)
    expect(await isIn(server, halves)).toBe(true)
  })

  test('L9: a preflight is refused, and so is every other method', async () => {
    const { port } = await open()
    for (const method of ['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
      for (const target of ['/', '/login', '/session', '/nothing']) {
        const headers = { Origin: `http://127.0.0.1:${port}`, 'Access-Control-Request-Method': 'POST' }
        assertRefused(await ask(port, { method, target, headers }), 403)
      }
    }
    assertRefused(await exchange(port, `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`), 403)
    assertRefused(await exchange(port, `OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`), 403)
  })

  test('L12: what is no HTTP as it should be', async () => {
    const { port } = await open()
    const own = `127.0.0.1:${port}`
    const host = `Host: ${own}\r\n`
    for (const text of [
      'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
      'GET / HTTP/1.0\r\n\r\n',
      `GET / HTTP/1.1\r\n${host}${host}\r\n`,
      `GET / HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`,
      `GET http://evil.example/ HTTP/1.1\r\n${host}\r\n`,
      `GET http://${own}/ HTTP/1.1\r\n${host}\r\n`,
      `GET / HTTP/1.1\r\n ${host}\r\n`,
      `GET / HTTP/1.1\r\nHost : ${own}\r\n\r\n`,
      `GET / HTTP/9.9\r\n${host}\r\n`,
      `FETCH / HTTP/1.1\r\n${host}\r\n`,
      `GET / HTTP/1.1\r\n${host}Expect: a miracle\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}Content-Length: 3\r\nConnection: close\r\n\r\nabc`,
      `POST /login HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST /login HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      `POST /login HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n`,
      '\u0016\u0003\u0001\u0002\u0000\u0001',
      '\r\n\r\n\r\nnonsense\r\n\r\n',
    ]) {
      assertRefused(await exchange(port, text), 400, 403)
    }
  })
})

describe('codes', () => {
  test('L6: are in the fragment, let in once, and only while they live', async () => {
    let now = 1_000_000
    const server = await open({ now: () => now })
    const redeem = (code: string) =>
      ask(server.port, { method: 'POST', target: '/login', body: JSON.stringify({ code }) })
    const link = server.link(60_000)
    expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/#code=[\\w-]{43}$`))
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/`)
    const first = await redeem(codeOf(link))
    assertHeaders(first)
    expect(first.status).toBe(200)
    expect(first.headers.get('set-cookie')).toMatch(
      new RegExp(`^longshore-${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    )
    expect(JSON.parse(first.body)).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/) })
    assertRefused(await redeem(codeOf(link)), 401)

    const late = codeOf(server.link(60_000))
    now += 60_000
    assertRefused(await redeem(late), 401)
    // The other secrets are no codes.
    assertRefused(await redeem((JSON.parse(first.body) as { token: string }).token), 401)
  })

  test('L13: wrong ones are too many after ten, which keeps nobody out who has a right one', async () => {
    const server = await open({ now: () => 0 })
    const redeem = (code: string) =>
      ask(server.port, { method: 'POST', target: '/login', body: JSON.stringify({ code }) })
    for (let at = 0; at < 10; at += 1) assertRefused(await redeem(`wrong${at}`), 401)
    const eleventh = await redeem('wrong')
    assertRefused(eleventh, 429)
    expect(eleventh.headers.get('retry-after')).toBe('60')
    expect(eleventh.body).toContain('longshore open')
    expect((await redeem(codeOf(server.link(60_000)))).status).toBe(200)
  })

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"code"',
    '{}',
    '{"code":5}',
    '{"code":""}',
    '{"code":"a","more":1}',
    `{"code":"${'x'.repeat(200)}"}`,
  ])('what is no code: %s', async (body) => {
    const { port } = await open()
    assertRefused(await ask(port, { method: 'POST', target: '/login', body }), 400)
  })

  test('L7: a browser that is let in gets a token for one more tab, which lets nobody in without its cookie', async () => {
    const server = await open()
    const mine = await login(server)
    const follow = async (headers: Record<string, string>) =>
      ask(server.port, {
        method: 'POST',
        target: '/login',
        headers,
        body: JSON.stringify({ code: codeOf(server.link(60_000)) }),
      })
    const heard = await follow({ Cookie: mine.cookie })
    const { token } = JSON.parse(heard.body) as { token: string }
    expect([heard.status, heard.headers.has('set-cookie')]).toEqual([200, false])
    expect([await isIn(server, mine), await isIn(server, { cookie: mine.cookie, token })]).toEqual([true, true])
    // A cookie that is none of ours is another beginning, and nothing of it is taken over.
    const other = await follow({ Cookie: mine.cookie.replace(/=.*/, '=planted') })
    expect(other.headers.get('set-cookie')).not.toContain('planted')
    const theirs = (JSON.parse(other.body) as { token: string }).token
    expect(await isIn(server, { cookie: mine.cookie, token: theirs })).toBe(false)
    await ask(server.port, {
      method: 'POST',
      target: '/logout',
      headers: { Cookie: mine.cookie, 'Longshore-Token': token },
      body: '{}',
    })
    expect(await isIn(server, mine)).toBe(false)
  })

  test('the sessions of two servers are apart', async () => {
    const [a, b] = [await open(), await open()]
    const halves = await login(a)
    expect(await isIn(a, halves)).toBe(true)
    expect(await isIn(b, halves)).toBe(false)
    expect(await isIn(b, { ...halves, cookie: halves.cookie.replace(`${a.port}`, `${b.port}`) })).toBe(false)
  })
})

describe('the WebSocket', () => {
  test('L16: takes Host, Origin, the cookie and the token', async () => {
    const server = await open()
    const { cookie: Cookie, token } = await login(server)
    const other = await login(server)
    assertRefused(await upgrade(server, {}), 401)
    assertRefused(await upgrade(server, protocols(token)), 401)
    assertRefused(await upgrade(server, { Cookie }), 403)
    assertRefused(await upgrade(server, { Cookie, 'Longshore-Token': token }), 403)
    assertRefused(await upgrade(server, { Cookie, ...protocols(other.token) }), 403)
    assertRefused(await upgrade(server, { Cookie, ...protocols(token), Origin: 'null' }), 403)
    assertRefused(await upgrade(server, { Cookie, ...protocols(token), 'Sec-Fetch-Site': 'cross-site' }), 403)
    const { Origin: _, ...withoutOrigin } = upgradeHeaders(server.port, { Cookie, ...protocols(token) })
    assertRefused(await ask(server.port, { target: '/contract', headers: withoutOrigin }), 403)
    assertRefused(await upgrade(server, { Cookie, ...protocols(token) }, '/'), 404)
    assertRefused(await upgrade(server, { Cookie, ...protocols(token) }, '/session'), 404)

    const socket = await dial(server, { cookie: Cookie, token })
    expect(socket.protocol).toBe('longshore')
    socket.close()
    await once(socket, 'close')
  })

  test('L16: a handshake that is none', async () => {
    const server = await open()
    const { cookie: Cookie, token } = await login(server)
    const wrong: Record<string, string>[] = [
      { 'Sec-WebSocket-Version': '12' },
      { 'Sec-WebSocket-Key': 'short' },
      { 'Sec-WebSocket-Key': '' },
      { Upgrade: 'h2c' },
      { 'Sec-WebSocket-Protocol': `longshore,, longshore.token.${token}` },
    ]
    for (const more of wrong) {
      assertRefused(await upgrade(server, { Cookie, ...protocols(token), ...more }), 400)
    }
    const post = upgradeHeaders(server.port, { Cookie, ...protocols(token) })
    assertRefused(await ask(server.port, { method: 'POST', target: '/contract', headers: post }), 404)
  })

  test('L13, L16: logging out ends its lines and nobody else’s', async () => {
    const server = await open()
    const [mine, other] = [await login(server), await login(server)]
    const sockets = await Promise.all([dial(server, mine), dial(server, mine), dial(server, other)])
    const closed = Promise.all(sockets.slice(0, 2).map((socket) => once(socket, 'close')))
    const headers = { Cookie: mine.cookie, 'Longshore-Token': mine.token }
    const out = await ask(server.port, { method: 'POST', target: '/logout', headers, body: '{}' })
    expect(out.status).toBe(200)
    expect(out.headers.get('set-cookie')).toMatch(/; Max-Age=0$/)
    expect((await closed).map(([code]) => code as number)).toEqual([4_401, 4_401])
    expect(sockets[2]?.readyState).toBe(WebSocket.OPEN)
    expect([await isIn(server, mine), await isIn(server, other)]).toEqual([false, true])
    assertRefused(await upgrade(server, { Cookie: mine.cookie, ...protocols(mine.token) }), 401)
  })

  test('L13: the end of the server ends it, and every session', async () => {
    const server = await open()
    const halves = await login(server)
    const socket = await dial(server, halves)
    const closed = once(socket, 'close')
    await server.close()
    expect((await closed)[0]).toBe(1_001)
    const again = await open({ port: server.port })
    expect(await isIn(again, halves)).toBe(false)
  })
})

describe('L15: fault-H10 files', () => {
  test('there are enough ways to try', () => {
    expect(traversals.length).toBeGreaterThanOrEqual(60)
  })

  test('nothing but the page comes, whatever the path', async () => {
    const { port } = await open()
    for (const target of traversals) {
      const heard = await exchange(port, Buffer.from(requestText(port, { target }), 'latin1'))
      assertRefused(heard, 404, 403, 400)
      expect(heard.text).not.toMatch(/root:|"name": "longshore"/)
    }
  })
})

describe('L11: limits', () => {
  // Far apart: a line that is idle for as long as a request may take is closed without a word, and headers are looked at
  // every `headersMs` only.
  const quick = { headersMs: 300, requestMs: 2_000 }

  test('fault-H09 who says nothing, or says it slowly, loses its line', async () => {
    const { port } = await open({ limits: quick })
    const silent = exchange(port, '')
    const slow = exchange(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`, (socket) => {
      const drip = setInterval(() => socket.write('X: y\r\n'), 50)
      socket.on('close', () => clearInterval(drip))
    })
    const head = requestText(port, {
      method: 'POST',
      target: '/login',
      headers: { 'Content-Length': '1000', 'Content-Type': 'application/json' },
    })
    const slowBody = exchange(port, head, (socket) => {
      const drip = setInterval(() => socket.write(' '), 50)
      socket.on('close', () => clearInterval(drip))
    })
    assertRefused(await silent, 408)
    for (const heard of await Promise.all([slow, slowBody])) assertCutOff(heard, 408)
  })

  test('headers of 8 KiB and no more', async () => {
    const { port } = await open()
    const withPadding = (length: number) => ask(port, { headers: { 'X-Padding': 'x'.repeat(length) } })
    expect((await withPadding(7_000)).status).toBe(200)
    assertRefused(await withPadding(9_000), 431)
    assertRefused(await ask(port, { target: `/${'x'.repeat(20_000)}` }), 431)
  })

  test('fault-H09 a body of 256 KiB and no more, whether it says its length or not', async () => {
    const server = await open()
    const { port } = server
    const headers = { 'Content-Type': 'application/json' }
    const fits = JSON.stringify({ code: codeOf(server.link(60_000)) }).padEnd(256 * 1024)
    expect((await ask(port, { method: 'POST', target: '/login', body: fits })).status).toBe(200)

    const said = requestText(port, {
      method: 'POST',
      target: '/login',
      headers: { ...headers, 'Content-Length': '1000000000' },
    })
    assertRefused(await exchange(port, said), 413)
    const waits = requestText(port, {
      method: 'POST',
      target: '/login',
      headers: { ...headers, 'Content-Length': '1000000000', Expect: '100-continue' },
    })
    assertRefused(await exchange(port, waits), 413)

    const chunk = Buffer.concat([Buffer.from('8000\r\n'), Buffer.alloc(0x8000, 32), Buffer.from('\r\n')])
    const chunked = requestText(port, {
      method: 'POST',
      target: '/login',
      headers: { ...headers, 'Transfer-Encoding': 'chunked' },
    })
    let written = 0
    const heard = await exchange(port, chunked, (socket) => {
      const more = (): void => {
        if (socket.destroyed || written > 1_000_000_000) return
        written += chunk.length
        socket.write(chunk, () => setImmediate(more))
      }
      more()
    })
    assertCutOff(heard, 413)
    expect(written).toBeLessThan(100_000_000)
  })

  test('a client that expects to be asked for its body is asked', async () => {
    const server = await open()
    const body = JSON.stringify({ code: codeOf(server.link(60_000)) })
    const text = requestText(server.port, {
      method: 'POST',
      target: '/login',
      body,
      headers: { Expect: '100-continue' },
    })
    const heard = await exchange(server.port, text)
    expect(heard.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
  })

  test('64 lines at a time; who holds them all doesn’t keep the others out for long', async () => {
    const { port } = await open({ limits: quick })
    const crowd = Array.from({ length: 200 }, () => exchange(port, ''))
    const endings = await Promise.all(crowd)
    // Those beyond the limit are dropped without a word.
    const heard = endings.filter(({ text }) => text !== '')
    expect(heard.length).toBeLessThanOrEqual(64)
    for (const one of heard) assertRefused(one, 408)
    expect((await ask(port, {})).status).toBe(200)
  })

  test('who goes in the middle of a request breaks nothing', async () => {
    const server = await open()
    const head = requestText(server.port, {
      method: 'POST',
      target: '/login',
      headers: { 'Content-Length': '100', 'Content-Type': 'application/json' },
    })
    for (let at = 0; at < 20; at += 1) {
      const socket = connectTo(server.port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(head)
      socket.resetAndDestroy()
      await once(socket, 'close')
    }
    expect(await isIn(server, await login(server))).toBe(true)
  })
})

describe('L2: where it listens', () => {
  test('on 127.0.0.1 alone', async () => {
    const { port } = await open()
    const isThere = (host: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connectTo(port, host)
        socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
        socket.on('connect', () => socket.destroy())
      })
    expect(await isThere('127.0.0.1')).toBe(true)
    // All of 127/8 is this computer, on Linux at least: a socket on 0.0.0.0 would answer there.
    expect(await isThere('127.0.0.2')).toBe(false)
    expect(await isThere('::1')).toBe(false)
  })

  test('a port that is taken is wrong usage, and says what to do', async () => {
    const { port } = await open()
    await expect(open({ port })).rejects.toMatchObject({
      failure: { code: 'usage', facts: { detail: expect.stringMatching(/another program uses it.*--port/) } },
    })
  })

  test('its three names are all it answers to', async () => {
    const { port } = await open()
    for (const Host of ownHostsOf(port)) expect((await ask(port, { headers: { Host } })).status).toBe(200)
  })
})
