/** The ways in which the cases of the engine's suite go, and what has to be true at their ends. */

import { expect } from 'vitest'
import type { TransferView } from '../../src/shared/transfer.ts'
import { type BenchOptions, OwnerBench, sha256 } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { type EngineBench, type Sent, evidenceOf, openBench } from './engine-bench.ts'

export type Case = (on: EngineBench) => Promise<void>
export type Ended = Sent & { readonly view: TransferView }

export const name = 'cargo.bin'

/** Three ranges, the last of them odd. */
export function threeRanges({ range }: EngineBench): number {
  return 2 * range + 12_345
}

export async function begin(on: EngineBench, faults: readonly object[], options: BenchOptions = {}): Promise<Sent> {
  const bench = await openBench(on, options)
  for (const fault of faults) await bench.practice.fault(fault)
  const source = bench.file(name, threeRanges(on))
  return { bench, source, id: await bench.enqueue(source, { to: on.to }) }
}

export async function send(on: EngineBench, faults: readonly object[], options: BenchOptions = {}): Promise<Ended> {
  const sent = await begin(on, faults, options)
  return { ...sent, view: await sent.bench.ended(sent.id) }
}

/** Done with the best evidence, there once and exactly, and no session is left. */
export async function expectThere(on: EngineBench, { bench, source, id }: Sent): Promise<void> {
  expect(await bench.transfer(id), await bench.story(id)).toMatchObject({
    state: 'done',
    evidence: source.size === 0 ? expect.stringMatching(/^(size|hash)$/) : evidenceOf(on),
    failure: null,
    acknowledgedBytes: source.size,
  })
  const found = await on.stored(bench.practice)
  expect(found).toMatchObject([{ name: source.name, size: source.size, sha256: source.sha256 }])
  expect(await on.openSessions(bench.practice)).toBe(0)
}

/** What arrived wasn't sent again, where the destination tells what has arrived. */
export async function expectNothingTwice(on: EngineBench, { bench, source }: Sent): Promise<void> {
  if (!on.tellsPosition) return
  const ranges = await bench.requests(on.ops.range)
  expect(ranges.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(source.size)
  expect(await bench.requests(on.ops.create)).toHaveLength(1)
}

/** Goes wrong with these faults, and comes right by itself. */
export function recovers(faults: (on: EngineBench) => readonly object[], nothingTwice = true): Case {
  return async (on) => {
    const sent = await send(on, faults(on))
    await expectThere(on, sent)
    if (nothingTwice) await expectNothingTwice(on, sent)
  }
}

/** Goes wrong for ever with these faults: an end, a reason, and nothing half there. */
export function endsInFailure(faults: (on: EngineBench) => readonly object[]): Case {
  return async (on) => {
    const { bench, view } = await send(on, faults(on), { switches: on.sessionsOnly ?? {} })
    expect(view.state, await bench.story(view.id)).toMatch(/^(failed|blocked)$/)
    expect(view.failure?.nextStep).not.toBe('')
    expect((await bench.requests()).length).toBeLessThan(100)
    expect(await on.stored(bench.practice)).toEqual([])
  }
}

/** @param waits the code that the transfer waits with */
export function throttled(fault: (on: EngineBench) => object, waits = 'throttled'): Case {
  return async (on) => {
    const sent = await send(on, [fault(on)])
    await expectThere(on, sent)
    const { bench, id } = sent
    expect(bench.times(id, 'waiting').map(({ failure }) => failure?.code)).toEqual([waits])
  }
}

/** Several sizes, one after the other, each in the place of the one before. */
export async function sizes(on: EngineBench, all: readonly number[], bench: OwnerBench): Promise<void> {
  const sources = all.map((size) => bench.file(`size-${size}.bin`, size))
  for (const source of sources) {
    const view = await bench.upload(source, { to: on.to })
    expect(view, await bench.story(view.id)).toMatchObject({ state: 'done', acknowledgedBytes: source.size })
  }
  const found = await on.stored(bench.practice)
  expect(found.map((one) => `${one.name} ${one.size} ${one.sha256}`).toSorted()).toEqual(
    sources.map((one) => `${one.name} ${one.size} ${one.sha256}`).toSorted(),
  )
}

/** Stopped where the answer to its first range is on its way. */
export async function inMidUpload(on: EngineBench): Promise<Sent> {
  const sent = await begin(on, [{ match: { op: on.ops.range }, action: 'hold', params: { at: 'stored' } }])
  await sent.bench.practice.control('GET', `/journal/wait?op=${on.ops.range}&state=held`)
  return sent
}

export function changes(change: (path: string) => void, content: (old: Buffer) => Buffer): Case {
  return async (on) => {
    const { bench, source, id } = await inMidUpload(on)
    change(source.path)
    await bench.practice.control('POST', '/faults/release')
    await bench.ended(id)
    const now = content(pseudoRandom(source.size, source.size + 1))
    await expectThere(on, { bench, id, source: { ...source, size: now.length, sha256: sha256(now) } })
  }
}
