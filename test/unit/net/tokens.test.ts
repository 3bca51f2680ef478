import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Tokens } from '../../../src/main/engine/ports/account.ts'
import { Http } from '../../../src/main/net/http.ts'
import { boxRenewal, entraRenewal } from '../../../src/main/net/renewals.ts'
import { createTokenSource } from '../../../src/main/net/tokens.ts'
import { FailureError, failure } from '../../../src/shared/failure.ts'
import { ManualClock } from '../../fakes/clock.ts'
import { MemoryAccounts, someAccount } from '../../support/memory-accounts.ts'
import { answerJson, bodyOfRequest, httpServer } from '../../support/raw-server.ts'

const minute = 60_000

interface Options {
  readonly tokens?: Partial<Tokens>
  readonly clientId?: string | null
  /** Answers the nth request, from 1. Without it every refresh brings the next pair. */
  readonly answer?: (n: number, res: ServerResponse, form: URLSearchParams) => void
}

async function start({ tokens, clientId = 'app', answer }: Options = {}) {
  const clock = new ManualClock()
  const accounts = new MemoryAccounts()
  const asked: { url: string; form: Record<string, string>; headers: IncomingMessage['headers'] }[] = []
  const loginUrl = await httpServer((req, res) => {
    void bodyOfRequest(req).then((body) => {
      const form = new URLSearchParams(body.toString())
      asked.push({ url: String(req.url), form: Object.fromEntries(form), headers: req.headers })
      const n = asked.length
      if (answer) return answer(n, res, form)
      return answerJson(res, 200, { access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in: 3599 })
    })
  })
  const account = someAccount({ name: 'work' })
  const renewal = entraRenewal({ loginUrl, tenant: 'contoso', clientId })
  const stored = { accessToken: 'access-0', expiresAt: clock.now() + 60 * minute, refreshToken: 'refresh-0', ...tokens }
  await accounts.putAccount(account, stored)
  const http = new Http({ version: '0' })
  onTestFinished(() => http.destroy())
  const source = createTokenSource({ account, renewal, store: accounts, http, clock })
  const isSignedOut = async () => (await accounts.accounts())[0]?.signedOut
  return { clock, accounts, asked, source, isSignedOut, http, renewal, account }
}

test('a good token is used as it is', async () => {
  const { source, asked } = await start()
  expect(await source.get()).toEqual({ ok: true, value: 'access-0' })
  expect(asked).toEqual([])
})

test("Box's way: at its own address, with the client's secret, and the next pair durable before it is used", async () => {
  const { asked, accounts, http, clock, renewal: entra } = await start({ tokens: { expiresAt: null } })
  const account = someAccount({ name: 'box', kind: 'box' })
  const pair = { accessToken: 'access-0', expiresAt: null, refreshToken: 'refresh-0' }
  await accounts.putAccount(account, pair, 'secret-1')
  const boxUrl = new URL(entra?.endpoint ?? '').origin
  const renewal = boxRenewal({ boxUrl, clientId: 'box-app' })
  const source = createTokenSource({ account, renewal, store: accounts, http, clock })
  const got = await Promise.all([1, 2, 3, 4].map(() => source.renew('access-0')))
  expect(got).toEqual([1, 2, 3, 4].map(() => ({ ok: true, value: 'access-1' })))
  expect(asked).toMatchObject([
    {
      url: '/oauth2/token',
      form: {
        grant_type: 'refresh_token',
        client_id: 'box-app',
        client_secret: 'secret-1',
        refresh_token: 'refresh-0',
      },
    },
  ])
  expect(await accounts.tokens('box')).toMatchObject({ accessToken: 'access-1', refreshToken: 'refresh-1' })
  // The app has a new secret: no restart is needed.
  await accounts.putAccount(account, undefined, 'secret-2')
  expect(await source.renew('access-1')).toEqual({ ok: true, value: 'access-2' })
  expect(asked[1]?.form).toMatchObject({ client_secret: 'secret-2', refresh_token: 'refresh-1' })
})

