/** One upload against faults, and what has to be true of it afterwards. */

import { expect } from 'vitest'
import type { TransferView } from '../../src/shared/transfer.ts'
import { type BenchOptions, OwnerBench, type Source, expectOnly, twoRanges } from './owner-bench.ts'

export interface Run {
  readonly bench: OwnerBench
  readonly source: Source
  readonly id: string
  readonly view: TransferView
}

type UploadAgainst = BenchOptions & { readonly size?: number; readonly name?: string; readonly to?: string }

/** Uploads one file against these faults, to its end. */
export async function uploadAgainst(
  faults: readonly object[],
  { size = twoRanges, name = 'cargo.bin', to, ...options }: UploadAgainst = {},
): Promise<Run> {
  const bench = await OwnerBench.open(options)
  for (const fault of faults) await bench.practice.fault(fault)
  const source = bench.file(name, size)
  const id = await bench.enqueue(source, to === undefined ? {} : { to })
  const view = await bench.ended(id)
  return { bench, source, id, view }
}

/** Done with the best evidence, once, exactly, over so many sessions. */
export async function expectDone({ bench, source, id, view }: Run, sessions = 1): Promise<void> {
  expect(view, await bench.story(id)).toMatchObject({
    state: 'done',
    evidence: 'hash',
    failure: null,
    acknowledgedBytes: source.size,
  })
  await expectOnly(bench, source)
  expect(await bench.requests('create')).toHaveLength(sessions)
  const left = (await bench.sessions()).filter(({ state }) => state === 'open' || state === 'commit-failed')
  expect(left).toEqual([])
}

/** Every byte was stored by exactly one range: nothing was sent again that had arrived. */
export async function expectNothingTwice({ bench, source }: Run): Promise<void> {
  const puts = await bench.requests('put')
  expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(source.size)
}

export function codesOf({ bench, id }: Run): (string | undefined)[] {
  return bench.times(id, 'waiting').map(({ failure }) => failure?.code)
}

export async function startsOf({ bench }: Run): Promise<number[]> {
  return (await bench.requests('put')).map(({ rangeStart }) => rangeStart)
}
