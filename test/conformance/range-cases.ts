/** The two ways of filling a session: ranges in order, and parts in any order. */

import { expect } from 'vitest'
import type { OpenedSession, Range } from '../../src/main/engine/ports/provider.ts'
import { bodyOf, digestOf } from '../support/bodies.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import {
  type PortCases,
  type ProviderBench,
  type Start,
  call,
  codeOf,
  content,
  expectOver,
  isNew,
  modifiedAt,
  saidBy,
  sendAll,
  sha256,
  value,
} from './provider-means.ts'

const unitsOf = ({ provider, target }: ProviderBench, fileName: string) => {
  const to = target(fileName)
  const { rangeAlignmentBytes: unit } = provider.capabilities(to)
  const bytes = pseudoRandom(3 * unit + 5, 2)
  const range = (n: number): Range => ({ start: n * unit, end: (n + 1) * unit })
  const send = (opened: OpenedSession, { start, end }: Range) =>
    provider.send(opened, { start, end }, bytes.length, bodyOf(bytes.subarray(start, end)), call)
  return { to, bytes, unit, range, send, missing: [{ start: unit, end: bytes.length }] }
}

export const inOrder: PortCases = {
  'ranges go one after the other, and the position says how far': async (start) => {
    const bench = await start()
    const { provider, stored, rangesTellTheRest = true } = bench
    const { to, bytes, range, send, missing } = unitsOf(bench, 'ranges.bin')
    const opened = value(await provider.open(to, content(bytes), isNew, call))
    const answer = rangesTellTheRest ? { kind: 'more', missing } : { kind: 'part' }
    expect(value(await send(opened, range(0)))).toMatchObject(answer)
    expect(value(await provider.position(opened, bytes.length, call))).toMatchObject({ missing })
    await sendAll(provider, to, { ...opened, missing }, bytes)
    expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
  },

  'one that is there already is out of step, and the file is whole all the same': async (start) => {
    const bench = await start()
    const { provider, stored } = bench
    const { to, bytes, range, send, missing } = unitsOf(bench, 'again.bin')
    const opened = value(await provider.open(to, content(bytes), isNew, call))
    value(await send(opened, range(0)))
    expect(codeOf(await send(opened, range(0)))).toBe('out-of-step')
    await sendAll(provider, to, { ...opened, missing }, bytes)
    expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
  },

  'one ahead of its turn is out of step, and the file is whole all the same': async (start) => {
    const bench = await start()
    const { provider, stored } = bench
    const { to, bytes, range, send, missing } = unitsOf(bench, 'ahead.bin')
    const opened = value(await provider.open(to, content(bytes), isNew, call))
    value(await send(opened, range(0)))
    expect(codeOf(await send(opened, range(2)))).toBe('out-of-step')
    expect(value(await provider.position(opened, bytes.length, call))).toMatchObject({ missing })
    await sendAll(provider, to, { ...opened, missing }, bytes)
    expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
  },

  'nothing becomes of a session that lacks its end': async (start) => {
    const bench = await start()
    const { provider, stored } = bench
    const { to, bytes, range, send, missing } = unitsOf(bench, 'short.bin')
    const opened = value(await provider.open(to, content(bytes), isNew, call))
    value(await send(opened, range(0)))
    expect((await provider.commit(opened, to, { ...content(bytes), digest: null }, isNew, call)).ok).toBe(false)
    expect(await stored(to)).toBeNull()
    expect(value(await provider.position(opened, bytes.length, call))).toMatchObject({ missing })
  },
}

