/** Whose a finished sign-in is, asked more than once: it isn't thrown away for one passing trouble of the service. */

import { type FailureCode, type Result, ok, ruleOf } from '../../shared/failure.ts'
import type { Person } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'

/** Between the tries, ms. */
const pausesMs = [2_000, 5_000]

/** The service's, or the administrator's, last word; all else may pass. */
const lastWords: ReadonlySet<FailureCode> = new Set<FailureCode>(['signed-out', 'not-allowed-here'])

export function isLastWord(user: Result<Person | null>): boolean {
  return user.ok ? user.value !== null : lastWords.has(user.failure.code)
}

/**
 * @returns whose it is, or what the last try came to
 * @throws the signal's reason when it is aborted between two tries
 */
export async function askedUser(
  ask: () => Promise<Result<Person | null>>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<Person | null>> {
  for (const pause of pausesMs) {
    const user = await ask()
    if (isLastWord(user)) return user
    await clock.sleep(pause, signal)
  }
  const user = await ask()
  // A proxy or a certificate that keeps us from asking says nothing of the sign-in, which may be spent by now.
  const isInBetween = !user.ok && !isLastWord(user) && ruleOf(user.failure.code).reaction === 'block'
  return isInBetween ? ok(null) : user
}
