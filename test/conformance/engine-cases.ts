/** What a person relies on at every destination, as cases that the real engine goes through with each. */

import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import type { TransferView } from '../../src/shared/transfer.ts'
import { type OwnerBench, valueOf } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { treeOf } from '../support/tree.ts'
import { type EngineBench, evidenceOf, openBench } from './engine-bench.ts'
import {
  type Case,
  type Ended,
  begin,
  changes,
  endsInFailure,
  expectNothingTwice,
  expectThere,
  inMidUpload,
  name,
  recovers,
  send,
  sizes,
  threeRanges,
  throttled,
} from './engine-run.ts'

const signInPage = { status: 200, contentType: 'text/html', body: '<html>Welcome to Hotel Wifi</html>' }

/** Somebody else has the name already. */
function conflict(
  policy: 'fail' | 'skip' | 'rename' | 'replace',
  end: (on: EngineBench, sent: Ended) => Promise<void>,
): Case {
  return async (on) => {
    const bench = await openBench(on)
    await on.bringOther(bench.practice, name)
    const source = bench.file(name, 70_001)
    const view = await bench.upload(source, { to: on.to, conflict: policy })
    await end(on, { bench, source, id: view.id, view })
  }
}

const keptTheirs = async (on: EngineBench, { bench }: Ended): Promise<void> => {
  expect(await on.stored(bench.practice)).toMatchObject([{ name, size: 6 }])
}

async function blocksForName(on: EngineBench, sent: Ended): Promise<void> {
  expect(sent.view).toMatchObject({ state: 'blocked', failure: { code: 'name-taken' } })
  await keptTheirs(on, sent)
}

async function refusedUnsent(on: EngineBench, bench: OwnerBench, view: TransferView, code: RegExp): Promise<void> {
  expect(view.state).toMatch(/^(failed|blocked)$/)
  expect(view.failure?.code).toMatch(code)
  for (const op of [on.ops.create, on.ops.range, on.ops.single]) expect(await bench.requests(op)).toEqual([])
}

const more = pseudoRandom(500_000, 2)

