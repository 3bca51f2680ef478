/** A key made of a passphrase: scrypt, with its costs stored beside what it seals. */

import { scrypt } from 'node:crypto'
import * as z from 'zod'

/** OWASP's password storage page, first of its scrypt rows: 128 MiB, about half a second. */
export const scryptCosts = { cost: 2 ** 17, blockSize: 8, parallelization: 1 } as const

export const saltBytes = 16
const keyBytes = 32

/** Bounds for what a stored file may ask of us: it may have been written by somebody else. */
export const ScryptCosts = z.strictObject({
  cost: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 20)
    .refine((cost) => Number.isInteger(Math.log2(cost))),
  blockSize: z.number().int().min(8).max(32),
  parallelization: z.number().int().min(1).max(4),
})
export type ScryptCosts = z.infer<typeof ScryptCosts>

/** The same letters make the same key, however a keyboard composes them. */
export function keyOfPassphrase(passphrase: string, salt: Buffer, costs: ScryptCosts): Promise<Buffer> {
  // What scrypt itself needs, and as much again for what it adds.
  const maxmem = 256 * costs.cost * costs.blockSize
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, keyBytes, { ...costs, maxmem }, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
