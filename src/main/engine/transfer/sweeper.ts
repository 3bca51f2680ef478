/** Deletes upload sessions that nobody will finish: they hold space, and names, at the destination. */

import type { AbandonedSession } from '../ports/store.ts'
import { deleteSession } from './delete-session.ts'
import type { World } from './run.ts'

const minute = 60_000
/** After that many tries the destination's own expiry has to do. */
const maxTries = 12
const batch = 20

/**
 * One pass over what is due. Never throws for a destination's sake.
 *
 * @returns how many were deleted
 */
export async function sweep(world: World, signal: AbortSignal): Promise<number> {
  const due = await world.store.abandoned(world.clock.now(), batch)
  let deleted = 0
  for (const session of due) {
    signal.throwIfAborted()
    if (await remove(session, world, signal)) deleted += 1
  }
  return deleted
}

async function remove(session: AbandonedSession, world: World, signal: AbortSignal): Promise<boolean> {
  const { store, clock, providers } = world
  const { account, destination, secret } = session
  const pause = world.pauses.askedOf(account)
  if (pause !== null) {
    await store.postponeAbandoned(session.id, session.attempts, pause.until)
    return false
  }
  const found = await providers.serving(account, destination)
  const result = found.ok
    ? await deleteSession({ secret, expiresAt: null }, { account, provider: found.value }, world, { signal })
    : found
  if (result.ok || session.attempts + 1 >= maxTries) {
    await store.forgetAbandoned(session.id)
    return result.ok
  }
  const attempts = session.attempts + 1
  await store.postponeAbandoned(session.id, attempts, clock.now() + minute * 2 ** attempts)
  return false
}
