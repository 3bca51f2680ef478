/** The faults of graph.md H6 that concern To Do, through the whole engine. Sessions are filled on Graph, with the token. */

import { afterEach, describe, expect, it } from 'vitest'
import type { TransferView } from '../../src/shared/transfer.ts'
import { type BenchOptions, OwnerBench, type Source, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { attachmentsOf, expectAttached, task, tasksOf } from '../support/tasks.ts'

const range = 3_932_160
const second = 2 * range
/** Three ranges: 0, 3,932,160 and 7,864,320. */
const threeRanges = 10_000_001
const small = 50_001

afterEach(expectGoodManners)

interface Run {
  readonly bench: OwnerBench
  readonly source: Source
  readonly id: string
  readonly view: TransferView
}

async function attachAgainst(
  faults: readonly object[],
  { size = threeRanges, ...options }: BenchOptions & { readonly size?: number } = {},
): Promise<Run> {
  const bench = await OwnerBench.open(options)
  for (const fault of faults) await bench.practice.fault(fault)
  const source = bench.file('cargo.bin', size)
  const id = await bench.enqueue(source, { to: task })
  return { bench, source, id, view: await bench.ended(id) }
}

/** Done by hash, once, with nothing left behind, over so many sessions. */
async function expectDone({ bench, source, id, view }: Run, sessions = 1): Promise<void> {
  expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
  await expectAttached(bench, source)
  expect(await bench.requests('create')).toHaveLength(sessions)
}

async function expectNothingTwice({ bench, source }: Run): Promise<void> {
  const puts = await bench.requests('put')
  expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(source.size)
}

function codesOf({ bench, id }: Run): (string | undefined)[] {
  return bench.times(id, 'waiting').map(({ failure }) => failure?.code)
}

async function startsOf({ bench }: Run): Promise<number[]> {
  return (await bench.requests('put')).map(({ rangeStart }) => rangeStart)
}

/** Under a second account of the same cloud. */
async function enqueueAs(bench: OwnerBench, source: Source, account: string, tokens: object): Promise<string> {
  const { graphUrl, loginUrl } = bench.practice.cloud
  const given = { accessToken: '', ...tokens }
  valueOf(await bench.client.accounts.add({ kind: 'practice', name: account, graphUrl, loginUrl, tokens: given }))
  const { batch } = valueOf(await bench.client.queue.enqueue({ paths: [source.path], to: task, account }))
  const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
  return transfers[0]?.id ?? ''
}

describe('throttling', () => {
  it.each([
    ['graph-F1 429 with seconds', { preset: 'F1', params: { retryAfter: 1 } }],
    ['graph-F2 429 with a date', { preset: 'F2', params: { retryAfter: 1 } }],
    ['graph-F1 503 with Retry-After', { preset: 'F1', params: { status: 503, retryAfter: 1 } }],
    ['graph-F3 429 without a header', { preset: 'F3' }],
  ])('%s: waits, and goes on with the same range', async (_, fault) => {
    const run = await attachAgainst([fault])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual(['throttled'])
    expect(await startsOf(run)).toEqual([0, 0, range, second])
  })

  it.each(['create', 'attachments', 'simplePut', 'content'])(
    'graph-F1 on %s: waits as long as was asked',
    async (op) => {
      const size = op === 'create' ? threeRanges : small
      const run = await attachAgainst([{ preset: 'F1', match: { op }, params: { retryAfter: 1 } }], { size })
      expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
      await expectAttached(run.bench, run.source)
      expect(codesOf(run)).toEqual(['throttled'])
    },
  )
})

describe('answers that are lost or wrong', () => {
  it.each([
    ['graph-F5 503 though the range was stored', { preset: 'F5' }, 'server-error'],
    ['graph-F10 reset after the range was stored', { preset: 'F10' }, 'interrupted'],
    ['graph-F32 a cut answer', { preset: 'F32' }, 'interrupted'],
  ])('%s: asks, and skips what is there', async (_, fault, code) => {
    const run = await attachAgainst([fault])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual([code])
    expect(await startsOf(run)).toEqual([0, range, second])
  })

  it.each([
    ['graph-F6 500', { preset: 'F6' }, 'server-error'],
    ['graph-F7 504 after a while', { preset: 'F7', params: { ms: 300 } }, 'server-error'],
    ['graph-F8 reset in mid-range', { preset: 'F8' }, 'interrupted'],
    ['graph-F31 a page of HTML with 502', { preset: 'F31' }, 'server-error'],
  ])('%s: sends the same range again', async (_, fault, code) => {
    const run = await attachAgainst([fault])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(codesOf(run)).toEqual([code])
    expect(await startsOf(run)).toEqual([0, 0, range, second])
  })

  it('graph-F9 reset in mid-range, an odd part kept: goes on there', async () => {
    const run = await attachAgainst([{ preset: 'F9' }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect((await startsOf(run))[1]).toBe(100_001)
  })

  it('graph-F11 fault-P27 the last answer lost: what is attached is found and read back, and not attached again', async () => {
    const run = await attachAgainst([{ preset: 'F11' }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(await run.bench.requests('content')).not.toEqual([])
  })

  it.each([
    ['a reset', { action: 'reset', params: { at: 'stored' } }],
    ['a 503', { action: 'respond', params: { status: 503, stored: true } }],
    [
      'a page of HTML',
      { action: 'respond', params: { status: 200, contentType: 'text/html', body: '<p>', stored: true } },
    ],
  ])('graph-F11 of the one request for a small file, by %s: attached once', async (_, fault) => {
    for (const size of [0, small]) {
      const run = await attachAgainst([{ match: { op: 'simplePut' }, ...fault }], { size })
      await expectDone(run, 0)
      expect(await run.bench.requests('simplePut')).toHaveLength(1)
    }
  })

  it('graph-F12 the last answer lost, and another file of the name is there by then: nobody is replaced', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({
      match: { op: 'put', range: 'last' },
      steps: [{ action: 'hold' }, { action: 'reset', params: { at: 'arrival' } }],
    })
    const id = await bench.enqueue(bench.file('cargo.bin', threeRanges), { to: task })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held&timeoutMs=30000')
    const other = { what: 'attach', task: 'practice-task', name: 'cargo.bin', size: threeRanges, seed: 99 }
    await bench.practice.control('POST', '/todo', other)
    await bench.practice.fault({ match: { op: 'get' }, action: 'expireSession' })
    await bench.practice.control('POST', '/faults/release', {})
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'name-taken' } })
    expect(await attachmentsOf(bench.practice)).toHaveLength(1)
  })

  it.each([
    [
      'graph-F8 of the one request for a small file',
      { preset: 'F8', match: { op: 'simplePut' }, params: { afterBytes: 1_000 } },
    ],
    ['graph-F6 of the one request for a small file', { preset: 'F6', match: { op: 'simplePut' } }],
  ])('%s: looks, and sends it again', async (_, fault) => {
    const run = await attachAgainst([fault], { size: small })
    await expectDone(run, 0)
    expect(await run.bench.requests('simplePut')).toHaveLength(2)
  })

  it('a create whose answer is lost: another session, and the file once', async () => {
    const run = await attachAgainst([{ match: { op: 'create' }, action: 'reset', params: { at: 'stored' } }])
    expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
    expect(await attachmentsOf(run.bench.practice)).toHaveLength(1)
    // Nobody knows the address of the first one: the service ends it.
    const states = (await tasksOf(run.bench.practice)).sessions.map(({ state, received }) => ({ state, received }))
    expect(states).toEqual([
      { state: 'open', received: 0 },
      { state: 'complete', received: threeRanges },
    ])
  })

  it.each(['create', 'attachments', 'content', 'simplePut'])(
    'graph-F31 a sign-in page with status 200 for %s is no success',
    async (op) => {
      const page = { status: 200, contentType: 'text/html', body: '<html>Welcome to Hotel Wifi</html>' }
      const size = op === 'create' ? threeRanges : small
      const run = await attachAgainst([{ match: { op }, action: 'respond', params: page }], { size })
      expect(run.view).toMatchObject({ state: 'done', evidence: 'hash' })
      expect(await attachmentsOf(run.bench.practice)).toHaveLength(1)
    },
  )
})

describe('wrong positions', () => {
  it.each(['F18', 'F19', 'F20', 'F21', 'F22'])('graph-%s once: the session itself is asked', async (preset) => {
    const run = await attachAgainst([{ preset }])
    await expectDone(run)
    await expectNothingTwice(run)
    expect(run.view.attempts).toBe(0)
  })

  it('graph-F23 PascalCase and a start without a dash are how To Do speaks', async () => {
    const run = await attachAgainst([])
    await expectDone(run)
    const [, answer] = await run.bench.requests('put')
    expect(answer.rangeStart).toBe(range)
    expect(await run.bench.requests('get')).toEqual([])
  })

  it('graph-F17 out of step for ever: ends with a reason, and without a loop', async () => {
    const run = await attachAgainst([{ preset: 'F17', params: { status: 400, code: 'invalidRequest' } }])
    expect(['failed', 'blocked']).toContain(run.view.state)
    expect((await run.bench.requests('put')).length).toBeLessThan(20)
    expect(await attachmentsOf(run.bench.practice)).toEqual([])
  })

  it('goes on from what was acknowledged where the session cannot be asked', async () => {
    const run = await attachAgainst([
      { match: { op: 'put', range: 'middle' }, action: 'reset', params: { at: 'body', afterBytes: 1_000 } },
      { match: { op: 'get' }, action: 'respond', params: { status: 405, code: 'ErrorInvalidRequest' }, times: 0 },
    ])
    await expectDone(run)
    expect(await startsOf(run)).toEqual([0, range, range, second])
  })
})

describe('sessions that end', () => {
  it.each(['first', 'middle', 'last'])(
    'graph-F13 expired before its %s range: a new one, from the start',
    async (at) => {
      const run = await attachAgainst([{ preset: 'F13', match: { range: at } }])
      await expectDone(run, 2)
      expect(await attachmentsOf(run.bench.practice)).toHaveLength(1)
    },
  )

  it.each([404, 500])('graph-F36 a session that answers %i to its DELETE is not asked for ever', async (status) => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ preset: 'F36', params: { status, code: 'ErrorItemNotFound' } })
    await bench.practice.fault({ match: { op: 'put', range: 'middle' }, action: 'hold' })
    const id = await bench.enqueue(bench.file('cargo.bin', threeRanges), { to: task })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held&timeoutMs=30000')
    await bench.client.queue.cancel({ ids: [id] })
    await bench.practice.control('POST', '/faults/release', {})
    expect(await bench.until(id, ({ state }) => state === 'canceled')).toMatchObject({ state: 'canceled' })
    expect(await attachmentsOf(bench.practice)).toEqual([])
  })

  it('cancel deletes the session, at its own address', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put', range: 'middle' }, action: 'hold' })
    const id = await bench.enqueue(bench.file('cargo.bin', threeRanges), { to: task })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held&timeoutMs=30000')
    await bench.client.queue.cancel({ ids: [id] })
    await bench.practice.control('POST', '/faults/release', {})
    await bench.until(id, ({ state }) => state === 'canceled')
    const [{ url, status }] = (await bench.requests('delete')) as [{ url: string; status: number }]
    expect(status).toBe(204)
    expect(url).toMatch(/\/attachmentSessions\/[^/]+$/)
    expect((await tasksOf(bench.practice)).sessions).toMatchObject([{ state: 'cancelled' }])
  })

  it('graph-F33 a redirect of a range is not followed: the token stays here', async () => {
    const run = await attachAgainst([{ preset: 'F33' }])
    expect(run.view).toMatchObject({ state: 'blocked', failure: { code: 'unsafe-redirect' } })
  })
})

