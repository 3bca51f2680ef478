/** The faults of graph.md H6 about the item, its name and the account: F12, F24 to F27, F34 to F42. */

import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConflictPolicy } from '../../src/shared/transfer.ts'
import { codesOf, expectDone, expectNothingTwice, uploadAgainst } from '../support/fault-run.ts'
import { OwnerBench, expectGoodManners, expectOnly, expectSame, twoRanges, valueOf } from '../support/owner-bench.ts'

const somebodyElse = 'written by somebody else'

afterEach(expectGoodManners)

interface Prepared {
  readonly profile?: 'odp' | 'odb' | 'spo'
  readonly name?: string
  readonly conflict?: ConflictPolicy
  readonly switches?: object
  /** What is at the name before. */
  readonly old?: object
  readonly size?: number
}

/** One transfer that meets somebody else's doings. */
async function meet(faults: readonly object[], wanted: Prepared = {}) {
  const { profile = 'odb', name = 'cargo.bin', conflict = 'fail', switches, old, size = twoRanges } = wanted
  const bench = await OwnerBench.open({ profile, ...(switches && { switches }) })
  if (old) await bench.practice.write({ what: 'create', path: `/${name}`, ...old })
  for (const fault of faults) await bench.practice.fault(fault)
  const source = bench.file(name, size)
  const id = await bench.enqueue(source, { conflict })
  return { bench, source, id }
}