test('in another network an answer that brings the only next pair is waited for, while others are cut', async () => {
  let answerNow = (): void => undefined
  const { accounts, renewal, account, clock, asked } = await start({
    answer: (n, res) => {
      if (n > 1) return
      answerNow = () => answerJson(res, 200, { access_token: 'access-1', refresh_token: 'refresh-1' })
    },
  })
  const http = new Http({ version: '0', limits: { doubtMs: 100 } })
  onTestFinished(() => http.destroy())
  const source = createTokenSource({ account, renewal, store: accounts, http, clock })
  const renewing = source.renew('access-0')
  await expect.poll(() => asked.length).toBe(1)
  const { signal } = new AbortController()
  const url = renewal?.endpoint ?? ''
  const other = http.request({ method: 'POST', url, body: Buffer.from('x'), signal, publicOnly: false })
  await expect.poll(() => asked.length).toBe(2)
  http.connectionsDoubted()
  expect(await other).toMatchObject({ failure: { code: 'interrupted' } })
  answerNow()
  expect(await renewing).toEqual({ ok: true, value: 'access-1' })
  expect(accounts.stored).toMatchObject([{ refreshToken: 'refresh-1' }])
})

test('a client secret that is locked is said, and nothing is asked', async () => {
  const { source, accounts, asked } = await start()
  accounts.clientSecret = () => Promise.reject(new FailureError(failure('secrets-locked', { detail: 'no key' })))
  expect(await source.renew('access-0')).toMatchObject({ ok: false, failure: { code: 'secrets-locked' } })
  expect(asked).toEqual([])
})

test('a token without an end is used until it is refused', async () => {
  const { source, asked } = await start({ tokens: { expiresAt: null } })
  expect(await source.get()).toEqual({ ok: true, value: 'access-0' })
  expect(await source.renew('access-0')).toEqual({ ok: true, value: 'access-1' })
  expect(asked).toHaveLength(1)
})

