/**
 * A sign-in that is tried before it is kept: until the service has taken it, what is stored stays as it is and goes on
 * being used. What is lost in a crash meanwhile is the new sign-in, never the one that works.
 */

import type { Account, AccountStore, Person, Tokens } from '../engine/ports/account.ts'

export interface TriedParts {
  readonly account: Account
  readonly tokens: Tokens
  /** As it would be stored: the new one, else the one that is there. Asked only where the tokens are renewed. */
  clientSecret(): Promise<string | null>
  /** Told of every token, so that no log says it although it was never stored. */
  note(secret: string): void
}

export class TriedSignIn implements AccountStore {
  readonly #parts: TriedParts
  #account: Account
  #tokens: Tokens

  constructor(parts: TriedParts) {
    this.#parts = parts
    this.#account = parts.account
    this.#tokens = parts.tokens
    this.#note()
  }

  /** The given ones, or those that they were renewed to: a refresh token works once. */
  get current(): Tokens {
    return this.#tokens
  }

  async accounts(): Promise<readonly Account[]> {
    return [this.#account]
  }

  async putAccount(account: Account, tokens?: Tokens): Promise<void> {
    this.#account = account
    if (tokens !== undefined) await this.putTokens(account.name, tokens)
  }

  async tokens(): Promise<Tokens> {
    return this.#tokens
  }

  async putTokens(_: string, tokens: Tokens): Promise<void> {
    this.#tokens = tokens
    this.#note()
  }

  async replaceTokens(name: string, known: Tokens, next: Tokens): Promise<boolean> {
    if (this.#tokens.accessToken !== known.accessToken) return false
    await this.putTokens(name, next)
    return true
  }

  async setSignedOut(_: string, _known: Tokens | null, claims: string | null): Promise<boolean> {
    this.#account = { ...this.#account, signedOut: true, claims }
    return true
  }

  async knowPerson(_: unknown, { id, user }: Person): Promise<boolean> {
    this.#account = { ...this.#account, userId: id, user }
    return true
  }

  clientSecret(): Promise<string | null> {
    return this.#parts.clientSecret()
  }

  async removeAccount(): Promise<void> {
    throw new Error('nothing of it is stored')
  }

  #note(): void {
    const { accessToken, refreshToken } = this.#tokens
    this.#parts.note(accessToken)
    if (refreshToken !== null) this.#parts.note(refreshToken)
  }
}
