/** How the data key is kept, for faces to see and to change. */

import type { ProtectSecrets, SecretsView } from '../../shared/protection.ts'
import { FailureError, type Result, fail, ok } from '../../shared/failure.ts'
import type { KeychainState, Protection } from '../../shared/protection.ts'
import type { Log } from '../engine/ports/log.ts'

export interface SecretsParts {
  /** Of now. */
  readonly protection: Protection
  /** Null outside of the app. */
  readonly keychain: { state(): Promise<KeychainState> } | null
  /** Durable when it returns. Throws a FailureError where it can't be kept that way; the old way holds then. */
  readonly change: (to: Protection, passphrase: string | null) => Promise<void>
  /** Told of every passphrase, so that no log says it. */
  readonly note: (secret: string) => void
  readonly log: Pick<Log, 'info' | 'warn'>
}

export class Secrets {
  readonly #parts: SecretsParts
  #protection: Protection
  /** One change after the other. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: SecretsParts) {
    this.#parts = parts
    this.#protection = parts.protection
  }

  async view(): Promise<SecretsView> {
    return { protection: this.#protection, keychain: (await this.#parts.keychain?.state()) ?? 'app-only' }
  }

  /** Says in the log how the key is kept, and where the app could not have better. */
  async say(): Promise<void> {
    const { log } = this.#parts
    const { protection, keychain } = await this.view()
    if (protection === 'key-file' && (keychain === 'plain-text' || keychain === 'unavailable')) {
      log.warn('secrets.no-keychain', { protection, keychain })
    } else log.info('secrets.opened', { protection })
  }

  /** Failures: `secrets-locked` where it can't be kept that way here, `disk-full-here`; nothing has changed then. */
  protect(request: ProtectSecrets): Promise<Result<SecretsView>> {
    const change = this.#last.then(() => this.#change(request))
    this.#last = change.catch(() => undefined)
    return change
  }

  async #change(request: ProtectSecrets): Promise<Result<SecretsView>> {
    const { change, note, log } = this.#parts
    const passphrase = request.by === 'passphrase' ? request.passphrase : null
    if (passphrase !== null) note(passphrase)
    try {
      await change(request.by, passphrase)
    } catch (error) {
      if (error instanceof FailureError) return fail(error.failure)
      throw error
    }
    log.info('secrets.protected', { from: this.#protection, by: request.by })
    this.#protection = request.by
    return ok(await this.view())
  }
}
