import { expect, test } from 'vitest'
import { createClientIdOf } from '../../../src/main/services/client-ids.ts'
import { Settings } from '../../../src/main/services/settings.ts'

function clientIds(environment: Record<string, string>) {
  const stored: Record<string, unknown> = {}
  const store = {
    settings: async () => stored,
    putSetting: async (key: string, value: unknown) => void (stored[key] = value),
    proxyLogin: async () => null,
    putProxyLogin: async () => undefined,
  }
  const settings = new Settings(store, { lockOf: () => null, atMost: () => null, contact: null })
  return { settings, of: createClientIdOf(settings, environment) }
}

test('setting `accounts.boxClientId`: it is the client for Box, where neither a flag nor the environment names one', async () => {
  const { settings, of } = clientIds({})
  expect(await of('box', undefined)).toBeNull()
  await settings.set('accounts.boxClientId', 'ours')
  expect([await of('box', undefined), await of('box', 'flag'), await of('microsoft', undefined)]).toEqual([
    'ours',
    'flag',
    null,
  ])
  const other = clientIds({ LONGSHORE_BOX_CLIENT_ID: 'given' })
  await other.settings.set('accounts.boxClientId', 'ours')
  expect(await other.of('box', undefined)).toBe('given')
})
