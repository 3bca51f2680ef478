import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Http } from '../../../src/main/net/http.ts'
import type { HttpOptions, RawRequest } from '../../../src/main/net/http.ts'
import { routeBy } from '../../../src/main/net/proxies.ts'
import { bodyOf } from '../../support/bodies.ts'
import { ProxyServer, newAuthority } from '../../support/proxy-server.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'
import { answerJson, httpServer, tcpServer, tlsServer } from '../../support/raw-server.ts'

const name = 'graph.longshore.test'
const quick = { stallMs: 400, answerMs: 400, answerStallMs: 400, answerTotalMs: 800, connectMs: 400 }

interface Place {
  readonly ca: string
  /** By the proxy's table. */
  readonly behind: Readonly<Record<string, string>>
  readonly got: { headers: IncomingHttpHeaders; sha256: string }[]
}

/** A service by https that no name leads to: only who comes through a proxy finds it. */
async function service(): Promise<Place> {
  const got: Place['got'] = []
  const { url, ca } = await tlsServer((req, res) => {
    const digest = createHash('sha256')
    req.on('data', (chunk: Buffer) => digest.update(chunk))
    req.on('end', () => {
      got.push({ headers: req.headers, sha256: digest.digest('hex') })
      answerJson(res, 201, { ok: true })
    })
  }, name)
  return { ca, behind: { [`${name}:443`]: url }, got }
}

function client(
  pac: string,
  { login, ...options }: Partial<HttpOptions> & { login?: [string, string, string] } = {},
): Http {
  const [origin = '', user = '', password = ''] = login ?? []
  const route = routeBy({
    choice: { way: 'system' },
    environment: {},
    system: async () => pac,
    login: login === undefined ? null : { origin, user, password },
  })
  // Nothing is looked up: a name that isn't the proxy's to resolve would be asked for out there.
  const lookup: HttpOptions['lookup'] = (_, __, done) => done(Object.assign(new Error(), { code: 'ENOTFOUND' }), [])
  const http = new Http({ version: '1.2.3', route, lookup, limits: quick, ...options })
  onTestFinished(() => http.destroy())
  return http
}

function put(body: RawRequest['body'], more: Partial<RawRequest> = {}): RawRequest {
  const headers = { authorization: 'Bearer the-token' }
  const signal = new AbortController().signal
  return { method: 'PUT', url: `https://${name}/up?secret=1`, headers, body, signal, publicOnly: true, ...more }
}

const pacOf = ({ origin }: { readonly origin: string }): string =>
  `${origin.startsWith('https:') ? 'HTTPS' : 'PROXY'} ${new URL(origin).host}`