test('fault-A01 it is renewed ahead of its end, once for all who ask', async () => {
  const { source, asked, clock, accounts } = await start()
  await clock.advance(56 * minute)
  const got = await Promise.all(Array.from({ length: 20 }, () => source.get()))
  expect(got).toEqual(Array.from({ length: 20 }, () => ({ ok: true, value: 'access-1' })))
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({
    url: '/contoso/oauth2/v2.0/token',
    form: { grant_type: 'refresh_token', client_id: 'app', refresh_token: 'refresh-0' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(asked[0]?.headers.authorization).toBeUndefined()
  expect(accounts.stored).toEqual([
    { accessToken: 'access-1', refreshToken: 'refresh-1', expiresAt: clock.now() + 3_599_000 },
  ])
  await clock.advance(59 * minute)
  expect(await source.get()).toEqual({ ok: true, value: 'access-2' })
  expect(asked[1]?.form['refresh_token']).toBe('refresh-1')
})

test('a token that was refused is renewed once for all who were refused with it', async () => {
  const { source, asked } = await start()
  const got = await Promise.all([source.renew('access-0'), source.renew('access-0')])
  expect(got).toEqual([
    { ok: true, value: 'access-1' },
    { ok: true, value: 'access-1' },
  ])
  expect(await source.renew('access-0')).toEqual({ ok: true, value: 'access-1' })
  expect(asked).toHaveLength(1)
})

test('an answer without a new refresh token keeps the old one', async () => {
  const { source, accounts } = await start({
    answer: (n, res) => answerJson(res, 200, { access_token: `access-${n}`, expires_in: '3599' }),
  })
  await source.renew('access-0')
  expect(accounts.stored[0]).toMatchObject({ refreshToken: 'refresh-0' })
})

describe('fault-A02 nobody can renew it', () => {
  test.each(['invalid_grant', 'interaction_required', 'unauthorized_client'])('%s', async (error) => {
    const { source, asked, isSignedOut } = await start({
      answer: (_, res) => answerJson(res, 400, { error, error_description: 'AADSTS: secret words' }),
    })
    const got = await source.renew('access-0')
    expect(got).toEqual({ ok: false, failure: failure('signed-out', { account: 'work' }) })
    expect(await isSignedOut()).toBe(true)
    expect(asked).toHaveLength(1)
  })

  test('there is no refresh token', async () => {
    const { source, clock, isSignedOut } = await start({ tokens: { refreshToken: null } })
    await clock.advance(58 * minute)
    expect(await source.get()).toMatchObject({ ok: true })
    expect(await isSignedOut()).toBe(false)
    await clock.advance(3 * minute)
    expect(await source.get()).toMatchObject({ ok: false, failure: { code: 'signed-out' } })
    expect(await isSignedOut()).toBe(true)
  })

  test('there is no app to renew it with', async () => {
    const { source } = await start({ clientId: null })
    expect(await source.renew('access-0')).toMatchObject({ ok: false, failure: { code: 'signed-out' } })
  })

  test('there are no tokens at all', async () => {
    const { source, accounts, account } = await start()
    await accounts.removeAccount('work')
    await accounts.putAccount(account)
    expect(await source.get()).toMatchObject({ ok: false, failure: { code: 'signed-out' } })
  })
})

describe('the sign-in service is in trouble', () => {
  test.each([
    [500, undefined, 'server-error'],
    [503, '30', 'throttled'],
    [429, '30', 'throttled'],
    [200, undefined, 'bad-response'],
    [404, undefined, 'bad-response'],
  ])('%i', async (status, retryAfter, code) => {
    const { source, clock, isSignedOut } = await start({
      answer: (_, res) => answerJson(res, status, {}, retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    })
    const got = await source.renew('access-0')
    expect(got).toMatchObject({ ok: false, failure: { code } })
    if (!got.ok && code === 'throttled') expect(got.failure.notBefore).toBe(clock.now() + 30_000)
    expect(await isSignedOut()).toBe(false)
  })

  test('while the old token lives, that holds nobody up', async () => {
    const { source, clock } = await start({ answer: (_, res) => answerJson(res, 500, {}) })
    await clock.advance(56 * minute)
    expect(await source.get()).toEqual({ ok: true, value: 'access-0' })
    await clock.advance(5 * minute)
    expect(await source.get()).toMatchObject({ ok: false, failure: { code: 'server-error' } })
  })
})

describe('the store is in trouble', () => {
  test('fault-A04 nobody uses what is not durable, and it is not lost', async () => {
    const { source, accounts, asked } = await start()
    accounts.trouble = new Error('SQLITE_FULL')
    expect(await source.renew('access-0')).toMatchObject({ ok: false, failure: { code: 'store-failed' } })
    expect(accounts.stored).toEqual([])
    // The old refresh token is used up; the new one must come out of memory.
    expect(await source.get()).toEqual({ ok: true, value: 'access-1' })
    expect(accounts.stored).toMatchObject([{ refreshToken: 'refresh-1' }])
    expect(asked).toHaveLength(1)
  })

  test('but what a new sign-in stored meanwhile is newer', async () => {
    const { source, accounts } = await start()
    accounts.trouble = new Error('SQLITE_FULL')
    await source.renew('access-0')
    await accounts.putTokens('work', { accessToken: 'signed-in', expiresAt: null, refreshToken: 'by-person' })
    expect(await source.get()).toEqual({ ok: true, value: 'signed-in' })
    expect(await source.get()).toEqual({ ok: true, value: 'signed-in' })
  })

  test("the store's own failure is told", async () => {
    const { source, accounts } = await start()
    accounts.trouble = new FailureError(failure('disk-full-here'))
    expect(await source.renew('access-0')).toEqual({ ok: false, failure: failure('disk-full-here') })
  })

  test('a data key that does not fit is no sign-out', async () => {
    const { source, accounts, isSignedOut } = await start()
    accounts.tokens = () => Promise.reject(new FailureError(failure('secrets-locked', { detail: 'no key' })))
    expect(await source.get()).toMatchObject({ ok: false, failure: { code: 'secrets-locked' } })
    expect(await isSignedOut()).toBe(false)
  })
})
