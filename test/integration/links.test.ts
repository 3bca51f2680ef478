/** Links to what was uploaded: a real owner, both services that have them, and what goes wrong on the way. */

import { afterEach, describe, expect, it, test } from 'vitest'
import type { LinkStep } from '../../src/shared/links-contract.ts'
import type { Json } from './practice-client.ts'
import { longshore } from '../support/longshore.ts'
import { OwnerBench, expectGoodManners } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

const day = 24 * 3_600_000
const week = (): string => new Date(Date.now() + 7 * day).toISOString()

type Wish = Parameters<OwnerBench['client']['links']['make']>[0]

async function made(bench: OwnerBench, wish: Wish): Promise<LinkStep[]> {
  const steps: LinkStep[] = []
  for await (const step of bench.client.links.make(wish)) steps.push(step)
  return steps
}

async function one(bench: OwnerBench, id: string, wish: Partial<Wish> = {}): Promise<LinkStep> {
  const [step, ...more] = await made(bench, { ids: [id], ...wish })
  expect(more).toEqual([])
  if (step === undefined) throw new Error('nothing came')
  return step
}

/** What the services really have. */
async function linksThere(bench: OwnerBench): Promise<Json[]> {
  return (await bench.practice.control('GET', '/links')).links
}

async function done(bench: OwnerBench, to: string, name = 'a.bin'): Promise<string> {
  const view = await bench.upload(bench.file(name, 30_000), { to })
  expect(view.state).toBe('done')
  return view.id
}

interface Service {
  readonly to: string
  /** What its requests are called: the one that makes a link. */
  readonly op: string
  readonly words: { readonly anyone: string; readonly organization: string }
}

const services: readonly Service[] = [
  { to: 'onedrive:/In', op: 'createLink', words: { anyone: 'anonymous', organization: 'organization' } },
  { to: 'box:/In', op: 'share', words: { anyone: 'open', organization: 'company' } },
]

