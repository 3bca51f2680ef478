/**
 * Cancel is a request: the session is deleted at the destination, then we look. If the last range was on its way the
 * file may be there; then it is done, and says so.
 */

import { FailureError, ok } from '../../../shared/failure.ts'
import { isSameContent } from '../plan/conflict.ts'
import type { Provider, RemoteItem } from '../ports/provider.ts'
import type { StoredSession, Transfer } from '../ports/store.ts'
import { deleteSession } from './delete-session.ts'
import { heeded } from './heed.ts'
import { findByName } from './look.ts'
import { type World, targetOf } from './run.ts'
import { digestAt } from './running-digest.ts'

/**
 * @param canceling a transfer in `canceling`
 * @returns the transfer in its final state, or null where it was moved by somebody else
 */
export async function finishCancel(canceling: Transfer, world: World, signal: AbortSignal): Promise<Transfer | null> {
  const session = await world.store.session(canceling.id)
  const canceled = async (session_: 'finish' | 'abandon' | undefined, why: string): Promise<Transfer | null> =>
    world.store.apply(
      {
        id: canceling.id,
        from: 'canceling',
        event: 'canceled',
        ...(session_ === undefined ? {} : { session: session_ }),
        step: { what: 'canceled', why },
      },
      world.clock.now(),
    )
  const found = await world.providers.serving(canceling.account, canceling.destination)
  if (!found.ok) return canceled(session === null ? undefined : 'abandon', 'the account cannot be used now')
  const provider = found.value
  // Given back: nothing of ours is in it, and somebody else may be filling it. It ends by itself where it was ours.
  const isTheirs = session !== null && (await mayBeTheirs(session, canceling, provider, world, signal))
  const place = { account: canceling.account, provider }
  const deleted =
    session === null ? null : isTheirs ? ok(undefined) : await deleteSession(session, place, world, { signal })
  const left = session === null ? undefined : deleted?.ok ? ('finish' as const) : ('abandon' as const)
  if (
    !mayBeThere(
      canceling,
      session?.acknowledged.at(-1)?.end ?? 0,
      provider.capabilities(targetOf(canceling)).maxRangeBytes,
    )
  ) {
    return canceled(left, deleted?.ok === false ? 'the unfinished upload is deleted later' : 'as asked')
  }
  const { fingerprint, replaces } = canceling
  const isOurs = async (item: RemoteItem): Promise<boolean> =>
    item.size === fingerprint?.size &&
    (replaces === null || !isSameContent(item, replaces)) &&
    (await hasOurContent(item.hash?.value ?? null, canceling, world, signal))
  const looked = await heeded(
    await findByName({ provider, transfer: canceling, call: { signal } }, isOurs),
    canceling.account,
    world,
  )
  const item = looked.ok ? looked.value : null
  // A printer that has the whole document may have taken the job; one that lacks a byte can't print it.
  const mayGoOn =
    !provider.capabilities(targetOf(canceling)).keepsItems && canceling.acknowledgedBytes === fingerprint?.size
  const why = mayGoOn ? 'as asked; it had every byte already, so that it may go on with them all the same' : 'as asked'
  if (item === null || item.hash === null) return canceled(left, why)
  return world.store.apply(
    {
      id: canceling.id,
      from: 'canceling',
      event: 'matched',
      set: { remote: item, digest: item.hash, evidence: 'hash', failure: null, retryAt: null },
      ...(left === undefined ? {} : { session: left }),
      step: {
        what: 'done',
        why: 'the cancel came too late: the destination already had the whole file; delete it there if it is not wanted',
      },
    },
    world.clock.now(),
  )
}

/** One that was there before we asked for one, in which no part is known to be of this file. */
async function mayBeTheirs(
  session: StoredSession,
  { fingerprint, account }: Transfer,
  provider: Provider,
  world: World,
  signal: AbortSignal,
): Promise<boolean> {
  if (session.acknowledged.length > 0) return false
  const found = await heeded(await provider.position(session, fingerprint?.size ?? 0, { signal }), account, world)
  return found.ok ? found.value.isAdopted === true : found.failure.code === 'name-held-by-lost-session'
}

function mayBeThere(transfer: Transfer, acknowledgedEnd: number, maxRangeBytes: number): boolean {
  if (transfer.unsure || transfer.remote !== null) return true
  const size = transfer.fingerprint?.size ?? 0
  return acknowledgedEnd > 0 || size <= maxRangeBytes ? acknowledgedEnd + maxRangeBytes >= size : false
}

async function hasOurContent(
  theirs: string | null,
  transfer: Transfer,
  world: World,
  signal: AbortSignal,
): Promise<boolean> {
  if (theirs === null) return false
  if (transfer.digest !== null) return transfer.digest.value === theirs
  const found = await world.providers.serving(transfer.account, transfer.destination)
  if (!found.ok) return false
  const { digest: algorithm } = found.value.capabilities(targetOf(transfer))
  if (algorithm === null) return false
  const opened = await world.sources.open({ root: transfer.root, path: transfer.path })
  if (!opened.ok) return false
  try {
    const size = transfer.fingerprint?.size ?? 0
    const digest = await digestAt(size, algorithm, null, null, {
      digests: world.digests,
      source: opened.value,
      signal,
      isProven: false,
    })
    return digest.value() === theirs
  } catch (error) {
    if (error instanceof FailureError) return false
    throw error
  } finally {
    await opened.value.close()
  }
}
