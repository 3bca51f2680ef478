import { expect, test } from 'vitest'
import { type FavouriteParts, Favourites } from '../../../src/main/services/favourites.ts'
import { fail, failure, ok } from '../../../src/shared/failure.ts'
import { someAccount } from '../../support/memory-accounts.ts'

function favourites(recent: readonly string[] = []) {
  const stored: Record<string, unknown> = {}
  const denied = new Set<string>()
  const parts = {
    store: {
      settings: async () => ({ ...stored }),
      putSetting: async (key: string, value: unknown) => {
        // As slow as a disk: changes that arrive together must not undo each other.
        await new Promise((resolve) => setImmediate(resolve))
        stored[key] = JSON.parse(JSON.stringify(value))
      },
      recentPlaces: async () => recent.map((address) => ({ address, account: 'work' })),
    },
    accounts: {
      choose: async (_: unknown, to: string) =>
        to.startsWith('onedrive:')
          ? ok(someAccount({ name: 'work' }))
          : fail(failure('no-account', { destination: to })),
      list: async () => [{ name: 'work' }],
    },
    isAllowed: (address: string) => !denied.has(address),
  } as unknown as FavouriteParts
  return { stored, denied, open: () => new Favourites(parts) }
}

test('are kept in their order, by names that differ, over a restart', async () => {
  const world = favourites()
  const first = world.open()
  await Promise.all([
    first.add({ address: 'onedrive:/A/Scans' }),
    first.add({ address: 'onedrive:/B/Scans/' }),
    first.add({ address: 'onedrive:/C', name: 'See' }),
  ])
  expect((await world.open().list()).favourites).toEqual([
    { name: 'Scans', address: 'onedrive:/A/Scans', account: 'work' },
    { name: 'Scans (2)', address: 'onedrive:/B/Scans', account: 'work' },
    { name: 'See', address: 'onedrive:/C', account: 'work' },
  ])
  const taken = await first.add({ address: 'onedrive:/D', name: 'see' })
  expect(taken).toMatchObject({ ok: false, failure: { code: 'usage' } })
  // The same place again is only called otherwise.
  expect(await first.add({ address: 'onedrive:/C', name: 'Ocean' })).toMatchObject({ ok: true })
  expect(await first.remove('scans')).toEqual(ok({}))
  expect(await first.remove('scans')).toMatchObject({ ok: false, failure: { code: 'not-found' } })
  expect((await world.open().list()).favourites.map(({ name }) => name)).toEqual(['Scans (2)', 'Ocean'])
})

test('recent places are those that are not kept; what is not allowed is not offered', async () => {
  const world = favourites([
    'onedrive:/A',
    'onedrive:/B',
    'onedrive:/C',
    'onedrive:/D',
    'onedrive:/E',
    'onedrive:/F',
    'onedrive:/G',
  ])
  const at = world.open()
  await at.add({ address: 'onedrive:/B' })
  world.denied.add('onedrive:/C')
  const { recent } = await at.list()
  expect(recent.map(({ address }) => address)).toEqual(['A', 'D', 'E', 'F', 'G'].map((name) => `onedrive:/${name}`))
  world.denied.add('onedrive:/B')
  expect((await at.list()).favourites).toEqual([])
  expect(await at.add({ address: 'box:/A' })).toMatchObject({ ok: false, failure: { code: 'no-account' } })
})

test('what somebody else wrote in their place is none', async () => {
  const world = favourites()
  world.stored['favourites'] = [{ name: '' }]
  expect(await world.open().list()).toEqual({ favourites: [], recent: [] })
})
