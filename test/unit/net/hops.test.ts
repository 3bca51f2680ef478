import { describe, expect, test } from 'vitest'
import { hopOfEnvironment, hopsOfPac, noProxyOf } from '../../../src/main/net/hops.ts'
import type { Hop } from '../../../src/main/net/hops.ts'
import { isLeftAlone } from '../../../src/main/net/no-proxy.ts'
import { isProxyChoice, proxyChoiceOf, proxyLoginOf } from '../../../src/shared/proxy-choice.ts'

/** As a short text, so that a table can be read. */
function told(hop: Hop | null): string {
  if (hop === null) return 'nothing'
  if (hop.kind === 'foreign') return `not ${hop.name}`
  if (hop.kind === 'direct') return 'direct'
  return `${hop.origin}${hop.login === null ? '' : ` as ${hop.login.user}:${hop.login.password}`}`
}

describe('N19: what a PAC file says', () => {
  test.each([
    ['DIRECT', ['direct']],
    ['PROXY a:1', ['http://a:1']],
    ['PROXY a:1; DIRECT', ['http://a:1', 'direct']],
    ['proxy a:1;direct', ['http://a:1', 'direct']],
    ['  PROXY   a:1 ;; HTTPS b:2 ;', ['http://a:1', 'https://b:2']],
    ['HTTP a:1', ['http://a:1']],
    ['PROXY a', ['http://a:80']],
    ['HTTPS a', ['https://a:443']],
    ['HTTPS a:443', ['https://a:443']],
    ['PROXY [2001:db8::1]:3128', ['http://[2001:db8::1]:3128']],
    ['SOCKS5 a:1; PROXY b:2', ['not SOCKS5 a:1', 'http://b:2']],
    ['SOCKS a:1', ['not SOCKS a:1']],
    ['PROXY user:secret@a:1', []],
    ['PROXY a:99999', []],
    ['PROXY', []],
    ['', []],
    ['function FindProxyForURL', []],
    [
      Array.from({ length: 20 }, (_, n) => `PROXY a:${n + 1}`).join(';'),
      Array.from({ length: 8 }, (_, n) => `http://a:${n + 1}`),
    ],
  ])('%j', (text, hops) => {
    expect(hopsOfPac(text).map(told)).toEqual(hops)
  })
})

