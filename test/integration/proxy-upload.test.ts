import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { company, outside, outsideRoots } from '../support/company-network.ts'
import type { Company } from '../support/company-network.ts'
import { OwnerBench, expectGoodManners, expectOnly, threeRanges, twoRanges, valueOf } from '../support/owner-bench.ts'
import type { ProxyServer, ProxyServerOptions } from '../support/proxy-server.ts'

afterEach(expectGoodManners)

const password = 'correct horse battery staple'
const login = `ana:${password}`

interface Bench {
  readonly bench: OwnerBench
  readonly proxy: ProxyServer
  readonly net: Company
  /** Others in the same network. */
  readonly another: (options?: ProxyServerOptions) => Promise<ProxyServer>
}

/** An account beyond a proxy that the system names; the authority of whoever looks in isn't trusted yet. */
async function open(options: ProxyServerOptions = {}): Promise<Bench> {
  const net = await company()
  const named = { origin: '' }
  const bench = await OwnerBench.open({
    roots: outsideRoots,
    // Until the proxy is there nobody may go out by another way.
    systemProxies: async () => (named.origin === '' ? 'SOCKS5 nobody:1' : `PROXY ${new URL(named.origin).host}`),
  })
  const proxy = await net.proxy(bench.practice.cloud, options)
  named.origin = proxy.origin
  return { bench, proxy, net, another: (more = {}) => net.proxy(bench.practice.cloud, more) }
}

function trust({ bench, net }: Bench): Promise<unknown> {
  return bench.client.settings.set({ key: 'network.caFile', value: net.caFile }).then(valueOf)
}

/** At the service's end: nothing of the proxy's, and no request that came by another way. */
async function expectNothingOfTheProxys({ bench }: Bench): Promise<void> {
  for (const { headers } of await bench.practice.journal()) {
    expect(headers).not.toHaveProperty('proxy-authorization')
    expect(JSON.stringify(headers)).not.toContain(Buffer.from(login).toString('base64'))
  }
}

/** At the proxy's end: nothing of ours but the way. */
function expectNothingOfOurs(proxy: ProxyServer): void {
  const connects = proxy.seen.filter(({ method }) => method === 'CONNECT')
  expect(connects.length).toBeGreaterThan(0)
  for (const { headers } of connects) expect(headers).not.toHaveProperty('authorization')
  expect(JSON.stringify(connects)).not.toMatch(/bearer|tempauth|upload-session/i)
}

test('N20 fault-N20: through a proxy that looks in, with its authority trusted, all ranges arrive and are checked', async () => {
  const place = await open()
  await trust(place)
  const source = place.bench.file('cargo.bin', threeRanges)
  const view = await place.bench.upload(source)
  expect(view, await place.bench.story(view.id)).toMatchObject({ state: 'done', evidence: 'hash' })
  await expectOnly(place.bench, source)
  expect(new Set(place.proxy.tunnels)).toEqual(new Set([`${outside.graph}:443`, `${outside.upload}:443`]))
  // Everything that the cloud saw, the proxy had seen before: nothing went by another way.
  const inside = place.proxy.seen.filter(({ method }) => method !== 'CONNECT')
  expect((await place.bench.requests()).length).toBe(inside.length)
  expectNothingOfOurs(place.proxy)
  await expectNothingOfTheProxys(place)
})

test('N20, setting `network.caFile`: without its authority nothing is sent, it is said what to do, and doing it is enough', async () => {
  const place = await open()
  const { bench } = place
  const source = bench.file('cargo.bin', twoRanges)
  const id = await bench.enqueue(source)
  expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'tls-untrusted' } })
  expect(await bench.requests()).toEqual([])
  const wrong = await bench.client.settings.set({ key: 'network.caFile', value: source.path })
  expect(wrong).toMatchObject({ ok: false, failure: { code: 'usage' } })
  await trust(place)
  expect(await bench.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
  await expectOnly(bench, source)
})

