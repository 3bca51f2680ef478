/** Signing in from a terminal: what is asked of the engine, what goes where, and what is refused beforehand. */

import { describe, expect, test } from 'vitest'
import type { AccountView, Authorize, SignInStep } from '../../../src/shared/contract.ts'
import { FailureError, failure } from '../../../src/shared/failure.ts'
import type { Staged } from '../../fakes/fake-engine.ts'
import { stage } from '../../fakes/staged-world.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'

const work: AccountView = { name: 'work', kind: 'microsoft', user: 'me@example.com', cloud: 'global', state: 'ready' }
const url = 'https://login.example/authorize?state=s'

function staged(...steps: (SignInStep | FailureError)[]): { readonly asked: Authorize[]; readonly staged: Staged } {
  const asked: Authorize[] = []
  async function* authorize(request: Authorize): AsyncGenerator<SignInStep> {
    asked.push(request)
    for (const step of steps) {
      if (step instanceof FailureError) throw step
      yield step
    }
  }
  return { asked, staged: { accounts: { authorize } } }
}

const done: SignInStep = { step: 'done', account: work }

describe('in a browser', () => {
  test.each([
    [true, 'Sign in in the browser that was opened, or here:'],
    [false, 'Open this to sign in:'],
  ])('opened %s: the link is on stderr, the account is the one answer', async (opened, words) => {
    const { asked, staged: engine } = staged({ step: 'browser', url, opened }, done)
    const at = stage(engine)
    const flags = ['--name', 'work', '--tenant', 'organizations', '--client-id', 'c', '--for', 'outlook', 'todo']
    expect(await at.run('account', 'add', 'microsoft', ...flags, '--json')).toBe(0)
    expect(asked).toEqual([
      {
        account: { kind: 'microsoft', name: 'work', tenant: 'organizations', clientId: 'c' },
        way: 'browser',
        destinations: ['outlook', 'todo'],
        open: true,
      },
    ])
    expect(at.err()).toBe(`${words}\n${url}\n`)
    expect(at.jsonLines()).toEqual([work])
  })

  test('an account that is there signs in again, with a new secret', async () => {
    const { asked, staged: engine } = staged({ step: 'browser', url, opened: true }, done)
    const at = stage(engine, { readText: async () => 'client-secret-canary\n' })
    expect(await at.run('account', 'sign-in', 'work', '--client-secret-file', 'secret.txt')).toBe(0)
    expect(asked).toEqual([
      { account: { again: 'work', clientSecret: 'client-secret-canary' }, way: 'browser', open: true },
    ])
    expect(at.out()).toBe('work (microsoft, me@example.com): ready\n')
    expect(at.out() + at.err()).not.toContain('canary')
  })

  test.each([
    ['microsoft', { LONGSHORE_MICROSOFT_CLIENT_ID: 'from-here', LONGSHORE_BOX_CLIENT_ID: 'other' }, 'from-here'],
    ['box', { LONGSHORE_MICROSOFT_CLIENT_ID: 'other', LONGSHORE_BOX_CLIENT_ID: 'from-here' }, 'from-here'],
    ['box', { LONGSHORE_BOX_CLIENT_ID: '' }, undefined],
  ])('the client id of %s comes from this environment %j', async (kind, env, clientId) => {
    const { asked, staged: engine } = staged(done)
    expect(await stage(engine, { env }).run('account', 'add', kind)).toBe(0)
    expect(await stage(engine, { env }).run('account', 'add', kind, '--client-id', 'by-hand')).toBe(0)
    expect(asked.map(({ account }) => account)).toEqual([
      { kind, ...(clientId !== undefined && { clientId }) },
      { kind, clientId: 'by-hand' },
    ])
  })

  test('Ctrl-C calls it off', async () => {
    let calledOff = false
    async function* authorize(_: Authorize, signal: AbortSignal): AsyncGenerator<SignInStep> {
      yield { step: 'browser', url, opened: false }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      calledOff = true
    }
    const at = stage({ accounts: { authorize } })
    const running = at.run('account', 'add', 'microsoft', '--client-id', 'c', '--json')
    await expect.poll(() => at.err()).toContain(url)
    at.interrupt()
    expect(await running).toBe(130)
    await expect.poll(() => calledOff).toBe(true)
    expect(at.out()).toBe('')
  })
})

