/** A pause that a service asks for in any of its answers holds for all that goes to the account. */

import type { Result } from '../../../shared/failure.ts'
import type { World } from './run.ts'

/** @returns the answer, when the pause is durable; without one, at once */
export async function heeded<T>(
  answer: Result<T>,
  account: string,
  { pauses }: Pick<World, 'pauses'>,
): Promise<Result<T>> {
  if (answer.ok) return answer
  const { notBefore } = answer.failure
  if (notBefore !== undefined) await pauses.add(account, notBefore, answer.failure)
  return answer
}
