/** Every way to protect a key at once, the same in each process that is told the same secret. */

import { createHash } from 'node:crypto'
import type { KeyMeans } from '../../src/main/secrets/data-key.ts'
import { FakeKeychain } from './fake-keychain.ts'

export function fixedMeans(secret: string): KeyMeans {
  return {
    keychain: new FakeKeychain(createHash('sha256').update(secret).digest()),
    passphrase: async () => secret,
    givenPassphrase: async () => null,
  }
}
