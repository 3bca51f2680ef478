/** Rows of docs/faults.md about sessions, names and rights that need a whole engine and no fault of graph.md's own list. */

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { codesOf, expectDone, expectNothingTwice, uploadAgainst } from '../support/fault-run.ts'
import { allParts, boxFiles, openBox, sixParts } from '../support/box-run.ts'
import {
  OwnerBench,
  expectGoodManners,
  expectOnly,
  expectSame,
  threeRanges,
  twoRanges,
  valueOf,
} from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'

afterEach(expectGoodManners)

/** The same choices in every run. */
function dice(seed: number): (sides: number) => number {
  const bytes = pseudoRandom(8_192, seed)
  let at = 0
  return (sides) => (bytes[at++ % bytes.length] ?? 0) % sides
}

describe('the last range', () => {
  it('fault-P05 answered with 202 and nothing missing is not done: asked, and done with evidence only', async () => {
    const empty = { match: { op: 'put', range: 'last' }, action: 'ranges', params: { shape: 'empty' } }
    const run = await uploadAgainst([{ ...empty }])
    await expectDone(run)
    await expectNothingTwice(run)
    const nothingMissing = { status: 202, json: { nextExpectedRanges: [] } }
    const always = await uploadAgainst(
      [
        {
          match: { op: 'put', range: 'last' },
          action: 'respond',
          params: { ...nothingMissing, stored: false },
          times: 0,
        },
        { match: { op: 'get' }, action: 'respond', params: { ...nothingMissing, status: 200 }, times: 0 },
      ],
      { switches: { simpleUploadLimit: 4_000_000 } },
    )
    expect(always.view.state).toBe('failed')
    expect(always.view.evidence).toBeNull()
    expect((await always.bench.requests()).length).toBeLessThan(60)
  })

  it('fault-P22 the total is the one of the session, whatever the file becomes', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { at: 'stored' } })
    const source = bench.file('cargo.bin', threeRanges)
    const id = await bench.enqueue(source)
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    writeFileSync(source.path, Buffer.alloc(50_000, 1), { flag: 'a' })
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'done', size: threeRanges + 50_000 })
    const totals = new Map<string, Set<string>>()
    for (const { sessionId, contentRange } of await bench.requests('put')) {
      const total = String(contentRange).split('/')[1] ?? ''
      totals.set(sessionId, new Set([...(totals.get(sessionId) ?? []), total]))
    }
    expect([...totals.values()].map((each) => [...each])).toEqual([[`${threeRanges}`], [`${threeRanges + 50_000}`]])
  })
})

it('fault-P23 parts that are answered in any order are the same file', async () => {
  const bench = await openBox()
  const next = dice(2_311)
  for (let round = 0; round < 3; round += 1) {
    const gates = allParts.map((start) => ({ gate: `part ${round} ${start}`, start }))
    for (const { gate, start } of gates) {
      const match = { op: 'put', range: { contains: start }, path: `${round}.bin` }
      await bench.practice.fault({ match, action: 'hold', params: { gate, at: 'stored' } })
    }
    const source = bench.file(`${round}.bin`, sixParts + round)
    const id = await bench.enqueue(source, { to: 'box:/' })
    const waiting = new Set(gates.map(({ gate }) => gate))
    while (waiting.size > 0) {
      const held = (await bench.requests('put')).filter(
        ({ state, path }) => state === 'held' && `${path}`.endsWith(`${round}.bin`),
      )
      const heldGates = gates.filter(
        ({ gate, start }) => waiting.has(gate) && held.some(({ rangeStart }) => rangeStart === start),
      )
      const chosen = heldGates[next(Math.max(1, heldGates.length))]
      if (chosen === undefined) continue
      await bench.practice.control('POST', '/faults/release', { gate: chosen.gate })
      waiting.delete(chosen.gate)
    }
    const view = await bench.ended(id)
    expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    const there = (await boxFiles(bench)).find(({ name }) => name === source.name)
    expect(there).toMatchObject({ sha256: source.sha256, size: source.size })
  }
})