describe('through a proxy', () => {
  test('https goes in a tunnel: the bytes arrive, and the proxy sees the host and nothing else of ours', async () => {
    const { ca, behind, got } = await service()
    const proxy = await ProxyServer.start({ behind, login: 'ana:her password' })
    const http = client(pacOf(proxy), { ca: [ca], login: [proxy.origin, 'ana', 'her password'] })
    const bytes = pseudoRandom(2 * 1024 * 1024 + 5, 3)
    for (let time = 0; time < 3; time += 1) {
      expect(await http.request(put(bodyOf(bytes, 1024 * 1024)))).toMatchObject({ ok: true, value: { status: 201 } })
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(got.map((each) => each.sha256)).toEqual([sha256, sha256, sha256])
    // One tunnel for all, and at both ends only what is that end's.
    expect(proxy.tunnels).toEqual([`${name}:443`])
    const [asked] = proxy.seen
    const basic = `Basic ${Buffer.from('ana:her password').toString('base64')}`
    expect(asked?.headers).toMatchObject({ 'proxy-authorization': basic, host: name })
    expect(JSON.stringify(proxy.seen)).not.toMatch(/the-token|secret|authorization":"Bearer/)
    for (const { headers } of got) {
      expect(headers['authorization']).toBe('Bearer the-token')
      expect(headers).not.toHaveProperty('proxy-authorization')
      expect(JSON.stringify(headers)).not.toContain(basic.slice(6))
    }
  })

  test('a proxy that is itself reached by https is checked like any other host', async () => {
    const { ca, behind, got } = await service()
    const authority = await newAuthority()
    const proxy = await ProxyServer.start({ behind, tls: authority })
    expect(await client(pacOf(proxy), { ca: [ca] }).request(put(null))).toMatchObject({
      ok: false,
      failure: { code: 'tls-untrusted', facts: { host: new URL(proxy.origin).host } },
    })
    expect(await client(pacOf(proxy), { ca: [ca, authority.cert] }).request(put(null))).toMatchObject({ ok: true })
    expect(got).toHaveLength(1)
  })

  test('plain http, which nothing of ours sends out, would be handed over with its whole address', async () => {
    const own = await httpServer((_, res) => void res.end('there'))
    const proxy = await ProxyServer.start({ behind: { 'plain.longshore.test': own } })
    const request = put(null, { method: 'GET', url: 'http://plain.longshore.test/a', headers: {} })
    expect(await client(pacOf(proxy)).request(request)).toMatchObject({ ok: true, value: { text: 'there' } })
    expect(proxy.seen.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET http://plain.longshore.test/a'])
  })

  test('NW4: a name that leads to a private address here is no better behind a proxy', async () => {
    const { ca, behind, got } = await service()
    const proxy = await ProxyServer.start({ behind })
    const lookup: HttpOptions['lookup'] = (_, __, done) => done(null, [{ address: '10.0.0.1', family: 4 }])
    const http = client(pacOf(proxy), { ca: [ca], lookup })
    expect(await http.request(put(null))).toMatchObject({ ok: false, failure: { code: 'unsafe-upload-address' } })
    expect([proxy.seen, got]).toEqual([[], []])
  })

  test('a name that NO_PROXY leaves alone is reached straight, and the proxy hears nothing of it', async () => {
    const { ca, behind, got } = await service()
    const proxy = await ProxyServer.start({ behind })
    const [own = ''] = Object.values(behind)
    const { port } = new URL(own)
    const lookup: HttpOptions['lookup'] = (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
    const environment = { HTTPS_PROXY: proxy.origin, NO_PROXY: '.longshore.test' }
    const route = routeBy({ choice: { way: 'environment' }, environment, system: null, login: null })
    const http = client('', { ca: [ca], lookup, route })
    const request = put(null, { url: `https://${name}:${port}/`, publicOnly: false })
    expect(await http.request(request)).toMatchObject({ ok: true })
    expect(proxy.seen).toEqual([])
    expect(got).toHaveLength(1)
  })
})

describe('N19: fault-N19 a proxy that lets nobody through', () => {
  test.each([
    ['no login', undefined],
    ['the wrong one', 'wrong'],
  ])('%s is a failure of its own, and nothing was sent', async (_, password) => {
    const { ca, behind, got } = await service()
    const proxy = await ProxyServer.start({ behind, login: 'ana:right' })
    const http = client(pacOf(proxy), {
      ca: [ca],
      ...(password !== undefined && { login: [proxy.origin, 'ana', password] as [string, string, string] }),
    })
    expect(await http.request(put(bodyOf(pseudoRandom(400_000, 1), 100_000)))).toEqual({
      ok: false,
      failure: { code: 'proxy-auth-required', facts: { proxy: proxy.origin } },
    })
    expect(got).toEqual([])
  })

  test.each([
    [403, 'Forbidden', 'proxy-refused', 'status 403'],
    [302, 'Found', 'proxy-refused', 'status 302'],
    [502, 'Bad Gateway', 'offline', /its proxy http:\/\/127\.0\.0\.1:\d+ answered 502/],
    [503, 'Unavailable', 'offline', /answered 503/],
    [504, 'Timeout', 'offline', /answered 504/],
    [429, 'Slow Down', 'offline', /answered 429/],
    [511, 'Network Authentication Required', 'network-sign-in', null],
  ])('%i %s: %s', async (status, reason, code, detail) => {
    const proxy = await ProxyServer.start({ answer: `HTTP/1.1 ${status} ${reason}\r\nContent-Length: 0\r\n\r\n` })
    const told = await client(pacOf(proxy)).request(put(null))
    expect(told).toMatchObject({ ok: false, failure: { code } })
    if (!told.ok && detail !== null) expect(told.failure.facts['detail']).toMatch(detail)
  })
})

describe('several ways', () => {
  const dead = async (): Promise<string> => {
    const url = await tcpServer((socket) => socket.destroy())
    return new URL(url).host
  }

  test('one that hangs up is passed over for the next, with the whole body', async () => {
    const { ca, behind, got } = await service()
    const proxy = await ProxyServer.start({ behind })
    const http = client(`PROXY ${await dead()}; ${pacOf(proxy)}; DIRECT`, { ca: [ca] })
    const bytes = pseudoRandom(700_001, 9)
    expect(await http.request(put(bodyOf(bytes, 200_000)))).toMatchObject({ ok: true })
    expect(got.map(({ sha256 }) => sha256)).toEqual([createHash('sha256').update(bytes).digest('hex')])
  })

  test('one that says nothing is passed over, too', async () => {
    const { ca, behind, got } = await service()
    const proxy = await ProxyServer.start({ behind })
    const silent = new URL(await tcpServer(() => undefined)).host
    const http = client(`PROXY ${silent}; ${pacOf(proxy)}`, { ca: [ca], limits: { ...quick, answerMs: 5_000 } })
    expect(await http.request(put(null))).toMatchObject({ ok: true })
    expect(got).toHaveLength(1)
  })

  test('SOCKS is passed over; alone it is told', async () => {
    const { ca, behind } = await service()
    const proxy = await ProxyServer.start({ behind })
    expect(await client(`SOCKS5 x:1; ${pacOf(proxy)}`, { ca: [ca] }).request(put(null))).toMatchObject({ ok: true })
    expect(await client('SOCKS5 x:1').request(put(null))).toEqual({
      ok: false,
      failure: { code: 'offline', facts: { host: name, detail: 'SOCKS5 x:1 is no proxy for HTTP' } },
    })
  })

  test('one that answers is the answer: what was refused there does not go straight instead', async () => {
    const { ca, behind, got } = await service()
    const proxy = await ProxyServer.start({ behind, login: 'ana:right' })
    const http = client(`${pacOf(proxy)}; DIRECT`, { ca: [ca] })
    expect(await http.request(put(null))).toMatchObject({ ok: false, failure: { code: 'proxy-auth-required' } })
    expect(got).toEqual([])
  })

  test('none that is there is offline, and says which', async () => {
    const host = await dead()
    const told = await client(`PROXY ${host}`).request(put(null))
    expect(told).toMatchObject({ ok: false, failure: { code: 'offline' } })
    if (!told.ok) expect(told.failure.facts['detail']).toContain(`of its proxy http://${host}`)
  })

  test('an answer to "which way" that never comes stops nobody from stopping', async () => {
    const stop = new AbortController()
    const http = client('', { route: () => new Promise(() => undefined) })
    const asked = http.request(put(null, { signal: stop.signal }))
    stop.abort()
    expect(await asked).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
  })
})

describe('N09 N20: what stands in between', () => {
  test('a page in the place of TLS is called what it probably is', async () => {
    const page = '<html>Welcome to our hotel</html>'
    const portal = await tcpServer((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${page.length}\r\n\r\n${page}`))
    })
    const proxy = await ProxyServer.start({ behind: { [`${name}:443`]: portal } })
    const told = await client(pacOf(proxy)).request(put(null))
    expect(told).toMatchObject({ ok: false, failure: { code: 'offline' } })
    if (!told.ok) expect(told.failure.facts['detail']).toContain('sign-in page of this network')
    // The same without a proxy.
    const straight = await client('DIRECT').request(
      put(null, { url: portal.replace('http:', 'https:'), publicOnly: false }),
    )
    if (!straight.ok) expect(straight.failure.facts['detail']).toContain('sign-in page of this network')
    expect(straight.ok).toBe(false)
  })

  test('fault-N20 who looks into the connection is refused without its authority, and named as what it is', async () => {
    const own = await httpServer((_, res) => answerJson(res, 200, {}))
    const authority = await newAuthority()
    const proxy = await ProxyServer.start({ behind: { [`${name}:443`]: own }, inspectsAs: authority })
    const told = await client(pacOf(proxy)).request(put(null))
    expect(told).toMatchObject({ ok: false, failure: { code: 'tls-untrusted', facts: { host: name } } })
    // Nothing got inside: not a header.
    expect(proxy.seen.map(({ method }) => method)).toEqual(['CONNECT'])
    expect(await client(pacOf(proxy), { ca: [authority.cert] }).request(put(null))).toMatchObject({ ok: true })
    expect(proxy.seen.at(-1)?.headers['authorization']).toBe('Bearer the-token')
  })
})

test('other rules hold from the next request on, and those under way end as they began', async () => {
  const { ca, behind, got } = await service()
  const [one, other] = [await ProxyServer.start({ behind }), await ProxyServer.start({ behind })]
  const routeTo = (proxy: ProxyServer) =>
    routeBy({ choice: { way: 'address', origin: proxy.origin }, environment: {}, system: null, login: null })
  const http = client('', { ca: [ca], route: routeTo(one) })
  const half = Promise.withResolvers<void>()
  const rest = Promise.withResolvers<void>()
  const bytes = pseudoRandom(200_000, 5)
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 100_000)
    half.resolve()
    await rest.promise
    yield bytes.subarray(100_000)
  }
  const slow = http.request(put({ length: bytes.length, pieces, digest: null as never }))
  await half.promise
  http.use({ ca: [ca], route: routeTo(other) })
  expect(await http.request(put(null))).toMatchObject({ ok: true })
  rest.resolve()
  expect(await slow).toMatchObject({ ok: true })
  expect([one.tunnels.length, other.tunnels.length, got.length]).toEqual([1, 1, 2])
})
