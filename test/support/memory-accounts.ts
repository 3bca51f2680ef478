import type { Account, AccountStore, Person, Tokens } from '../../src/main/engine/ports/account.ts'

/** Accounts in memory, and the order in which their tokens were stored. */
export class MemoryAccounts implements AccountStore {
  readonly stored: Tokens[] = []
  /** Thrown by the next `putTokens`. */
  trouble: Error | null = null
  readonly #accounts = new Map<string, Account>()
  readonly #tokens = new Map<string, Tokens>()
  readonly #clientSecrets = new Map<string, string>()

  async accounts(): Promise<readonly Account[]> {
    return [...this.#accounts.values()]
  }

  async putAccount(account: Account, tokens?: Tokens, clientSecret?: string): Promise<void> {
    this.#accounts.set(account.name, account)
    if (clientSecret !== undefined) this.#clientSecrets.set(account.name, clientSecret)
    if (tokens) this.#tokens.set(account.name, tokens)
  }

  async tokens(name: string): Promise<Tokens | null> {
    return this.#tokens.get(name) ?? null
  }

  async putTokens(name: string, tokens: Tokens): Promise<void> {
    const trouble = this.trouble
    this.trouble = null
    if (trouble) throw trouble
    this.stored.push(tokens)
    this.#tokens.set(name, tokens)
  }

  async replaceTokens(name: string, known: Tokens, next: Tokens): Promise<boolean> {
    if (!this.#isStored(name, known)) return false
    await this.putTokens(name, next)
    return true
  }

  async setSignedOut(name: string, known: Tokens | null, claims: string | null): Promise<boolean> {
    const account = this.#accounts.get(name)
    if (account === undefined || !this.#isStored(name, known)) return false
    this.#accounts.set(name, { ...account, signedOut: true, claims })
    return true
  }

  async knowPerson({ name, createdAt }: Pick<Account, 'name' | 'createdAt'>, { id, user }: Person): Promise<boolean> {
    const account = this.#accounts.get(name)
    const known = account?.userId ?? null
    if (account?.createdAt !== createdAt || (known !== null && known !== id)) return false
    this.#accounts.set(name, { ...account, userId: id ?? known, user: user ?? account.user })
    return true
  }

  #isStored(name: string, known: Tokens | null): boolean {
    const stored = this.#tokens.get(name)
    return stored?.accessToken === known?.accessToken && stored?.refreshToken === known?.refreshToken
  }

  async clientSecret(name: string): Promise<string | null> {
    return this.#clientSecrets.get(name) ?? null
  }

  async removeAccount(name: string): Promise<void> {
    this.#clientSecrets.delete(name)
    this.#accounts.delete(name)
    this.#tokens.delete(name)
  }
}

export function someAccount(changes: Partial<Account> = {}): Account {
  return {
    name: 'practice',
    kind: 'practice',
    user: null,
    cloud: 'global',
    tenant: 'common',
    clientId: 'longshore-test',
    graphUrl: null,
    loginUrl: null,
    boxUrl: null,
    boxUploadUrl: null,
    boxLoginUrl: null,
    createdAt: 0,
    signedOut: false,
    ...changes,
  }
}
