/** Which requests may be looked at: the tables. Over real sockets they are asked again in local-server.test.ts. */

import { describe, expect, test } from 'vitest'
import { guard, ownHosts } from '../../../src/main/server/guard.ts'
import type { Asked } from '../../../src/main/server/guard.ts'
import { foreignHosts, ownHostsOf } from '../../support/hosts.ts'

const port = 8_385
const own = `127.0.0.1:${port}`

function asked(headers: readonly (readonly [string, string])[], more: Partial<Asked> = {}): Asked {
  return { method: 'GET', target: '/', isUpgrade: false, ...more, rawHeaders: headers.flat() }
}

function verdict(headers: Readonly<Record<string, string>>, more: Partial<Asked> = {}): string | null {
  return guard(asked([['Host', own], ...Object.entries(headers)], more), port)
}

describe('L3: Host', () => {
  test.each(ownHostsOf(port))('ours: %s', (host) => {
    expect(guard(asked([['Host', host]]), port)).toBeNull()
    expect(guard(asked([['hOST', host]]), port)).toBeNull()
  })

  test.each(foreignHosts(port))('not ours: %s', (host) => {
    for (const isUpgrade of [false, true]) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        expect(guard(asked([['Host', host]], { method, isUpgrade }), port)).toBe('bad-host')
      }
    }
  })

  test('there are enough of them', () => {
    expect(foreignHosts(port).length).toBeGreaterThanOrEqual(40)
  })

  test('missing, or said twice, even where both are ours', () => {
    expect(guard(asked([]), port)).toBe('bad-host')
    const twice = (a: string, b: string) =>
      guard(
        asked([
          ['Host', a],
          ['host', b],
        ]),
        port,
      )
    expect(twice(own, own)).toBe('bad-host')
    expect(twice(own, 'evil.example')).toBe('bad-host')
    expect(twice('evil.example', own)).toBe('bad-host')
  })

  test.each(['http://evil.example/', `http://${own}/`, 'HTTP://x/', '*', '', 'evil.example:80', '\\', '?'])(
    'a target that is no path: %j',
    (target) => {
      expect(guard(asked([['Host', own]], { target }), port)).toBe('bad-host')
    },
  )

  test('on port 80 browsers leave the port out', () => {
    expect(ownHosts(80)).toEqual(['127.0.0.1', '[::1]', 'localhost'])
    expect(guard(asked([['Host', '127.0.0.1']]), 80)).toBeNull()
    expect(guard(asked([['Host', '127.0.0.1']]), port)).toBe('bad-host')
  })
})

describe('L9: method', () => {
  test.each(['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'CONNECT', 'PROPFIND', 'get', ''])('%s', (method) => {
    expect(verdict({}, { method })).toBe('bad-method')
  })

  test('a preflight of our own page, too', () => {
    expect(verdict({ origin: `http://${own}`, 'access-control-request-method': 'POST' }, { method: 'OPTIONS' })).toBe(
      'bad-method',
    )
  })

  test('a body where none belongs', () => {
    expect(verdict({ 'content-length': '1' })).toBe('bad-request')
    expect(verdict({ 'transfer-encoding': 'chunked' })).toBe('bad-request')
    expect(verdict({ 'content-length': '0' })).toBeNull()
    expect(verdict({ 'content-length': '5' }, { method: 'POST' })).toBeNull()
  })
})

describe('L4: Origin', () => {
  const foreign = [
    'null',
    '',
    'http://evil.example',
    `http://evil.example:${port}`,
    `https://${own}`,
    'http://127.0.0.1',
    `http://127.0.0.1:${port + 1}`,
    `http://localhost:${port}`,
    `http://[::1]:${port}`,
    `http://${own}/`,
    `http://${own}.evil.example`,
    `http://user@${own}`,
    `HTTP://${own}`,
    ` http://${own}`,
    `http://${own} http://evil.example`,
    `http://evil.example, http://${own}`,
    `ws://${own}`,
    'file://',
    'chrome-extension://abcdefghijklmnop',
    own,
  ]

  test.each(foreign)('not ours: %j', (origin) => {
    for (const method of ['GET', 'HEAD', 'POST']) expect(verdict({ origin }, { method })).toBe('bad-origin')
    expect(verdict({ origin }, { isUpgrade: true })).toBe('bad-origin')
  })

  test('ours is that of the name that was asked', () => {
    for (const host of ownHosts(port)) {
      const of = (origin: string) =>
        guard(
          asked([
            ['Host', host],
            ['Origin', origin],
          ]),
          port,
        )
      for (const other of ownHosts(port)) expect(of(`http://${other}`)).toBe(other === host ? null : 'bad-origin')
    }
  })

  test('said twice it is nobody', () => {
    const headers: [string, string][] = [
      ['Host', own],
      ['Origin', `http://${own}`],
      ['origin', `http://${own}`],
    ]
    expect(guard(asked(headers), port)).toBe('bad-origin')
  })

  test('who sends none is no page, except that a WebSocket must say', () => {
    expect(verdict({})).toBeNull()
    expect(verdict({}, { isUpgrade: true })).toBe('bad-origin')
    expect(verdict({ origin: `http://${own}` }, { isUpgrade: true })).toBeNull()
  })
})

