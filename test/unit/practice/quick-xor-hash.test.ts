import { describe, expect, it } from 'vitest'
import { pseudoRandom } from '../../../src/main/practice/faults/pseudo-random.ts'
import { QuickXorHash } from '../../../src/main/practice/storage/quick-xor-hash.ts'

function hash(...chunks: Uint8Array[]): string {
  const quickXor = new QuickXorHash()
  for (const chunk of chunks) quickXor.update(chunk)
  return quickXor.digest()
}

/** x0 = 1; x = (1664525 x + 1013904223) mod 2^32; the top byte after each step. */
function congruential(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let x = 1
  for (let i = 0; i < size; i++) {
    x = (Math.imul(1_664_525, x) + 1_013_904_223) >>> 0
    bytes[i] = x >>> 24
  }
  return bytes
}

/** The definition, bit by bit. */
function slow(bytes: Uint8Array): string {
  let register = 0n
  const mask = (1n << 160n) - 1n
  for (const [i, byte] of bytes.entries()) {
    const shift = BigInt((11 * i) % 160)
    const spread = BigInt(byte) << shift
    register ^= (spread & mask) | (spread >> 160n)
  }
  register ^= BigInt(bytes.length) << 96n
  const out = Buffer.alloc(20)
  for (let i = 0; i < 20; i++) out[i] = Number((register >> BigInt(8 * i)) & 0xffn)
  return out.toString('base64')
}

describe('QuickXorHash of the practice cloud', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['a', Buffer.from('a'), 'YQAAAAAAAAAAAAAAAQAAAAAAAAA='],
    ['hello', Buffer.from('hello'), 'aCgDG9jwBgAAAAAABQAAAAAAAAA='],
    [
      '0 to 255, four times',
      Buffer.from(Array.from({ length: 1024 }, (_, i) => i & 255)),
      'h7xr2dbCayZCQYR9KKhlwDuT4UI=',
    ],
    ['a MiB of zeros', Buffer.alloc(1 << 20), 'AAAAAAAAAAAAAAAAAAAQAAAAAAA='],
    ['a million pseudo-random bytes', congruential(1_000_003), 'aNTrh6bQhmDommlms+YCPLGLwds='],
  ])('of %s is the published one', (_, bytes, expected) => {
    expect(hash(bytes)).toBe(expected)
  })

  it('does not depend on how the bytes are cut, nor on where they lie in memory', () => {
    const bytes = pseudoRandom(10_007, 3)
    const expected = slow(bytes)
    for (const size of [1, 3, 7, 64, 159, 160, 161, 1021, 4096]) {
      const chunks: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
      expect(hash(...chunks), `in chunks of ${size}`).toBe(expected)
    }
  })

  it('goes its own way after a fork', () => {
    const [first, second] = [pseudoRandom(1000, 1), pseudoRandom(1000, 2)]
    const quickXor = new QuickXorHash()
    quickXor.update(first)
    const fork = quickXor.clone()
    fork.update(second)
    expect(quickXor.digest()).toBe(hash(first))
    expect(fork.digest()).toBe(hash(first, second))
  })
})