describe('somebody else at the same item', () => {
  it('graph-F12 replaced right after our commit, whose answer is lost: no success, a conflict', async () => {
    const { bench, id } = await meet([{ preset: 'F12' }])
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'name-taken' } })
    const [item, ...more] = await bench.items()
    expect(more).toEqual([])
    expect(item).toMatchObject({ size: somebodyElse.length })
    expect(await bench.requests('put')).toHaveLength(2)
  })

  it('graph-F12 the same where we replaced: theirs stays', async () => {
    const { bench, id } = await meet([{ preset: 'F12' }], { conflict: 'replace', old: { size: 10 } })
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'changed-at-destination' } })
    expect((await bench.items()).map(({ size }) => size)).toEqual([somebodyElse.length])
  })

  it.each(['odp', 'odb', 'spo'] as const)(
    'graph-F24 fault-P18 on %s: changed between our look and the commit is told, and the data is kept',
    async (profile) => {
      const { bench, id } = await meet([{ preset: 'F24' }], { profile, conflict: 'replace', old: { size: 10 } })
      expect(await bench.ended(id)).toMatchObject({
        state: 'blocked',
        failure: { code: 'changed-at-destination', retryAt: null },
      })
      expect((await bench.items()).map(({ size }) => size)).toEqual([somebodyElse.length])
      expect((await bench.sessions()).map(({ state }) => state)).toEqual(['commit-failed'])
      expect(await bench.requests('put')).toHaveLength(2)
      await bench.client.queue.cancel({ ids: [id] })
      expect(await bench.ended(id)).toMatchObject({ state: 'canceled' })
      expect((await bench.sessions()).map(({ state }) => state)).toEqual(['cancelled'])
    },
  )

  it.each(['odp', 'odb'] as const)(
    'graph-F24 on %s: a mark that moved without the content is adopted once',
    async (profile) => {
      const touch = { match: { op: 'put', range: 'last' }, action: 'change', params: { what: 'touch' } }
      const { bench, source, id } = await meet([touch], { profile, conflict: 'replace', old: { size: 10 } })
      expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
      expect(await expectOnly(bench, source)).toMatchObject({ versions: 2 })
      const always = { profile, conflict: 'replace', old: { size: 10 } } as const
      const again = await meet([{ ...touch, times: 0 }], always)
      expect(await again.bench.ended(again.id)).toMatchObject({ state: 'done', evidence: 'hash' })
      expect(await again.bench.requests('create')).toHaveLength(2)
      expect(await again.bench.requests('simplePut')).toHaveLength(1)
      const never = await meet([{ ...touch, times: 0 }], { ...always, switches: { simpleUploadLimit: 4_000_000 } })
      const view = await never.bench.ended(never.id)
      expect(view).toMatchObject({ state: 'blocked', failure: { code: 'changed-at-destination' } })
      expect((await never.bench.requests('create')).length).toBeLessThanOrEqual(3)
    },
  )

  it('graph-F24 an eTag that moves whenever a session opens (graph.md A3)', async () => {
    const switches = { etagChangesAtCreate: true }
    const { bench, source, id } = await meet([], { conflict: 'replace', old: { size: 10 }, switches })
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    expect(await expectOnly(bench, source)).toMatchObject({ versions: 2 })
    expect((await bench.requests('create')).length).toBeLessThanOrEqual(2)
  })

  it('graph-F25 fault-P17 the name taken in mid-upload, fail: blocked', async () => {
    const { bench, id } = await meet([{ preset: 'F25' }])
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'name-taken' } })
    expect((await bench.items()).map(({ size }) => size)).toEqual([somebodyElse.length])
    expect(await bench.requests('put')).toHaveLength(2)
  })

  it.each(['odp', 'odb', 'spo'] as const)(
    'fault-P17 on %s: the name taken in mid-upload by the very same bytes is what was wanted',
    async (profile) => {
      const bench = await OwnerBench.open({ profile })
      const source = bench.file('cargo.bin', twoRanges)
      await bench.practice.fault({ match: { op: 'put', range: 'last' }, action: 'hold' })
      const id = await bench.enqueue(source)
      await bench.practice.control('GET', '/journal/wait?op=put&state=held&nth=1')
      const same = { what: 'create', path: '/cargo.bin', base64: readFileSync(source.path).toString('base64') }
      const { item } = await bench.practice.write(same)
      await bench.practice.control('POST', '/faults/release')
      const view = await bench.ended(id)
      expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash', remote: { id: item.id } })
      const { sha256, size } = source
      expect(await bench.items()).toMatchObject([{ id: item.id, sha256, size, versions: 1 }])
      expect(await bench.requests('put')).toHaveLength(2)
      await bench.practice.control('GET', '/journal/wait?op=delete&state=finished')
      expect((await bench.sessions()).map(({ state }) => state)).toEqual(['cancelled'])
    },
  )

  it('graph-F25 the name taken in mid-upload, skip: skipped, and nothing of ours is left', async () => {
    const { bench, id } = await meet([{ preset: 'F25' }], { conflict: 'skip' })
    expect(await bench.ended(id)).toMatchObject({ state: 'skipped' })
    await bench.practice.control('GET', '/journal/wait?op=delete&state=finished')
    expect((await bench.sessions()).map(({ state }) => state)).toEqual(['cancelled'])
  })

  it.each(['odp', 'odb', 'spo'] as const)('graph-F25 on %s, rename: our own next name', async (profile) => {
    const { bench, source, id } = await meet([{ preset: 'F25' }], { profile, conflict: 'rename' })
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash', remote: { name: 'cargo (2).bin' } })
    expectSame(await bench.practice.item('/cargo (2).bin'), source)
    expect(await bench.items()).toHaveLength(2)
    // Personal drives commit what was sent under another name; elsewhere it is sent again (graph.md A10).
    const again = (await bench.requests('put')).slice(2)
    const bytes = again.reduce((sum, { contentLength }) => sum + contentLength, 0)
    expect(bytes).toBe(profile === 'odp' ? 0 : source.size)
  })

  it.each(['odp', 'odb'] as const)('graph-F25 on %s, replace: a new version of theirs', async (profile) => {
    const { bench, source, id } = await meet([{ preset: 'F25' }], { profile, conflict: 'replace' })
    expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    expect(await expectOnly(bench, source)).toMatchObject({ versions: 2 })
    expect((await bench.sessions()).filter(({ state }) => state === 'open' || state === 'commit-failed')).toEqual([])
  })

  it.each(['odp', 'odb', 'spo'] as const)(
    'graph-F26, graph-G2-21, fault-P19 on %s: no room at commit, then room: no byte is sent again',
    async (profile) => {
      const { bench, source, id } = await meet([{ preset: 'F26' }], { profile })
      const waiting = await bench.until(id, ({ state }) => state === 'waiting')
      expect(waiting.failure).toMatchObject({ code: 'destination-full', retryAt: expect.stringMatching(/Z$/) })
      expect(waiting.failure?.message).toMatch(/ for cargo\.bin: \d\S* \w?B free, 6\.3 MB needed\.$/)
      expect((await bench.sessions()).map(({ state }) => state)).toEqual(['commit-failed'])
      await bench.practice.switch({ quotaTotal: 1024 ** 4 })
      expect(await bench.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
      await expectOnly(bench, source)
      expect(await bench.requests('put')).toHaveLength(2)
    },
  )

  it('fault-P19 complaint-C19 no room: the account waits, not each file, and goes on by itself when there is some', async () => {
    const bench = await OwnerBench.open({ switches: { quotaTotal: 1_000 }, policy: { fullPauseMs: 300 } })
    const sources = Array.from({ length: 30 }, (_, n) => bench.file(`${n}.bin`, 20_000 + n))
    const [first = '', ...others] = await Promise.all(sources.map((source) => bench.enqueue(source)))
    await expect
      .poll(async () => (await bench.client.queue.page({ filter: { states: ['waiting'] } })).ok, { timeout: 20_000 })
      .toBe(true)
    await expect
      .poll(() => bench.requests('drive').then((asked) => asked.length), { timeout: 20_000 })
      .toBeGreaterThan(0)
    const refused = await bench.requests('simplePut')
    // As many as were at work when the first was refused, and then one after each pause.
    expect(refused.length).toBeLessThan(sources.length)
    await bench.practice.switch({ quotaTotal: 1024 ** 4 })
    for (const id of [first, ...others]) {
      expect(await bench.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
    }
    expect(await bench.items()).toHaveLength(sources.length)
  })

  it.each(['odp', 'odb', 'spo'] as const)(
    'graph-F27 fault-P20 on %s: locked at commit, then free: no byte is sent again',
    async (profile) => {
      const { bench, source, id } = await meet([{ preset: 'F27' }], { profile, conflict: 'replace', old: { size: 10 } })
      const waiting = await bench.until(id, ({ state }) => state === 'waiting')
      expect(waiting.failure).toMatchObject({ code: 'destination-locked', retryAt: expect.stringMatching(/Z$/) })
      await bench.practice.write({ what: 'unlock', path: '/cargo.bin' })
      const view = await bench.until(id, ({ state }) => state === 'done' || state === 'blocked')
      expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
      await expectOnly(bench, source)
      expect(await bench.requests('put')).toHaveLength(2)
    },
  )
})

