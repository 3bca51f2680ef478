/** Every way into a message, by size, from the command line's own words to the bytes in the mailbox. */

import { afterEach, describe, expect, it } from 'vitest'
import { attachmentsOf, draft, expectAttached } from '../support/mail.ts'
import { OwnerBench, expectGoodManners } from '../support/owner-bench.ts'

const range = 3_932_160
const small = [0, 1, 2, 3, 2_999_999]
const large = [3_000_000, 3_000_001, range - 1, range, range + 1, 4_000_000, 4_194_303, 4_194_304, 4_194_305]

afterEach(expectGoodManners)

it.each([...small, ...large])(
  'graph-G2-23, fault-F24 fault-F25 attaches %i bytes, and reads them back',
  async (size) => {
    const bench = await OwnerBench.open()
    const source = bench.file(`size-${size}.bin`, size)
    const view = await bench.upload(source, { to: draft })
    expect(view).toMatchObject({
      state: 'done',
      evidence: 'hash',
      failure: null,
      attempts: 0,
      acknowledgedBytes: size,
      remote: { name: source.name, size, hash: { algorithm: 'sha256', value: source.sha256 } },
    })
    await expectAttached(bench, source)
    expect(await bench.requests('attach')).toHaveLength(size < 3_000_000 ? 1 : 0)
    const puts = await bench.requests('put')
    expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(size < 3_000_000 ? 0 : size)
    for (const { contentLength } of puts) expect(contentLength).toBeLessThan(4_000_000)
  },
)

describe('the boundary that nobody knows', () => {
  const mib3 = 3 * 1024 * 1024
  // In base64, 3,145,344 bytes and more are longer than any request that it takes (graph.md C3).
  it.each([3_000_000, 3_145_000, mib3, mib3 + 1])('3 MiB for both: %i bytes', async (size) => {
    const switches = { mailSessionFrom: mib3, mailPostBelow: mib3 }
    const bench = await OwnerBench.open({ switches })
    const source = bench.file('boundary.bin', size)
    expect(await bench.upload(source, { to: draft })).toMatchObject({ state: 'done', evidence: 'hash', attempts: 0 })
    await expectAttached(bench, source)
    expect(await bench.requests('create')).toHaveLength(1)
    expect(await bench.requests('attach')).toHaveLength(size < mib3 ? 1 : 0)
  })

  it('below 3 MB: the request is refused, and a session takes it', async () => {
    const bench = await OwnerBench.open({ switches: { mailSessionFrom: 2_000_000, mailPostBelow: 2_000_000 } })
    const source = bench.file('boundary.bin', 2_000_000)
    expect(await bench.upload(source, { to: draft })).toMatchObject({ state: 'done', evidence: 'hash', attempts: 0 })
    await expectAttached(bench, source)
    expect(await bench.requests('attach')).toHaveLength(1)
    expect(await bench.requests('create')).toHaveLength(1)
  })

  it('no way at all: ends, with a reason, after each was tried once', async () => {
    const bench = await OwnerBench.open({ switches: { mailSessionFrom: 4_000_000, mailPostBelow: 2_000_000 } })
    for (const size of [2_500_000, 3_100_000]) {
      const view = await bench.upload(bench.file(`${size}.bin`, size), { to: draft })
      expect(view).toMatchObject({ state: 'failed', failure: { code: 'other-way-only' } })
    }
    expect(await bench.requests('attach')).toHaveLength(2)
    expect(await bench.requests('create')).toHaveLength(2)
    expect(await attachmentsOf(bench.practice)).toEqual([])
  })
})

describe('limits', () => {
  const roomy = { mailMessageLimit: 400_000_000, mailUploadBudget: 1_000_000_000 }
  it.each([149_999_999, 150_000_000])('attaches %i bytes where the mailbox allows it', async (size) => {
    const bench = await OwnerBench.open({ switches: roomy })
    const source = bench.file('limit.bin', size)
    expect(await bench.upload(source, { to: draft })).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectAttached(bench, source)
  })

  it('fault-F29 refuses one byte more before anything is sent', async () => {
    const bench = await OwnerBench.open({ switches: roomy })
    const view = await bench.upload(bench.file('over.bin', 150_000_001), { to: draft })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'too-large' } })
    expect(view.failure?.message).toContain('at most 150,000,000 bytes')
    expect(await bench.requests('create')).toEqual([])
    expect(await bench.requests('attach')).toEqual([])
  })

  it('tells the limit of the mailbox, which counts what is attached already', async () => {
    const bench = await OwnerBench.open({ switches: { mailMessageLimit: 7_000_000 } })
    await bench.upload(bench.file('first.bin', 4_000_000), { to: draft })
    for (const [name, size] of [
      ['second.bin', 3_000_001],
      ['third.bin', 2_999_999],
      ['fourth.bin', 8_000_000],
    ] as const) {
      const view = await bench.upload(bench.file(name, size), { to: draft })
      if (name === 'third.bin') expect(view).toMatchObject({ state: 'done' })
      else expect(view).toMatchObject({ state: 'failed', failure: { code: 'too-large' } })
      if (view.failure !== null) expect(view.failure.message).toContain('whole message')
    }
  })
})
