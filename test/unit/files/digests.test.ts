import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digests } from '../../../src/main/files/digests.ts'

/** The definition, bit by bit and without any cleverness. */
function reference(bytes: Uint8Array): string {
  const bits = new Uint8Array(160)
  for (const [i, byte] of bytes.entries()) {
    for (let k = 0; k < 8; k += 1) {
      const at = (11 * i + k) % 160
      bits[at] = (bits[at] ?? 0) ^ ((byte >>> k) & 1)
    }
  }
  const out = Buffer.alloc(20)
  for (const [at, bit] of bits.entries()) out[at >>> 3] = (out[at >>> 3] ?? 0) | (bit << (at & 7))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(bytes.length))
  for (const [k, byte] of length.entries()) out[12 + k] = (out[12 + k] ?? 0) ^ byte
  return out.toString('base64')
}

function hashOf(bytes: Uint8Array): string {
  const digest = digests.start('quickXorHash')
  digest.update(bytes)
  return digest.value()
}

function pseudoRandom(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let x = 1
  for (let i = 0; i < length; i += 1) {
    x = (Math.imul(1_664_525, x) + 1_013_904_223) >>> 0
    bytes[i] = x >>> 24
  }
  return bytes
}

test.each([
  ['nothing', new Uint8Array(), 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ['a', Buffer.from('a'), 'YQAAAAAAAAAAAAAAAQAAAAAAAAA='],
  ['hello', Buffer.from('hello'), 'aCgDG9jwBgAAAAAABQAAAAAAAAA='],
  ['bytes 0 to 255 four times', Uint8Array.from({ length: 1024 }, (_, i) => i & 255), 'h7xr2dbCayZCQYR9KKhlwDuT4UI='],
  ['1 MiB of zeros', new Uint8Array(1024 * 1024), 'AAAAAAAAAAAAAAAAAAAQAAAAAAA='],
  ['1,000,003 pseudo-random bytes', pseudoRandom(1_000_003), 'aNTrh6bQhmDommlms+YCPLGLwds='],
])('quickXorHash of %s', (_, bytes, expected) => {
  expect(hashOf(bytes)).toBe(expected)
  expect(reference(bytes)).toBe(expected)
})

const content = fc.uint8Array({ minLength: 0, maxLength: 2_000 })

describe('quickXorHash', () => {
  test('is the definition, however the memory is aligned', () => {
    fc.assert(
      fc.property(content, fc.nat({ max: 7 }), (bytes, shift) => {
        const shifted = new Uint8Array(bytes.length + shift).subarray(shift)
        shifted.set(bytes)
        expect(hashOf(shifted)).toBe(reference(bytes))
      }),
    )
  })

  test('does not care where the bytes are cut', () => {
    fc.assert(
      fc.property(content, fc.array(fc.nat({ max: 2_000 }), { maxLength: 8 }), (bytes, cuts) => {
        const digest = digests.start('quickXorHash')
        let at = 0
        for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
          digest.update(bytes.subarray(at, cut))
          at = Math.max(at, Math.min(cut, bytes.length))
        }
        expect(digest.offset).toBe(bytes.length)
        expect(digest.value()).toBe(hashOf(bytes))
      }),
    )
  })

  test('goes on from a checkpoint as if nothing had happened', () => {
    fc.assert(
      fc.property(content, content, (before, after) => {
        const digest = digests.start('quickXorHash')
        digest.update(before)
        const restored = digests.restore('quickXorHash', digest.checkpoint() ?? '')
        expect(restored?.offset).toBe(before.length)
        restored?.update(after)
        expect(restored?.value()).toBe(hashOf(Buffer.concat([before, after])))
        // Asking for the value ends nothing.
        expect(digest.value()).toBe(hashOf(before))
      }),
    )
  })

  test('takes no checkpoint but its own', () => {
    for (const wrong of ['', 'nonsense', 'AAAA', Buffer.alloc(167).toString('base64'), '{}']) {
      expect(digests.restore('quickXorHash', wrong)).toBeNull()
    }
    expect(digests.restore('quickXorHash', Buffer.alloc(168, 255).toString('base64'))).toBeNull()
    expect(digests.restore('sha1', digests.start('quickXorHash').checkpoint() ?? '')).toBeNull()
  })
})

test.each(['sha1', 'sha256'] as const)('%s is told in lower-case hex, and can go on after it was told', (algorithm) => {
  const digest = digests.start(algorithm)
  digest.update(Buffer.from('hel'))
  expect(digest.value()).toBe(createHash(algorithm).update('hel').digest('hex'))
  digest.update(Buffer.from('lo'))
  expect(digest.value()).toBe(createHash(algorithm).update('hello').digest('hex'))
  expect(digest.offset).toBe(5)
  expect(digest.checkpoint()).toBe(`${algorithm}:${digest.value()}`)
  expect(digests.restore(algorithm, digest.checkpoint() ?? '')).toBeNull()
})