describe('tokens', () => {
  it.each(['first', 'middle', 'last'])(
    'graph-F40 the token ends before the %s range: renewed, and on with the same session',
    async (at) => {
      const bench = await OwnerBench.open()
      const { accessToken, refreshToken } = await bench.practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
      await bench.practice.fault({ preset: 'F40', match: { op: 'put', range: at } })
      const source = bench.file('cargo.bin', threeRanges)
      const id = await enqueueAs(bench, source, 'renewed', { accessToken, refreshToken })
      const view = await bench.ended(id)
      await expectDone({ bench, source, id, view })
      await expectNothingTwice({ bench, source, id, view })
      expect(await bench.requests('token')).toHaveLength(1)
    },
  )

  it.each([
    ['create', threeRanges, 2],
    ['simplePut', small, 0],
    ['content', small, 0],
  ] as const)('graph-F40 the token ends before %s: renewed, and attached once', async (op, size, creates) => {
    const bench = await OwnerBench.open()
    const { accessToken, refreshToken } = await bench.practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
    await bench.practice.fault({ preset: 'F40', match: { op } })
    const source = bench.file('cargo.bin', size)
    const id = await enqueueAs(bench, source, 'renewed', { accessToken, refreshToken })
    await expectDone({ bench, source, id, view: await bench.ended(id) }, creates)
    expect(await bench.requests('token')).toHaveLength(1)
    expect(await attachmentsOf(bench.practice)).toHaveLength(1)
  })

  it('graph-F40 a token that cannot be renewed blocks, and the session waits', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ preset: 'F40', match: { op: 'put', range: 'middle' } })
    const source = bench.file('cargo.bin', threeRanges)
    const id = await bench.enqueue(source, { to: task })
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
    expect((await tasksOf(bench.practice)).sessions).toMatchObject([{ state: 'open', received: range }])
  })

  it('a token without the right to tasks is refused, and says so', async () => {
    const bench = await OwnerBench.open()
    const { accessToken } = await bench.practice.control('POST', '/tokens', { scopes: ['Files.ReadWrite'] })
    const id = await enqueueAs(bench, bench.file('cargo.bin', 10), 'poor', { accessToken })
    expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'destination-denied' } })
  })
})

describe('restarts of ours', () => {
  it.each(['first', 'middle', 'last'])('an owner that ends in the %s range goes on with the session', async (at) => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'put', range: at }, action: 'hold' })
    const source = bench.file('cargo.bin', threeRanges)
    const id = await bench.enqueue(source, { to: task })
    await bench.practice.control('GET', '/journal/wait?op=put&state=held&timeoutMs=30000')
    await bench.close()
    await bench.practice.control('POST', '/faults/release', {})
    await bench.start()
    const view = await bench.ended(id)
    await expectDone({ bench, source, id, view })
    expect(await attachmentsOf(bench.practice)).toHaveLength(1)
  })
})