describe('L4: Sec-Fetch-Site', () => {
  const tab = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

  test('our own page may fetch anything', () => {
    for (const target of ['/', '/session', '/assets/a.js']) {
      expect(verdict({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, { target })).toBeNull()
    }
    expect(verdict({ 'sec-fetch-site': 'same-origin' }, { method: 'POST', target: '/login' })).toBeNull()
  })

  test('who types an address gets it as a tab of its own, and nothing else', () => {
    const site = { 'sec-fetch-site': 'none' }
    expect(verdict({ ...site, ...tab })).toBeNull()
    expect(verdict({ ...site, ...tab }, { target: '/assets/a.js' })).toBeNull()
    expect(verdict(site)).toBe('bad-origin')
    expect(verdict({ ...site, ...tab }, { method: 'POST' })).toBe('bad-origin')
    expect(verdict({ ...site, ...tab, 'sec-fetch-dest': 'iframe' })).toBe('bad-origin')
    expect(verdict({ ...site, ...tab, 'sec-fetch-mode': 'no-cors' })).toBe('bad-origin')
    expect(verdict({ ...site, ...tab, origin: `http://${own}` }, { isUpgrade: true })).toBe('bad-origin')
  })

  test.each(['cross-site', 'same-site'])('%s: the page as a tab, and nothing else', (site) => {
    const from = { 'sec-fetch-site': site }
    expect(verdict({ ...from, ...tab })).toBeNull()
    expect(verdict({ ...from, ...tab }, { target: '/?from=elsewhere' })).toBeNull()
    for (const target of ['/session', '/contract', '/login', '/logout', '/assets/a.js', '//', '/index.html']) {
      expect(verdict({ ...from, ...tab }, { target })).toBe('bad-origin')
    }
    for (const dest of ['iframe', 'frame', 'object', 'embed', 'image', 'script', 'style', 'empty', 'worker', '']) {
      expect(verdict({ ...from, ...tab, 'sec-fetch-dest': dest })).toBe('bad-origin')
    }
    for (const mode of ['cors', 'no-cors', 'websocket', 'same-origin', '']) {
      expect(verdict({ ...from, ...tab, 'sec-fetch-mode': mode })).toBe('bad-origin')
    }
    for (const method of ['HEAD', 'POST']) expect(verdict({ ...from, ...tab }, { method })).toBe('bad-origin')
    expect(verdict({ ...from, ...tab, origin: `http://${own}` }, { isUpgrade: true })).toBe('bad-origin')
  })

  test('who asks ahead, before anybody has followed a link, is nobody, whatever else is said', () => {
    for (const purpose of ['prefetch', 'prefetch;prerender', 'prefetch;anonymous-client-ip', '']) {
      const site = { 'sec-fetch-site': 'none', ...tab, 'sec-purpose': purpose }
      for (const target of ['/', '/session', '/assets/a.js']) expect(verdict(site, { target })).toBe('bad-origin')
    }
  })

  test.each(['', 'Same-Origin', 'same-origin, cross-site', 'anything'])('what nobody knows: %j', (site) => {
    expect(verdict({ 'sec-fetch-site': site, ...tab })).toBe('bad-origin')
  })

  test('said twice', () => {
    const headers: [string, string][] = [
      ['Host', own],
      ['Sec-Fetch-Site', 'same-origin'],
      ['sec-fetch-site', 'same-origin'],
    ]
    expect(guard(asked(headers), port)).toBe('bad-origin')
  })
})
