/** What a service says of the people of accounts that are there. */

import type { Account, AccountStore } from '../engine/ports/account.ts'
import type { WhoAmI } from './accounts.ts'
import { asPerson, isNews } from './same-account.ts'

export interface KnownPersonParts {
  readonly store: Pick<AccountStore, 'knowPerson'>
  readonly whoAmI: Pick<WhoAmI, 'userOf'>
}

/** Asks, and keeps what is new: a name that was changed, the id of an account that has none yet. */
export async function learnPerson({ store, whoAmI }: KnownPersonParts, account: Account): Promise<Account> {
  const asked = await whoAmI.userOf(account)
  if (!asked.ok || asked.value === null || !isNews(account, asked.value)) return account
  const isKept = await store.knowPerson(account, asked.value)
  return isKept ? { ...account, ...asPerson(account, asked.value) } : account
}

/**
 * With the id of its person, before somebody signs in again: asked with the sign-in that the account has, where that is
 * still good, and nobody has asked before.
 */
export async function withItsPerson(parts: KnownPersonParts, account: Account): Promise<Account> {
  const isUnknown = (account.userId ?? null) === null && account.user !== null
  return isUnknown && !account.signedOut ? learnPerson(parts, account) : account
}
