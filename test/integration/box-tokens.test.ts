/**
 * The sign-in of a Box account, against the practice cloud's own: renewed once for all, kept, and lost honestly. At the
 * connection alone: the titles carry no numbers of faults, which stand for what the whole engine makes of them.
 */

import { expect, onTestFinished, test } from 'vitest'
import type { Account } from '../../src/main/engine/ports/account.ts'
import type { Clock } from '../../src/main/engine/ports/clock.ts'
import type { HttpAnswer, HttpPort, HttpRequest } from '../../src/main/engine/ports/http.ts'
import { rootsOf } from '../../src/main/net/account-roots.ts'
import { AccountConnections } from '../../src/main/net/connections.ts'
import { Http } from '../../src/main/net/http.ts'
import type { Result } from '../../src/shared/failure.ts'
import { MemoryAccounts, someAccount } from '../support/memory-accounts.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { BoxPractice, digest, partSize } from './practice-box-client.ts'
import type { Json } from './practice-client.ts'

const wallClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: () => Promise.reject(new Error('nobody sleeps here')),
}

const bytes = pseudoRandom(4 * partSize, 11)

interface Bench {
  readonly box: BoxPractice
  readonly accounts: MemoryAccounts
  readonly http: HttpPort
  readonly account: Account
  readonly refreshToken: string
  readonly revoke: () => Promise<unknown>
  readonly refreshes: () => Promise<Json[]>
}

async function start(switches: object = {}, clientSecret = 'longshore-secret'): Promise<Bench> {
  const box = await BoxPractice.start(switches)
  const { boxUrl, boxUploadUrl } = box.practice.cloud
  const client = new Http({ version: '0.0.0' })
  onTestFinished(() => client.destroy())
  const accounts = new MemoryAccounts()
  const account = someAccount({ name: 'box', kind: 'box', clientId: 'longshore', boxUrl, boxUploadUrl })
  const given = await box.practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
  const { accessToken, refreshToken } = given
  await accounts.putAccount(account, { accessToken, refreshToken, expiresAt: null }, clientSecret)
  const connections = new AccountConnections({
    http: client,
    store: accounts,
    clock: wallClock,
    rootsOf: (one) => rootsOf(one, null),
  })
  const connected = await connections.connect(account)
  if (!connected.ok) throw new Error('not connected')
  return {
    box,
    accounts,
    http: connected.value.http,
    account,
    refreshToken,
    revoke: () => box.practice.control('POST', '/tokens', { revoke: accessToken }),
    refreshes: () => box.practice.journal('?op=token'),
  }
}

function ask(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, body: null, authorization: 'account', signal: new AbortController().signal, ...more }
}

function part(session: Json, index: number): HttpRequest {
  const piece = bytes.subarray(index * partSize, (index + 1) * partSize)
  const range = `bytes ${index * partSize}-${(index + 1) * partSize - 1}/${bytes.length}`
  return ask(session.session_endpoints.upload_part, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', 'content-range': range, digest: digest(piece) },
    body: piece,
  })
}

const said = (got: Result<HttpAnswer>): number | string => (got.ok ? got.value.status : got.failure.code)

test.each(['empty', 'json'])(
  'a refused token (%s) is renewed once for all who were refused at once',
  async (boxUnauthorizedBody) => {
    const { box, http, accounts, refreshToken, revoke, refreshes } = await start({ boxUnauthorizedBody })
    await revoke()
    const url = `${box.practice.cloud.boxUrl}/2.0/users/me`
    const got = await Promise.all([1, 2, 3, 4].map(() => http.request(ask(url))))
    expect(got.map(said)).toEqual([200, 200, 200, 200])
    expect(await refreshes()).toHaveLength(1)
    expect(accounts.stored).toHaveLength(1)
    expect(accounts.stored[0]?.refreshToken).not.toBe(refreshToken)
    expect(await box.violations()).toEqual([])
  },
)

test('a token that ends in the middle of four parts costs one renewal, and no part', async () => {
  const { box, http, accounts, refreshes } = await start()
  const session = await box.open('parts.bin', bytes.length)
  await box.practice.fault({ preset: 'box-F11' })
  const got = await Promise.all([0, 1, 2, 3].map((index) => http.request(part(session, index))))
  expect(got.map(said)).toEqual([200, 200, 200, 200])
  expect(await refreshes()).toHaveLength(1)
  expect(accounts.stored).toHaveLength(1)
  const { entries } = (await box.list(session)).json
  expect(entries.map(({ offset }: Json) => offset).sort((a: number, b: number) => a - b)).toEqual(
    [0, 1, 2, 3].map((index) => index * partSize),
  )
})

test('an answer with a new token that is lost took the refresh token with it; then a person is asked, once', async () => {
  const { box, http, accounts, account, revoke, refreshes } = await start()
  await box.practice.fault({ preset: 'box-F12' })
  await revoke()
  const url = `${box.practice.cloud.boxUrl}/2.0/users/me`
  const lost = await Promise.all([1, 2, 3].map(() => http.request(ask(url))))
  expect(lost.map(said)).toEqual(['interrupted', 'interrupted', 'interrupted'])
  expect(await refreshes()).toHaveLength(1)
  expect(accounts.stored).toEqual([])
  expect((await accounts.accounts())[0]?.signedOut).toBe(false)
  // Now the service says what became of it.
  expect(said(await http.request(ask(url)))).toBe('signed-out')
  expect(await refreshes()).toMatchObject([{}, { errorCode: 'invalid_grant' }])
  expect((await accounts.accounts())[0]?.signedOut).toBe(true)
  // Signed in again, everything goes on at once.
  const pair = await box.practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
  await accounts.putAccount(account, { ...pair, expiresAt: null })
  expect(said(await http.request(ask(url)))).toBe(200)
})

test('an app without its secret needs a person, and does not try for ever', async () => {
  const { box, http, accounts, revoke, refreshes } = await start({}, '')
  await revoke()
  const url = `${box.practice.cloud.boxUrl}/2.0/users/me`
  expect(said(await http.request(ask(url)))).toBe('signed-out')
  expect(await refreshes()).toMatchObject([{ errorCode: 'invalid_client' }])
  expect((await accounts.accounts())[0]?.signedOut).toBe(true)
})

test('a session that names another spelling of the host is followed', async () => {
  const { box, http } = await start()
  await box.practice.fault({ preset: 'box-F24' })
  const session = await box.open('moved.bin', bytes.length)
  expect(new URL(session.session_endpoints.upload_part).origin).not.toBe(box.practice.cloud.boxUploadUrl)
  expect(said(await http.request(part(session, 0)))).toBe(200)
})

test('a session that names a strange host gets neither the token nor a byte', async () => {
  const { box, http } = await start()
  const origin = box.practice.cloud.controlUrl
  await box.practice.fault({ match: { protocol: 'box', op: 'create' }, action: 'moveEndpoints', params: { origin } })
  const session = await box.open('moved.bin', bytes.length)
  expect(new URL(session.session_endpoints.upload_part).origin).toBe(origin)
  expect(http.refusalOf(session.session_endpoints.upload_part, 'account')).toMatchObject({
    code: 'unsafe-upload-address',
  })
  expect(said(await http.request(part(session, 0)))).toBe('unsafe-upload-address')
  expect(await box.practice.journal('?op=put')).toEqual([])
})
