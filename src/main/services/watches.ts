/** Watched folders as people steer them. What becomes of the files in them is the engine's watch stage. */

import type { z } from 'zod'
import type { WatchView, contract } from '../../shared/contract.ts'
import { parseTemplate } from '../../shared/destination-template.ts'
import { type After, afterOf, afterText } from '../../shared/clean-up.ts'
import { canonical } from '../../shared/destination.ts'
import { type Failure, FailureError, type Result, fail, failure, ok } from '../../shared/failure.ts'
import type { Clock, Random } from '../engine/ports/clock.ts'
import type { PutAway } from '../engine/ports/put-away.ts'
import type { TransferStore, Watch } from '../engine/ports/store.ts'
import { type WatchStage, isBelow } from '../engine/watch/watch-stage.ts'
import { absolutePaths } from './absolute-paths.ts'
import type { Accounts } from './accounts.ts'

type AddRequest = z.output<(typeof contract)['watches']['add']['in']>

/** Looks at a folder before it is watched. Failures: `path-missing`, `watch-refused`, `source-denied`. */
export type PrepareRoot = (
  folder: string,
  account: string,
  watched: readonly { readonly folder: string; readonly account: string }[],
) => Promise<Result<{ folder: string; rootIdentity: string }>>

export interface WatchParts {
  readonly stage: WatchStage
  readonly store: Pick<TransferStore, 'watchTallies'>
  readonly accounts: Accounts
  readonly clock: Clock
  readonly random: Random
  readonly prepareRoot: PrepareRoot
  /** What the administrator doesn't allow; null: it is allowed. */
  readonly folderRefusalOf: (folder: string) => Failure | null
  readonly refusalOf: (watch: Watch) => Failure | null
  /** See `PutAway`. */
  readonly objection: PutAway['objection']
}

export class Watches {
  readonly #parts: WatchParts

  constructor(parts: WatchParts) {
    this.#parts = parts
  }

  async list(): Promise<WatchView[]> {
    return Promise.all(this.#parts.stage.list().map((watch) => this.#view(watch)))
  }

  async add(request: AddRequest): Promise<Result<WatchView>> {
    const { stage, accounts, clock, random, prepareRoot } = this.#parts
    const existing = existingOf(request.existing)
    if (existing === null) return usage(`'${request.existing}' has no date that can be read`)
    const after = afterOf(request.after)
    const named = absolutePaths([request.folder])
    if (!named.ok) return fail(named.failure)
    const account = await accounts.choose(request.account, request.to)
    if (!account.ok) return fail(account.failure)
    const root = await prepareRoot(request.folder, account.value.name, stage.list())
    if (!root.ok) return fail(root.failure)
    const { folder, rootIdentity } = root.value
    const template = request.template === undefined ? null : parseTemplate(request.template)
    if (template !== null && !template.ok) return fail(template.failure)
    const refused = this.#parts.folderRefusalOf(folder) ?? (await this.#afterRefusal(after, folder, null))
    if (refused !== null) return fail(refused)
    const watch: Watch = {
      id: random.id(),
      name: request.name ?? lastPart(folder),
      folder,
      destination: canonical(request.to),
      account: account.value.name,
      conflict: request.conflict,
      existing,
      ...(template !== null && { template: template.value.text }),
      include: request.include,
      exclude: request.exclude,
      settleMs: request.settleMs,
      after,
      state: 'active',
      rootIdentity,
      initialScanDone: false,
      createdAt: clock.now(),
    }
    await stage.add(watch)
    return ok(await this.#view(watch))
  }

  async setPaused(id: string, isPaused: boolean): Promise<Result<WatchView>> {
    return this.#known(id, async () => {
      const { stage } = this.#parts
      return this.#view(isPaused ? await stage.pause(id) : await stage.resume(id))
    })
  }

  async remove(id: string): Promise<Result<Record<string, never>>> {
    return this.#known(id, async () => {
      await this.#parts.stage.remove(id)
      return {}
    })
  }

  /**
   * Why files of the folder can't be put away like that, or why nothing may be put where others are put; null: nothing is
   * against it. Two watches of one folder would take each other's files away. @param self the watch that is changed
   */
  async #afterRefusal(after: After, folder: string, self: string | null): Promise<Failure | null> {
    const others = this.#parts.stage.list().filter(({ id }) => id !== self)
    const objection = await this.#parts.objection(
      after,
      folder,
      others.map((other) => other.folder),
    )
    if (objection !== null) return failure('after-refused', { path: folder, detail: objection })
    for (const other of others) {
      const isShared = isBelowOrSame(other.folder, folder) || isBelowOrSame(folder, other.folder)
      if (isShared && (after.kind !== 'keep' || other.after.kind !== 'keep')) {
        const detail = `'${other.name}' watches it, too, and one would take files away before the other has sent them.`
        return failure('after-refused', { path: folder, detail })
      }
      if (other.after.kind === 'move' && isBelowOrSame(folder, other.after.to)) {
        const detail = `'${other.name}' moves its files into it, which would be uploaded again`
        return failure('watch-refused', { path: folder, detail })
      }
    }
    return null
  }

  async #known<T>(id: string, act: () => Promise<T>): Promise<Result<T>> {
    if (this.#parts.stage.get(id) === null) return fail(failure('not-found', { what: 'watched folder', id }))
    try {
      return ok(await act())
    } catch (error) {
      if (error instanceof FailureError) return fail(error.failure)
      throw error
    }
  }

  async #view(watch: Watch): Promise<WatchView> {
    const { id, name, folder, destination, account, settleMs } = watch
    const isRefused = watch.state !== 'paused' && this.#parts.refusalOf(watch) !== null
    const state = isRefused ? 'not-allowed' : watch.state
    const counts = await this.#parts.store.watchTallies(id)
    return {
      id,
      name,
      folder,
      destination,
      account,
      state,
      existing: existingText(watch.existing),
      settleMs,
      after: afterText(watch.after),
      ...(watch.template !== undefined && { template: watch.template }),
      counts,
    }
  }
}

function isBelowOrSame(folder: string, path: string): boolean {
  return folder === path || isBelow(folder, path)
}

function usage(detail: string): Result<never> {
  return fail(failure('usage', { detail }))
}

function existingOf(text: AddRequest['existing']): Watch['existing'] | null {
  if (text === 'skip' || text === 'upload') return { kind: text }
  const at = Date.parse(text.slice('since='.length))
  return Number.isNaN(at) ? null : { kind: 'since', at }
}

function existingText(existing: Watch['existing']): string {
  return existing.kind === 'since' ? `since=${new Date(existing.at).toISOString()}` : existing.kind
}

function lastPart(folder: string): string {
  return folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder
}
