/** A keychain that really encrypts, with a key that a test holds; it can be locked, forget its key, and have a newer one. */

import { randomBytes } from 'node:crypto'
import { Vault } from '../../src/main/secrets/vault.ts'
import type { Keychain, KeychainState } from '../../src/shared/protection.ts'

export class FakeKeychain implements Keychain {
  #vault: Vault
  is: KeychainState = 'usable'
  /** What it took is given back, and wanted anew. */
  hasNewerKey = false
  /** Gives back something else than it took. */
  isBroken = false
  wraps = 0

  /** @param key 32 bytes, where several processes ask the same one */
  constructor(key = randomBytes(32)) {
    this.#vault = new Vault(key)
  }

  async state(): Promise<KeychainState> {
    return this.is
  }

  async wrap(text: string): Promise<string> {
    this.wraps += 1
    return Buffer.from(this.#vault.seal(this.isBroken ? randomBytes(32).toString('base64') : text, 'chain')).toString(
      'base64',
    )
  }

  async unwrap(wrapped: string): Promise<{ text: string; isStale: boolean }> {
    const text = this.#vault.open(Buffer.from(wrapped, 'base64').toString(), 'chain')
    const isStale = this.hasNewerKey
    this.hasNewerKey = false
    return { text, isStale }
  }

  /** As after a reset of the system's keychain. */
  forget(): void {
    this.#vault = new Vault(randomBytes(32))
  }
}
