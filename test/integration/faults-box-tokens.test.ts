/** The faults of box-and-peers.md 4.6 that concern the sign-in: F11 and F12, with a real account of Box. */

import { afterEach, expect, it } from 'vitest'
import { boxSessions, expectInBox, openBox, sixParts } from '../support/box-run.ts'
import { expectNothingTwice } from '../support/fault-run.ts'
import { type OwnerBench, type Source, expectGoodManners, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

/** An account of Box whose tokens can be renewed, and a file that goes there with it. */
async function enqueueRenewed(bench: OwnerBench, source: Source): Promise<string> {
  const { boxUrl, boxUploadUrl, boxLoginUrl } = bench.practice.cloud
  const { accessToken, refreshToken } = await bench.practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
  const app = { clientId: 'longshore-test', clientSecret: 'longshore-secret' }
  const roots = { boxUrl, boxUploadUrl, boxLoginUrl }
  const account = { kind: 'box', name: 'renewed', ...app, ...roots, tokens: { accessToken, refreshToken } } as const
  valueOf(await bench.client.accounts.add(account))
  const asked = { paths: [source.path], to: 'box:/', account: 'renewed' }
  const { batch } = valueOf(await bench.client.queue.enqueue(asked))
  const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
  return transfers[0]?.id ?? ''
}

it.each(['first', 'last'])(
  'box-F11 box-D12 the token ends before the %s part: renewed once, and on with the same session',
  async (range) => {
    const bench = await openBox()
    await bench.practice.fault({ preset: 'box-F11', match: { range } })
    const source = bench.file('cargo.bin', sixParts)
    const id = await enqueueRenewed(bench, source)
    const run = { bench, source, id, view: await bench.ended(id) }
    await expectInBox(run)
    await expectNothingTwice(run)
    // However many parts were refused at once.
    expect(await bench.requests('token')).toHaveLength(1)
  },
)

it.each(['create', 'commit', 'parts', 'preflight'])(
  'box-F11 the token ends before %s: renewed, and done',
  async (op) => {
    const bench = await openBox()
    await bench.practice.fault({ preset: 'box-F11', match: { op } })
    const source = bench.file('cargo.bin', sixParts)
    const id = await enqueueRenewed(bench, source)
    const run = { bench, source, id, view: await bench.ended(id) }
    await expectInBox(run, op === 'create' ? 2 : 1)
    await expectNothingTwice(run)
    expect(await bench.requests('token')).toHaveLength(1)
  },
)

it('box-F12 the answer to a renewal is lost: a person signs in, and the same session goes on', async () => {
  const bench = await openBox()
  await bench.practice.fault({ preset: 'box-F11', match: { range: 'last' } })
  await bench.practice.fault({ preset: 'box-F12' })
  const source = bench.file('cargo.bin', sixParts)
  const id = await enqueueRenewed(bench, source)
  expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
  expect(await boxSessions(bench)).toMatchObject([{ state: 'open' }])
  const { accessToken, refreshToken } = await bench.practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
  valueOf(await bench.client.accounts.signIn({ name: 'renewed', tokens: { accessToken, refreshToken } }))
  const view = await bench.until(id, ({ state }) => state === 'done')
  await expectInBox({ bench, source, id, view })
  await expectNothingTwice({ bench, source, id, view })
})
