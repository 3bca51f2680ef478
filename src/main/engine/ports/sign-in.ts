/** How a person lets us in at a service, as the services of this program see it. */

import type { ConsentKind } from '../../../shared/contract.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Account, Tokens } from './account.ts'

export interface SignInAsk {
  /** Where its services are, and which tenant. */
  readonly account: Account
  readonly clientId: string
  /** Of the app registration; null for a public client. */
  readonly clientSecret: string | null
  readonly way: 'browser' | 'device-code'
  /** Of Microsoft; all that one token shall do. */
  readonly destinations: readonly ConsentKind[]
  /** What the service wants of this sign-in: the claims of a challenge, as JSON. */
  readonly claims: string | null
  /** Who is to sign in again; null: anybody. */
  readonly user: string | null
  /** Where a browser comes back to, for services that compare the port. */
  readonly redirectPort: number
}

export type SignInEvent =
  /** To be opened in a browser. `root`: the only place that such an address may lead to. */
  | { readonly step: 'browser'; readonly url: string; readonly root: string }
  /** To be typed at `url`; `expiresAt` in epoch ms. */
  | { readonly step: 'code'; readonly code: string; readonly url: string; readonly expiresAt: number }
  /** The last. */
  | { readonly step: 'granted'; readonly tokens: Tokens }

export interface SignInPort {
  /**
   * Ends with `granted`. Leaving it closes what listens.
   *
   * @throws FailureError `sign-in-refused`, `sign-in-expired`, `usage`, or what became of a request
   * @throws the signal's reason when it is aborted
   */
  signIn(ask: SignInAsk, signal: AbortSignal): AsyncIterable<SignInEvent>
  /** Ends tokens at the service where it can be asked to (Box), or comes back soon; ok where there is nothing to ask. */
  signOut(
    account: Account,
    tokens: Tokens,
    client: { readonly clientId: string; readonly clientSecret: string | null },
  ): Promise<Result<null>>
}
