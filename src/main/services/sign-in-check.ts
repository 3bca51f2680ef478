/**
 * Asks now and then whose the accounts are that are being uploaded to: ranges of a session carry no token for hours, so that
 * nobody would hear that a sign-in was ended meanwhile until the very end. Who isn't uploading is not asked for.
 */

import type { Account, AccountStore } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { WhoAmI } from './accounts.ts'
import { learnPerson } from './known-person.ts'

export interface SignInCheckParts {
  readonly store: Pick<AccountStore, 'accounts' | 'knowPerson'>
  readonly clock: Clock
  readonly whoAmI: Pick<WhoAmI, 'userOf'>
  accountsAtWork(): ReadonlySet<string>
  /** Those whose service wants to be left alone for now. */
  pausedAccounts(): readonly string[]
  readonly everyMs: number
}

/** Runs until the signal is aborted. What is heard is marked by the connection that asked. */
export async function checkSignIns(parts: SignInCheckParts, signal: AbortSignal): Promise<void> {
  const { clock, everyMs } = parts
  while (!signal.aborted) {
    try {
      await clock.sleep(everyMs, signal)
      await askAll(parts)
    } catch {
      // A store that is in trouble is told by whoever needs it; here it is asked again next time.
    }
  }
}

async function askAll(parts: SignInCheckParts): Promise<void> {
  const { store, whoAmI } = parts
  const atWork = parts.accountsAtWork()
  if (atWork.size === 0) return
  const paused = new Set(parts.pausedAccounts())
  const asked = (await store.accounts()).filter(
    (account) => atWork.has(account.name) && !paused.has(account.name) && !account.signedOut && !isOurOwn(account),
  )
  await Promise.all(asked.map((account) => learnPerson({ store, whoAmI }, account)))
}

/** The practice cloud inside the owner has no address of its own, and never ends a sign-in. */
function isOurOwn({ graphUrl, boxUrl }: Account): boolean {
  return graphUrl === null && boxUrl === null
}