/** A session of at least four parts, and what is needed to fill it. */
async function parts(start: Start, fileName: string) {
  const { provider, target, stored, violations, ...told } = await start()
  const to = target(fileName)
  const bytes = pseudoRandom(3_145_733, 2)
  const opened = value(await provider.open(to, content(bytes), isNew, call))
  const { maxRangeBytes, rangeAlignmentBytes: unit, parallelRanges } = provider.capabilities(to, opened)
  expect(parallelRanges).toBeGreaterThan(1)
  const quarter = Math.floor(bytes.length / 4 / unit) * unit
  const length = Math.min(maxRangeBytes, Math.max(unit, quarter))
  const all: Range[] = []
  for (let at = 0; at < bytes.length; at += length) {
    all.push({ start: at, end: Math.min(at + length, bytes.length) })
  }
  expect(all.length).toBeGreaterThan(3)
  const algorithm = saidBy(provider, to)
  const part = (n: number): Range => all[n] ?? { start: 0, end: 0 }
  const bodyAt = ({ start: from, end }: Range, given = bytes.subarray(from, end)) => ({
    ...bodyOf(given),
    digest: algorithm === null ? null : digestOf(algorithm, bytes.subarray(from, end)),
  })
  const send = (range: Range, given?: Buffer) => provider.send(opened, range, bytes.length, bodyAt(range, given), call)
  const digest = algorithm === null ? null : digestOf(algorithm, bytes)
  const commit = () => provider.commit(opened, to, { size: bytes.length, modifiedAt, digest }, { kind: 'new' }, call)
  const position = () => provider.position(opened, bytes.length, call)
  const tools = { provider, to, opened, send, commit, position, stored, violations }
  return { ...told, ...tools, bytes, all, part, algorithm, parallelRanges }
}

export const inAnyOrder: PortCases = {
  'they are told one by one, and listed, with their digests where those were said': async (start) => {
    const { all, part, send, position, bytes, algorithm, stored, to } = await parts(start, 'parts.bin')
    expect(value(await position()).missing).toEqual([{ start: 0, end: bytes.length }])
    for (const n of [2, 0]) expect(value(await send(part(n)))).toEqual({ kind: 'part' })
    const found = value(await position())
    expect(found.missing).toEqual([part(1), { start: part(3).start, end: bytes.length }])
    if (algorithm !== null) {
      const listed = [part(0), part(2)].map((range) => ({
        range,
        digest: digestOf(algorithm, bytes.subarray(range.start, range.end)),
      }))
      expect(found.parts).toMatchObject(listed)
    }
    expect(all.length).toBeGreaterThan(3)
    expect(await stored(to)).toBeNull()
  },

  'several at once, and the file is whole': async (start) => {
    const made = await parts(start, 'at once.bin')
    const { all, send, commit, position, bytes, stored, to, violations, parallelRanges } = made
    const { lastRangeMakes = false, keepsTimes = true, afterwards } = made
    const backwards = all.toReversed()
    for (let n = 0; n < backwards.length; n += parallelRanges) {
      const answers = await Promise.all(backwards.slice(n, n + parallelRanges).map((range) => send(range)))
      for (const answer of answers) expect(value(answer)).toEqual({ kind: 'part' })
    }
    expect(value(await position()).missing).toEqual([])
    expect((await stored(to)) !== null).toBe(lastRangeMakes)
    const times = keepsTimes ? { modifiedAt } : {}
    expect(value(await commit())).toMatchObject({ name: to.name, size: bytes.length, ...times })
    expect(await stored(to)).toMatchObject({ size: bytes.length, sha256: sha256(bytes) })
    expectOver(await position(), afterwards)
    expect(await violations()).toEqual([])
  },

  'one that is there already is told so, and is not written over': async (start) => {
    const { provider, to, opened, part, send, bytes, stored } = await parts(start, 'again.bin')
    value(await send(part(1)))
    expect(codeOf(await send(part(1)))).toBe('out-of-step')
    const missing = [part(0), { start: part(2).start, end: bytes.length }]
    for (const hole of missing) {
      for (let at = hole.start; at < hole.end; at += part(0).end) {
        value(await send({ start: at, end: Math.min(at + part(0).end, hole.end) }))
      }
    }
    await sendAll(provider, to, { ...opened, missing: [] }, bytes)
    expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
  },

  'one whose bytes are not what was said is refused, and can be sent again': async (start) => {
    const { part, send, position, bytes } = await parts(start, 'damaged.bin')
    const wrong = Buffer.from(bytes.subarray(0, part(0).end))
    wrong[7] = (wrong[7] ?? 0) ^ 1
    expect(codeOf(await send(part(0), wrong))).toBe('arrived-damaged')
    expect(value(await position()).missing).toEqual([{ start: 0, end: bytes.length }])
    expect(value(await send(part(0)))).toEqual({ kind: 'part' })
  },

  'nothing becomes of a session that lacks a part': async (start) => {
    const { all, send, commit, stored, to } = await parts(start, 'hole.bin')
    for (const range of all.slice(1)) value(await send(range))
    expect((await commit()).ok).toBe(false)
    expect(await stored(to)).toBeNull()
  },
}
