/** A sign-in over hours of uploading: renewed once for all, ended from outside, challenged, and taken up again. */

import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { reachEngine } from '../../src/main/client/reach-engine.ts'
import { addressesToDial } from '../../src/main/private-address.ts'
import { expectGoodManners, expectSame, threeRanges, valueOf } from '../support/owner-bench.ts'
import { SignInBench } from '../support/sign-in-bench.ts'
import type { Json } from './practice-client.ts'

afterEach(expectGoodManners)

const me = 'you@practice.example'
const hourMs = 3_600_000

async function stateOf({ client }: SignInBench): Promise<string | undefined> {
  return valueOf(await client.accounts.list({})).find(({ name }) => name === 'work')?.state
}

async function grantsOf(bench: SignInBench): Promise<Json[]> {
  return (await bench.asked('token')).filter(({ signIn }) => signIn.grant === 'refresh_token')
}

test('fault-A01 twenty requests that are refused at once renew the sign-in once', async () => {
  const bench = await SignInBench.open()
  await bench.signIn(bench.microsoft())
  await bench.practice.control('POST', '/clock', { advanceMs: 2 * hourMs })
  const before = (await bench.practice.journal()).length
  const asked = Array.from({ length: 20 }, () => bench.client.destinations.check({ to: 'onedrive:/', account: 'work' }))
  const got = await Promise.all(asked)
  expect(got.map(({ ok }) => ok)).toEqual(Array.from({ length: 20 }, () => true))
  const refused = (await bench.practice.journal()).slice(before).filter(({ status }) => status === 401)
  expect(refused.length).toBeGreaterThan(1)
  expect(await grantsOf(bench)).toMatchObject([{ status: 200 }])
  // Its answer is what everybody uses from now on, after a restart too.
  await bench.owner.restart()
  valueOf(await bench.client.destinations.check({ to: 'onedrive:/', account: 'work' }))
  expect(await grantsOf(bench)).toHaveLength(1)
})

test('fault-A03 whoever else comes to the folder asks its owner, over the socket: one renewal for all', async () => {
  const bench = await SignInBench.open()
  await bench.signIn(bench.microsoft())
  const others = await Promise.all(
    Array.from({ length: 6 }, () =>
      reachEngine(bench.owner.dataDir, 'engine', {
        version: '0.0.0',
        addresses: addressesToDial,
        openOwner: () => Promise.reject(new Error('somebody owns it already')),
        sleep: () => Promise.reject(new Error('its owner answers at once')),
      }),
    ),
  )
  onTestFinished(async () => {
    for (const other of others) await other.close()
  })
  expect(others.map(({ isOurs }) => isOurs)).toEqual(others.map(() => false))
  await bench.practice.control('POST', '/clock', { advanceMs: 2 * hourMs })
  const clients = [bench.client, ...others.map(({ client }) => client)]
  const got = await Promise.all(
    clients.map((client) => client.destinations.check({ to: 'onedrive:/', account: 'work' })),
  )
  expect(got.map(({ ok }) => ok)).toEqual(clients.map(() => true))
  expect(await grantsOf(bench)).toMatchObject([{ status: 200 }])
})

