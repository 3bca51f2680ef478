import { expect, test } from 'vitest'
import { failure } from '../../../src/shared/failure.ts'
import { type VirtualBench, virtualBench } from '../../support/virtual-bench.ts'

const size = 5_500_000
const lost = failure('interrupted', { host: 'up.example', detail: 'as the test wants it' })

/** Three of six ranges are confirmed, and the line breaks. */
async function halfway(bench: VirtualBench): Promise<void> {
  await bench.add('big.bin', 'work', size)
  bench.trouble = (verb) => (verb === 'send' && (bench.asked.get('send') ?? 0) > 3 ? lost : null)
  await bench.engine.start()
  await bench.clock.advance(2_000)
  expect(await bench.state('big.bin')).toMatchObject({ acknowledgedBytes: 3_000_000 })
}

/** One byte of what was confirmed; size and times stay. */
function change(bench: VirtualBench, at: number): void {
  const content = bench.contents.get('/in/big.bin')?.slice() ?? new Uint8Array(0)
  content[at] = (content[at] ?? 0) ^ 0xff
  bench.contents.set('/in/big.bin', content)
}

test.each(['quickXorHash', 'sha256'] as const)(
  'fault-F04 %s: after a restart, a sent part that changed is never built on',
  async (algorithm) => {
    for (const at of [0, 1_700_000, 2_999_999]) {
      const bench = await virtualBench(algorithm)
      await halfway(bench)
      change(bench, at)
      bench.trouble = () => null
      const sent = bench.asked.get('send') ?? 0
      await bench.restart()
      await bench.clock.advance(60_000)
      // Not one more byte of it: the version is given up, and the file has to rest again.
      expect(bench.asked.get('send'), String(at)).toBe(sent)
      expect(await bench.state('big.bin')).toMatchObject({ state: 'settling', acknowledgedBytes: 0 })
      expect(await bench.steps('big.bin')).toContainEqual(expect.objectContaining({ what: 'settling again' }))
      expect(bench.items.size).toBe(0)
      await bench.engine.stop()
    }
  },
)

test.each(['quickXorHash', 'sha256'] as const)(
  '%s: after a restart, an unchanged one goes on, and no byte of it is sent again',
  async (algorithm) => {
    const bench = await virtualBench(algorithm)
    await halfway(bench)
    const sent = bench.asked.get('send') ?? 0
    bench.trouble = () => null
    await bench.restart()
    await bench.clock.advance(60_000)
    expect(await bench.state('big.bin')).toMatchObject({ state: 'done', evidence: 'hash', acknowledgedBytes: size })
    expect(bench.asked.get('send')).toBe(sent + 3)
    await bench.engine.stop()
  },
)

test('a process that sent it itself reads nothing of it again', async () => {
  const bench = await virtualBench()
  await halfway(bench)
  const reads = bench.asked.get('read') ?? 0
  bench.trouble = () => null
  await bench.clock.advance(60_000)
  expect(await bench.state('big.bin')).toMatchObject({ state: 'done', evidence: 'hash' })
  // The ranges that were left, by pieces of a mebibyte at most, and those of broken requests.
  expect((bench.asked.get('read') ?? 0) - reads).toBeLessThanOrEqual(2 * 3)
  await bench.engine.stop()
})

test('what changes in the part that is still to go goes as it is now', async () => {
  const bench = await virtualBench()
  await halfway(bench)
  change(bench, 5_000_000)
  bench.trouble = () => null
  await bench.restart()
  await bench.clock.advance(60_000)
  expect(await bench.state('big.bin')).toMatchObject({ state: 'done', evidence: 'hash' })
  await bench.engine.stop()
})
