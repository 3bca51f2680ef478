/** Accounts as they are stored. Tokens are sealed with the data key before they reach the database. */

export interface Account {
  readonly name: string
  readonly kind: 'microsoft' | 'practice'
  readonly user: string | null
  readonly cloud: 'global' | 'us-gov' | 'us-dod' | 'china'
  readonly tenant: string | null
  readonly clientId: string | null
  /** Roots without version and without trailing slash. Null for the built-in practice cloud: it says where it is at start. */
  readonly graphUrl: string | null
  readonly loginUrl: string | null
  readonly createdAt: number
  /** Whether the service wants a person to sign in again. */
  readonly signedOut: boolean
}

export interface Tokens {
  readonly accessToken: string
  /** epoch ms; null: unknown */
  readonly expiresAt: number | null
  readonly refreshToken: string | null
}

export interface AccountStore {
  accounts(): Promise<readonly Account[]>
  /** Adds or changes; tokens only where given. */
  putAccount(account: Account, tokens?: Tokens): Promise<void>
  /** @throws FailureError `secrets-locked` where the data key doesn't open them */
  tokens(name: string): Promise<Tokens | null>
  putTokens(name: string, tokens: Tokens): Promise<void>
  removeAccount(name: string): Promise<void>
}