describe('what the environment says', () => {
  test.each<[string, Record<string, string>, string]>([
    ['https:', {}, 'nothing'],
    ['https:', { HTTPS_PROXY: 'http://a:1' }, 'http://a:1'],
    ['https:', { https_proxy: 'http://a:1' }, 'http://a:1'],
    ['https:', { https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'http://a:1'],
    ['https:', { HTTP_PROXY: 'http://a:1' }, 'nothing'],
    ['http:', { HTTP_PROXY: 'http://a:1' }, 'http://a:1'],
    ['http:', { HTTPS_PROXY: 'http://a:1' }, 'nothing'],
    ['https:', { ALL_PROXY: 'http://a:1' }, 'http://a:1'],
    ['https:', { all_proxy: 'a:1' }, 'http://a:1'],
    ['https:', { ALL_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'http://b:2'],
    ['https:', { HTTPS_PROXY: '' }, 'nothing'],
    ['https:', { HTTPS_PROXY: '  ' }, 'nothing'],
    ['https:', { HTTPS_PROXY: 'a:3128' }, 'http://a:3128'],
    ['https:', { HTTPS_PROXY: 'https://a' }, 'https://a:443'],
    ['https:', { HTTPS_PROXY: 'http://user:pass@a:1' }, 'http://a:1 as user:pass'],
    ['https:', { HTTPS_PROXY: 'http://user:p%40ss%3A@a:1' }, 'http://a:1 as user:p@ss:'],
    ['https:', { HTTPS_PROXY: 'http://user@a:1' }, 'http://a:1 as user:'],
    ['https:', { HTTPS_PROXY: 'http://us%zz@a:1' }, 'http://a:1 as us%zz:'],
    ['https:', { ALL_PROXY: 'socks5://user:pass@a:1080' }, 'not SOCKS5 a:1080'],
    ['https:', { HTTPS_PROXY: 'http://' }, 'not an address that cannot be read'],
  ])('for %s from %j: %s', (protocol, environment, hop) => {
    expect(told(hopOfEnvironment(protocol, environment))).toBe(hop)
  })

  test('NO_PROXY in either case', () => {
    expect(noProxyOf({ NO_PROXY: 'a' })).toBe('a')
    expect(noProxyOf({ no_proxy: 'b', NO_PROXY: 'a' })).toBe('b')
    expect(noProxyOf({})).toBe('')
  })
})

describe('NO_PROXY', () => {
  test.each([
    ['', 'a.example', false],
    ['*', 'a.example', true],
    ['a.example', 'a.example', true],
    ['a.example', 'A.Example.', true],
    ['A.EXAMPLE', 'a.example', true],
    ['a.example', 'b.a.example', true],
    ['a.example', 'xa.example', false],
    ['.a.example', 'a.example', true],
    ['.a.example', 'b.a.example', true],
    ['*.a.example', 'b.a.example', true],
    ['*.a.example', 'a.example', false],
    ['a.example:443', 'a.example', true],
    ['a.example:8443', 'a.example', false],
    ['*:443', 'a.example', true],
    ['*:80', 'a.example', false],
    ['b, a.example', 'a.example', true],
    ['b a.example', 'a.example', true],
    ['b,,', 'a.example', false],
    ['.', 'a.example', false],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.70', false],
    ['113.7', '203.0.113.7', false],
    ['203.0.113.0/24', '203.0.113.7', true],
    ['203.0.113.0/24', '203.0.114.7', false],
    ['203.0.113.0/33', '203.0.113.7', false],
    ['203.0.113.0/x', '203.0.113.7', false],
    ['a.example/24', 'a.example', false],
    ['[2001:db8::1]', '[2001:db8::1]', true],
    ['2001:db8::1', '[2001:db8::1]', true],
    ['[2001:db8::1]:443', '[2001:db8::1]', true],
    ['[2001:db8::1]:80', '[2001:db8::1]', false],
    ['2001:db8::/32', '[2001:db8::7]', true],
    ['2001:db8::/32', '203.0.113.7', false],
  ])('%j for %s: %s', (list, host, isAlone) => {
    expect(isLeftAlone(list, host, 443)).toBe(isAlone)
  })
})

describe('network.proxy', () => {
  test.each([
    ['system', { way: 'system' }],
    [' Environment ', { way: 'environment' }],
    ['none', { way: 'none' }],
    ['http://proxy.example:3128', { way: 'address', origin: 'http://proxy.example:3128' }],
    ['HTTP://Proxy.Example', { way: 'address', origin: 'http://proxy.example:80' }],
    ['https://proxy.example/', { way: 'address', origin: 'https://proxy.example:443' }],
    ['http://[2001:db8::1]:8080', { way: 'address', origin: 'http://[2001:db8::1]:8080' }],
    ['http://10.0.0.1:8080', { way: 'address', origin: 'http://10.0.0.1:8080' }],
    ['proxy.example:3128', null],
    ['socks5://proxy.example:1080', null],
    ['http://user:password@proxy.example:3128', null],
    ['http://user@proxy.example:3128', null],
    ['http://proxy.example:0', null],
    ['http://proxy.example:65536', null],
    ['http://proxy.example:3128/path', null],
    ['http://proxy.example:3128?x', null],
    ['http://', null],
    ['http://a b', null],
    ['http://a\r\nb', null],
    ['direct', null],
    ['', null],
  ])('%j is %j', (text, choice) => {
    expect(proxyChoiceOf(text)).toEqual(choice)
    expect(isProxyChoice(text)).toBe(choice !== null)
  })

  test.each([
    ['user:password', { user: 'user', password: 'password' }],
    ['user:pass:word ', { user: 'user', password: 'pass:word ' }],
    ['user:', { user: 'user', password: '' }],
    ['DOMAIN\\user:ä', { user: 'DOMAIN\\user', password: 'ä' }],
    [':password', null],
    ['user', null],
    ['user:pass\nword', null],
    ['user:pass\r\nX-Header: 1', null],
    ['', null],
  ])('a login from %j is %j', (text, login) => {
    expect(proxyLoginOf(text)).toEqual(login)
  })
})
