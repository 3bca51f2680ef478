/** A session that nobody will finish is deleted at its destination, whoever gives it up: a transfer, a cancel, the sweep. */

import type { Result } from '../../../shared/failure.ts'
import type { Provider, SessionHandle } from '../ports/provider.ts'
import type { World } from './run.ts'

interface Place {
  readonly account: string
  readonly provider: Pick<Provider, 'abandon'>
}

/** A pause that the service asks for in its answer holds for all that goes to the account. */
export async function deleteSession(
  session: SessionHandle,
  { account, provider }: Place,
  { pauses }: Pick<World, 'pauses'>,
  signal: AbortSignal,
): Promise<Result<void>> {
  const deleted = await provider.abandon(session, { signal })
  if (deleted.ok) return deleted
  const { notBefore } = deleted.failure
  if (notBefore !== undefined) await pauses.add(account, notBefore, deleted.failure)
  return deleted
}