describe('the service’s own ways', () => {
  it.each(['odb', 'spo'] as const)(
    'graph-F34 on %s: a session that is dead from the start is replaced',
    async (profile) => {
      const run = await uploadAgainst([{ preset: 'F34' }], { profile })
      expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
      await expectOnly(run.bench, run.source)
      expect(await run.bench.requests('create')).toHaveLength(2)
    },
  )

  it('graph-F34 an Office file that is replaced on SharePoint: once, and it is done', async () => {
    const { bench, source, id } = await meet([], {
      profile: 'spo',
      name: 'report.docx',
      conflict: 'replace',
      old: { size: 5000 },
      switches: { officeReplaceQuirk: true },
    })
    const view = await bench.ended(id)
    expect(view).toMatchObject({ state: 'done', evidence: 'changed-by-service' })
    const items = await bench.items()
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ versions: 2 })
    expect(items[0].size).toBeGreaterThan(source.size)
    expect((await bench.requests('create')).length).toBeLessThanOrEqual(3)
  })

  it('graph-F34 dead every time: a bound, then one single request', async () => {
    const run = await uploadAgainst([{ preset: 'F34', times: 0 }])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnly(run.bench, run.source)
    expect((await run.bench.requests('create')).length).toBeLessThanOrEqual(5)
    expect(await run.bench.requests('simplePut')).toHaveLength(1)
  })

  it('graph-F35, graph-G2-17, complaint-C04 a lost session holds the name: one single request goes through', async () => {
    const { bench, source, id } = await meet([])
    expect(await bench.ended(id)).toMatchObject({ state: 'done' })
    await bench.practice.open('/held.bin')
    const held = bench.file('held.bin', twoRanges)
    expect(await bench.upload(held)).toMatchObject({ state: 'done', evidence: 'hash', remote: { name: 'held.bin' } })
    expectSame(await bench.practice.item('/held.bin'), held)
    expectSame(await bench.practice.item('/cargo.bin'), source)
    expect(await bench.items()).toHaveLength(2)
  })

  it('graph-F35 a lost session holds the name of a file too large for that: waits until it is let go', async () => {
    const bench = await OwnerBench.open({ switches: { simpleUploadLimit: 4_000_000 } })
    const url = await bench.practice.open('/cargo.bin')
    const source = bench.file('cargo.bin', twoRanges)
    const id = await bench.enqueue(source)
    const held = ({ failure }: { failure: { code: string } | null }) => failure?.code === 'name-held-by-lost-session'
    const waiting = await bench.until(id, (view) => view.state === 'waiting' && held(view))
    expect(waiting.failure?.retryAt).toMatch(/Z$/)
    await fetch(url, { method: 'DELETE' })
    expect(await bench.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
    await expectOnly(bench, source)
  })

  it('graph-F36 fault-P33 complaint-C11 a cancel whose DELETE fails is canceled all the same, and swept later', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put' }, action: 'hold' })
    await bench.practice.fault({ preset: 'F36' })
    const id = await bench.enqueue(bench.file('a.bin', twoRanges))
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    await bench.client.queue.cancel({ ids: [id] })
    expect(await bench.ended(id)).toMatchObject({ state: 'canceled', failure: null })
    await bench.practice.control('POST', '/faults/release')
    await bench.restart()
    await bench.practice.control('GET', '/journal/wait?op=delete&nth=2&state=finished')
    expect((await bench.sessions()).map(({ state }) => state)).toEqual(['cancelled'])
  })

  it('graph-F37 a last range that fails for ever: a bound, then one single request', async () => {
    const run = await uploadAgainst([{ preset: 'F37' }])
    await expectDone(run)
    expect((await run.bench.requests('put')).length).toBeLessThanOrEqual(8)
    expect(await run.bench.requests('simplePut')).toHaveLength(1)
  })

  it('graph-F37, graph-G2-31, complaint-C18 and no single request either: gives up with the service’s own words', async () => {
    const run = await uploadAgainst([{ preset: 'F37' }], { switches: { simpleUploadLimit: 4_000_000 } })
    expect(run.view).toMatchObject({ state: 'failed', failure: { code: 'gave-up' } })
    expect((await run.bench.requests('put')).length).toBeLessThan(40)
    expect(await run.bench.items()).toEqual([])
  })

  it.each(['report.docx', 'scan.pdf', 'page.html'])(
    'graph-F38 fault-P21 complaint-C31 SharePoint rewrites %s: delivered, not sent again',
    async (name) => {
      const run = await uploadAgainst([], { profile: 'spo', name })
      expect(run.view).toMatchObject({ state: 'done', evidence: 'changed-by-service', failure: null, attempts: 0 })
      expect(run.view.remote?.size).toBeGreaterThan(run.source.size)
      expect(await run.bench.items()).toHaveLength(1)
      await expectNothingTwice(run)
      await run.bench.restart()
      expect(await run.bench.requests('create')).toHaveLength(1)
    },
  )

  it('graph-F38, graph-G2-27, fault-N10 another answer for a file that nobody rewrites is a difference, and is not sent again', async () => {
    const bench = await OwnerBench.open()
    const source = bench.file('cargo.bin', twoRanges)
    const old = (await bench.practice.write({ what: 'create', path: '/other.bin', size: 77 })).item
    const json = { id: old.id, name: 'other.bin', size: 77, file: { hashes: { quickXorHash: old.quickXorHash } } }
    const answer = { status: 201, json, stored: true }
    await bench.practice.fault({ match: { op: 'put', range: 'last' }, action: 'respond', params: answer })
    const view = await bench.upload(source)
    expect(view.state).not.toBe('done')
    expect(view.failure?.code).toBe('content-differs')
    expect(await bench.requests('create')).toHaveLength(1)
  })

  it('graph-F39 hashes that come later are waited for', async () => {
    const run = await uploadAgainst([{ preset: 'F39', match: { op: ['put', 'item'] }, times: 0 }])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'size' })
    expect(new Set(codesOf(run))).toEqual(new Set(['evidence-missing']))
    const later = await uploadAgainst([{ preset: 'F39', times: 4 }])
    await expectDone(later)
    expect(codesOf(later)).toContain('evidence-missing')
    await expectNothingTwice(later)
  })

  it('graph-F41 fault-N29 a clock of another day changes nothing', async () => {
    for (const ms of [86_400_000, -86_400_000]) {
      const run = await uploadAgainst([{ preset: 'F41', params: { ms } }])
      await expectDone(run)
      expect(codesOf(run)).toEqual([])
    }
  })

  it('graph-F41 a service whose clock is a day ahead: its dates are read by its own clock', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.control('POST', '/clock', { advanceMs: 86_400_000 })
    await bench.practice.fault({ preset: 'F2', params: { retryAfter: 1 } })
    const source = bench.file('cargo.bin', twoRanges)
    const id = await bench.enqueue(source)
    const { failure } = await bench.until(id, ({ state }) => state === 'waiting')
    expect(Date.parse(failure?.retryAt ?? '')).toBeLessThan(Date.now() + 60_000)
    expect(await bench.ended(id)).toMatchObject({ state: 'done' })
    await expectOnly(bench, source)
  })

  it('graph-F42 committed under a name of the server’s own choice: never called done, never sent twice', async () => {
    const { bench, id } = await meet([
      { match: { op: 'put', range: 'last' }, action: 'change', params: { what: 'create' } },
      { preset: 'F42' },
    ])
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'name-taken' } })
    expect((await bench.items()).map(({ name }) => String(name)).toSorted()).toEqual(['cargo 1.bin', 'cargo.bin'])
    const free = await uploadAgainst([{ preset: 'F42' }])
    await expectDone(free)
  })
})

