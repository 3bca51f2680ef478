/** Accounts as they are stored. Tokens and client secrets are sealed with the data key before they reach the database. */

import type { ConsentKind } from '../../../shared/contract.ts'

export interface Account {
  readonly name: string
  readonly kind: 'microsoft' | 'box' | 'practice'
  readonly user: string | null
  /** See `Person`; null or absent where the service wasn't asked yet. */
  readonly userId?: string | null | undefined
  readonly cloud: 'global' | 'us-gov' | 'us-dod' | 'china'
  readonly tenant: string | null
  readonly clientId: string | null
  /**
   * Roots without version and without trailing slash; null where the account has no such service. The built-in practice
   * cloud has none of them: it says where it is at start.
   */
  readonly graphUrl: string | null
  readonly loginUrl: string | null
  readonly boxUrl: string | null
  readonly boxUploadUrl: string | null
  /** Where a person signs in to Box; its tokens are renewed at `boxUrl`. */
  readonly boxLoginUrl: string | null
  readonly createdAt: number
  /** Whether the service wants a person to sign in again. */
  readonly signedOut: boolean
  /** What a person has been asked for, at Microsoft; absent where its tokens came in a file. */
  readonly consents?: readonly ConsentKind[] | undefined
  /** What the service wants of the next sign-in: the claims of its challenge, as JSON. */
  readonly claims?: string | null | undefined
}

/** Whose a sign-in is, as its service says it. */
export interface Person {
  /** Stays whatever becomes of the name, and is nobody else's; null where the service said the name alone. */
  readonly id: string | null
  /** For people; null where the service said the id alone. */
  readonly user: string | null
}

export interface Tokens {
  readonly accessToken: string
  /** epoch ms; null: unknown */
  readonly expiresAt: number | null
  readonly refreshToken: string | null
}

export interface AccountStore {
  accounts(): Promise<readonly Account[]>
  /** Adds or changes; tokens and the client secret only where given. */
  putAccount(account: Account, tokens?: Tokens, clientSecret?: string): Promise<void>
  /** @throws FailureError `secrets-locked` where the data key doesn't open them */
  tokens(name: string): Promise<Tokens | null>
  putTokens(name: string, tokens: Tokens): Promise<void>
  /** Puts `next` where `known` is; false, and nothing changed, where somebody has signed in or gone meanwhile. */
  replaceTokens(name: string, known: Tokens, next: Tokens): Promise<boolean>
  /**
   * Remembers that the service wants a person, and the claims it wants (null: none); false, and nothing changed, where
   * `known` (null: none at all) isn't what is stored any more.
   */
  setSignedOut(name: string, known: Tokens | null, claims: string | null): Promise<boolean>
  /**
   * Keeps what the service says of an account's person. False, and nothing changed, where the account has gone, is
   * another one of the name, or belongs to somebody else.
   */
  knowPerson(account: Pick<Account, 'name' | 'createdAt'>, person: Person): Promise<boolean>
  /**
   * Of the app registration; null where it has none.
   * @throws FailureError `secrets-locked` where the data key doesn't open it
   */
  clientSecret(name: string): Promise<string | null>
  removeAccount(name: string): Promise<void>
}
