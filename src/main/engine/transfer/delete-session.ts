/** A session that nobody will finish is deleted at its destination, whoever gives it up: a transfer, a cancel, the sweep. */

import type { Result } from '../../../shared/failure.ts'
import type { Call, Provider, SessionHandle } from '../ports/provider.ts'
import { heeded } from './heed.ts'
import type { World } from './run.ts'

interface Place {
  readonly account: string
  readonly provider: Pick<Provider, 'abandon'>
}

export async function deleteSession(
  session: SessionHandle,
  { account, provider }: Place,
  world: Pick<World, 'pauses'>,
  call: Call,
): Promise<Result<void>> {
  return heeded(await provider.abandon(session, call), account, world)
}
