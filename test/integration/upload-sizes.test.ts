import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { longshore } from '../support/longshore.ts'
import { OwnerBench, expectGoodManners, expectOnly, expectSame, valueOf } from '../support/owner-bench.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { Practice } from './practice-client.ts'

const unit = 327_680
const mib = 1024 * 1024
const sizes = [0, 1, unit - 1, unit, unit + 1, 4 * mib - 1, 4 * mib, 4 * mib + 1, 10 * mib, 61 * mib]

afterEach(expectGoodManners)

describe.each(['odp', 'odb', 'spo'] as const)('%s', (profile) => {
  it('graph-G2-22, graph-G2-29, fault-F24 fault-F25 stores every size, byte for byte and with its time', async () => {
    const bench = await OwnerBench.open({ profile })
    const sources = sizes.map((size) => bench.file(`size-${size}.bin`, size))
    const ids = await Promise.all(sources.map((source) => bench.enqueue(source, { to: 'onedrive:/Sizes' })))
    const ended = await Promise.all(ids.map((id) => bench.ended(id)))
    for (const [i, source] of sources.entries()) {
      const hash = source.size === 0 ? null : { algorithm: 'quickXorHash' }
      expect(ended[i]).toMatchObject({
        state: 'done',
        evidence: source.size === 0 ? 'size' : 'hash',
        failure: null,
        acknowledgedBytes: source.size,
        attempts: 0,
        remote: { name: source.name, size: source.size, hash },
      })
      expectSame(await bench.practice.item(`/Sizes/${source.name}`), source)
    }
    expect(await bench.items()).toHaveLength(sizes.length)
    const puts = await bench.requests('put')
    for (const { contentLength } of puts) expect(contentLength).toBeLessThan(60 * mib)
    expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(sizes.reduce((a, b) => a + b))
    expect((await bench.sessions()).filter(({ state }) => state !== 'complete')).toEqual([])
  })

  it('uploads by the command line, which ends with what was asked', async () => {
    const bench = await OwnerBench.open({ profile })
    await bench.close()
    const source = bench.file('by hand.bin', 7 * mib + 1)
    const { code, lines } = await longshore(bench.dataDir, 'upload', source.path, '--to', 'onedrive:/By hand', '--wait')
    expect(lines.at(-1)).toMatchObject({ event: 'summary', done: 1, failed: 0 })
    expect(code).toBe(0)
    expect(lines.at(-2)).toMatchObject({ event: 'state', state: 'done', evidence: 'hash', size: source.size })
    await expectOnly(bench, source, '/By hand/by hand.bin')
    rmSync(source.path)
    const missing = await longshore(bench.dataDir, 'upload', source.path, '--to', 'onedrive:/By hand', '--wait')
    expect(missing).toMatchObject({ code: 2, lines: [{ error: { code: 'path-missing' } }] })
  })
})

it('setting `transfers.keepSmallTimes`: keeps no times of small files in one request where the setting says so', async () => {
  const bench = await OwnerBench.open()
  valueOf(await bench.client.settings.set({ key: 'transfers.keepSmallTimes', value: false }))
  for (const size of [0, 1, unit + 1, 4_000_000]) {
    const source = bench.file(`quick-${size}.bin`, size)
    const view = await bench.upload(source)
    expect(view).toMatchObject({ state: 'done', evidence: size === 0 ? 'size' : 'hash', acknowledgedBytes: size })
    expect(await bench.practice.item(`/${source.name}`)).toMatchObject({ sha256: source.sha256, versions: 1 })
  }
  expect(await bench.requests('create')).toEqual([])
  expect(await bench.requests('patch')).toEqual([])
  expect(await bench.requests('simplePut')).toHaveLength(4)
})

it('uploads over TLS with the authority that LONGSHORE_CA_FILE names, and with no other', async () => {
  const bench = await OwnerBench.open({ profile: 'odb' })
  await bench.close()
  const secure = await Practice.start({ tls: true })
  const { graphUrl, loginUrl, token, caFile } = secure.cloud
  const dataDir = temporaryFolder()
  const tokenFile = join(temporaryFolder(), 'token.json')
  writeFileSync(tokenFile, JSON.stringify({ accessToken: token }))
  const account = ['--graph-url', graphUrl, '--login-url', loginUrl, '--token-file', tokenFile]
  const add = () => longshore(dataDir, 'account', 'add', 'practice', ...account)
  // "Ready" would not be true: nobody could be asked, and nothing gets better by itself.
  const refused = await add()
  expect(refused.code).toBe(1)
  expect(refused.lines).toMatchObject([{ error: { code: 'tls-untrusted' } }])
  expect((await longshore(dataDir, 'account', 'list')).lines).toEqual([[]])
  const trust = (isTrusted: boolean): void => {
    if (isTrusted) process.env['LONGSHORE_CA_FILE'] = caFile
    else delete process.env['LONGSHORE_CA_FILE']
  }
  onTestFinished(() => trust(false))
  trust(true)
  expect((await add()).lines).toMatchObject([{ state: 'ready', user: expect.stringContaining('@') }])
  trust(false)
  const source = bench.file('secure.bin', 9 * mib)
  const untrusted = await longshore(dataDir, 'upload', source.path, '--to', 'onedrive:/', '--wait')
  expect(untrusted.code).toBe(1)
  expect(untrusted.lines.at(-2)).toMatchObject({ state: 'blocked', failure: { code: 'tls-untrusted' } })
  trust(true)
  const { id } = untrusted.lines.at(-2) as { id: string }
  expect((await longshore(dataDir, 'retry', id)).code).toBe(0)
  const trusted = await longshore(dataDir, 'wait', id)
  expect(trusted.code).toBe(0)
  expect(trusted.lines.at(-2)).toMatchObject({ state: 'done', evidence: 'hash' })
  expect(await secure.control('GET', '/journal/violations')).toEqual({ violations: [] })
  expectSame(await secure.item('/secure.bin'), source)
})
