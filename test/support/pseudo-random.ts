/**
 * Bytes that look like nothing and are the same in every run. Never use patterns: QuickXorHash cancels on periods, so
 * that swapped or repeated ranges of a patterned file would go unnoticed.
 */

import { createCipheriv } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** A key stream: quick, seekable in blocks of 16 bytes, and without a period. */
function cipherOf(seed: number, block = 0n) {
  const key = Buffer.alloc(16)
  key.writeUInt32LE(seed, 0)
  const counter = Buffer.alloc(16)
  counter.writeBigUInt64BE(block, 8)
  return createCipheriv('aes-128-ctr', key, counter)
}

/** @param length bytes */
export function pseudoRandom(length: number, seed: number): Buffer {
  return cipherOf(seed).update(Buffer.alloc(length))
}

/** Writes a file without holding it whole. */
export async function writePseudoRandom(path: string, length: number, seed: number): Promise<void> {
  const cipher = cipherOf(seed)
  const piece = 4 * 1024 * 1024
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; left -= piece) yield cipher.update(Buffer.alloc(Math.min(piece, left)))
  }
  await pipeline(pieces, createWriteStream(path))
}
