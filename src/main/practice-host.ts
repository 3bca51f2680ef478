/** The practice cloud inside the owner: runs while there is an account that uses it. */

import { type PracticeRoots, isBuiltIn } from './net/account-roots.ts'
import type { Account, AccountStore } from './engine/ports/account.ts'
import type { Log } from './engine/ports/log.ts'
import type { PracticeCloud } from './practice/practice-cloud.ts'

export class PracticeHost {
  readonly #dir: string
  readonly #log: Log
  #starting: Promise<PracticeCloud> | null = null
  #cloud: PracticeCloud | null = null

  constructor(dir: string, log: Log) {
    this.#dir = dir
    this.#log = log
  }

  /** Where it is now; null while it doesn't run. */
  get roots(): PracticeRoots | null {
    if (this.#cloud === null) return null
    const { graphUrl, boxUrl, boxUploadUrl } = this.#cloud
    return { graphUrl, box: { apiUrl: boxUrl, uploadUrl: boxUploadUrl } }
  }

  /** Starts it where an account needs it, and lets that account sign in. */
  async serve(accounts: readonly Account[], store: AccountStore): Promise<void> {
    const users = accounts.filter(isBuiltIn)
    if (users.length === 0) return
    this.#starting ??= this.#start()
    this.#cloud = await this.#starting
    for (const account of users) {
      await store.putTokens(account.name, { accessToken: this.#cloud.token, expiresAt: null, refreshToken: null })
    }
    this.#log.info('practice.ready', { graphUrl: this.#cloud.graphUrl })
  }

  /** Loaded only here: most who upload have accounts of their own, and start sooner without it. */
  async #start(): Promise<PracticeCloud> {
    const { startPracticeCloud } = await import('./practice/practice-cloud.ts')
    return startPracticeCloud({ dir: this.#dir })
  }

  async close(): Promise<void> {
    await this.#cloud?.close()
  }
}
