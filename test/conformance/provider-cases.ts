/** What the engine relies on from every provider, whichever service it speaks to. */

import { expect } from 'vitest'
import { FailureError, failure } from '../../src/shared/failure.ts'
import { anyDigest, brokenBody, lyingBody } from '../support/bodies.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import {
  type PortCase,
  type PortCases,
  bodyFor,
  call,
  codeOf,
  content,
  expectGone,
  expectOver,
  isNew,
  modifiedAt,
  saidBy,
  sendAll,
  sha256,
  value,
} from './provider-means.ts'

function carries(size: number): PortCase {
  return async (start) => {
    const { provider, target, stored, violations, afterwards } = await start()
    const to = target(`session-${size}.bin`)
    const bytes = pseudoRandom(size, size)
    const opened = value(await provider.open(to, content(bytes), isNew, call))
    expect(opened.missing).toEqual([{ start: 0, end: size }])
    const item = await sendAll(provider, to, opened, bytes)
    expect(item).toMatchObject({ name: to.name, size })
    expect(await stored(to)).toMatchObject({ size, sha256: sha256(bytes) })
    expectOver(await provider.position(opened, size, call), afterwards)
    expect(await violations()).toEqual([])
  }
}

export const everyProvider: PortCases = {
  'a file in one request is stored as it is, and told with its hash': async (start) => {
    const { provider, target, stored, violations } = await start()
    const to = target('small.bin')
    const bytes = pseudoRandom(70_001, 1)
    const item = value(await provider.put(to, content(bytes), isNew, bodyFor(provider, to, bytes, 10_000), call))
    expect(item).toMatchObject({ name: 'small.bin', size: 70_001, isFolder: false, isAddressed: false })
    expect(await stored(to)).toMatchObject({ size: 70_001, sha256: sha256(bytes) })
    expect(value(await provider.look(to, call))).toMatchObject({ id: item.id, hash: item.hash })
    const seen = value(await provider.lookById(to, item.id, call))
    expect(seen).toMatchObject({ id: item.id, size: 70_001, hash: { algorithm: provider.capabilities(to).digest } })
    expect(await violations()).toEqual([])
  },

  'what is left there is a number, or not known, and asking changes nothing': async (start) => {
    const { provider, target, stored } = await start()
    const { bytes, files } = value(await provider.room(target('x').destination, call))
    for (const left of [bytes, files]) expect(left === null || left >= 0).toBe(true)
    expect(await stored(target('x'))).toBeNull()
  },

  'an empty file goes in one request': async (start) => {
    const { provider, target, stored } = await start()
    const to = target('empty')
    const item = value(
      await provider.put(to, { size: 0, modifiedAt }, isNew, bodyFor(provider, to, Buffer.alloc(0)), call),
    )
    expect(item).toMatchObject({ size: 0 })
    expect(await stored(to)).toMatchObject({ size: 0 })
  },

  ...Object.fromEntries(
    [1, 327_679, 327_680, 327_681, 5_242_881].map((size) => [`a session carries ${size} bytes`, carries(size)]),
  ),

  'a session that was given up is gone, also the second time': async (start) => {
    const { provider, target, stored } = await start()
    const to = target('given-up.bin')
    const bytes = pseudoRandom(400_000, 8)
    const opened = value(await provider.open(to, content(bytes), isNew, call))
    expect(codeOf(await provider.abandon(opened, call))).toBe('ok')
    expect(codeOf(await provider.abandon(opened, call))).toBe('ok')
    expectGone(await provider.position(opened, bytes.length, call))
    const range = { start: 0, end: bytes.length }
    expect(codeOf(await provider.send(opened, range, bytes.length, bodyFor(provider, to, bytes), call))).toBe(
      'session-lost',
    )
    expect(await stored(to)).toBeNull()
  },

  'what is not there is null': async (start) => {
    const { provider, target } = await start()
    expect(value(await provider.look(target('nothing'), call))).toBeNull()
    expect(value(await provider.lookById(target('nothing'), 'no-such-id', call))).toBeNull()
  },

  "a body's own failure comes back as it is, and nothing is stored": async (start) => {
    const { provider, target, stored } = await start()
    const to = target('broken.bin')
    const changed = new FailureError(failure('source-changed', { name: 'broken.bin' }))
    const size = 400_000
    const opened = value(await provider.open(to, { size, modifiedAt }, isNew, call))
    const range = { start: 0, end: size }
    const sent = await provider.send(
      opened,
      range,
      size,
      brokenBody(size, 100_000, changed, saidBy(provider, to)),
      call,
    )
    expect(sent).toMatchObject({ ok: false, failure: { code: 'source-changed' } })
    for (const given of [size - 1, size + 1]) {
      expect(codeOf(await provider.send(opened, range, size, lyingBody(size, given, saidBy(provider, to)), call))).toBe(
        'bug',
      )
    }
    expect(value(await provider.position(opened, size, call)).missing).toEqual([range])
    expect(await stored(to)).toBeNull()
  },

  'a call that is stopped ends at once': async (start) => {
    const { provider, target, stored } = await start()
    const to = target('stopped.bin')
    const size = 800_000
    const opened = value(await provider.open(to, { size, modifiedAt }, isNew, call))
    const stop = new AbortController()
    const body = {
      length: size,
      digest: anyDigest(saidBy(provider, to)),
      async *pieces() {
        yield Buffer.alloc(100_000, 1)
        stop.abort()
        await new Promise(() => undefined)
      },
    }
    const sent = await provider.send(opened, { start: 0, end: size }, size, body, { signal: stop.signal })
    expect(codeOf(sent)).toBe('interrupted')
    expect(codeOf(await provider.look(to, { signal: stop.signal }))).toBe('interrupted')
    expect(await stored(to)).toBeNull()
  },

  'names and sizes that are refused are known before a byte is sent': async (start) => {
    const { provider, target } = await start()
    const { maxFileBytes } = provider.capabilities(target('x'))
    expect(provider.preflight(target('fine.txt', ['Folder']), maxFileBytes)).toBeNull()
    expect(provider.preflight(target('large'), maxFileBytes + 1)).toMatchObject({ code: 'too-large' })
    for (const own of ['a'.repeat(5_000), ' ', 'ok.txt']) {
      const allowed = provider.allowed(target(own))
      expect(allowed === null ? null : provider.preflight(allowed, 1)).toBeNull()
    }
    expect(provider.allowed(target('ok.txt'))).toEqual(target('ok.txt'))
    expect(provider.preflight(target('a'.repeat(5_000)), 1)?.code).toMatch(/^(path-too-long|name-not-allowed)$/)
  },

  'capabilities fit together': async (start) => {
    const { provider, target } = await start()
    const found = provider.capabilities(target('x'))
    expect(found.maxRangeBytes % found.rangeAlignmentBytes).toBe(0)
    expect(found.startRangeBytes % found.rangeAlignmentBytes).toBe(0)
    expect(found.startRangeBytes).toBeLessThanOrEqual(found.maxRangeBytes)
    expect(found.maxSinglePutBytes).toBeLessThanOrEqual(found.hardSinglePutBytes)
  },
}
