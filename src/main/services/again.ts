/** A file that is over goes once more, as a row of its own: its history stays what it was. */

import { isFinal } from '../../shared/lifecycle.ts'
import { type Result, fail, failure, ok } from '../../shared/failure.ts'
import type { Random } from '../engine/ports/clock.ts'
import type { Fingerprint, Sources } from '../engine/ports/source.ts'
import type { NewTransfer, ReplacedItem, Transfer, TransferStore } from '../engine/ports/store.ts'
import type { Queue } from '../engine/queue/queue.ts'
import type { Accounts } from './accounts.ts'

interface AgainParts {
  readonly store: Pick<TransferStore, 'get'>
  readonly sources: Pick<Sources, 'inspect'>
  readonly accounts: Pick<Accounts, 'choose'>
  readonly queue: Pick<Queue, 'enqueue'>
  readonly random: Random
  /** ms a file that changes while it is sent has to rest */
  readonly settleMs: number
}

interface Queued {
  readonly transfer: Transfer
  /** False: it is in the queue already. */
  readonly isNew: boolean
  /** It is another version of the file than the one that is over. */
  readonly isChanged: boolean
}

export class Again {
  readonly #parts: AgainParts

  constructor(parts: AgainParts) {
    this.#parts = parts
  }

  /**
   * What it made there before gets a new version, on condition that it is as we left it.
   * Failures: `not-found`, `not-now`; `source-gone` and siblings; those of choosing an account.
   */
  async upload(id: string): Promise<Result<Queued>> {
    const { store, sources, accounts, queue, random, settleMs } = this.#parts
    const before = await store.get(id)
    if (before === null) return fail(failure('not-found', { what: 'transfer', id }))
    if (!isFinal(before.state)) return fail(failure('not-now', { detail: 'It is not over yet.' }))
    const { root, path, folders, name, conflict, destination } = before
    const account = await accounts.choose(before.account, destination)
    if (!account.ok) return account
    const there = await sources.inspect({ root, path })
    if (!there.ok) {
      const { code, facts } = there.failure
      return fail({ ...there.failure, ...failure(code, { ...facts, name: nameOf(path) }) })
    }
    const entry: NewTransfer = {
      batchId: random.id(),
      watchId: null,
      account: before.account,
      root,
      path,
      destination,
      folders,
      name,
      conflict,
      settleMs,
      state: 'queued',
      fingerprint: there.value,
      replaces: replacedOf(before),
      why: 'uploaded again by hand',
    }
    const [added] = await queue.enqueue([entry])
    if (added === undefined) return fail(failure('not-now', { detail: 'It could not be queued.' }))
    return ok({ ...added, isChanged: before.fingerprint !== null && isOther(before.fingerprint, there.value) })
  }
}

/** Null: nothing of it is there. */
function replacedOf({ state, remote }: Transfer): ReplacedItem | null {
  if (state !== 'done' || remote === null) return null
  return { itemId: remote.id, eTag: remote.eTag, size: remote.size, hash: remote.hash }
}

function isOther(one: Fingerprint, other: Fingerprint): boolean {
  return one.size !== other.size || one.mtimeNs !== other.mtimeNs || one.inode !== other.inode
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
