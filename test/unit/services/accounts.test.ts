import { expect, test } from 'vitest'
import type { Account, Person } from '../../../src/main/engine/ports/account.ts'
import { Accounts } from '../../../src/main/services/accounts.ts'
import { ok } from '../../../src/shared/failure.ts'
import { ManualClock } from '../../fakes/clock.ts'
import { MemoryAccounts, someAccount } from '../../support/memory-accounts.ts'

/** As a service says it that knows each by another id. */
function personOf(user: string | null): Person | null {
  return user === null ? null : { id: `id of ${user.toLowerCase()}`, user }
}

const old = { accessToken: 'old', expiresAt: null, refreshToken: null }

async function bench(changes: Partial<Account> = {}) {
  const store = new MemoryAccounts()
  const account = someAccount({ name: 'work', kind: 'microsoft', user: 'Ana@contoso.example', ...changes })
  await store.putAccount(account, old)
  const did: string[] = []
  const world = { user: 'ana@contoso.example' as string | null, uses: 0, meanwhile: async () => {} }
  const tried = async () => {
    await world.meanwhile()
    return ok(personOf(world.user))
  }
  const stored = async ({ user }: Account) => ok(personOf(user))
  const clock = new ManualClock()
  const accounts = new Accounts({
    store,
    clock,
    whoAmI: { userOf: stored, userWith: tried },
    isSafeRoot: () => true,
    refusalOf: () => null,
    destinationRefusalOf: () => null,
    canServe: () => true,
    signedIn: async (name) => void did.push(`signed in ${name}`),
    note: () => {},
    removeUnused: async ({ name }) => {
      if (world.uses === 0) await store.removeAccount(name)
      return world.uses
    },
    goodbyeOf: async ({ name }) => {
      const tokens = await store.tokens(name)
      return async () => {
        did.push(`ended ${tokens?.accessToken}, ${(await store.accounts()).length} left`)
      }
    },
  })
  return { accounts, store, clock, world, did, account }
}

const fresh = { accessToken: 'fresh' }
const { signal } = new AbortController()

test('tokens in a file are taken where they are the same person’s, and say nothing of consents and challenges', async () => {
  const { accounts, store, did } = await bench({ signedOut: true, consents: ['todo'], claims: '{"a":1}' })
  expect(await accounts.signIn('work', { tokens: fresh }, signal)).toMatchObject({
    ok: true,
    value: { state: 'ready' },
  })
  expect(await store.tokens('work')).toMatchObject(fresh)
  const [account] = await store.accounts()
  expect(account).toMatchObject({ user: 'ana@contoso.example', signedOut: false, claims: null })
  expect(account?.consents).toBeUndefined()
  expect(did).toEqual(['signed in work'])
})

test.each([
  ['ben@contoso.example', 'sign-in-other-user'],
  [null, 'bad-response'],
])('tokens of %s are refused: %s', async (user, code) => {
  const { accounts, store, clock, world, did, account } = await bench({
    consents: ['todo'],
    claims: '{"a":1}',
    userId: 'id of ana@contoso.example',
  })
  world.user = user
  const refused = accounts.signIn('work', { tokens: fresh }, signal)
  await clock.advance(7_000)
  expect(await refused).toMatchObject({ ok: false, failure: { code } })
  expect([await store.accounts(), await store.tokens('work'), did]).toEqual([[account], old, []])
})

test('an account that was added anew under the name meanwhile is left alone', async () => {
  const { accounts, store, world, account } = await bench()
  const other = { ...account, createdAt: account.createdAt + 1 }
  world.meanwhile = () => store.putAccount(other, old)
  const refused = await accounts.signIn('work', { tokens: fresh }, signal)
  expect(refused).toMatchObject({ ok: false, failure: { code: 'account-unknown' } })
  expect([await store.accounts(), await store.tokens('work')]).toEqual([[other], old])
})

test('tokens are ended once the account is gone, so that nothing is added to it meanwhile', async () => {
  const { accounts, store, did, world } = await bench()
  world.uses = 1
  expect(await accounts.remove('work')).toMatchObject({ ok: false, failure: { code: 'not-now' } })
  expect([did, (await store.accounts()).length]).toEqual([[], 1])
  world.uses = 0
  expect(await accounts.remove('work')).toMatchObject({ ok: true })
  expect(did).toEqual(['ended old, 0 left'])
})
