/** The two ways of filling a session: ranges in order, and parts in any order that say their digests. */

import { describe, expect, test } from 'vitest'
import type { Range } from '../../src/main/engine/ports/provider.ts'
import { bodyOf, digestOf } from '../support/bodies.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import {
  type Start,
  call,
  codeOf,
  content,
  expectGone,
  isNew,
  modifiedAt,
  saidBy,
  sendAll,
  sha256,
  value,
} from './provider-means.ts'

export function orderSuite(name: string, start: Start): void {
  describe(`ranges in order: ${name}`, () => {
    test('ranges go one after the other, and the position says how far', async () => {
      const { provider, target, stored } = await start()
      const to = target('ranges.bin')
      const { rangeAlignmentBytes } = provider.capabilities(to)
      const bytes = pseudoRandom(3 * rangeAlignmentBytes + 5, 2)
      const opened = value(await provider.open(to, content(bytes), isNew, call))
      const first = { start: 0, end: rangeAlignmentBytes }
      const sent = await provider.send(opened, first, bytes.length, bodyOf(bytes.subarray(0, first.end)), call)
      const missing = [{ start: first.end, end: bytes.length }]
      expect(value(sent)).toMatchObject({ kind: 'more', missing })
      expect(value(await provider.position(opened, bytes.length, call))).toMatchObject({ missing })
      const again = await provider.send(opened, first, bytes.length, bodyOf(bytes.subarray(0, first.end)), call)
      expect(codeOf(again)).toBe('out-of-step')
      const ahead = { start: 2 * rangeAlignmentBytes, end: 3 * rangeAlignmentBytes }
      const early = await provider.send(
        opened,
        ahead,
        bytes.length,
        bodyOf(bytes.subarray(ahead.start, ahead.end)),
        call,
      )
      expect(codeOf(early)).toBe('out-of-step')
      await sendAll(provider, to, { ...opened, missing }, bytes)
      expect(await stored(to)).toMatchObject({ sha256: sha256(bytes) })
    })
  })
}

export function partsSuite(name: string, start: Start): void {
  describe(`parts in any order: ${name}`, () => {
    /** A session of at least four parts, and what is needed to fill it. */
    async function parts(fileName: string) {
      const { provider, target, stored, violations } = await start()
      const to = target(fileName)
      const bytes = pseudoRandom(3_145_733, 2)
      const opened = value(await provider.open(to, content(bytes), isNew, call))
      const { maxRangeBytes: length, parallelRanges } = provider.capabilities(to, opened)
      expect(parallelRanges).toBeGreaterThan(1)
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
      const send = (range: Range, given?: Buffer) =>
        provider.send(opened, range, bytes.length, bodyAt(range, given), call)
      const digest = algorithm === null ? null : digestOf(algorithm, bytes)
      const commit = () =>
        provider.commit(opened, to, { size: bytes.length, modifiedAt, digest }, { kind: 'new' }, call)
      const position = () => provider.position(opened, bytes.length, call)
      return { provider, to, bytes, opened, all, part, send, commit, position, stored, violations, algorithm }
    }

    test('they are told one by one, and listed with their digests', async () => {
      const { all, part, send, position, bytes, algorithm, stored, to } = await parts('parts.bin')
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
    })

    test('several at once, and the file is whole', async () => {
      const { all, send, commit, position, bytes, stored, to, violations } = await parts('at once.bin')
      const answers = await Promise.all(all.toReversed().map((range) => send(range)))
      for (const answer of answers) expect(value(answer)).toEqual({ kind: 'part' })
      expect(value(await position()).missing).toEqual([])
      expect(await stored(to)).toBeNull()
      expect(value(await commit())).toMatchObject({ name: to.name, size: bytes.length, modifiedAt })
      expect(await stored(to)).toMatchObject({ size: bytes.length, sha256: sha256(bytes) })
      expectGone(await position())
      expect(await violations()).toEqual([])
    })

    test('one that is there already is told so, and is not written over', async () => {
      const { provider, to, opened, part, send, bytes, stored } = await parts('again.bin')
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
    })

    test('one whose bytes are not what was said is refused, and can be sent again', async () => {
      const { part, send, position, bytes } = await parts('damaged.bin')
      const wrong = Buffer.from(bytes.subarray(0, part(0).end))
      wrong[7] = (wrong[7] ?? 0) ^ 1
      expect(codeOf(await send(part(0), wrong))).toBe('arrived-damaged')
      expect(value(await position()).missing).toEqual([{ start: 0, end: bytes.length }])
      expect(value(await send(part(0)))).toEqual({ kind: 'part' })
    })

    test('nothing becomes of a session that lacks a part', async () => {
      const { all, send, commit, stored, to } = await parts('hole.bin')
      for (const range of all.slice(1)) value(await send(range))
      expect((await commit()).ok).toBe(false)
      expect(await stored(to)).toBeNull()
    })
  })
}