describe.each(services)('$to', ({ to, op, words }) => {
  it('a link is what was asked for, and asked for again it is the same one', async () => {
    const bench = await OwnerBench.open()
    const id = await done(bench, to)
    const expiresAt = week()
    const first = await one(bench, id, { kind: 'edit', scope: 'anyone', expiresAt })
    const [there, ...more] = await linksThere(bench)
    expect(more).toEqual([])
    expect(there).toMatchObject({ path: '/In/a.bin', type: 'edit', scope: words.anyone, url: first.link?.url })
    expect(first).toMatchObject({ id, failure: null, link: { kind: 'edit', scope: 'anyone', hasPassword: false } })
    const ends = [first.link?.expiresAt, there.expiresAt].map((end) => Date.parse(end ?? ''))
    // Whole seconds, which is all that the services take.
    for (const end of ends) expect(Math.abs(end - Date.parse(expiresAt))).toBeLessThan(1_000)
    expect(await one(bench, id, { kind: 'edit', scope: 'anyone', expiresAt: week() })).toEqual(first)
    expect(await linksThere(bench)).toEqual([there])
  })

  it('where nobody says who, it is as the service has it, and told', async () => {
    const bench = await OwnerBench.open()
    const id = await done(bench, to)
    expect(await one(bench, id)).toMatchObject({ link: { kind: 'view', scope: 'organization', expiresAt: null } })
    await bench.practice.switch({ usualLink: 'anyone' })
    const other = await done(bench, to, 'b.bin')
    expect(await one(bench, other)).toMatchObject({ link: { kind: 'view', scope: 'anyone' } })
  })

  it('a lost answer, a failure after it was made, a page between: it is asked again, and there is one link', async () => {
    const bench = await OwnerBench.open()
    const faults = [
      { action: 'reset', params: { at: 'stored' } },
      { action: 'respond', params: { status: 500, stored: true } },
      { action: 'respond', params: { status: 200, body: '<html>', stored: true } },
    ]
    for (const [n, fault] of faults.entries()) {
      const id = await done(bench, to, `${n}.bin`)
      await bench.practice.fault({ match: { op }, ...fault, times: 1 })
      const { link, failure } = await one(bench, id, { scope: 'anyone' })
      expect(failure).toBe(null)
      const there = (await linksThere(bench)).filter(({ path }) => path === `/In/${n}.bin`)
      expect(there).toMatchObject([{ url: link?.url, scope: words.anyone }])
    }
  })

  it('a service that wants a moment gets it; one that wants an hour is told of, and left alone', async () => {
    const bench = await OwnerBench.open()
    const id = await done(bench, to)
    await bench.practice.fault({ match: { op }, action: 'respond', params: { status: 429, retryAfter: 1 }, times: 1 })
    expect(await one(bench, id)).toMatchObject({ failure: null })
    const other = await done(bench, to, 'b.bin')
    const hour = { status: 429, retryAfter: 3_600 }
    await bench.practice.fault({ match: { op }, action: 'respond', params: hour, times: 1 })
    const [first, second] = await made(bench, { ids: [other, other] })
    expect(first).toMatchObject({ link: null, failure: { code: 'throttled', retryAt: expect.any(String) } })
    expect(second?.failure).toMatchObject({ code: 'throttled', retryAt: first?.failure?.retryAt })
    expect((await bench.requests(op)).filter(({ status }) => status === 429)).toHaveLength(2)
  })

  it('what the administrator of the service forbids is said, with its words, and what is allowed works', async () => {
    const bench = await OwnerBench.open({ switches: { widestLink: 'organization', linksEnd: false } })
    const id = await done(bench, to)
    const refused = await one(bench, id, { scope: 'anyone' })
    expect(refused).toMatchObject({ link: null, failure: { code: 'link-not-allowed' } })
    expect(refused.failure?.nextStep).toContain('your organization')
    const noEnd = await one(bench, id, { scope: 'organization', expiresAt: week() })
    expect(noEnd.failure).toMatchObject({ code: 'link-not-allowed' })
    expect(noEnd.failure?.message).toMatch(/paid users|Upgrade is required/)
    expect(await one(bench, id, { scope: 'organization' })).toMatchObject({ link: { scope: 'organization' } })
    expect(await linksThere(bench)).toHaveLength(1)
  })

  it('a link that is there and lives longer is not handed out for a shorter one, and not changed', async () => {
    const bench = await OwnerBench.open()
    const id = await done(bench, to)
    expect((await one(bench, id, { scope: 'anyone' })).failure).toBe(null)
    const there = await linksThere(bench)
    const refused = await one(bench, id, { scope: 'anyone', expiresAt: week() })
    expect(refused).toMatchObject({ link: null, failure: { code: 'link-exists-otherwise' } })
    expect(refused.failure?.message).toContain('without an end')
    expect(refused.failure?.message).not.toContain('http')
    expect(await linksThere(bench)).toEqual(there)
  })

  it('a file that is gone there, one that is not done, and one that nobody knows have none', async () => {
    const bench = await OwnerBench.open()
    const id = await done(bench, to)
    const drive = to.startsWith('box') ? { drive: 'practice-box' } : {}
    await bench.practice.write({ what: 'delete', path: '/In/a.bin', ...drive })
    expect(await one(bench, id)).toMatchObject({ link: null, failure: { code: 'destination-gone' } })
    await bench.client.queue.pause({ all: true })
    const waiting = await bench.enqueue(bench.file('b.bin', 1_000), { to })
    expect(await one(bench, waiting)).toMatchObject({ link: null, failure: { code: 'not-now' } })
    expect(await one(bench, 'nobody')).toMatchObject({ id: 'nobody', failure: { code: 'not-found' } })
    expect(await one(bench, id, { expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({ failure: { code: 'usage' } })
  })

  it('policy `links`, policy `links.days`: what is decided here is asked for, and nothing more is handed out', async () => {
    const bench = await OwnerBench.open()
    const id = await done(bench, to)
    await bench.decide({ links: 'organization', 'links.days': 30, contact: 'it@example.com' })
    expect(await bench.client.links.offer({})).toMatchObject({ value: { scopes: ['organization'], mostDays: 30 } })
    const refused = await one(bench, id, { scope: 'anyone' })
    expect(refused.failure).toMatchObject({ code: 'not-allowed-here' })
    expect(refused.failure?.nextStep).toContain('it@example.com')
    const long = new Date(Date.now() + 31 * day).toISOString()
    expect(await one(bench, id, { expiresAt: long })).toMatchObject({ failure: { code: 'not-allowed-here' } })
    expect(await bench.requests(op)).toEqual([])
    const { link } = await one(bench, id)
    expect(link?.scope).toBe('organization')
    expect(Math.abs(Date.parse(link?.expiresAt ?? '') - Date.now() - 30 * day)).toBeLessThan(day)
    await bench.decide({ links: 'never' })
    expect(await bench.client.links.offer({})).toMatchObject({ value: { destinations: [], scopes: [] } })
    expect(await one(bench, id)).toMatchObject({ link: null, failure: { code: 'not-allowed-here' } })
  })
})

test('Box has one link for a file: somebody else’s is handed out as it is, or not at all', async () => {
  const bench = await OwnerBench.open()
  const id = await done(bench, 'box:/In')
  const itemId = (await bench.transfer(id)).remote?.id
  const wish = { what: 'box-link', itemId, access: 'open', canEdit: true, hasPassword: true }
  const { link: url } = await bench.practice.control('POST', '/directory', wish)
  const there = await linksThere(bench)
  for (const [asked, otherwise] of [
    [{ kind: 'view' }, /to edit, for anyone, without an end, with a password/],
    [{ kind: 'edit', scope: 'organization' }, /for anyone/],
    [{ kind: 'edit', expiresAt: week() }, /without an end/],
  ] as const) {
    const { failure } = await one(bench, id, asked)
    expect(failure?.code).toBe('link-exists-otherwise')
    expect(failure?.message).toMatch(otherwise)
  }
  expect(await one(bench, id, { kind: 'edit' })).toMatchObject({ link: { url, scope: 'anyone', hasPassword: true } })
  expect(await linksThere(bench)).toEqual(there)
  expect(await bench.requests('share')).toEqual([])
})

test('Box: a file that changes between the look and the request is looked at once more', async () => {
  const bench = await OwnerBench.open()
  const id = await done(bench, 'box:/In')
  await bench.practice.fault({ match: { op: 'share' }, action: 'hold', params: { gate: 'share' }, times: 1 })
  const asked = one(bench, id)
  await bench.practice.control('GET', '/journal/wait?op=share&state=held')
  await bench.practice.write({ what: 'touch', itemId: (await bench.transfer(id)).remote?.id })
  await bench.practice.control('POST', '/faults/release', { gate: 'share' })
  expect(await asked).toMatchObject({ failure: null, link: { kind: 'view' } })
  expect((await bench.requests('share')).map(({ status }) => status)).toEqual([412, 200])
  expect(await linksThere(bench)).toHaveLength(1)
})

test('OneDrive: 400 is how some tenants say that they forbid it', async () => {
  const bench = await OwnerBench.open({ switches: { widestLink: 'nobody', linkRefusalStatus: 400 } })
  const id = await done(bench, 'onedrive:/In')
  expect(await one(bench, id)).toMatchObject({ failure: { code: 'link-not-allowed' } })
})

test('OneDrive: what somebody shared is in another drive, and the link is asked for there', async () => {
  const bench = await OwnerBench.open()
  const { item } = await bench.practice.write({ what: 'folder', path: '/Team', drive: 'b!practice-other-user' })
  const id = await done(bench, `onedrive:shares/s!${item.id}/root`)
  expect(await one(bench, id)).toMatchObject({ failure: null })
  expect(await linksThere(bench)).toMatchObject([{ path: '/Team/a.bin' }])
  const [asked] = await bench.requests('createLink')
  expect(asked.url).toMatch(/^\/v1\.0\/drives\/b(?:!|%21)practice-other-user\/items\/[^/]+\/createLink$/)
})

test('a task has no links, and says where there are some', async () => {
  const bench = await OwnerBench.open()
  const to = 'todo:lists/practice-list/tasks/practice-task'
  const id = await done(bench, to)
  const { link, failure } = await one(bench, id)
  expect(link).toBe(null)
  expect(failure).toMatchObject({ code: 'no-links-there' })
  expect(failure?.nextStep).toContain('SharePoint')
  expect(await bench.client.links.offer({})).toMatchObject({
    value: { destinations: ['onedrive', 'box'], scopes: ['anyone', 'organization'], mostDays: null },
  })
})

test('all of a batch, in order, from the command line; a link is nowhere else', async () => {
  const bench = await OwnerBench.open()
  const names = ['c.bin', 'a.bin', 'b.bin']
  const paths = names.map((name) => bench.file(name, 2_000).path)
  const asked = { paths, to: 'onedrive:/In', account: 'cloud' }
  const queued = await bench.client.queue.enqueue(asked)
  const batch = queued.ok ? queued.value.batch : ''
  const page = await bench.client.queue.page({ filter: { batch } })
  const ids = page.ok ? page.value.transfers.map(({ id }) => id) : []
  for (const id of ids) expect(await bench.ended(id)).toMatchObject({ state: 'done' })
  const { code, lines } = await longshore(bench.dataDir, 'link', '--batch', batch, '--scope', 'anyone')
  expect(code).toBe(0)
  const [steps] = lines as [LinkStep[]]
  expect(steps.map(({ id }) => id)).toEqual(ids)
  const there = await linksThere(bench)
  const urlOf = new Map(there.map(({ path, url }) => [path, url]))
  expect(steps.map(({ link }) => link?.url)).toEqual(names.map((name) => urlOf.get(`/In/${name}`)))
  const log = await bench.client.engine.logs({ limit: 1_000 })
  for (const { url } of there) expect(JSON.stringify(log)).not.toContain(url)
  expect((await longshore(bench.dataDir, 'link', 'nobody')).code).toBe(2)
  const [told] = (await longshore(bench.dataDir, 'link', '--batch', 'nobody')).lines
  expect(told).toMatchObject({ error: { code: 'not-found' } })
})
