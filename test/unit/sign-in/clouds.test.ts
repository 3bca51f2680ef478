/** Which host is asked in which cloud, for which scopes and which tenant. No request leaves: the door writes it down. */

import { expect, onTestFinished, test } from 'vitest'
import type { Account } from '../../../src/main/engine/ports/account.ts'
import type { SignInAsk } from '../../../src/main/engine/ports/sign-in.ts'
import { accountOf } from '../../../src/main/services/new-account.ts'
import type { SignInRequest } from '../../../src/main/sign-in/exchange.ts'
import { createSignIn } from '../../../src/main/sign-in/sign-in.ts'
import type { AddAccount } from '../../../src/shared/contract.ts'
import { fail, failure } from '../../../src/shared/failure.ts'
import { ManualClock } from '../../fakes/clock.ts'

function account(request: AddAccount): Account {
  const made = accountOf(request, 0, () => true)
  if (!made.ok) throw new Error('no account')
  return made.value
}

function begin(request: AddAccount, more: Partial<SignInAsk> = {}) {
  const asked: { request: SignInRequest; roots: readonly string[] }[] = []
  const port = createSignIn({
    clock: new ManualClock(),
    send: async (sent, roots) => {
      asked.push({ request: sent, roots })
      return fail(failure('offline', { host: 'nowhere' }))
    },
  })
  const ask: SignInAsk = {
    account: account(request),
    clientId: 'app',
    clientSecret: null,
    way: 'browser',
    destinations: ['onedrive', 'print'],
    claims: null,
    user: null,
    redirectPort: 0,
    ...more,
  }
  const called = new AbortController()
  onTestFinished(() => called.abort(new Error('over')))
  return { asked, steps: port.signIn(ask, called.signal)[Symbol.asyncIterator]() }
}

test.each([
  ['global', undefined, 'https://login.microsoftonline.com/common', 'https://graph.microsoft.com'],
  ['us-gov', 'organizations', 'https://login.microsoftonline.us/organizations', 'https://graph.microsoft.us'],
  ['us-dod', 'contoso.us', 'https://login.microsoftonline.us/contoso.us', 'https://dod-graph.microsoft.us'],
  ['china', 'a/../b', 'https://login.chinacloudapi.cn/a%2F..%2Fb', 'https://microsoftgraph.chinacloudapi.cn'],
] as const)('%s, tenant %s', async (cloud, tenant, login, graph) => {
  const request = { kind: 'microsoft', cloud, ...(tenant !== undefined && { tenant }) } as const
  const { steps } = begin(request)
  const { value } = await steps.next()
  if (value?.step !== 'browser') throw new Error('no link')
  const url = new URL(value.url)
  expect(`${url.origin}${url.pathname}`).toBe(`${login}/oauth2/v2.0/authorize`)
  expect(value.root).toBe(url.origin)
  const names = ['User.Read', 'Files.ReadWrite', 'PrintJob.ReadWrite', 'PrinterShare.ReadBasic.All', 'Printer.Read.All']
  expect(url.searchParams.get('scope')).toBe([...names.map((name) => `${graph}/${name}`), 'offline_access'].join(' '))
  const device = begin(request, { way: 'device-code' })
  await expect(device.steps.next()).rejects.toMatchObject({ failure: { code: 'offline' } })
  const [sent] = device.asked
  expect(sent?.request.url).toBe(`${login}/oauth2/v2.0/devicecode`)
  expect(sent?.roots).toEqual([new URL(login).origin])
  expect(new URLSearchParams(new TextDecoder().decode(sent?.request.body)).get('scope')).toContain(`${graph}/User.Read`)
})

test('every sign-in has a state and a challenge of its own', async () => {
  const seen = new Set<string>()
  for (let n = 0; n < 20; n += 1) {
    const { value } = await begin({ kind: 'microsoft' }).steps.next()
    if (value?.step !== 'browser') throw new Error('no link')
    const { searchParams } = new URL(value.url)
    for (const name of ['state', 'code_challenge']) {
      const text = searchParams.get(name) ?? ''
      expect(text).toMatch(/^[\w-]{43}$/)
      seen.add(text)
    }
  }
  expect(seen.size).toBe(40)
})

test('Box has one place to sign in to, and another for tokens', async () => {
  const { value } = await begin({ kind: 'box' }, { clientSecret: 's' }).steps.next()
  expect(value).toMatchObject({ step: 'browser', root: 'https://account.box.com' })
  const device = begin({ kind: 'box' }, { clientSecret: 's', way: 'device-code' })
  await expect(device.steps.next()).rejects.toMatchObject({ failure: { code: 'usage' } })
})
