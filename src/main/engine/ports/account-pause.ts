/** What a service asked for: that an account is left alone for a while. */

import type { Failure } from '../../../shared/failure.ts'

export interface AccountPause {
  readonly account: string
  /** epoch ms: a floor given by the service, shared by all transfers to that account. */
  readonly until: number
  readonly failure: Failure
}

export interface AccountPauseStore {
  /** Survives a restart: a service's Retry-After is still a floor after we come back. */
  accountPauses(now: number): Promise<readonly AccountPause[]>
  putAccountPause(pause: AccountPause): Promise<void>
  clearAccountPause(account: string): Promise<void>
}
