/** `node:crypto` with chance from the seed. */

import { current } from '../world/current.ts'

export * from 'node:crypto'

export function randomBytes(length: number): Buffer {
  return current().chance.bytes(length)
}

export function randomUUID(): string {
  const hex = randomBytes(16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

export function randomInt(most: number): number {
  return Math.floor(current().chance.fraction() * most)
}
