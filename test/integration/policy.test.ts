/** What an administrator decided holds where things happen: a real owner, its queue, its folders and a practice cloud. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { TransferView } from '../../src/shared/transfer.ts'
import { practiceTenant } from '../../src/main/practice/sign-in/tenants.ts'
import { OwnerBench, expectGoodManners, expectOnly, valueOf } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { SignIn } from './practice-sign-in-client.ts'

afterEach(expectGoodManners)

const blocked = { state: 'blocked', failure: { code: 'not-allowed-here' } }

/** The addresses of a bench's practice cloud, as an administrator lists them. */
function endpointsOf({ practice }: OwnerBench): string[] {
  const { graphUrl, loginUrl, boxUrl, boxUploadUrl } = practice.cloud
  return [graphUrl, loginUrl, boxUrl, boxUploadUrl]
}

/** Requests of the engine, not of the test. */
async function uploads(bench: OwnerBench): Promise<unknown[]> {
  return (await bench.requests()).filter(({ op }) => op !== 'me')
}

describe('what was there before the policy came', () => {
  it('policy `destinations`: is blocked, in words, sends nothing, and goes on when it is allowed again', async () => {
    const bench = await OwnerBench.open()
    const source = bench.file('letter.bin', 200_000)
    valueOf(await bench.client.queue.pause({ all: true }))
    const id = await bench.enqueue(source, { to: 'onedrive:/Private' })
    await bench.decide({ contact: 'it@example.com', destinations: ['onedrive:/Team'] })
    valueOf(await bench.client.queue.resume({ all: true }))
    const view = await bench.ended(id)
    expect(view).toMatchObject(blocked)
    expect(view.failure?.message).toBe(
      'The destination onedrive:/Private is not allowed on this computer; your administrator allows onedrive:/Team.',
    )
    expect(view.failure?.nextStep).toContain('it@example.com')
    // A retry changes nothing about it.
    valueOf(await bench.client.queue.retry({ ids: [id] }))
    expect(await bench.until(id, ({ state }) => state === 'blocked')).toMatchObject(blocked)
    expect(await uploads(bench)).toEqual([])
    await bench.decide({ destinations: ['onedrive:/Other'] })
    expect((await bench.transfer(id)).state).toBe('blocked')
    await bench.decide({ destinations: ['onedrive:/Private'] })
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnly(bench, source, '/Private/letter.bin')
  })

  it('policy `destinations`: a session that was begun is kept, and goes on later with what was acknowledged', async () => {
    const bench = await OwnerBench.open()
    const slow = { key: 'bandwidth.bytesPerSecond', value: 4_000_000 }
    valueOf(await bench.client.settings.set(slow))
    const source = bench.file('film.bin', 12 * 1024 * 1024)
    const id = await bench.enqueue(source, { to: 'onedrive:/Private' })
    await bench.until(id, (view) => view.acknowledgedBytes > 0)
    valueOf(await bench.client.queue.pause({ ids: [id] }))
    const { acknowledgedBytes } = await bench.transfer(id)
    expect(acknowledgedBytes).toBeLessThan(source.size)
    await bench.decide({ destinations: [] })
    valueOf(await bench.client.settings.set({ ...slow, value: null }))
    valueOf(await bench.client.queue.resume({ ids: [id] }))
    expect(await bench.ended(id)).toMatchObject({ ...blocked, acknowledgedBytes })
    await bench.decide(null)
    expect(await bench.ended(id)).toMatchObject({ state: 'done' })
    await expectOnly(bench, source, '/Private/film.bin')
    expect((await bench.requests('create')).filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('policy `accounts.kinds`: an account is shown as not allowed, and nothing goes to it', async () => {
    const bench = await OwnerBench.open()
    const source = bench.file('a.bin', 4_000)
    valueOf(await bench.client.queue.pause({ all: true }))
    const id = await bench.enqueue(source)
    await bench.decide({ 'accounts.kinds': ['box', 'microsoft'] })
    expect(valueOf(await bench.client.accounts.list({}))).toMatchObject([{ name: 'cloud', state: 'not-allowed' }])
    valueOf(await bench.client.queue.resume({ all: true }))
    expect(await bench.ended(id)).toMatchObject(blocked)
    for (const answer of [
      await bench.client.queue.enqueue({ paths: [source.path], to: 'onedrive:/' }),
      await bench.client.destinations.check({ to: 'onedrive:/', account: 'cloud' }),
      await bench.client.destinations.browse({ account: 'cloud' }),
      await bench.client.accounts.signIn({ name: 'cloud', tokens: { accessToken: 'other' } }),
      await bench.client.accounts.add({ kind: 'practice', name: 'second' }),
    ]) {
      expect(answer).toMatchObject({ ok: false, failure: { code: 'not-allowed-here' } })
    }
    expect(valueOf(await bench.client.accounts.list({}))).toHaveLength(1)
    expect(await uploads(bench)).toEqual([])
  })

  it('policy `watches.folders`: a watched folder rests, what it had queued is blocked, and both go on later', async () => {
    const bench = await OwnerBench.open()
    const [scans, other] = [temporaryFolder(), temporaryFolder()]
    const add = (folder: string) =>
      bench.client.watches.add({ folder, to: 'onedrive:/In', conflict: 'fail', settleMs: 0, existing: 'upload' })
    const watch = valueOf(await add(other))
    valueOf(await bench.client.queue.pause({ all: true }))
    writeFileSync(join(other, 'queued.bin'), pseudoRandom(3_000, 1))
    const all = async (): Promise<TransferView[]> =>
      valueOf(await bench.client.queue.page({ filter: { watch: watch.id } })).transfers
    await expect.poll(async () => (await all()).map(({ state }) => state), { timeout: 20_000 }).toEqual(['queued'])
    await bench.decide({ 'watches.folders': [scans] })
    valueOf(await bench.client.queue.resume({ all: true }))
    writeFileSync(join(other, 'new.bin'), pseudoRandom(3_000, 2))
    const [queued] = await all()
    expect(await bench.ended(queued?.id ?? '')).toMatchObject(blocked)
    expect(valueOf(await bench.client.watches.list({}))).toMatchObject([{ state: 'not-allowed' }])
    expect(await add(join(other))).toMatchObject({ ok: false })
    const sub = join(other, 'sub')
    mkdirSync(sub)
    expect(await add(sub)).toMatchObject({ ok: false })
    const told = valueOf(await bench.client.queue.explain({ target: join(other, 'new.bin') }))
    expect(told.steps.at(-1)).toMatchObject({ what: 'not looked at' })
    expect(valueOf(await add(scans))).toMatchObject({ state: 'active' })
    expect(await uploads(bench)).toEqual([])
    await bench.decide(null)
    await expect
      .poll(async () => (await all()).map(({ state }) => state), { timeout: 20_000 })
      .toEqual(['done', 'done'])
  })
})

describe('policy `destinations` where they are chosen', () => {
  it('refuses to enqueue, watch, check and look around, and shows only what leads somewhere', async () => {
    const bench = await OwnerBench.open()
    await bench.upload(bench.file('one.bin', 100), { to: 'onedrive:/Team/Inbox' })
    await bench.upload(bench.file('two.bin', 100), { to: 'onedrive:/Private' })
    await bench.decide({ destinations: ['onedrive:/Team/Inbox', 'todo:'] })
    const { path } = bench.file('three.bin', 100)
    const before = (await uploads(bench)).length
    const folder = temporaryFolder()
    const watch = { folder, to: 'onedrive:/Team', conflict: 'fail', existing: 'skip' } as const
    for (const answer of [
      await bench.client.queue.enqueue({ paths: [path], to: 'onedrive:/Team' }),
      await bench.client.destinations.check({ to: 'onedrive:/Private' }),
      await bench.client.destinations.browse({ place: 'onedrive:/Private' }),
      await bench.client.destinations.browse({ place: 'outlook:drafts' }),
      await bench.client.watches.add(watch),
    ]) {
      expect(answer).toMatchObject({ ok: false, failure: { code: 'not-allowed-here' } })
    }
    expect((await uploads(bench)).length).toBe(before)
    const seen = async (place?: string) =>
      valueOf(await bench.client.destinations.browse({ account: 'cloud', ...(place && { place }) })).folders.map(
        ({ name, address }) => [name, address],
      )
    expect(await seen()).toEqual([
      ['My drive', null],
      ['To Do', null],
    ])
    expect(await seen('onedrive:/')).toEqual([['Team', null]])
    expect(await seen('onedrive:/Team')).toEqual([['Inbox', 'onedrive:/Team/Inbox']])
    expect(valueOf(await bench.client.engine.policy({}))).toMatchObject({
      destinations: ['onedrive:/Team/Inbox', 'todo:'],
    })
  })
})

describe('policy `accounts.tenants`', () => {
  const microsoft = ({ practice }: OwnerBench) => {
    const { graphUrl, loginUrl } = practice.cloud
    return { kind: 'microsoft', name: 'work', graphUrl, loginUrl, tenant: 'common' } as const
  }
  const rulesOf = (bench: OwnerBench, ...tenants: string[]) => ({
    'accounts.tenants': tenants,
    'accounts.endpoints': endpointsOf(bench),
  })

  it.each([practiceTenant, 'practice.example'])('lets an account of it in, by what Graph says: %s', async (tenant) => {
    const bench = await OwnerBench.open()
    await bench.decide(rulesOf(bench, tenant))
    const tokens = { accessToken: bench.practice.cloud.token }
    expect(valueOf(await bench.client.accounts.add({ ...microsoft(bench), tokens }))).toMatchObject({ state: 'ready' })
    const source = bench.file('a.bin', 4_000)
    expect(await bench.upload(source)).toMatchObject({ state: 'done' })
    expect(await bench.upload(bench.file('b.bin', 5_000))).toMatchObject({ state: 'done' })
    // Once for each account, and not for each file.
    expect((await bench.requests('organization')).length).toBe(2)
  })

  it('refuses an account of another organisation, whatever --tenant says, and keeps nothing of it', async () => {
    const bench = await OwnerBench.open()
    await bench.decide(rulesOf(bench, 'fabrikam.com'))
    const tokens = { accessToken: bench.practice.cloud.token }
    for (const tenant of ['common', 'fabrikam.com', 'organizations']) {
      const added = await bench.client.accounts.add({ ...microsoft(bench), tenant, tokens })
      expect(added).toMatchObject({ ok: false, failure: { code: 'not-allowed-here' } })
      expect(JSON.stringify(added)).toContain('of practice.example')
    }
    expect(valueOf(await bench.client.accounts.list({})).map(({ name }) => name)).toEqual(['cloud'])
  })

  it('refuses a personal account, which is of no organisation', async () => {
    const bench = await OwnerBench.open()
    const signIn = await SignIn.at(bench.practice, { signInConsent: 'allow' })
    const { access_token: accessToken } = await signIn.tokens({ login_hint: 'you@home.practice.example' })
    await bench.decide(rulesOf(bench, practiceTenant))
    const added = await bench.client.accounts.add({ ...microsoft(bench), tokens: { accessToken } })
    expect(added).toMatchObject({ ok: false, failure: { code: 'not-allowed-here' } })
    expect(JSON.stringify(added)).toContain('no organisation')
  })

  it('holds for an account that was there before, and somebody of the right one can sign in to it', async () => {
    const bench = await OwnerBench.open()
    const signIn = await SignIn.at(bench.practice, { signInConsent: 'allow' })
    const { access_token: personal } = await signIn.tokens({ login_hint: 'you@home.practice.example' })
    // Nobody knows whose it is, so that somebody else may sign in to it.
    await bench.practice.fault({ match: { op: 'me' }, action: 'respond', params: { status: 404 } })
    const added = await bench.client.accounts.add({ ...microsoft(bench), tokens: { accessToken: personal } })
    expect(valueOf(added)).toMatchObject({ user: null })
    await bench.decide(rulesOf(bench, practiceTenant))
    const source = bench.file('a.bin', 4_000)
    const queued = valueOf(
      await bench.client.queue.enqueue({ paths: [source.path], to: 'onedrive:/', account: 'work' }),
    )
    const [row] = valueOf(await bench.client.queue.page({ filter: { batch: queued.batch } })).transfers
    const id = row?.id ?? ''
    expect(await bench.ended(id)).toMatchObject(blocked)
    const states = async () =>
      Object.fromEntries(valueOf(await bench.client.accounts.list({})).map(({ name, state }) => [name, state]))
    expect(await states()).toEqual({ cloud: 'ready', work: 'not-allowed' })
    expect(await bench.items()).toEqual([])
    const again = { accessToken: personal }
    expect(await bench.client.accounts.signIn({ name: 'work', tokens: again })).toMatchObject({ ok: false })
    const right = { accessToken: bench.practice.cloud.token }
    valueOf(await bench.client.accounts.signIn({ name: 'work', tokens: right }))
    expect(await states()).toEqual({ cloud: 'ready', work: 'ready' })
    expect(await bench.ended(id)).toMatchObject({ state: 'done' })
  })

  it('lets nothing through while Graph can’t say it, and goes on when it can', async () => {
    const bench = await OwnerBench.open()
    await bench.decide(rulesOf(bench, practiceTenant))
    const params = { status: 503 }
    await bench.practice.fault({ match: { op: 'organization' }, action: 'respond', params, times: 3 })
    const source = bench.file('a.bin', 4_000)
    const id = await bench.enqueue(source)
    await bench.until(id, ({ attempts, state }) => state === 'done' || attempts > 0)
    expect(await bench.ended(id)).toMatchObject({ state: 'done' })
    const ops = (await uploads(bench)).map((entry) => (entry as { op: string }).op)
    expect(ops.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => 'organization'))
    await expectOnly(bench, source)
  })
})

describe('policy `accounts.endpoints` and policy `accounts.clouds`', () => {
  it('a sign-in at another cloud is refused before anybody is asked, whoever asks for it', async () => {
    const bench = await OwnerBench.open()
    await bench.decide({ 'accounts.clouds': ['us-gov'] })
    const before = (await bench.requests()).length
    for (const way of ['browser', 'device-code'] as const) {
      const account = { kind: 'microsoft', name: 'work', cloud: 'china', clientId: 'app' } as const
      const steps = bench.client.accounts.authorize({ account, way })[Symbol.asyncIterator]()
      await expect(steps.next()).rejects.toMatchObject({ failure: { code: 'not-allowed-here' } })
    }
    expect((await bench.requests()).length).toBe(before)
  })

  it('an account elsewhere is not used, and not asked who it is', async () => {
    const bench = await OwnerBench.open()
    for (const rules of [
      { 'accounts.endpoints': ['https://graph.microsoft.com'] },
      { 'accounts.clouds': ['global'] },
    ]) {
      await bench.decide(rules)
      const { graphUrl, loginUrl, token } = bench.practice.cloud
      const before = (await bench.requests()).length
      const request = { kind: 'microsoft', name: 'work', graphUrl, loginUrl, tokens: { accessToken: token } } as const
      expect(await bench.client.accounts.add(request)).toMatchObject({ failure: { code: 'not-allowed-here' } })
      expect(await bench.client.destinations.browse({ account: 'cloud', place: 'onedrive:/' })).toMatchObject({
        ok: false,
      })
      expect((await bench.requests()).length).toBe(before)
    }
    await bench.decide({ 'accounts.endpoints': endpointsOf(bench) })
    expect(await bench.upload(bench.file('a.bin', 4_000))).toMatchObject({ state: 'done' })
  })
})

describe('settings', () => {
  it('policy `settings`: shown with the lock, held, and what was stored counts again later', async () => {
    const bench = await OwnerBench.open()
    valueOf(await bench.client.settings.set({ key: 'transfers.large', value: 7 }))
    await bench.decide({ contact: 'Anna (room 7)', settings: { 'transfers.large': 2 } })
    const one = { key: 'transfers.large', value: 2, locked: { by: 'policy', contact: 'Anna (room 7)' } }
    expect(valueOf(await bench.client.settings.get({ key: 'transfers.large' }))).toMatchObject(one)
    expect(valueOf(await bench.client.settings.list({})).filter(({ locked }) => locked !== null)).toMatchObject([one])
    const refused = await bench.client.settings.set({ key: 'transfers.large', value: 3 })
    expect(refused).toMatchObject({ failure: { code: 'setting-locked', facts: { contact: 'Anna (room 7)' } } })
    expect(valueOf(await bench.client.settings.set({ key: 'transfers.small', value: 3 }))).toMatchObject({
      locked: null,
    })
    await bench.decide(null)
    expect(valueOf(await bench.client.settings.get({ key: 'transfers.large' }))).toMatchObject({
      value: 7,
      locked: null,
    })
  })

  it('policy `limits`: what was higher becomes the highest, lower is free, higher is refused', async () => {
    const bench = await OwnerBench.open()
    await bench.decide({ limits: { 'bandwidth.bytesPerSecond': 2_000_000, 'transfers.small': 3 } })
    const get = async (key: string) => valueOf(await bench.client.settings.get({ key }))
    expect(await get('bandwidth.bytesPerSecond')).toMatchObject({ value: 2_000_000, atMost: 2_000_000, locked: null })
    expect(await get('transfers.small')).toMatchObject({ value: 3, atMost: 3 })
    const set = async (value: unknown) => bench.client.settings.set({ key: 'bandwidth.bytesPerSecond', value })
    expect(await set(1_000_000)).toMatchObject({ ok: true, value: { value: 1_000_000 } })
    for (const value of [2_000_001, null]) {
      expect(await set(value)).toMatchObject({ failure: { code: 'not-allowed-here' } })
    }
    expect(await get('bandwidth.bytesPerSecond')).toMatchObject({ value: 1_000_000 })
  })

  it('diagnostics tell what was decided', async () => {
    const bench = await OwnerBench.open()
    await bench.decide({ destinations: ['onedrive:/Team'], settings: { 'transfers.large': 2 } })
    const files = valueOf(await bench.client.engine.diagnostics({}))
    const { text } = files.find(({ name }) => name === 'policy.json') ?? { text: '{}' }
    expect(JSON.parse(text)).toMatchObject({ destinations: ['onedrive:/Team'], locked: ['transfers.large'] })
  })
})
