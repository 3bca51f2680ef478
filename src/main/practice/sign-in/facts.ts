import { createHash } from 'node:crypto'
import type { ChallengeKind } from './pkce.ts'

/** What the journal knows of a request to sign in: facts without secrets, for the judgements of violations.ts. */
export interface SignInFacts {
  readonly clientId: string | null
  readonly grant?: string | null
  /** Of an authorization. */
  readonly challenge?: ChallengeKind
  /** Characters; 0 where there is none. */
  readonly stateLength?: number
  readonly isLoopback?: boolean
  /** A fingerprint of the code or token that is shown, to see whether it was shown before. */
  readonly shown?: string | null
  readonly isSecretOfPublic?: boolean
}

export function fingerprint(secret: string | null): string | null {
  return secret === null ? null : createHash('sha256').update(secret).digest('hex').slice(0, 16)
}
