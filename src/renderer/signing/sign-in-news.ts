/** What is news about the sign-ins of accounts. Pure. */

import type { AccountView } from '../../shared/contract.ts'

/** The accounts of the last look by name; null before the first one. */
export type Known = ReadonlyMap<string, AccountView['state']> | null

export interface SignInNews {
  /** Accounts that were in order and must be signed in again now. */
  readonly lost: readonly string[]
  /** Nothing has to be signed in any more. */
  readonly isAllWell: boolean
}

/** What is lost already when somebody comes is no news: the badge says it. */
export function signInNews(before: Known, accounts: readonly Pick<AccountView, 'name' | 'state'>[]): SignInNews {
  const out = accounts.filter(({ state }) => state === 'signed-out')
  return {
    lost: out.filter(({ name }) => before?.get(name) === 'ready').map(({ name }) => name),
    isAllWell: out.length === 0,
  }
}