describe('the account', () => {
  it('graph-F40 complaint-C09 a token that ends is renewed in silence', async () => {
    const bench = await OwnerBench.open()
    const pair = await bench.practice.control('POST', '/tokens', {})
    valueOf(await bench.client.accounts.signIn({ name: 'cloud', tokens: pair }))
    for (const op of ['create', 'item']) {
      await bench.practice.fault({ preset: 'F40', match: { op } })
      const source = bench.file(`${op}.bin`, twoRanges)
      const view = await bench.upload(source)
      expect(view).toMatchObject({ state: 'done', evidence: 'hash', attempts: 0 })
      expectSame(await bench.practice.item(`/${op}.bin`), source)
    }
  })

  it('graph-F40 fault-A02 complaint-C21 one that cannot be renewed blocks, and goes on by itself after the sign-in', async () => {
    const bench = await OwnerBench.open()
    const { accessToken } = await bench.practice.control('POST', '/tokens', {})
    valueOf(await bench.client.accounts.signIn({ name: 'cloud', tokens: { accessToken } }))
    await bench.practice.fault({ preset: 'F40' })
    const source = bench.file('a.bin', twoRanges)
    const id = await bench.enqueue(source)
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'signed-out', retryAt: null } })
    const other = await bench.upload(bench.file('b.bin', 1000))
    expect(other).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
    const pair = await bench.practice.control('POST', '/tokens', {})
    valueOf(await bench.client.accounts.signIn({ name: 'cloud', tokens: pair }))
    for (const { id: each } of [{ id }, other]) {
      expect(await bench.until(each, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
    }
    expect(await bench.items()).toHaveLength(2)
  })
})
