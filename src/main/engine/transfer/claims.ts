/**
 * Which transfer a session belongs to. A destination that gives out one session per name may offer one that another
 * transfer of ours is filling: who takes it as its own mixes two files, and deletes what the other one has sent.
 */

import { type Result, fail, failure, ok } from '../../../shared/failure.ts'
import type { OpenedSession } from '../ports/provider.ts'
import type { Run } from './run.ts'

/** Sessions of transfers at work: from the answer that names one until it is stored, the store knows nothing of it. */
export class SessionClaims {
  readonly #owners = new Map<string, string>()

  /** @returns whether it is this transfer's now; the first one to come has it */
  take(sessionId: string, transferId: string): boolean {
    const owner = this.#owners.get(sessionId) ?? transferId
    this.#owners.set(sessionId, owner)
    return owner === transferId
  }

  /** At the end of a run: what it still has is stored. */
  release(transferId: string): void {
    for (const [sessionId, owner] of this.#owners) if (owner === transferId) this.#owners.delete(sessionId)
  }
}

/**
 * The session under the id that it has here, where the destination names it. One that is another transfer's, or that is
 * to be deleted, is in the way: `name-held-by-lost-session`.
 */
export async function ofThisTransfer(opened: Result<OpenedSession>, run: Run): Promise<Result<OpenedSession>> {
  if (!opened.ok || opened.value.id === undefined) return opened
  const { transfer, world } = run
  // Two accounts may be of two services, which know nothing of each other's ids.
  const id = JSON.stringify([transfer.account, opened.value.id])
  const isFirst = world.claims.take(id, transfer.id)
  const holder = isFirst ? await world.store.holderOf(id) : 'another'
  if (holder === null || holder === transfer.id) return ok({ ...opened.value, id })
  return fail(failure('name-held-by-lost-session', { name: transfer.name, detail: 'another upload of ours has it' }))
}
