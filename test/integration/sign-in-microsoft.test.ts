/** Signing in to Microsoft, from the contract to the practice cloud and back: over loopback, with a real listener. */

import { afterEach, describe, expect, test } from 'vitest'
import { failure as failureWith, viewOf } from '../../src/shared/failure.ts'
import { expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { SignInBench, clientId, follow, redirectOf } from '../support/sign-in-bench.ts'
import { raw } from './practice-client.ts'

afterEach(expectGoodManners)

const me = 'you@practice.example'

async function stateOf({ client }: SignInBench, wanted: string) {
  return valueOf(await client.accounts.list({})).find(({ name }) => name === wanted)?.state
}

describe('in a browser', () => {
  test('somebody signs in and has an account that works, and is renewed', async () => {
    const bench = await SignInBench.open()
    const { steps } = await bench.signIn(bench.microsoft())
    const account = { name: 'work', kind: 'microsoft', user: me, cloud: 'global', state: 'ready' }
    expect(steps).toEqual([
      { step: 'browser', url: expect.any(String), opened: false },
      { step: 'done', account },
    ])
    const [asked] = await bench.asked('authorize')
    const query = new URL(asked.url, 'http://login').searchParams
    expect(Object.fromEntries(query)).toMatchObject({
      client_id: clientId,
      code_challenge_method: 'S256',
      response_type: 'code',
      prompt: 'select_account',
    })
    expect(query.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+$/)
    await bench.owner.restart()
    // The service's clock is ahead: the token is over there, and not yet here.
    await bench.practice.control('POST', '/clock', { advanceMs: 2 * 3_600_000 })
    const found = await bench.client.destinations.check({ to: 'onedrive:/', account: 'work' })
    expect(valueOf(found)).toMatchObject({ is: 'folder' })
    const grants = (await bench.asked('token')).map(({ signIn }) => signIn.grant)
    expect(grants).toEqual(['authorization_code', 'refresh_token'])
  })

  test('the service is asked for one kind of destination, and later for more, for the same person', async () => {
    const bench = await SignInBench.open()
    await bench.signIn(bench.microsoft(), { destinations: ['todo'] })
    await bench.signIn({ again: 'work' }, { destinations: ['outlook'] })
    await bench.signIn({ again: 'work' })
    const asked = (await bench.asked('authorize')).map(({ url }) => new URL(url, 'http://login').searchParams)
    const scopes = asked.map((query) => scopesOf(query.get('scope') ?? ''))
    const more = ['User.Read', 'Tasks.ReadWrite', 'Mail.ReadWrite', 'Calendars.ReadWrite', 'offline_access']
    expect(scopes).toEqual([['User.Read', 'Tasks.ReadWrite', 'offline_access'], more, more])
    expect(asked.map((query) => [query.get('prompt'), query.get('login_hint')])).toEqual([
      ['select_account', null],
      [null, me],
      [null, me],
    ])
    expect(valueOf(await bench.client.destinations.browse({ account: 'work', place: 'todo:lists' }))).toBeTruthy()
  })

  test('several accounts of several tenants at once, each its own', async () => {
    const bench = await SignInBench.open()
    const [work, home] = await Promise.all([
      bench.signIn(bench.microsoft({ tenant: 'practice.example' })),
      bench.signIn(bench.microsoft({ name: 'home', tenant: 'consumers' })),
    ])
    expect([work.account?.user, home.account?.user]).toEqual([me, 'you@home.practice.example'])
    for (const account of ['work', 'home']) {
      expect(valueOf(await bench.client.destinations.check({ to: 'onedrive:/', account }))).toMatchObject({ account })
    }
    const tenants = (await bench.asked('token')).map(({ url }) => url.split('/')[1])
    expect(new Set(tenants)).toEqual(new Set(['consumers', 'practice.example']))
  })

  test('somebody says no', async () => {
    const bench = await SignInBench.open({ signInConsent: 'deny' })
    const { failure } = await bench.signIn(bench.microsoft())
    expect(failure).toMatchObject({ code: 'sign-in-refused', facts: { service: 'Microsoft' } })
    expect(failure?.facts['detail']).toMatch(/AADSTS65004.*\(access_denied\)$/)
    expect(await stateOf(bench, 'work')).toBeUndefined()
    expect(await bench.asked('token')).toEqual([])
  })

  test.each([
    ['no such program', { signInUnknownClients: false }, {}],
    ['a person of another tenant', {}, { tenant: 'contoso.example' }],
  ])('the service says no: %s', async (_, switches, changes) => {
    const bench = await SignInBench.open(switches)
    const wanted = bench.begin(bench.microsoft(changes))
    const step = await wanted.step()
    if (step.step !== 'browser') throw new Error('no link')
    const page = await raw('GET', step.url)
    // Whom the service doesn't trust it doesn't send back: the page says it, and nobody comes.
    if (page.status === 302) {
      await raw('GET', page.headers.location ?? '')
      await expect(wanted.step()).rejects.toMatchObject({ failure: { code: 'sign-in-refused' } })
    } else {
      expect(page.status).toBe(400)
      wanted.callOff()
    }
    expect(await stateOf(bench, 'work')).toBeUndefined()
  })

  test.each([
    ['common', 'organizations'],
    ['practice.example', 'practice.example'],
  ])('fault-A06 an administrator must allow the program first (%s): where they can is shown', async (tenant, place) => {
    const bench = await SignInBench.open({ signInAdminConsent: true })
    const { failure } = await bench.signIn(bench.microsoft({ tenant }))
    expect(failure).toMatchObject({ code: 'sign-in-not-allowed', facts: { service: 'Microsoft' } })
    const link = `${bench.practice.cloud.loginUrl}/${place}/adminconsent?client_id=${clientId}`
    expect(viewOf(failure ?? failureWith('bug'), null).nextStep).toBe(
      `Ask an administrator to allow it at ${link}, then sign in again.`,
    )
    expect(await stateOf(bench, 'work')).toBeUndefined()
    expect(await bench.asked('token')).toEqual([])
    await bench.practice.switch({ signInAdminConsent: false })
    expect((await bench.signIn(bench.microsoft({ tenant }))).account).toMatchObject({ state: 'ready' })
  })

  test('somebody else signs in again: nothing is changed', async () => {
    const bench = await SignInBench.open()
    await bench.signIn(bench.microsoft())
    const before = await bench.practice.control('GET', '/sign-in')
    const as = (url: string) => follow(`${url.replace(/login_hint=[^&]*/, '')}&login_hint=colleague@practice.example`)
    const { failure } = await bench.signIn({ again: 'work' }, { visit: as })
    expect(failure).toMatchObject({
      code: 'sign-in-other-user',
      facts: { account: 'work', user: me, other: 'colleague@practice.example' },
    })
    expect(valueOf(await bench.client.accounts.list({})).find(({ name }) => name === 'work')).toMatchObject({
      user: me,
    })
    expect(before.refreshTokens).toHaveLength(1)
    expect(valueOf(await bench.client.destinations.check({ to: 'onedrive:/', account: 'work' }))).toMatchObject({
      account: 'work',
    })
  })

  test('two at once for one name: the second that comes back finds it taken', async () => {
    const bench = await SignInBench.open()
    const both = await Promise.all([bench.signIn(bench.microsoft()), bench.signIn(bench.microsoft())])
    expect(both.map(({ failure }) => failure?.code ?? 'in').sort()).toEqual(['account-exists', 'in'])
    expect(await stateOf(bench, 'work')).toBe('ready')
  })

  test('nobody comes back: it ends, and nothing listens any more', async () => {
    const bench = await SignInBench.open()
    const wanted = bench.begin(bench.microsoft())
    const step = await wanted.step()
    if (step.step !== 'browser') throw new Error('no link')
    const back = redirectOf(step.url)
    expect((await raw('GET', back.href)).status).toBe(400)
    wanted.callOff()
    await expect.poll(() => raw('GET', back.href).then(({ status }) => status, String)).toMatch(/ECONNREFUSED/)
    expect(await stateOf(bench, 'work')).toBeUndefined()
  })

  test('nobody comes in time: that is said, and nothing listens any more', async () => {
    const bench = await SignInBench.open({}, { patienceMs: 300 })
    let back = ''
    const { steps, failure } = await bench.signIn(bench.microsoft(), {
      visit: async (url) => {
        back = redirectOf(url).href
      },
    })
    expect(steps.map(({ step }) => step)).toEqual(['browser'])
    expect(failure).toEqual({ code: 'sign-in-expired', facts: { service: 'Microsoft' } })
    await expect(raw('GET', back)).rejects.toThrow(/ECONNREFUSED/)
    expect(await stateOf(bench, 'work')).toBeUndefined()
  })

  test('it can be asked for over, and is then told by its failure', async () => {
    const bench = await SignInBench.open()
    const cases = [
      [{ again: 'nobody' }, 'account-unknown'],
      [bench.microsoft({ name: 'cloud' }), 'account-exists'],
      [{ kind: 'practice' }, 'usage'],
      [bench.microsoft({ clientId: undefined }), 'client-id-missing'],
      [bench.microsoft({ loginUrl: 'http://login.example' }), 'usage'],
      [bench.microsoft({ boxUrl: 'https://api.box.com' }), 'usage'],
    ] as const
    for (const [account, code] of cases) {
      const { steps, failure } = await bench.signIn(account)
      expect([steps, failure?.code], JSON.stringify(account)).toEqual([[], code])
    }
  })
})

test('setting `accounts.microsoftClientId`: it is the client where nobody says another', async () => {
  const bench = await SignInBench.open()
  valueOf(await bench.client.settings.set({ key: 'accounts.microsoftClientId', value: 'of-the-setting' }))
  expect((await bench.signIn(bench.microsoft({ clientId: undefined }))).account).toMatchObject({ state: 'ready' })
  expect((await bench.asked('token')).map(({ signIn }) => signIn.clientId)).toEqual(['of-the-setting'])
  const wrong = await bench.client.settings.set({ key: 'accounts.microsoftClientId', value: 'no id at all' })
  expect(wrong).toMatchObject({ ok: false, failure: { code: 'usage' } })
})

function scopesOf(text: string): string[] {
  return text.split(' ').map((scope) => scope.replace(/^https?:\/\/[^/]+\//, ''))
}
