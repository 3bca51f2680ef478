import { expect, test, vi } from 'vitest'
import { pageUrl } from '../../../src/main/shell/origin.ts'
import { answerFrom, registerScheme, servePage } from '../../../src/main/shell/page-protocol.ts'
import { contentSecurityPolicy, securityHeaders } from '../../../src/main/server/security-headers.ts'
import { FakeSession, protocol } from '../../fakes/electron.ts'
import { traversals } from '../../support/traversals.ts'

vi.mock('electron', () => import('../../fakes/electron.ts'))

const files = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from('<!doctype html>') }],
  ['/assets/a.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from('let ours') }],
])
const ours = ['<!doctype html>', 'let ours']

const get = (address: string): Response => answerFrom(files, 'GET', address)
const headersOf = (response: Response): object => Object.fromEntries(response.headers)

test('E18: the scheme is standard and secure, and has no other privilege', () => {
  registerScheme()
  expect(protocol.registered).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true } }])
})

test('E01, E18: what was built is served, and only under our scheme', async () => {
  const session = new FakeSession()
  servePage(session as never, files)
  expect([...session.schemes.keys()]).toEqual(['app'])
  const answer = session.schemes.get('app')?.({ method: 'GET', url: `${pageUrl}assets/a.js` })
  expect(answer?.status).toBe(200)
  expect(await answer?.text()).toBe('let ours')
})

test('E07, C1: page, file and refusal have the headers that a browser gets from the daemon', () => {
  for (const [address, type] of [
    [pageUrl, 'text/html; charset=utf-8'],
    [`${pageUrl}assets/a.js`, 'text/javascript; charset=utf-8'],
    [`${pageUrl}nothing`, 'text/plain; charset=utf-8'],
  ] as const) {
    expect(headersOf(get(address))).toEqual({ ...securityHeaders, 'content-type': type })
  }
  expect(headersOf(answerFrom(files, 'POST', pageUrl))).toMatchObject(securityHeaders)
  expect(securityHeaders['content-security-policy']).toBe(contentSecurityPolicy)
})

test.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'get', '', 'GET '])(
  'E18: the method "%s" is refused',
  async (method) => {
    const answer = answerFrom(files, method, pageUrl)
    expect([answer.status, await answer.text()]).toEqual([405, ''])
  },
)

/** A fragment is no part of what is asked for: only this one names a file. */
const named = '/assets/a.js#x'

test('E18: no address leads out of what was built, as it was written', async () => {
  expect(traversals.length).toBeGreaterThanOrEqual(60)
  for (const path of traversals.filter((each) => each !== named)) {
    const answer = get(`app://longshore${path}`)
    expect([answer.status, await answer.text()], path).toEqual([404, ''])
  }
})

test('E18: nor as a browser reads it before it asks', async () => {
  for (const path of traversals) {
    const answer = get(new URL(`app://longshore${path}`).href)
    const text = await answer.text()
    if (answer.status === 200) expect(ours, path).toContain(text)
    else expect([answer.status, text], path).toEqual([404, ''])
  }
})

test.each([
  'app://x.evil/',
  'app://longshore.evil/assets/a.js',
  // As long as ours.
  'app://x.evil.co/',
  'app://x.evil.co/assets/a.js',
  'app://longshore@x.evil/assets/a.js',
  'app:/assets/a.js',
  'app://longshore',
  'file:///assets/a.js',
  'https://longshore/assets/a.js',
  '',
])('E18: an address of somebody else is not there: %s', (address) => {
  expect(get(address).status).toBe(404)
})

test('what is behind ? and # names no other file', async () => {
  for (const address of ['?x', '#x', '?/../assets/a.js', '#/assets/a.js']) {
    expect(await get(`${pageUrl}${address}`).text()).toBe(ours[0])
  }
})
