/** Signing in to Box and out of it: one's own app, a redirect at a fixed port, refresh tokens that work once. */

import { afterEach, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { SignInBench, boxSecret, redirectOf } from '../support/sign-in-bench.ts'

afterEach(expectGoodManners)

async function open(switches: object = {}): Promise<SignInBench> {
  const bench = await SignInBench.open(switches)
  valueOf(await bench.client.settings.set({ key: 'accounts.boxRedirectPort', value: await freePort() }))
  return bench
}

/** A client that is registered as docs/register-an-app.md says, at a service that compares everything. */
async function registered(bench: SignInBench): Promise<number> {
  const port = valueOf(await bench.client.settings.get({ key: 'accounts.boxRedirectPort' })).value as number
  const redirects = [`http://127.0.0.1:${port}/box`]
  await bench.control({ what: 'client', issuer: 'box', clientId: 'box-app', secret: boxSecret, redirects })
  return port
}

test('setting `accounts.boxRedirectPort`: somebody signs in at the port that the app was registered with, and is renewed after a restart', async () => {
  const bench = await open({ boxExactPorts: true })
  const port = await registered(bench)
  const { steps, account } = await bench.signIn(bench.box())
  expect(account).toMatchObject({ name: 'box', kind: 'box', user: expect.stringContaining('@'), state: 'ready' })
  const [link] = steps
  expect(link?.step === 'browser' && redirectOf(link.url).href).toBe(`http://127.0.0.1:${port}/box`)
  const query = link?.step === 'browser' ? new URL(link.url).searchParams : new URLSearchParams()
  expect(query.get('code_challenge_method')).toBe('S256')
  expect(query.has('scope')).toBe(false)
  await bench.owner.restart()
  await bench.practice.control('POST', '/clock', { advanceMs: 2 * 3_600_000 })
  expect(valueOf(await bench.client.destinations.check({ to: 'box:/', account: 'box' }))).toMatchObject({
    is: 'folder',
  })
  const grants = (await bench.asked('token')).map(({ signIn }) => signIn.grant)
  expect(grants).toEqual(['authorization_code', 'refresh_token'])
})

test('an app with another redirect address is not sent back to', async () => {
  const bench = await open({ boxExactPorts: true })
  await bench.control({
    what: 'client',
    issuer: 'box',
    clientId: 'box-app',
    secret: boxSecret,
    redirects: ['http://127.0.0.1:1/box'],
  })
  const wanted = bench.begin(bench.box())
  expect(await wanted.step()).toMatchObject({ step: 'browser' })
  wanted.callOff()
  expect(await bench.asked('token')).toEqual([])
})

test('without a secret, with a wrong one, and by a code on another device', async () => {
  const bench = await open()
  await registered(bench)
  const without = await bench.signIn(bench.box({ clientSecret: undefined }))
  expect(without.failure).toMatchObject({ code: 'client-secret-missing' })
  const wrong = await bench.signIn(bench.box({ clientSecret: 'another-secret' }))
  expect(wrong.failure).toMatchObject({ code: 'sign-in-refused', facts: { service: 'Box' } })
  const device = await bench.signIn(bench.box(), { way: 'device-code' })
  expect(device.failure).toMatchObject({ code: 'usage' })
  const none = await bench.signIn(bench.box({ clientId: undefined }))
  expect(none.failure).toMatchObject({ code: 'client-id-missing' })
  expect(valueOf(await bench.client.accounts.list({})).map(({ name }) => name)).toEqual(['cloud'])
})

test('somebody says no', async () => {
  const bench = await open({ signInConsent: 'deny' })
  expect((await bench.signIn(bench.box())).failure).toMatchObject({ code: 'sign-in-refused' })
})

test('a second sign-in at the same port waits for nobody: it says that the port is taken', async () => {
  const bench = await open()
  const first = bench.begin(bench.box())
  expect(await first.step()).toMatchObject({ step: 'browser' })
  const second = await bench.signIn(bench.box({ name: 'other' }))
  expect(second.failure).toMatchObject({ code: 'usage', facts: { detail: expect.stringContaining('port') } })
})

test('signing in again keeps the secret, or takes a new one', async () => {
  const bench = await open()
  await bench.signIn(bench.box())
  expect((await bench.signIn({ again: 'box' })).account).toMatchObject({ state: 'ready' })
  await bench.control({ what: 'client', issuer: 'box', clientId: 'box-app', secret: 'new-secret', redirects: null })
  expect((await bench.signIn({ again: 'box' })).failure).toMatchObject({ code: 'sign-in-refused' })
  expect((await bench.signIn({ again: 'box', clientSecret: 'new-secret' })).account).toMatchObject({ state: 'ready' })
  await bench.practice.control('POST', '/clock', { advanceMs: 2 * 3_600_000 })
  expect(valueOf(await bench.client.destinations.check({ to: 'box:/', account: 'box' }))).toMatchObject({
    is: 'folder',
  })
})

test('removing the account signs out: both of its tokens end', async () => {
  const bench = await open()
  await bench.signIn(bench.box())
  const live = async () => {
    const { accessTokens, refreshTokens } = await bench.practice.control('GET', '/sign-in')
    return [...accessTokens, ...refreshTokens].filter(({ clientId, revoked }) => clientId === 'box-app' && !revoked)
      .length
  }
  expect(await live()).toBe(2)
  valueOf(await bench.client.accounts.remove({ name: 'box' }))
  expect(await live()).toBe(0)
  expect(await bench.asked('revoke')).toMatchObject([{ status: 200, authorization: null }])
})

test('where Box can not be reached the account is removed all the same', async () => {
  const bench = await open()
  await bench.signIn(bench.box())
  await bench.practice.fault({ match: { op: 'revoke' }, action: 'reset', params: { at: 'arrival' }, times: 0 })
  valueOf(await bench.client.accounts.remove({ name: 'box' }))
  expect(valueOf(await bench.client.accounts.list({})).map(({ name }) => name)).toEqual(['cloud'])
})