/** The title of each says what has to be true. */
const engineCases = {
  'a file of several ranges arrives, and its evidence with it': recovers(() => []),
  'a file without a byte arrives': async (on) => {
    const bench = await openBench(on)
    const source = bench.file('empty.bin', 0)
    await expectThere(on, { bench, source, id: (await bench.upload(source, { to: on.to })).id })
  },
  'exact multiples of a range, and a byte more or less': async (on) => {
    const { range } = on
    await sizes(on, [1, range - 1, range, range + 1, 2 * range - 1, 2 * range, 2 * range + 1], await openBench(on))
  },
  'the largest single request, and a byte more or less': async (on) => {
    const bench = await openBench(on)
    await on.allowSingle?.(bench)
    await sizes(on, on.singleEdges, bench)
    expect(await bench.requests(on.ops.single)).not.toEqual([])
    expect(await bench.requests(on.ops.create)).not.toEqual([])
  },
  'a byte too much is refused before anything is sent': async (on) => {
    const bench = await openBench(on)
    const source = bench.file('large.bin', 0)
    truncateSync(source.path, on.maxFileBytes + 1)
    await refusedUnsent(on, bench, await bench.upload(source, { to: on.to }), /^too-large$/)
  },
  'a name that can not be is refused before anything is sent': async (on) => {
    const bench = await openBench(on)
    const view = await bench.upload(bench.file(on.badName, 10), { to: on.to })
    await refusedUnsent(on, bench, view, /^(name-not-allowed|path-too-long)$/)
  },
  'odd names arrive as they are': async (on) => {
    const bench = await openBench(on)
    for (const odd of on.oddNames) {
      const view = await bench.upload(bench.file(odd, 1_000), { to: on.to })
      expect(view, await bench.story(view.id)).toMatchObject({ state: 'done', remote: { name: odd } })
    }
    const found = (await on.stored(bench.practice)).map((one) => one.name)
    expect(found.toSorted()).toEqual(on.oddNames.toSorted())
  },
  'a folder of files arrives whole': async (on) => {
    const bench = await openBench(on)
    const sources = [1, 2, 3].map((n) => bench.file(`${n}.bin`, 10_000 + n))
    const asked = { paths: sources.map(({ path }) => path), to: on.to, account: 'cloud' }
    const { batch } = valueOf(await bench.client.queue.enqueue(asked))
    const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
    for (const { id } of transfers)
      expect(await bench.ended(id)).toMatchObject({ state: 'done', evidence: evidenceOf(on) })
    const found = (await on.stored(bench.practice)).map((one) => one.sha256)
    expect(found.toSorted()).toEqual(sources.map((one) => one.sha256).toSorted())
  },
  'a watched folder sends what appears in it, once': async (on) => {
    const bench = await openBench(on)
    const asked = { folder: bench.folder, to: on.to, account: 'cloud', conflict: 'fail', existing: 'upload' } as const
    const watch = valueOf(await bench.client.watches.add({ ...asked, settleMs: 30 })).id
    const source = bench.file(name, 70_001)
    const before = treeOf(bench.folder)
    await expect
      .poll(
        async () => {
          const { transfers } = valueOf(await bench.client.queue.page({ filter: { watch } }))
          return transfers.map(({ state }) => state)
        },
        { timeout: 60_000, interval: 50 },
      )
      .toEqual(['done'])
    const { transfers } = valueOf(await bench.client.queue.page({ filter: { watch } }))
    await expectThere(on, { bench, source, id: transfers[0]?.id ?? '' })
    // G6: it was read, and nothing more.
    expect(treeOf(bench.folder)).toEqual(before)
  },

  'an owner that ends in a range goes on with the session': async (on) => {
    const sent = await begin(on, [{ match: { op: on.ops.range, range: 'last' }, action: 'hold' }])
    await sent.bench.practice.control('GET', `/journal/wait?op=${on.ops.range}&state=held`)
    await sent.bench.close()
    await sent.bench.practice.control('POST', '/faults/release')
    await sent.bench.start()
    await sent.bench.ended(sent.id)
    await expectThere(on, sent)
    await expectNothingTwice(on, sent)
  },
  'the answer to a create is lost: the file is there once': async (on) => {
    const sent = await send(on, [{ match: { op: on.ops.create }, action: 'reset', params: { at: 'stored' } }])
    expect(sent.view, await sent.bench.story(sent.id)).toMatchObject({ state: 'done', evidence: evidenceOf(on) })
    expect(await on.stored(sent.bench.practice)).toMatchObject([{ size: sent.source.size, sha256: sent.source.sha256 }])
  },
  'the answer to a range between is lost: goes on behind it': recovers(({ ops }) => [
    { match: { op: ops.range, range: 'middle' }, action: 'reset', params: { at: 'stored' } },
  ]),
  'the answer to the last range is lost: the file is found': recovers(({ ops }) => [
    { match: { op: ops.range, range: 'last' }, action: 'reset', params: { at: 'stored' } },
  ]),
  'the answer to a single request is lost: it is not sent again': async (on) => {
    const bench = await openBench(on)
    await on.allowSingle?.(bench)
    await bench.practice.fault({ match: { op: on.ops.single }, action: 'reset', params: { at: 'stored' } })
    const source = bench.file(name, 70_001)
    await expectThere(on, { bench, source, id: (await bench.upload(source, { to: on.to })).id })
    expect(await bench.requests(on.ops.single)).toHaveLength(1)
  },
  'the line breaks in a range': recovers(({ ops }) => [
    { match: { op: ops.range }, action: 'reset', params: { at: 'body', afterBytes: 100_000 } },
  ]),
  'the line breaks in a single request': async (on) => {
    const bench = await openBench(on)
    await on.allowSingle?.(bench)
    const params = { at: 'body', afterBytes: 10_000 }
    await bench.practice.fault({ match: { op: on.ops.single }, action: 'reset', params })
    const source = bench.file(name, 70_001)
    await expectThere(on, { bench, source, id: (await bench.upload(source, { to: on.to })).id })
  },
  'an error of the service, and its end': recovers(({ ops }) => [
    { match: { op: ops.range }, action: 'respond', params: { status: 500, code: 'generalException' }, times: 2 },
  ]),
  'an error of the service without an end: a bound, and a reason': endsInFailure(({ ops }) => [
    { match: { op: ops.range, range: 'last' }, action: 'respond', params: { status: 500, code: 'x' }, times: 0 },
  ]),
  'a range out of step, once': recovers(
    ({ ops, answers }) => [{ match: { op: ops.range, range: 'middle' }, action: 'respond', params: answers.outOfStep }],
    false,
  ),
  'out of step for ever: a bound, and a reason': endsInFailure(({ ops, answers }) => [
    { match: { op: ops.range }, action: 'respond', params: answers.outOfStep, times: 0 },
  ]),
  'a session that has ended: a new one, from the start': recovers(
    ({ ops }) => [{ match: { op: ops.range, range: 'last' }, action: 'expireSession' }],
    false,
  ),
  'sessions that always end: a bound, and a reason': endsInFailure(({ ops }) => [
    { match: { op: ops.range }, action: 'expireSession', times: 0 },
  ]),
  'a clock that is a day ahead or behind': async (on) => {
    for (const ms of [86_400_000, -86_400_000]) {
      const ops = [on.ops.create, on.ops.range, on.ops.look]
      const sent = await send(on, [{ match: { op: ops }, action: 'skewDate', params: { ms }, times: 0 }])
      await expectThere(on, sent)
      expect(sent.view.attempts).toBe(0)
    }
  },

  'throttled, told in seconds': throttled(({ ops }) => ({
    match: { op: ops.range },
    action: 'respond',
    params: { status: 429, code: 'x', retryAfter: 1 },
  })),
  'throttled, told as a date': throttled(({ ops }) => ({
    match: { op: ops.range },
    action: 'respond',
    params: { status: 429, code: 'x', retryAfter: 1, retryAfterAsDate: true },
  })),
  'throttled, without a word about when': throttled(({ ops }) => ({
    match: { op: ops.range },
    action: 'respond',
    params: { status: 429, code: 'x' },
  })),
  'throttled when a session is opened': throttled(({ ops }) => ({
    match: { op: ops.create },
    action: 'respond',
    params: { status: 429, code: 'x', retryAfter: 1 },
  })),
  'throttled when the name is looked for': throttled(({ ops }) => ({
    match: { op: ops.look },
    action: 'respond',
    params: { status: 429, code: 'x', retryAfter: 1 },
  })),
  'no room, then room': throttled(
    ({ ops, answers }) => ({ match: { op: ops.create }, action: 'respond', params: answers.full }),
    'destination-full',
  ),
  'a target that is locked, then free': throttled(
    ({ ops, answers }) => ({ match: { op: ops.create }, action: 'respond', params: answers.locked }),
    'destination-locked',
  ),

  'a page of HTML with 502 is an error': recovers(({ ops }) => [
    { match: { op: ops.range }, action: 'respond', params: { ...signInPage, status: 502 } },
  ]),
  'a sign-in page with status 200 is no answer to a create': recovers(
    ({ ops }) => [{ match: { op: ops.create }, action: 'respond', params: signInPage }],
    false,
  ),
  'a sign-in page with status 200 is no answer to a range': recovers(
    ({ ops }) => [{ match: { op: ops.range }, action: 'respond', params: signInPage }],
    false,
  ),
  'an answer that is cut off counts as unknown': recovers(({ ops }) => [
    { match: { op: ops.range }, action: 'truncate', params: { bytes: 3 } },
  ]),
  'a redirect to another host is refused, and nobody there hears from us': async (on) => {
    const heard: string[] = []
    const elsewhere = createServer((req, res) => {
      heard.push(req.url ?? '')
      res.end()
    })
    await new Promise<void>((resolve) => {
      elsewhere.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => {
      elsewhere.close()
    })
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/up`
    for (const op of [on.ops.create, on.ops.range]) {
      const sent = await send(on, [{ match: { op }, action: 'redirect', params: { status: 307, location } }])
      expect(sent.view).toMatchObject({ state: 'blocked', failure: { code: 'unsafe-redirect' } })
      await sent.bench.client.queue.retry({ ids: [sent.id] })
      await sent.bench.until(sent.id, ({ state }) => state === 'done')
      await expectThere(on, sent)
    }
    expect(heard).toEqual([])
  },
  'a slow service is no broken one': async (on) => {
    const slow = { action: 'slowReply', params: { bytesPerSecond: 600, headersAfterMs: 100 } }
    const limits = { stallMs: 500, answerMs: 4_000, answerStallMs: 1_000 }
    const sent = await send(on, [{ match: { op: on.ops.range }, ...slow, times: 0 }], { limits })
    await expectThere(on, sent)
    expect(sent.view.attempts).toBe(0)
  },

  'our file is cut short in mid-upload: the new version, whole': changes(
    (path) => truncateSync(path, 1_000_000),
    (old) => old.subarray(0, 1_000_000),
  ),
  'our file grows in mid-upload: the new version, whole': changes(
    (path) => appendFileSync(path, more),
    (old) => Buffer.concat([old, more]),
  ),
  'our file is edited in mid-upload: the new version, whole': changes(
    (path) => writeFileSync(path, more),
    () => more,
  ),
  'our file is deleted in mid-upload: said so, and the session deleted': async (on) => {
    const { bench, source, id } = await inMidUpload(on)
    rmSync(source.path)
    await bench.practice.control('POST', '/faults/release')
    expect(await bench.ended(id)).toMatchObject({ state: 'failed', failure: { code: 'source-gone' } })
    await bench.practice.control('GET', `/journal/wait?op=${on.ops.abandon}&state=finished`)
    expect(await on.openSessions(bench.practice)).toBe(0)
    expect(await on.stored(bench.practice)).toEqual([])
  },

  'a cancel deletes the session': async (on) => {
    const { bench, id } = await inMidUpload(on)
    await bench.client.queue.cancel({ ids: [id] })
    expect(await bench.ended(id)).toMatchObject({ state: 'canceled', failure: null })
    await bench.practice.control('POST', '/faults/release')
    await bench.practice.control('GET', `/journal/wait?op=${on.ops.abandon}&state=finished`)
    expect(await on.openSessions(bench.practice)).toBe(0)
    expect(await on.stored(bench.practice)).toEqual([])
  },
  'a session that could not be deleted is swept with the next start': async (on) => {
    const { bench, id } = await inMidUpload(on)
    const refused = { status: 500, code: 'generalException' }
    await bench.practice.fault({ match: { op: on.ops.abandon }, action: 'respond', params: refused })
    await bench.client.queue.cancel({ ids: [id] })
    expect(await bench.ended(id)).toMatchObject({ state: 'canceled', failure: null })
    await bench.practice.control('POST', '/faults/release')
    await bench.restart()
    await bench.practice.control('GET', `/journal/wait?op=${on.ops.abandon}&nth=2&state=finished`)
    expect(await on.openSessions(bench.practice)).toBe(0)
  },

  'a name that is taken, fail: asks': conflict('fail', blocksForName),
  'a name that is taken, skip: skips': conflict('skip', async (on, sent) => {
    expect(sent.view).toMatchObject({ state: 'skipped', failure: null })
    await keptTheirs(on, sent)
  }),
  'a name that is taken, rename: our own next name': conflict('rename', async (on, { bench, view }) => {
    expect(view).toMatchObject({ state: 'done', evidence: evidenceOf(on), remote: { name: 'cargo (2).bin' } })
    const found = (await on.stored(bench.practice)).map((one) => `${one.name} ${one.size}`)
    expect(found.toSorted()).toEqual(['cargo (2).bin 70001', 'cargo.bin 6'])
  }),
  'a name that is taken, replace: a new version': conflict('replace', expectThere),
  'a name that is taken, replace where nothing is replaced: asks': conflict('replace', blocksForName),

  'a token that ends is renewed in silence': async (on) => {
    const bench = await openBench(on)
    const pair = await bench.practice.control('POST', '/tokens', {})
    valueOf(await bench.client.accounts.signIn({ name: 'cloud', tokens: pair }))
    await bench.practice.fault({ match: { op: on.ops.look }, action: 'revokeToken' })
    const source = bench.file(name, threeRanges(on))
    const view = await bench.upload(source, { to: on.to })
    await expectThere(on, { bench, source, id: view.id })
    expect(view.attempts).toBe(0)
    expect(await bench.requests('token')).toHaveLength(1)
  },
  'a token that can not be renewed waits for a person, and goes on': async (on) => {
    const sent = await send(on, [{ match: { op: on.ops.create }, action: 'revokeToken' }])
    expect(sent.view).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
    const pair = await sent.bench.practice.control('POST', '/tokens', {})
    valueOf(await sent.bench.client.accounts.signIn({ name: 'cloud', tokens: pair }))
    await sent.bench.until(sent.id, ({ state }) => state === 'done')
    await expectThere(on, sent)
  },
  'every request has the token where it must, and none where it must not': async (on) => {
    const sent = await send(on, [
      { match: { op: on.ops.range, range: 'middle' }, action: 'reset', params: { at: 'body', afterBytes: 1_000 } },
    ])
    await expectThere(on, sent)
    const entries = await sent.bench.requests()
    const wrong = entries.filter(({ host, authorization }) => (host === 'upload') !== (authorization === null))
    expect(wrong).toEqual([])
    expect(JSON.stringify(entries.map(({ url, headers }) => [url, headers]))).not.toContain(sent.bench.practice.token)
  },
} satisfies Readonly<Record<string, Case>>

type Title = keyof typeof engineCases

export const titles = Object.keys(engineCases) as readonly Title[]

export function assertCase(on: EngineBench, title: Title): Promise<void> {
  return engineCases[title](on)
}
