/** The listener that a browser comes back to, with real sockets: what it takes, and all that it doesn't. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Loopback, type Redirect, listenOnce } from '../../../src/main/sign-in/loopback.ts'
import { raw } from '../../integration/practice-client.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'

const state = pseudoRandom(32, 1).toString('base64url')

async function start(
  redirect: Partial<Redirect> = {},
): Promise<{ loopback: Loopback; url: URL; heard: () => unknown }> {
  const loopback = await listenOnce({ host: '127.0.0.1', port: 0, path: '/back', ...redirect }, state)
  onTestFinished(() => loopback.close())
  let heard: unknown = null
  void loopback.answer.then((query) => (heard = Object.fromEntries(query)))
  return { loopback, url: new URL(loopback.uri), heard: () => heard }
}

function visit(url: URL, query: string, { method = 'GET', headers = {}, path = url.pathname } = {}) {
  return raw(method, `${url.origin}${path}?${query}`, { headers })
}

test('NW7: the right visit is taken, and told nothing of what it brought', async () => {
  const { url, heard } = await start()
  const answer = await visit(url, `code=canary-4711&state=${state}`)
  expect(answer.status).toBe(200)
  expect(heard()).toEqual({ code: 'canary-4711', state })
  expect(answer.bytes.toString()).toContain('You can close this page')
  expect(answer.bytes.toString()).not.toContain('canary')
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
  })
  expect(answer.headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'/,
  )
})

test('a refusal is taken too, and the page says so', async () => {
  const { url, heard } = await start()
  const answer = await visit(url, `error=access_denied&error_description=%3Cscript%3E&state=${state}`)
  expect(answer.status).toBe(200)
  expect(answer.bytes.toString()).toContain('Nobody was signed in')
  expect(answer.bytes.toString()).not.toContain('script')
  expect(heard()).toMatchObject({ error: 'access_denied' })
})

describe('NW7: nothing else is taken, and the right visit still is', () => {
  const right = `code=c&state=${state}`
  const port = (url: URL) => url.port
  test.each<[string, string, (url: URL) => Parameters<typeof visit>[2], number]>([
    ['a POST', right, () => ({ method: 'POST' }), 405],
    ['HEAD', right, () => ({ method: 'HEAD' }), 405],
    ['another path', right, () => ({ path: '/favicon.ico' }), 404],
    ['a path that is no address', right, () => ({ path: '//' }), 404],
    ['such a path by another method', right, () => ({ method: 'POST', path: '///' }), 405],
    ['its path in other letters', right, () => ({ path: '/Back' }), 404],
    ['another state', `code=c&state=${pseudoRandom(32, 2).toString('base64url')}`, () => ({}), 400],
    ['a state that begins right', `code=c&state=${state}x`, () => ({}), 400],
    ['no state', 'code=c', () => ({}), 400],
    ['two states', `${right}&state=${state}`, () => ({}), 400],
    ['another name of this computer', right, (url) => ({ headers: { Host: `localhost:${port(url)}` } }), 421],
    ['a name that was pointed here', right, (url) => ({ headers: { Host: `evil.example:${port(url)}` } }), 421],
    ['another port', right, () => ({ headers: { Host: '127.0.0.1:1' } }), 421],
    ['no port', right, () => ({ headers: { Host: '127.0.0.1' } }), 421],
  ])('%s', async (_, query, changes, status) => {
    const { url, heard } = await start()
    const answer = await visit(url, query, changes(url))
    expect(answer.status).toBe(status)
    expect(heard()).toBeNull()
    expect((await visit(url, right)).status).toBe(200)
    expect(heard()).toEqual({ code: 'c', state })
  })
})

test('NW7: a second visit gets nothing, and changes nothing', async () => {
  const { url, heard, loopback } = await start()
  expect((await visit(url, `code=first&state=${state}`)).status).toBe(200)
  expect((await visit(url, `code=second&state=${state}`)).status).toBe(410)
  expect(heard()).toEqual({ code: 'first', state })
  loopback.close()
  await expect(visit(url, `code=third&state=${state}`)).rejects.toThrow(/ECONNREFUSED/)
})

test('NW7: of many right visits at once, one', async () => {
  const { url } = await start()
  const all = await Promise.all(Array.from({ length: 20 }, (_, n) => visit(url, `code=${n}&state=${state}`)))
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(all.filter(({ status }) => status === 410)).toHaveLength(19)
})

test('localhost is both of its addresses, so that nobody else is the other one', async () => {
  const { url, heard } = await start({ host: 'localhost', path: '/' })
  expect(url.href).toBe(`http://localhost:${url.port}/`)
  const headers = { Host: url.host }
  expect((await raw('GET', `http://127.0.0.1:${url.port}/?state=wrong`, { headers })).status).toBe(400)
  const other = await raw('GET', `http://[::1]:${url.port}/?code=c&state=${state}`, { headers }).then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code,
  )
  // A computer without IPv6 has no other one.
  expect([200, 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENETUNREACH']).toContain(other)
  if (other === 200) expect(heard()).toMatchObject({ code: 'c' })
})

test('a port that another program has is said', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const refused = listenOnce({ host: '127.0.0.1', port, path: '/box' }, state)
  await expect(refused).rejects.toMatchObject({
    failure: { code: 'usage', facts: { detail: expect.stringContaining(`${port}`) } },
  })
})

test('NW7: it listens on this computer alone', async () => {
  const { url } = await start()
  // All of 127/8 is this computer: what listened on every address would answer there.
  await expect(raw('GET', `http://127.0.0.2:${url.port}/back?code=c&state=${state}`)).rejects.toThrow(/connect/)
  const address = `http://127.0.0.1:${url.port}/back?code=c&state=${state}`
  expect((await raw('GET', address)).status).toBe(200)
})