test('N19 fault-N19: a proxy that wants a login: said plainly, given once, kept sealed, told to that proxy alone', async () => {
  const place = await open({ login })
  const { bench, proxy, another } = place
  await trust(place)
  const source = bench.file('cargo.bin', twoRanges)
  const id = await bench.enqueue(source)
  const stopped = await bench.ended(id)
  expect(stopped).toMatchObject({ state: 'blocked', failure: { code: 'proxy-auth-required' } })
  expect(stopped.failure?.nextStep).toContain(`network.proxy ${proxy.origin} --proxy-password-file`)
  const set = (value: string, proxyLogin?: { user: string; password: string }) =>
    bench.client.settings.set({ key: 'network.proxy', value, ...(proxyLogin && { proxyLogin }) })

  expect(await set('system', { user: 'ana', password })).toMatchObject({ ok: false, failure: { code: 'usage' } })
  expect(await set(proxy.origin.replace('//', '//ana:pass@'))).toMatchObject({ ok: false, failure: { code: 'usage' } })
  valueOf(await set(proxy.origin, { user: 'ana', password: 'not this one' }))
  expect(await bench.ended(id)).toMatchObject({ state: 'blocked', failure: { code: 'proxy-auth-required' } })
  const shown = valueOf(await set(proxy.origin, { user: 'ana', password }))
  expect(shown.value).toBe(proxy.origin)
  await bench.until(id, ({ state }) => state === 'done')
  await expectOnly(bench, source)

  // The system names it: it is the same proxy. Another one is told nothing.
  valueOf(await set('system'))
  expect(await bench.upload(bench.file('second.bin', 1_000))).toMatchObject({ state: 'done' })
  const curious = await another({ login: 'nobody:else' })
  valueOf(await set(curious.origin))
  expect(await bench.upload(bench.file('third.bin', 1_001))).toMatchObject({
    state: 'blocked',
    failure: { code: 'proxy-auth-required' },
  })
  for (const { headers } of curious.seen) expect(headers).not.toHaveProperty('proxy-authorization')
  // And with another one set, it is forgotten.
  valueOf(await set(proxy.origin))
  expect(await bench.upload(bench.file('fourth.bin', 1_002))).toMatchObject({
    failure: { code: 'proxy-auth-required' },
  })
  expectNothingOfOurs(proxy)
  await expectNothingOfTheProxys(place)
})

test('I7: the password of a proxy outlives a restart and stands nowhere in the open', async () => {
  const place = await open({ login })
  const { bench, proxy } = place
  await trust(place)
  const key = 'network.proxy'
  valueOf(await bench.client.settings.set({ key, value: proxy.origin, proxyLogin: { user: 'ana', password } }))
  await bench.restart()
  const source = bench.file('cargo.bin', 1_234)
  expect(await bench.upload(source)).toMatchObject({ state: 'done' })
  const told = [
    await bench.client.settings.list({}),
    await bench.client.settings.get({ key }),
    await bench.client.settings.get({ key: 'network.proxyLogin' }),
    await bench.client.engine.diagnostics({}),
    await bench.client.engine.logs({}),
  ]
  const basic = Buffer.from(login).toString('base64')
  const files = readdirSync(bench.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const kept = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
  for (const text of [JSON.stringify(told), ...kept]) {
    expect(text).not.toContain(password)
    expect(text).not.toContain(basic)
  }
  expect(kept.length).toBeGreaterThan(2)
})

describe('a setting applies without a restart', () => {
  test('setting `network.proxy`: from one proxy to another, in the middle of an upload, with nothing sent twice', async () => {
    const place = await open()
    const { bench, proxy, another } = place
    await trust(place)
    const other = await another()
    const source = bench.file('cargo.bin', threeRanges)
    await bench.practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { at: 'stored' } })
    const id = await bench.enqueue(source)
    await bench.practice.control('GET', '/journal/wait?timeoutMs=60000&op=put&state=held')
    valueOf(await bench.client.settings.set({ key: 'network.proxy', value: other.origin }))
    await bench.practice.control('POST', '/faults/release', {})
    expect(await bench.until(id, ({ state }) => state === 'done')).toMatchObject({ evidence: 'hash' })
    await expectOnly(bench, source)
    expect(proxy.tunnels).toContain(`${outside.upload}:443`)
    expect(other.tunnels).toContain(`${outside.upload}:443`)
    const starts = (await bench.requests('put')).map(({ rangeStart }) => rangeStart)
    expect(starts).toEqual([...new Set(starts)])
  })
})

test('fault-N02 a proxy that dies in the middle of a range: the upload goes on where it stood', async () => {
  const place = await open()
  const { bench, proxy } = place
  await trust(place)
  const source = bench.file('cargo.bin', threeRanges)
  // In the second range, of which half has passed.
  proxy.bytesLeft = 8 * 1024 * 1024
  const view = await bench.upload(source)
  expect(view, await bench.story(view.id)).toMatchObject({ state: 'done', evidence: 'hash' })
  await expectOnly(bench, source)
  expect(proxy.bytesLeft).toBeNull()
  const puts = await bench.requests('put')
  const whole = puts.filter(({ status }) => status === 202 || status === 201)
  expect(puts.length).toBeGreaterThan(whole.length)
  // What was acknowledged before is not sent again.
  const starts = whole.map(({ rangeStart }) => Number(rangeStart))
  expect(starts).toEqual([...new Set(starts)])
  expect(await bench.requests('create')).toHaveLength(1)
})