test('on another device: code and address on stderr', async () => {
  const step = {
    step: 'code',
    code: 'ABCD-1234',
    url: 'https://login.example/device',
    expiresAt: '2026-01-01T00:15:00Z',
  } as const
  const { asked, staged: engine } = staged(step, done)
  const at = stage(engine)
  expect(await at.run('account', 'sign-in', 'work', '--device-code', '--json')).toBe(0)
  expect(asked).toEqual([{ account: { again: 'work' }, way: 'device-code', open: true }])
  expect(at.err()).toBe(
    'Open this page on any device, and type the code ABCD-1234 there:\nhttps://login.example/device\n',
  )
  expect(at.jsonLines()).toEqual([work])
})

test.each([
  ['sign-in-refused', 3],
  ['sign-in-expired', 3],
  ['sign-in-other-user', 3],
  ['client-id-missing', 2],
  ['client-secret-missing', 2],
  ['offline', 1],
] as const)('%s ends with %i', async (code, exit) => {
  const { staged: engine } = staged(new FailureError(failure(code, { service: 'Microsoft' })))
  const at = stage(engine)
  expect(await at.run('account', 'add', 'microsoft', '--json')).toBe(exit)
  expect(at.jsonLines()).toEqual([{ error: expect.objectContaining({ code }) }])
})

test('what a service says can act upon no terminal', async () => {
  const { staged: engine } = staged({ step: 'browser', url: 'https://login.example/\u001b[2J', opened: true }, done)
  const at = stage(engine)
  expect(await at.run('account', 'add', 'microsoft')).toBe(0)
  expect(at.err()).not.toContain('\u001b')
})

test.each([
  ['--device-code', '--token-file', 't.json'],
  ['--token-file', 't.json', '--for', 'outlook'],
])('nobody is asked where a file has the tokens: %s %s %s', async (...flags) => {
  const at = stage({}, { readText: async () => '{"accessToken":"a"}' })
  expect(await at.run('account', 'add', 'microsoft', ...flags, '--json')).toBe(2)
  expect(await at.run('account', 'sign-in', 'work', ...flags, '--json')).toBe(2)
})

test('the practice cloud asks nobody', async () => {
  expect(await stage().run('account', 'add', 'practice', '--device-code')).toBe(2)
})

describe('K1: an argument that looks like a token', () => {
  const part = (seed: number, length = 60) => pseudoRandom(length, seed).toString('base64url')
  const jwt = `eyJ${part(1)}.eyJ${part(2)}.${part(3)}`
  const tokens = [
    jwt,
    `Bearer ${part(4)}`,
    `0.AX${part(5)}.${part(6, 90)}`,
    `1.AX${part(5)}.${part(6, 90)}`,
    `M.C543_BAY.${part(7)}`,
    `EwB${pseudoRandom(400, 8).toString('base64')}`,
  ]

  test.each(tokens)('is refused wherever it is, and not repeated: %.10s', async (token) => {
    const places = [
      ['upload', token, '--to', 'onedrive:/'],
      ['upload', 'a.txt', '--to', token],
      ['account', 'add', 'microsoft', `--client-id=${token}`],
      ['account', 'sign-in', 'work', '--token-file', token],
      [token],
    ]
    for (const args of places) {
      const at = stage()
      expect(await at.run(...args, '--json')).toBe(2)
      expect(at.jsonLines()).toEqual([{ error: expect.objectContaining({ code: 'usage' }) }])
      expect(at.out() + at.err()).not.toContain(token.slice(8))
      expect(at.owners).toEqual([])
    }
  })

  test.each(['--token', '--access-token=x', '--client-secret=x', '--refreshToken', '--password=x'])(
    'and so is %s, which nothing here takes',
    async (flag) => {
      const at = stage()
      expect(await at.run('account', 'add', 'box', flag, 'canary-4711')).toBe(2)
      expect(at.out() + at.err()).not.toContain('canary')
    },
  )

  test('files may have any name', async () => {
    const { staged: engine } = staged()
    const at = stage(
      { ...engine, queue: { enqueue: async () => ({ ok: true, value: { batch: 'b', queued: 1, already: 0 } }) } },
      { exists: () => true },
    )
    expect(await at.run('upload', jwt, '--to', 'onedrive:/')).toBe(0)
    expect(await at.run('upload', '--to', 'onedrive:/', '--', '--token')).toBe(0)
  })
})
