/** Bytes of files: windows of one pool, so that they differ at every place and no mixture of versions goes unnoticed. */

import { createHash } from 'node:crypto'
import { Chance } from '../world/chance.ts'

const poolBytes = 6 * 1024 * 1024
/** Filled once: it says nothing about the schedule. */
const pool = new Chance(7_919).bytes(poolBytes)

export interface Content {
  /** Stretches of the pool, one after the other. */
  readonly parts: readonly { readonly at: number; readonly length: number }[]
  readonly size: number
}

export function contentOf(parts: Content['parts']): Content {
  return { parts, size: parts.reduce((sum, { length }) => sum + length, 0) }
}

/** Somewhere in the pool. */
export function window(chance: Chance, length: number): Content['parts'][number] {
  return { at: chance.between(0, poolBytes - length - 1), length }
}

export function bytesOf({ parts, size }: Content): Buffer {
  if (parts.length === 1 && parts[0] !== undefined) return pool.subarray(parts[0].at, parts[0].at + size)
  return Buffer.concat(parts.map(({ at, length }) => pool.subarray(at, at + length)))
}

export function sha256Of(content: Content): string {
  return createHash('sha256').update(bytesOf(content)).digest('hex')
}
