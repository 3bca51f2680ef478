/** Whether a sign-in still belongs to the account that it was made for. Pure. */

import { type Failure, failure } from '../../shared/failure.ts'
import type { Account, Person } from '../engine/ports/account.ts'

/**
 * Why a sign-in of `person` (null: the service didn't say whose it is) can't take the place of the one that the account
 * has: somebody else's would send this person's files there. Null: it can. By id, since a name changes, and may be that of
 * somebody else, too; by name where nobody has asked for the id of the account's person yet.
 * Failures: `sign-in-other-user`, `bad-response`.
 */
export function otherUser(account: Account, person: Person | null): Failure | null {
  const { user, userId = null } = account
  if (user === null && userId === null) return null
  const [known, told] = userId === null ? [folded(user), folded(person?.user)] : [userId, person?.id ?? null]
  if (told === null) {
    const detail = 'the service did not say whose sign-in it was'
    return failure('bad-response', { host: 'The service', detail })
  }
  if (known === told) return null
  return failure('sign-in-other-user', {
    account: account.name,
    user: user ?? 'somebody else',
    other: otherName(account, person),
  })
}

function folded(name: string | null | undefined): string | null {
  return name?.toLowerCase() ?? null
}

function otherName({ user }: Account, person: Person | null): string {
  const other = person?.user ?? 'somebody else'
  return folded(other) === folded(user) ? `${other} (another account of that name)` : other
}

/** What is known of an account's person after its service has said this. */
export function asPerson(account: Account, person: Person | null): Pick<Account, 'user' | 'userId'> {
  return { user: person?.user ?? account.user, userId: person?.id ?? account.userId ?? null }
}

/** Whether the service says something of an account's person that isn't stored. */
export function isNews({ user, userId = null }: Account, person: Person): boolean {
  return (person.id !== null && person.id !== userId) || (person.user !== null && person.user !== user)
}

/** Whether it is among these: another one may have been added under its name meanwhile. */
export function isThere({ name, createdAt }: Account, accounts: readonly Account[]): boolean {
  return accounts.some((other) => other.name === name && other.createdAt === createdAt)
}
