import { expect, it } from 'vitest'
import { BufferPool, pieceBytes } from '../../../../src/main/engine/transfer/buffers.ts'

it('gives a small file no piece of a whole MiB, and everybody enough', () => {
  const pool = new BufferPool(2)
  for (const bytes of [0, 1, 65_536, 65_537, pieceBytes]) {
    const piece = pool.take(bytes)
    expect(piece.length).toBeGreaterThanOrEqual(bytes)
    expect(piece.length).toBe(bytes <= 65_536 ? 65_536 : pieceBytes)
  }
  expect(() => pool.take(pieceBytes + 1)).toThrow('there is no piece')
})

it('uses again what was given back, each for its kind, and keeps no more than it was told to', () => {
  const pool = new BufferPool(2)
  const [small, large] = [pool.take(1), pool.take(pieceBytes)]
  pool.give(small)
  pool.give(large)
  expect(pool.take(pieceBytes)).toBe(large)
  expect(pool.take(100)).toBe(small)
  const three = [pool.take(pieceBytes), pool.take(pieceBytes), pool.take(pieceBytes)]
  for (const piece of three) pool.give(piece)
  const again = new Set([pool.take(pieceBytes), pool.take(pieceBytes), pool.take(pieceBytes)])
  expect(three.filter((piece) => again.has(piece))).toHaveLength(2)
})

it('never gives the same piece to two', () => {
  const pool = new BufferPool(4)
  const taken = Array.from({ length: 100 }, () => pool.take(65_536))
  for (const piece of taken) pool.give(piece)
  const again = Array.from({ length: 100 }, () => pool.take(65_536))
  expect(new Set(again).size).toBe(100)
})