describe('the place', () => {
  it('fault-P28 a message that is deleted meanwhile: says so, and what to do', async () => {
    const bench = await OwnerBench.open()
    const gone = { status: 404, code: 'ErrorItemNotFound' }
    const params = { match: { op: ['put', 'attachments', 'create'] }, action: 'respond', params: gone, times: 0 }
    await bench.practice.fault(params)
    const view = await bench.upload(bench.file('a.bin', twoRanges), { to: 'outlook:messages/practice-draft' })
    expect(view).toMatchObject({ state: 'blocked', failure: { code: 'destination-gone' } })
    expect(view.failure?.message).toContain('outlook:messages/practice-draft')
    expect(view.failure?.nextStep).toContain('Choose another destination')
  })

  it('fault-P34 a folder that is renamed in mid-upload keeps the file, by its id', async () => {
    const bench = await OwnerBench.open()
    const { item } = await bench.practice.write({ what: 'folder', path: '/In' })
    await bench.practice.fault({ match: { op: 'put', range: 'last' }, action: 'hold' })
    const source = bench.file('cargo.bin', twoRanges)
    const id = await bench.enqueue(source, { to: `onedrive:items/${item.id}` })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    await bench.practice.graph('PATCH', `/me/drive/items/${item.id}`, { body: { name: 'Elsewhere' } })
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnly(bench, source, '/Elsewhere/cargo.bin')
  })

  it('fault-P34 a folder that is deleted in mid-upload: said, and nothing is made elsewhere', async () => {
    const bench = await OwnerBench.open()
    const { item } = await bench.practice.write({ what: 'folder', path: '/In' })
    await bench.practice.fault({ match: { op: 'put', range: 'last' }, action: 'hold' })
    const id = await bench.enqueue(bench.file('cargo.bin', twoRanges), { to: `onedrive:items/${item.id}` })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held')
    await bench.practice.write({ what: 'delete', path: '/In' })
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({
      state: 'blocked',
      failure: { code: 'destination-gone', nextStep: expect.stringContaining('Choose another destination') },
    })
    expect(await bench.items()).toEqual([])
  })

  it('fault-A05 a right that was taken away: says which place, and whom to ask; and goes on when it is there again', async () => {
    const bench = await OwnerBench.open()
    const denied = { status: 403, code: 'accessDenied', message: 'Access denied' }
    await bench.practice.fault({ match: { op: 'create' }, action: 'respond', params: denied, times: 0 })
    const source = bench.file('cargo.bin', twoRanges)
    const view = await bench.upload(source, { to: 'onedrive:/' })
    expect(view).toMatchObject({ state: 'blocked', failure: { code: 'destination-denied', retryAt: null } })
    expect(view.failure?.message).toContain('onedrive:/')
    expect(view.failure?.nextStep).toMatch(/^Ask its owner for the right/)
    expect(await bench.requests('create')).toHaveLength(1)
    await bench.practice.control('DELETE', '/faults')
    await bench.client.queue.retry({ ids: [view.id] })
    await bench.until(view.id, ({ state }) => state === 'done')
    await expectOnly(bench, source)
  })
})

it('fault-P31 a cancel of the last range: deletes, looks, and says what became of it and what can be done', async () => {
  const bench = await OwnerBench.open()
  await bench.practice.fault({ match: { op: 'put', range: 'last' }, action: 'hold', params: { at: 'stored' } })
  const source = bench.file('cargo.bin', twoRanges)
  const id = await bench.enqueue(source)
  await bench.practice.control('GET', '/journal/wait?op=put&state=held')
  await bench.client.queue.cancel({ ids: [id] })
  await bench.practice.control('POST', '/faults/release')
  expect(await bench.ended(id)).toMatchObject({
    state: 'done',
    evidence: 'hash',
    remote: { webUrl: expect.any(String) },
  })
  await expectOnly(bench, source)
  const story = await bench.story(id)
  expect(story).toContain('the cancel came too late')
  expect(story).toContain('delete it there')
  const ops = (await bench.requests()).map(({ op }) => String(op))
  expect(ops.indexOf('delete')).toBeLessThan(ops.lastIndexOf('item'))
})

it('fault-P32 a thousand pauses and resumes at any moment: every file once, and no byte that was acknowledged twice', async () => {
  const bench = await OwnerBench.open()
  const next = dice(32)
  const sources = Array.from({ length: 4 }, (_, n) => bench.file(`${n}.bin`, threeRanges + n))
  const ids = await Promise.all(sources.map((source) => bench.enqueue(source)))
  for (let act = 0; act < 500; act += 1) {
    const one = ids[next(ids.length)] ?? ''
    await bench.client.queue.pause({ ids: [one] })
    for (let turn = next(4); turn > 0; turn -= 1) await bench.transfer(one)
    await bench.client.queue.resume({ ids: [one] })
    for (let turn = next(4); turn > 0; turn -= 1) await bench.transfer(one)
  }
  for (const [at, id] of ids.entries()) {
    const view = await bench.ended(id)
    expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    const source = sources[at]
    if (source !== undefined) expectSame(await bench.practice.item(`/${source.name}`), source)
  }
  expect(await bench.items()).toHaveLength(sources.length)
})

