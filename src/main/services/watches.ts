/** Watched folders as people steer them. What becomes of the files in them is the engine's watch stage. */

import type { z } from 'zod'
import type { WatchView, contract } from '../../shared/contract.ts'
import { parseTemplate } from '../../shared/destination-template.ts'
import { canonical } from '../../shared/destination.ts'
import { type Failure, FailureError, type Result, fail, failure, ok } from '../../shared/failure.ts'
import type { Clock, Random } from '../engine/ports/clock.ts'
import type { TransferStore, Watch } from '../engine/ports/store.ts'
import type { WatchStage } from '../engine/watch/watch-stage.ts'
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
    if (request.after !== 'keep') return usage('files can only be kept after their upload in this version')
    const named = absolutePaths([request.folder])
    if (!named.ok) return fail(named.failure)
    const account = await accounts.choose(request.account, request.to)
    if (!account.ok) return fail(account.failure)
    const root = await prepareRoot(request.folder, account.value.name, stage.list())
    if (!root.ok) return fail(root.failure)
    const { folder, rootIdentity } = root.value
    const template = request.template === undefined ? null : parseTemplate(request.template)
    if (template !== null && !template.ok) return fail(template.failure)
    const refused = this.#parts.folderRefusalOf(folder)
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
      after: { kind: 'keep' },
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
      after: watch.after.kind,
      ...(watch.template !== undefined && { template: watch.template }),
      counts,
    }
  }
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
