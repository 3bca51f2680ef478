/** Whether a sign-in still belongs to the account that it was made for. Pure. */

import { type Failure, failure } from '../../shared/failure.ts'
import type { Account } from '../engine/ports/account.ts'

/**
 * Why a sign-in of `user` (null: the service didn't say it) can't take the place of the one that the account has: somebody
 * else's would send this person's files there. Null: it can. Failures: `sign-in-other-user`, `bad-response`.
 */
export function otherUser(account: Account, user: string | null): Failure | null {
  if (account.user === null) return null
  if (user === null) {
    const detail = 'the service did not say whose sign-in it was'
    return failure('bad-response', { host: 'The service', detail })
  }
  if (account.user.toLowerCase() === user.toLowerCase()) return null
  return failure('sign-in-other-user', { account: account.name, user: account.user, other: user })
}

/** Whether it is among these: another one may have been added under its name meanwhile. */
export function isThere({ name, createdAt }: Account, accounts: readonly Account[]): boolean {
  return accounts.some((other) => other.name === name && other.createdAt === createdAt)
}
