/** What a refresh and a person's new sign-in do to each other: nothing. And what a challenge wants of the next token. */

import type { ServerResponse } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import type { Tokens } from '../../../src/main/engine/ports/account.ts'
import { Http } from '../../../src/main/net/http.ts'
import { entraRenewal } from '../../../src/main/net/renewals.ts'
import { createTokenSource } from '../../../src/main/net/tokens.ts'
import { failure } from '../../../src/shared/failure.ts'
import { ManualClock } from '../../fakes/clock.ts'
import { MemoryAccounts, someAccount } from '../../support/memory-accounts.ts'
import { answerJson, bodyOfRequest, httpServer } from '../../support/raw-server.ts'

const account = someAccount({ name: 'work' })
const bySomebody: Tokens = { accessToken: 'signed-in', expiresAt: null, refreshToken: 'by-person' }

type Answer = (n: number, res: ServerResponse, form: URLSearchParams) => unknown

/** Every request is asked of `answer` before anything is said. */
async function start(answer: Answer, expiresAt: number | null = null) {
  const accounts = new MemoryAccounts()
  const forms: URLSearchParams[] = []
  const loginUrl = await httpServer((req, res) => {
    void bodyOfRequest(req).then((body) => {
      const form = new URLSearchParams(body.toString())
      return answer(forms.push(form), res, form)
    })
  })
  await accounts.putAccount(account, { accessToken: 'access-0', expiresAt, refreshToken: 'refresh-0' })
  const http = new Http({ version: '0' })
  onTestFinished(() => http.destroy())
  const renewal = entraRenewal({ loginUrl, tenant: null, clientId: 'app' })
  const source = createTokenSource({ account, renewal, store: accounts, http, clock: new ManualClock() })
  const stored = async () => (await accounts.accounts())[0]
  return { accounts, forms, source, stored }
}

function pair(n: number) {
  return { access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in: 3599 }
}

test('a refresh that ends after somebody signed in anew keeps its tokens to itself', async () => {
  const { accounts, source, stored } = await start(async (n, res) => {
    await accounts.putAccount({ ...account, user: 'me@example.org' }, bySomebody)
    answerJson(res, 200, pair(n))
  })
  const got = await Promise.all([source.renew('access-0'), source.renew('access-0')])
  expect(got).toEqual([1, 2].map(() => ({ ok: true, value: 'signed-in' })))
  expect(await accounts.tokens('work')).toEqual(bySomebody)
  expect(await stored()).toMatchObject({ signedOut: false, user: 'me@example.org' })
})

test('a refusal of the tokens before signs nobody out who has signed in anew', async () => {
  const { accounts, source, stored } = await start(async (_, res) => {
    await accounts.putAccount(account, bySomebody)
    answerJson(res, 400, { error: 'invalid_grant' })
  })
  expect(await source.renew('access-0')).toEqual({ ok: true, value: 'signed-in' })
  expect((await stored())?.signedOut).toBe(false)
})

test('whoever joined a refresh of the tokens before gets one of the new ones', async () => {
  const { accounts, source, forms } = await start(async (n, res) => {
    if (n === 1) {
      await accounts.putAccount(account, bySomebody)
      // Refused with the new token while the refresh of the old one is still on its way.
      joined = source.renew('signed-in')
    }
    answerJson(res, 200, pair(n))
  })
  let joined = Promise.resolve<unknown>(null)
  expect(await source.renew('access-0')).toMatchObject({ ok: true })
  expect(await joined).toEqual({ ok: true, value: 'access-2' })
  expect(forms.map((form) => form.get('refresh_token'))).toEqual(['refresh-0', 'by-person'])
})

test('whoever was refused just before a refresh ended uses up no second refresh token', async () => {
  const { accounts, source, forms } = await start((n, res) => answerJson(res, 200, pair(n)))
  const tokens = accounts.tokens.bind(accounts)
  let late = Promise.resolve<unknown>(null)
  const replace = accounts.replaceTokens.bind(accounts)
  accounts.replaceTokens = async (...args) => {
    const done = await replace(...args)
    // Its question is asked once the refresh is over, of a reading from before.
    setImmediate(() => {
      late = source.renew('access-0')
    })
    return done
  }
  expect(await source.renew('access-0')).toEqual({ ok: true, value: 'access-1' })
  await expect.poll(() => late).toEqual({ ok: true, value: 'access-1' })
  expect(forms).toHaveLength(1)
  expect(await tokens('work')).toMatchObject({ refreshToken: 'refresh-1' })
})

test('an account that is gone meanwhile stays gone', async () => {
  const { accounts, source } = await start(async (n, res) => {
    await accounts.removeAccount('work')
    answerJson(res, 200, pair(n))
  })
  expect(await source.renew('access-0')).toEqual({ ok: false, failure: failure('signed-out', { account: 'work' }) })
  expect(await accounts.accounts()).toEqual([])
  expect(await accounts.tokens('work')).toBeNull()
})

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'

test('every refresh says that we take challenges, and one for a challenge what it wants', async () => {
  const { source, forms } = await start((n, res) => answerJson(res, 200, pair(n)))
  await source.renew('access-0')
  await source.renew('access-1', claims)
  expect(forms.map((form) => JSON.parse(form.get('claims') ?? ''))).toEqual([
    { access_token: { xms_cc: { values: ['cp1'] } } },
    { access_token: { nbf: { essential: true, value: '1' }, xms_cc: { values: ['cp1'] } } },
  ])
})

test.each([
  [
    'its own',
    { claims: '{"access_token":{"polids":{"essential":true}}}' },
    '{"access_token":{"polids":{"essential":true}}}',
  ],
  ['those of the challenge', {}, claims],
  ['and none that make no sense', { claims: 7 }, claims],
])('what a refusal wants is kept for the next sign-in: %s', async (_, more, kept) => {
  const { source, stored } = await start((_n, res) => answerJson(res, 400, { error: 'interaction_required', ...more }))
  expect(await source.renew('access-0', claims)).toMatchObject({ ok: false, failure: { code: 'signed-out' } })
  expect(await stored()).toMatchObject({ signedOut: true, claims: kept })
})

test('a new token that is refused is given up, unless there is a newer one', async () => {
  const { accounts, source, stored } = await start(() => undefined)
  expect(await source.giveUp('an older one', claims)).toEqual({ ok: true, value: 'access-0' })
  expect((await stored())?.signedOut).toBe(false)
  expect(await source.giveUp('access-0', claims)).toMatchObject({ ok: false, failure: { code: 'signed-out' } })
  expect(await stored()).toMatchObject({ signedOut: true, claims })
  expect(await accounts.tokens('work')).toMatchObject({ accessToken: 'access-0' })
})
