/** One upload to Box against faults, and what has to be true of it afterwards. */

import { expect } from 'vitest'
import type { ConflictPolicy } from '../../src/shared/transfer.ts'
import type { Json } from '../integration/practice-client.ts'
import type { Run } from './fault-run.ts'
import { type BenchOptions, OwnerBench, type Source } from './owner-bench.ts'

/** As large as parts of the service's usual size would be slow to look at: six parts make one file. */
export const part = 4 * 1024 * 1024
/** Above the floor of sessions, and not a multiple of anything: five parts and a short one. */
export const sixParts = 5 * part + 28_481

interface Options extends BenchOptions {
  readonly size?: number
  readonly name?: string
  readonly to?: string
  readonly conflict?: ConflictPolicy
}

export async function openBox({ switches, ...options }: BenchOptions = {}): Promise<OwnerBench> {
  return OwnerBench.open({ ...options, switches: { boxPartSize: part, ...switches } })
}

/** Uploads one file against these faults, to its end. */
export async function sendToBox(
  faults: readonly object[],
  { size = sixParts, name = 'cargo.bin', to = 'box:/', conflict, ...options }: Options = {},
): Promise<Run> {
  const bench = await openBox(options)
  for (const fault of faults) await bench.practice.fault(fault)
  const source = bench.file(name, size)
  const id = await bench.enqueue(source, { to, ...(conflict && { conflict }) })
  return { bench, source, id, view: await bench.ended(id) }
}

export async function boxFiles(bench: OwnerBench): Promise<Json[]> {
  return (await bench.items()).filter(({ driveId }) => driveId === 'practice-box')
}

/** Box's sessions with their parts, by state. */
export async function boxSessions({ practice }: OwnerBench): Promise<Json[]> {
  return (await practice.control('GET', '/sessions')).box
}

/** Done by hash, once, exactly, with its time in whole seconds, over so many sessions; none is left open. */
export async function expectInBox({ bench, source, id, view }: Run, sessions = 1): Promise<void> {
  expect(view, await bench.story(id)).toMatchObject({
    state: 'done',
    evidence: 'hash',
    failure: null,
    acknowledgedBytes: source.size,
    remote: { size: source.size, hash: { algorithm: 'sha1' } },
  })
  await expectOnlyInBox(bench, source)
  expect(await bench.requests('create')).toHaveLength(sessions)
  const left = (await boxSessions(bench)).filter(({ state }) => state === 'open')
  expect(left).toEqual([])
}

/** Exactly one file in all of Box, and it is this one. */
export async function expectOnlyInBox(bench: OwnerBench, source: Source, path = `/${source.name}`): Promise<void> {
  const files = await boxFiles(bench)
  expect(files.map((file) => file.path)).toEqual([path])
  expectSameInBox(files[0], source)
}

function expectSameInBox(file: Json, { size, sha256, modifiedAt }: Source): void {
  expect(file).toMatchObject({ size, sha256 })
  expect(Date.parse(file.fileSystemInfo.lastModifiedDateTime)).toBe(Math.floor(modifiedAt / 1_000) * 1_000)
}

/** Where the parts began that were sent, the lowest first. */
export async function sentParts({ bench }: Pick<Run, 'bench'>): Promise<number[]> {
  const puts = await bench.requests('put')
  return puts.map(({ rangeStart }) => Number(rangeStart)).toSorted((a, b) => a - b)
}

export const allParts = [0, 1, 2, 3, 4, 5].map((n) => n * part)
