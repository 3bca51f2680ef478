import { expect, test } from 'vitest'
import type { StoredProxyLogin } from '../../../src/main/engine/ports/proxy-login.ts'
import { Settings } from '../../../src/main/services/settings.ts'

const proxy = 'http://proxy.example:3128'
const login = { user: 'ana', password: 'hers' }

/** A store in memory, and what an administrator may have decided of the proxy. */
function bench(locked: string | null = null) {
  const stored: Record<string, unknown> = {}
  let kept: StoredProxyLogin | null = null
  const told: string[] = []
  const store = {
    settings: async () => stored,
    putSetting: async (key: string, value: unknown) => void (stored[key] = value),
    proxyLogin: async () => kept,
    putProxyLogin: async (one: StoredProxyLogin | null) => void (kept = one),
  }
  const lockOf = (key: string) => (locked !== null && key === 'network.proxy' ? { value: locked } : null)
  const settings = new Settings(store, { lockOf, atMost: () => null, contact: null })
  settings.listen((key) => void told.push(key))
  return { settings, stored, told, login: () => kept }
}

test('a login is kept with the proxy that it was given for, and forgotten with it', async () => {
  const { settings, login: kept } = bench()
  expect((await settings.set('network.proxy', proxy, login)).ok).toBe(true)
  expect(kept()).toEqual({ origin: proxy, ...login })
  for (const same of ['system', 'environment', proxy, 'HTTP://Proxy.Example:3128/']) {
    expect((await settings.set('network.proxy', same)).ok, same).toBe(true)
    expect(kept(), same).not.toBeNull()
  }
  await settings.set('network.proxy', 'http://other.example:3128')
  expect(kept()).toBeNull()
  await settings.set('network.proxy', proxy, login)
  await settings.set('network.proxy', 'none')
  expect(kept()).toBeNull()
})

test.each([
  ['another setting', 'network.caFile', null],
  ['no address', 'network.proxy', 'system'],
])('a login with %s is refused', async (_, key, value) => {
  const { settings, login: kept, told } = bench()
  expect(await settings.set(key, value, login)).toMatchObject({ ok: false, failure: { code: 'usage' } })
  expect([kept(), told]).toEqual([null, []])
})

test('where the administrator decided on the proxy, its login is still a person’s to give, and nothing else is', async () => {
  const { settings, stored, login: kept, told } = bench(proxy)
  const refused = { ok: false, failure: { code: 'setting-locked' } }
  expect(await settings.set('network.proxy', 'none')).toMatchObject(refused)
  expect(await settings.set('network.proxy', proxy)).toMatchObject(refused)
  expect(await settings.set('network.proxy', 'http://other.example:3128', login)).toMatchObject(refused)
  expect([kept(), told]).toEqual([null, []])
  expect(await settings.set('network.proxy', proxy, login)).toMatchObject({ ok: true, value: { value: proxy } })
  expect(kept()).toEqual({ origin: proxy, ...login })
  expect(told).toEqual(['network.proxy'])
  expect(stored).toEqual({})
})
