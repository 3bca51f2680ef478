import { expect, test } from 'vitest'
import type { Account } from '../../../src/main/engine/ports/account.ts'
import type { Connection, Connections } from '../../../src/main/engine/ports/http.ts'
import { canServe, createProviders, kindsWithLinks } from '../../../src/main/providers/index.ts'
import { parseDestination } from '../../../src/shared/destination.ts'
import { fail, failure, ok } from '../../../src/shared/failure.ts'
import { ManualClock } from '../../fakes/clock.ts'
import { MemoryAccounts, someAccount } from '../../support/memory-accounts.ts'

const connection: Connection = {
  account: 'work',
  graphUrl: 'https://graph.example',
  box: null,
  http: { request: () => Promise.reject(new Error('nothing is asked')), refusalOf: () => null },
}

async function start(connect: Connections['connect'] = async () => ok(connection), account: Partial<Account> = {}) {
  const accounts = new MemoryAccounts()
  await accounts.putAccount(someAccount({ name: 'work', kind: 'microsoft', ...account }))
  return createProviders({ accounts, connections: { connect }, clock: new ManualClock() })
}

test('an account serves the addresses of its kind, by one provider', async () => {
  const providers = await start()
  const first = await providers.serving('work', 'onedrive:/Scans')
  const second = await providers.serving('work', 'onedrive:drives/D')
  expect(await providers.serving('work', 'outlook:messages/M')).toMatchObject({ value: { kind: 'outlook' } })
  expect(await providers.serving('work', 'print:shares/P')).toMatchObject({ value: { kind: 'print' } })
  expect(await providers.serving('work', 'todo:lists/L/tasks/T')).toMatchObject({ value: { kind: 'todo' } })
  expect(first).toMatchObject({ ok: true, value: { kind: 'onedrive' } })
  expect(first.ok && second.ok && first.value === second.value).toBe(true)
})

test('the table says of exactly those providers that they have links that have the call for it', async () => {
  const both = { ...connection, box: { apiUrl: 'https://box.example', uploadUrl: 'https://upload.box.example' } }
  const providers = await start(async () => ok(both), { kind: 'practice' })
  const addresses = ['onedrive:/', 'outlook:messages/M', 'print:shares/P', 'todo:lists/L/tasks/T', 'box:/']
  const found: string[] = []
  for (const address of addresses) {
    const served = await providers.serving('work', address)
    if (served.ok && served.value.share !== undefined) found.push(served.value.kind)
  }
  expect(found).toEqual(['onedrive', 'box'])
  expect(kindsWithLinks()).toEqual(found)
})

test('a new connection starts anew', async () => {
  const providers = await start(async () => ok({ ...connection }))
  const first = await providers.serving('work', 'onedrive:/')
  const second = await providers.serving('work', 'onedrive:/')
  expect(first.ok && second.ok && first.value !== second.value).toBe(true)
})

test.each([
  ['other', 'onedrive:/', 'no-account'],
  ['work', 'onedrive:', 'address-invalid'],
  ['work', 'outlook:messages/', 'address-invalid'],
])('%s for %s: %s', async (name, destination, code) => {
  const providers = await start()
  expect(await providers.serving(name, destination)).toMatchObject({ ok: false, failure: { code } })
})

test('an account without Graph serves nothing of Graph', async () => {
  const providers = await start(async () => ok({ ...connection, graphUrl: null }))
  const kinds = ['onedrive:/', 'outlook:messages/M', 'todo:lists/L/tasks/T']
  for (const destination of kinds) {
    const served = await providers.serving('work', destination)
    expect(served).toMatchObject({ ok: false, failure: { code: 'address-not-supported', facts: { destination } } })
  }
})

test('what stands in the way of the connection is told, with the destination', async () => {
  const providers = await start(async () => fail(failure('signed-out', { account: 'work' })))
  expect(await providers.serving('work', 'onedrive:/')).toEqual({
    ok: false,
    failure: { code: 'signed-out', facts: { account: 'work', destination: 'onedrive:/' } },
  })
})

test('which kinds of accounts there are for an address', () => {
  const parsed = parseDestination('onedrive:/')
  if (!parsed.ok) throw new Error('no address')
  expect(canServe('microsoft', parsed.value)).toBe(true)
  expect(canServe('practice', parsed.value)).toBe(true)
})
