/**
 * Seals with one key. The data key of a data folder seals tokens and upload URLs, so that the database, its backups and
 * a forgotten copy of it are of no use to anybody else; a key made of a passphrase seals the data key.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { locked } from './locked.ts'

const nonceBytes = 12
const tagBytes = 16
const version = 1

export class Vault {
  readonly #key: Buffer

  constructor(key: Buffer) {
    this.#key = key
  }

  /** @param purpose bound to the sealed text: what was sealed for one purpose doesn't open for another */
  seal(text: string, purpose: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes })
    cipher.setAAD(Buffer.from(purpose))
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]).toString('base64url')
  }

  /** @throws FailureError `secrets-locked` where it was sealed with another key, for another purpose, or is damaged */
  open(sealed: string, purpose: string): string {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes[0] !== version || bytes.length < 1 + nonceBytes + tagBytes)
      throw locked('a stored secret is not readable', 'key')
    const nonce = bytes.subarray(1, 1 + nonceBytes)
    const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes)
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(purpose))
      decipher.setAuthTag(tag)
      const body = bytes.subarray(1 + nonceBytes + tagBytes)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    } catch {
      throw locked('the key is not the one that sealed them', 'key')
    }
  }
}
