/** What sits between us and a service and does more than pass things on: proxies that change, refuse and repeat. */

import type { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { company, outsideRoots } from '../support/company-network.ts'
import { OwnerBench, expectGoodManners, expectOnly, threeRanges, valueOf } from '../support/owner-bench.ts'
import type { Meddling } from '../support/proxy-server.ts'

const page = { type: 'text/html', text: '<html>Bodies of this length are not for us</html>' }
const unit = 327_680

interface Between {
  readonly bench: OwnerBench
  /** What the proxy does from now on. */
  meddle: (request: IncomingMessage) => Meddling | null
}

/** An account beyond a proxy that looks into connections, by an authority that we were told to trust. */
async function open(): Promise<Between> {
  const net = await company()
  const named = { origin: '' }
  const bench = await OwnerBench.open({
    roots: outsideRoots,
    systemProxies: async () => (named.origin === '' ? 'SOCKS5 nobody:1' : `PROXY ${new URL(named.origin).host}`),
  })
  const between: Between = { bench, meddle: () => null }
  const proxy = await net.proxy(bench.practice.cloud, { meddle: (request) => between.meddle(request) })
  named.origin = proxy.origin
  valueOf(await bench.client.settings.set({ key: 'network.caFile', value: net.caFile }))
  return between
}

const isRange = ({ method, headers }: IncomingMessage): boolean =>
  method === 'PUT' && headers['content-range'] !== undefined

describe('a proxy', () => {
  afterEach(expectGoodManners)

  test('fault-N16 that takes Content-Range out: nothing counts, it is said, and a retry without it is enough', async () => {
    const between = await open()
    const { bench } = between
    between.meddle = (request) => (isRange(request) ? { without: ['content-range'] } : null)
    const source = bench.file('cargo.bin', threeRanges)
    const view = await bench.upload(source)
    expect(view, await bench.story(view.id)).toMatchObject({
      state: 'blocked',
      acknowledgedBytes: 0,
      failure: { code: 'upload-altered', retryAt: null },
    })
    expect(view.failure?.message).toContain('a proxy most likely')
    expect(view.failure?.nextStep).toContain('network.proxy')
    expect(await bench.items()).toEqual([])
    between.meddle = () => null
    await bench.client.queue.retry({ ids: [view.id] })
    expect(await bench.until(view.id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
    await expectOnly(bench, source)
  })

  test('fault-N17 that refuses long bodies: shorter ranges, down to the shortest, and each arrives', async () => {
    const between = await open()
    const { bench } = between
    const tooLong = ({ headers }: IncomingMessage): boolean => Number(headers['content-length']) > 2 * unit
    between.meddle = (request) => (tooLong(request) ? { answer: { status: 413, ...page } } : null)
    const source = bench.file('cargo.bin', 8 * unit * 4 + 77)
    const id = await bench.enqueue(source)
    expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectOnly(bench, source)
    expect(await bench.story(id)).toContain('going on in shorter ranges')
    expect(await bench.requests('create')).toHaveLength(1)
    for (const { contentLength } of await bench.requests('put')) expect(contentLength).toBeLessThanOrEqual(2 * unit)
    // A file that would go in one request goes in ranges, too.
    const small = bench.file('small.bin', 3_000_000)
    expect(await bench.upload(small)).toMatchObject({ state: 'done', evidence: 'hash' })
    expect(await bench.requests('simplePut')).toEqual([])
  })

  test('fault-N17 that refuses every body, or fails at it: a bound, and the reason', async () => {
    const between = await open()
    const { bench } = between
    for (const [status, code] of [
      [413, 'gave-up'],
      [502, 'gave-up'],
    ] as const) {
      between.meddle = (request) =>
        Number(request.headers['content-length']) > 1_000 ? { answer: { status, ...page } } : null
      const view = await bench.upload(bench.file(`${status}.bin`, 6 * 1024 * 1024))
      expect(view, await bench.story(view.id)).toMatchObject({ state: 'failed', failure: { code } })
      expect(view.failure?.message).toContain(`status ${status}`)
      between.meddle = () => null
      await bench.client.queue.retry({ ids: [view.id] })
      expect(await bench.until(view.id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
    }
    expect((await bench.requests('put')).length).toBeLessThan(20)
  })

  test('fault-N09 a network that wants a sign-in: told as that, once for the account, and nothing counts as sent', async () => {
    const between = await open()
    const { bench } = between
    const portal = { answer: { status: 200, type: 'text/html', text: '<html>Welcome to Hotel Wifi</html>' } }
    between.meddle = () => portal
    const sources = Array.from({ length: 12 }, (_, n) => bench.file(`${n}.bin`, 100_000 + n))
    const ids = await Promise.all(sources.map((source) => bench.enqueue(source)))
    const [first = ''] = ids
    const waiting = await bench.until(first, ({ state }) => state === 'waiting')
    expect(waiting.failure).toMatchObject({ code: 'network-sign-in', retryAt: expect.stringMatching(/Z$/) })
    expect(waiting.failure?.message).toMatch(/^This network shows a sign-in page instead of /)
    expect(waiting.failure?.nextStep).toContain('sign in there')
    expect(
      (await bench.client.engine.status({})).ok && valueOf(await bench.client.engine.status({})).offlineSince,
    ).not.toBeNull()
    expect(await bench.requests()).toEqual([])
    between.meddle = () => null
    for (const id of ids) {
      const view = await bench.ended(id)
      expect(view, await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
    }
    expect(await bench.items()).toHaveLength(sources.length)
  })
})

// What arrives twice is the proxy's doing, and against the manners of a client.
test('fault-N18 a proxy that sends every range twice, and hands on the second answer: no byte twice, one file', async () => {
  const between = await open()
  const { bench } = between
  between.meddle = (request) => (isRange(request) ? { again: true } : null)
  const source = bench.file('cargo.bin', threeRanges)
  const id = await bench.enqueue(source)
  expect(await bench.ended(id), await bench.story(id)).toMatchObject({ state: 'done', evidence: 'hash' })
  expect(await expectOnly(bench, source)).toMatchObject({ versions: 1 })
  const puts = await bench.requests('put')
  expect(puts.filter(({ status }) => status >= 400).length).toBeGreaterThan(0)
  expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(source.size)
})