describe('ended from outside while a file is on its way', () => {
  test('every face hears it though no request needs the token; ranges go on, and the rest after signing in again', async () => {
    const bench = await SignInBench.open({}, { checkEveryMs: 200 })
    await bench.signIn(bench.microsoft())
    const source = bench.owner.file('long.bin', threeRanges)
    // The second range waits at the service until the test lets it go.
    await bench.practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold' })
    const asked = { paths: [source.path], to: 'onedrive:/', account: 'work' }
    const { batch } = valueOf(await bench.client.queue.enqueue(asked))
    const [queued] = valueOf(await bench.client.queue.page({ filter: { batch } })).transfers
    const id = queued?.id ?? ''
    await bench.owner.until(id, ({ acknowledgedBytes }) => acknowledgedBytes > 0)
    const revision = valueOf(await bench.client.queue.summary({})).revision
    await bench.control({ what: 'revoke', account: me })
    await expect.poll(() => stateOf(bench), { timeout: 20_000 }).toBe('signed-out')
    expect(valueOf(await bench.client.queue.summary({})).revision).toBeGreaterThan(revision)
    expect((await bench.owner.transfer(id)).state).toBe('sending')
    await bench.practice.control('POST', '/faults/release', {})
    const waiting = await bench.owner.ended(id)
    // The last range made the file; only what needs the token is left, or nothing at all.
    expect([waiting.state, waiting.failure?.code ?? null]).toEqual(
      waiting.state === 'done' ? ['done', null] : ['blocked', 'signed-out'],
    )
    expect(waiting.acknowledgedBytes).toBe(source.size)
    expect((await bench.signIn({ again: 'work' })).account).toMatchObject({ state: 'ready', user: me })
    const done = await bench.owner.until(id, ({ state }) => state === 'done')
    expect(done.evidence).toBe('hash')
    const items = await bench.owner.items()
    expect(items).toHaveLength(1)
    expectSame(items[0], source)
    expect(await bench.owner.requests('create')).toHaveLength(1)
  })

  test('what needs a session waits, is told so, and goes on by itself', async () => {
    const bench = await SignInBench.open()
    await bench.signIn(bench.microsoft())
    await bench.control({ what: 'revoke', account: me })
    const source = bench.owner.file('later.bin', threeRanges)
    const { batch } = valueOf(
      await bench.client.queue.enqueue({ paths: [source.path], to: 'onedrive:/', account: 'work' }),
    )
    const [queued] = valueOf(await bench.client.queue.page({ filter: { batch } })).transfers
    const id = queued?.id ?? ''
    expect(await bench.owner.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
    expect(await stateOf(bench)).toBe('signed-out')
    await bench.signIn({ again: 'work' })
    expect(await bench.owner.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
  })
})

describe('a challenge', () => {
  test('that a refresh can answer is answered, and nobody notices', async () => {
    const bench = await SignInBench.open()
    await bench.signIn(bench.microsoft())
    await bench.control({ what: 'demand', account: me, kind: 'claims', silently: true })
    valueOf(await bench.client.destinations.check({ to: 'onedrive:/', account: 'work' }))
    expect(await grantsOf(bench)).toMatchObject([{ status: 200 }])
    expect(await stateOf(bench)).toBe('ready')
  })

  test('that needs a person is kept for the next sign-in, over a restart', async () => {
    const bench = await SignInBench.open()
    await bench.signIn(bench.microsoft())
    const claims = { access_token: { nbf: { essential: true, value: '1604106651' } } }
    await bench.control({ what: 'demand', account: me, kind: 'claims', claims })
    const refused = await bench.client.destinations.check({ to: 'onedrive:/', account: 'work' })
    expect(refused).toMatchObject({ ok: false, failure: { code: 'signed-out' } })
    expect(await stateOf(bench)).toBe('signed-out')
    await bench.owner.restart()
    expect((await bench.signIn({ again: 'work' })).account).toMatchObject({ state: 'ready' })
    const last = (await bench.asked('authorize')).at(-1)
    const sent = new URL(last.url, 'http://login').searchParams.get('claims') ?? ''
    expect(JSON.parse(sent)).toEqual({ access_token: { ...claims.access_token, xms_cc: { values: ['cp1'] } } })
    valueOf(await bench.client.destinations.check({ to: 'onedrive:/', account: 'work' }))
    // Once met it is not asked for again.
    await bench.signIn({ again: 'work' })
    const next = (await bench.asked('authorize')).at(-1)
    expect(JSON.parse(new URL(next.url, 'http://login').searchParams.get('claims') ?? '')).toEqual({
      access_token: { xms_cc: { values: ['cp1'] } },
    })
  })

  test.each(['mfa', 'password', 'idle', 'blocked', 'disabled'])(
    '%s: the sign-in is over, and told so',
    async (kind) => {
      const bench = await SignInBench.open()
      await bench.signIn(bench.microsoft())
      await bench.practice.control('POST', '/clock', { advanceMs: 2 * hourMs })
      await bench.control({ what: 'demand', account: me, kind })
      const refused = await bench.client.destinations.check({ to: 'onedrive:/', account: 'work' })
      expect(refused).toMatchObject({ ok: false, failure: { code: 'signed-out' } })
      const again = await bench.signIn({ again: 'work' })
      const isLasting = kind === 'blocked' || kind === 'disabled'
      expect(again.failure?.code ?? again.account?.state).toBe(isLasting ? 'sign-in-refused' : 'ready')
    },
  )
})

test('new tokens that are refused without a reason: renewed twice, then a person is asked, once', async () => {
  const bench = await SignInBench.open()
  await bench.signIn(bench.microsoft())
  const refuse = { action: 'respond', params: { status: 401, code: 'InvalidAuthenticationToken' }, times: 1_000 }
  await bench.practice.fault({ id: 'refusing', match: { host: 'graph' }, ...refuse })
  const source = bench.owner.file('refused.bin', 5_000)
  const asked = { paths: [source.path], to: 'onedrive:/', account: 'work' }
  const { batch } = valueOf(await bench.client.queue.enqueue(asked))
  const [queued] = valueOf(await bench.client.queue.page({ filter: { batch } })).transfers
  const id = queued?.id ?? ''
  expect(await bench.owner.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
  expect(await stateOf(bench)).toBe('signed-out')
  expect(await grantsOf(bench)).toHaveLength(2)
  // Nobody asks again by themselves.
  const before = (await bench.practice.journal()).length
  valueOf(await bench.client.queue.retry({ ids: [id] }))
  expect(await bench.owner.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
  expect(await bench.practice.journal()).toHaveLength(before)
  await bench.practice.control('DELETE', '/faults/refusing')
  await bench.signIn({ again: 'work' })
  expect(await bench.owner.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
})

test.each(['sites', 'groups'])(
  'files of one\u2019s own are not those of %s: what is missing is said, and asked for',
  async (kind) => {
    const bench = await SignInBench.open()
    await bench.signIn(bench.microsoft(), { destinations: ['onedrive'] })
    const [item] = kind === 'sites' ? ['root'] : ['5a7e0000-0000-4000-8000-000000000005']
    const source = bench.owner.file('shared.bin', 5_000)
    const asked = { paths: [source.path], to: `onedrive:${kind}/${item}/root:/Shared`, account: 'work' }
    const { batch } = valueOf(await bench.client.queue.enqueue(asked))
    const [queued] = valueOf(await bench.client.queue.page({ filter: { batch } })).transfers
    const id = queued?.id ?? ''
    const stopped = await bench.owner.ended(id)
    expect(stopped).toMatchObject({ state: 'blocked', failure: { code: 'consent-missing' } })
    expect(stopped.failure?.nextStep).toContain('longshore account sign-in work --for other-drives')
    await bench.signIn({ again: 'work' }, { destinations: ['other-drives'] })
    expect(await bench.owner.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
  },
)

test('what a person was not asked for yet is said, and goes on once they were', async () => {
  const bench = await SignInBench.open()
  await bench.signIn(bench.microsoft(), { destinations: ['todo'] })
  const source = bench.owner.file('first.bin', 5_000)
  const asked = { paths: [source.path], to: 'onedrive:/', account: 'work' }
  const { batch } = valueOf(await bench.client.queue.enqueue(asked))
  const [queued] = valueOf(await bench.client.queue.page({ filter: { batch } })).transfers
  const id = queued?.id ?? ''
  const stopped = await bench.owner.ended(id)
  expect(stopped).toMatchObject({ state: 'blocked', failure: { code: 'consent-missing' } })
  expect(stopped.failure?.nextStep).toContain('longshore account sign-in work --for onedrive')
  await bench.signIn({ again: 'work' }, { destinations: ['onedrive'] })
  expect(await bench.owner.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
})