describe('one file, one entry', () => {
  it('fault-P35 seen by a watch, given by a command and dropped at once: one entry, one file', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'create' }, action: 'hold' })
    const asked = {
      folder: bench.folder,
      to: 'onedrive:/',
      account: 'cloud',
      conflict: 'fail',
      existing: 'upload',
    } as const
    const source = bench.file('cargo.bin', twoRanges)
    const byHand = () => bench.client.queue.enqueue({ paths: [source.path], to: 'onedrive:/', account: 'cloud' })
    const [watch, ...byHands] = await Promise.all([
      bench.client.watches.add({ ...asked, settleMs: 20 }),
      byHand(),
      byHand(),
      byHand(),
    ])
    valueOf(watch)
    const told = byHands.map(valueOf)
    expect(told.reduce((sum, { queued }) => sum + queued, 0)).toBeLessThanOrEqual(1)
    await bench.practice.control('GET', '/journal/wait?op=create&state=held')
    valueOf(await byHand())
    await bench.practice.control('POST', '/faults/release')
    const [first, ...more] = valueOf(await bench.client.queue.page({})).transfers
    expect(more).toEqual([])
    expect(await bench.ended(first?.id ?? '')).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnly(bench, source)
    expect(await bench.requests('create')).toHaveLength(1)
  })

  it('fault-P36 names that become one there: distinct, and the same ones each time', async () => {
    const names = ['a?.txt', 'a*.txt', 'a|.txt']
    const seen: string[][] = []
    for (let time = 0; time < 2; time += 1) {
      const bench = await OwnerBench.open()
      const folder = join(bench.folder, 'in')
      mkdirSync(folder)
      const sources = names.map((name, n) => bench.write(`in/${name}`, Buffer.alloc(100 + n, n + 1)))
      const fixes = { names: true, leaveOut: [] }
      const asked = {
        paths: sources.map(({ path }) => path),
        to: 'onedrive:/',
        account: 'cloud',
        conflict: 'rename',
        fixes,
      } as const
      const { batch } = valueOf(await bench.client.queue.enqueue(asked))
      const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
      for (const { id } of transfers) expect(await bench.ended(id)).toMatchObject({ state: 'done' })
      const items = await bench.items()
      expect(new Set(items.map(({ sha256 }) => sha256))).toEqual(new Set(sources.map(({ sha256 }) => sha256)))
      seen.push(items.map(({ name }) => String(name)).toSorted())
    }
    expect(new Set(seen[0]).size).toBe(names.length)
    expect(seen[1]).toEqual(seen[0])
  })
})

it('fault-N26 500, 502, 503 and 504 for everything: a bound of requests, and on by itself when it is over', async () => {
  const bench = await OwnerBench.open()
  for (const [nth, status] of [500, 502, 503, 504].entries()) {
    const params = { status, code: 'generalException' }
    await bench.practice.fault({ match: { host: 'graph', nth: nth + 1 }, action: 'respond', params, times: 6 })
  }
  const sources = Array.from({ length: 12 }, (_, n) => bench.file(`${n}.bin`, 50_000 + n))
  const ids = await Promise.all(sources.map((source) => bench.enqueue(source)))
  for (const id of ids) {
    const view = await bench.ended(id)
    expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
  }
  const met = new Set((await bench.requests()).map(({ status }) => status).filter((status) => status >= 500))
  expect(met).toEqual(new Set([500, 502, 503, 504]))
  expect((await bench.requests()).length).toBeLessThan(12 * 12)
  const codes = new Set(ids.flatMap((id) => codesOf({ bench, id } as never)))
  expect(codes).toEqual(new Set(['server-error']))
})

it('fault-A08 a token in the name of a file is in no log, no answer of ours about ourselves, and no diagnostics', async () => {
  const token = 'canary-9f2c7a41d8e64b0fb1d2c3e4f5a60718'
  const bench = await OwnerBench.open()
  const nowhere = { graphUrl: 'http://127.0.0.1:1', loginUrl: 'http://127.0.0.1:1' }
  const tokens = { accessToken: token }
  valueOf(await bench.client.accounts.add({ kind: 'practice', name: 'second', ...nowhere, tokens }))
  const source = bench.file(`notes ${token}.txt`, 1_000)
  expect(await bench.upload(source)).toMatchObject({ state: 'done' })
  const told = JSON.stringify([
    valueOf(await bench.client.engine.logs({ limit: 1_000 })),
    valueOf(await bench.client.engine.diagnostics({})),
    valueOf(await bench.client.accounts.list({})),
  ])
  expect(told).not.toContain(token)
  const files = readdirSync(bench.dataDir, { recursive: true, withFileTypes: true })
  const logs = files.filter((entry) => entry.isFile() && !entry.name.startsWith('longshore.db'))
  expect(logs.length).toBeGreaterThan(0)
  for (const { parentPath, name } of logs) {
    expect(readFileSync(join(parentPath, name), 'latin1'), name).not.toContain(token)
  }
})
