import { expect, test } from 'vitest'
import { routeBy } from '../../../src/main/net/proxies.ts'
import type { ProxyRules } from '../../../src/main/net/proxies.ts'
import type { Hop } from '../../../src/main/net/hops.ts'

const nothing: ProxyRules = { choice: { way: 'system' }, environment: {}, system: null, login: null }

async function way(address: string, rules: Partial<ProxyRules>): Promise<string> {
  const hops = await routeBy({ ...nothing, ...rules })(new URL(address))
  return hops.map(told).join(', ')
}

function told(hop: Hop): string {
  if (hop.kind !== 'proxy') return hop.kind
  return `${hop.origin}${hop.login === null ? '' : ` as ${hop.login.user}:${hop.login.password}`}`
}

const company = { way: 'address', origin: 'http://proxy.example:3128' } as const
const environment = { HTTPS_PROXY: 'http://me:mine@env.example:8080', NO_PROXY: 'inside.example' }
const system = async (): Promise<string> => 'PROXY sys.example:1; DIRECT'

test.each<[string, string, Partial<ProxyRules>, string]>([
  ['nothing is said', 'https://graph.example/x', {}, 'direct'],
  ['a person named one', 'https://graph.example/x', { choice: company }, 'http://proxy.example:3128'],
  ['a person wants none', 'https://graph.example/x', { choice: { way: 'none' }, environment, system }, 'direct'],
  [
    'the environment',
    'https://graph.example/x',
    { choice: { way: 'environment' }, environment, system },
    'http://env.example:8080 as me:mine',
  ],
  ['NO_PROXY', 'https://a.inside.example/x', { choice: { way: 'environment' }, environment }, 'direct'],
  ['NO_PROXY and a named one', 'https://inside.example/x', { choice: company, environment }, 'direct'],
  ['the system', 'https://graph.example/x', { system, environment }, 'http://sys.example:1, direct'],
  [
    'no system to ask: the environment',
    'https://graph.example/x',
    { environment },
    'http://env.example:8080 as me:mine',
  ],
])('%s: %s', async (_, address, rules, expected) => {
  expect(await way(address, rules)).toBe(expected)
})

test.each([
  'http://127.0.0.1:8080/x',
  'https://localhost/x',
  'https://a.localhost/',
  'http://[::1]:1/',
  'http://127.9.9.9/',
])('a loopback address is given to no proxy, whoever names one: %s', async (address) => {
  const everybody = { choice: company, environment: { ALL_PROXY: 'http://env.example:1' }, system }
  for (const choice of [company, { way: 'system' }, { way: 'environment' }] as const) {
    expect(await way(address, { ...everybody, choice })).toBe('direct')
  }
})

test('the system is asked about the place only: what else stands in an upload address is a secret', async () => {
  const asked: string[] = []
  const ask = async (address: string): Promise<string> => {
    asked.push(address)
    return 'DIRECT'
  }
  await way('https://up.example:8443/tempauth/secret?token=secret#secret', { system: ask })
  await way('https://up.example/tempauth?x', { system: ask })
  expect(asked).toEqual(['https://up.example:8443/', 'https://up.example/'])
})

test('a login goes to the proxy it was given for, by whichever way that one is named, and to no other', async () => {
  const login = { origin: company.origin, user: 'ana', password: 'hers' }
  expect(await way('https://a.example/', { choice: company, login })).toBe('http://proxy.example:3128 as ana:hers')
  const named = async (): Promise<string> =>
    'PROXY proxy.example:3128; PROXY proxy.example:3129; HTTPS proxy.example:3128'
  expect(await way('https://a.example/', { system: named, login })).toBe(
    'http://proxy.example:3128 as ana:hers, http://proxy.example:3129, https://proxy.example:3128',
  )
  expect(await way('https://a.example/', { system, login })).toBe('http://sys.example:1, direct')
  const known = async (): Promise<string> => 'PROXY env.example:8080; PROXY evil.example:8080'
  expect(await way('https://a.example/', { system: known, environment })).toBe(
    'http://env.example:8080 as me:mine, http://evil.example:8080',
  )
})

test('where nobody can say by which way, nothing goes straight instead', async () => {
  await expect(way('https://a.example/', { system: async () => 'what?' })).rejects.toThrow('nothing that can be read')
  await expect(way('https://a.example/', { system: () => Promise.reject(new Error('gone')) })).rejects.toThrow('gone')
})
