/** Watched folders as people steer them. What becomes of the files in them is the engine's watch stage. */

import type { z } from 'zod'
import type { contract } from '../../shared/contract.ts'
import type { WatchHealthView, WatchView } from '../../shared/watches-contract.ts'
import { parseTemplate } from '../../shared/destination-template.ts'
import { type After, afterOf, afterText } from '../../shared/clean-up.ts'
import { canonical } from '../../shared/destination.ts'
import type { WatchPreview } from '../../shared/watch-rules.ts'
import { type Failure, FailureError, type Result, fail, failure, ok, viewOf } from '../../shared/failure.ts'
import type { Clock, Random } from '../engine/ports/clock.ts'
import type { Scanner } from '../engine/ports/scanner.ts'
import type { AwayRoot } from '../engine/queue/away-roots.ts'
import type { PutAway } from '../engine/ports/put-away.ts'
import type { TransferStore, Watch } from '../engine/ports/store.ts'
import type { RunHealth } from '../engine/watch/watch-run.ts'
import { type WatchStage, isBelow } from '../engine/watch/watch-stage.ts'
import { absolutePaths } from './absolute-paths.ts'
import type { Accounts } from './accounts.ts'
import { previewOf } from './watch-preview.ts'

type ChangeRequest = z.output<(typeof contract)['watches']['change']['in']>
type PreviewRequest = z.output<(typeof contract)['watches']['preview']['in']>
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
  readonly scanner: Pick<Scanner, 'preview'>
  /** See `PutAway`. */
  readonly objection: PutAway['objection']
  /** Null: as far as anybody knows, the folder is there. */
  readonly awayOf: (folder: string) => AwayRoot | null
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
    const refused =
      this.#parts.folderRefusalOf(folder) ??
      linksRefusal({ folder, after, links: request.links }) ??
      (await this.#afterRefusal(after, folder, null))
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
      hidden: request.hidden,
      limits: request.limits,
      links: request.links,
      settleMs: request.settleMs,
      ...(request.longestWaitMs !== null && { longestWaitMs: request.longestWaitMs }),
      after,
      state: 'active',
      rootIdentity,
      initialScanDone: false,
      createdAt: clock.now(),
    }
    await stage.add(watch)
    return ok(await this.#view(watch))
  }

  /** What is in the queue already stays as it was found. */
  async change({ id, ...request }: ChangeRequest): Promise<Result<WatchView>> {
    const { stage, clock } = this.#parts
    const before = stage.get(id)
    if (before === null) return fail(failure('not-found', { what: 'watched folder', id }))
    const changed = await this.#changed(before, request)
    if (!changed.ok) return changed
    const { account, destination, existing } = changed.value
    const isElsewhere = account !== before.account || destination !== before.destination
    const isAnew = isElsewhere || request.existing !== undefined
    const anew = isAnew ? { initialScanDone: false, existingFrom: clock.now(), existing } : {}
    const refused =
      this.#parts.refusalOf(changed.value) ??
      linksRefusal(changed.value) ??
      (request.after === undefined ? null : await this.#afterRefusal(changed.value.after, before.folder, id))
    if (refused !== null) return fail(refused)
    return this.#known(id, async () => this.#view(await stage.change(id, { ...changed.value, ...anew })))
  }

  /** Throws the failures of `prepareRoot` and of the walk. */
  async *preview(request: PreviewRequest, signal: AbortSignal): AsyncGenerator<WatchPreview> {
    const { prepareRoot, scanner, clock, folderRefusalOf } = this.#parts
    const named = valueOf(absolutePaths([request.folder]))
    const root = valueOf(await prepareRoot(named[0] ?? request.folder, '', []))
    const refused = folderRefusalOf(root.folder)
    if (refused !== null) throw new FailureError(refused)
    const existing = existingOf(request.existing) ?? { kind: 'skip' }
    const now = clock.now()
    const watch: Watch = {
      ...plain,
      ...root,
      destination: request.to === undefined ? '' : canonical(request.to),
      existing,
      include: request.include,
      exclude: request.exclude,
      hidden: request.hidden,
      limits: request.limits,
      links: request.links,
      createdAt: now,
    }
    yield* previewOf(watch, scanner, signal)
  }

  /** The watch as it would be; paths, accounts and templates are looked at. */
  async #changed(before: Watch, request: Omit<ChangeRequest, 'id'>): Promise<Result<Watch>> {
    const { to, account, template, existing, after, longestWaitMs, limits, name, ...plainly } = request
    const said = existing === undefined ? before.existing : existingOf(existing)
    if (said === null) return usage(`'${existing}' has no date that can be read`)
    const chosen =
      to === undefined && account === undefined
        ? ok({ name: before.account })
        : await this.#parts.accounts.choose(
            account ?? (to === undefined ? before.account : undefined),
            to ?? before.destination,
          )
    if (!chosen.ok) return fail(chosen.failure)
    const parsed = typeof template === 'string' ? parseTemplate(template) : null
    if (parsed !== null && !parsed.ok) return fail(parsed.failure)
    const { template: oldTemplate, longestWaitMs: oldWait, ...rest } = before
    const newTemplate = template === undefined ? oldTemplate : (parsed?.value.text ?? undefined)
    const newWait = longestWaitMs === undefined ? oldWait : (longestWaitMs ?? undefined)
    return ok({
      ...rest,
      ...(Object.fromEntries(Object.entries(plainly).filter(([, value]) => value !== undefined)) as Partial<Watch>),
      ...(name === undefined ? {} : { name }),
      destination: to === undefined ? before.destination : canonical(to),
      account: chosen.value.name,
      existing: said,
      ...(limits === undefined ? {} : { limits }),
      ...(after === undefined ? {} : { after: afterOf(after) }),
      ...(newTemplate === undefined ? {} : { template: newTemplate }),
      ...(newWait === undefined ? {} : { longestWaitMs: newWait }),
    })
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

  #missing({ folder, missingSince }: Watch): NonNullable<WatchView['missing']> {
    const away = this.#parts.awayOf(folder)
    const since = missingSince ?? away?.since ?? null
    const found = away?.failure ?? failure('root-offline', { name: lastPart(folder) })
    return { ...viewOf(found, away?.nextAt ?? null), since: since === null ? null : new Date(since).toISOString() }
  }

  async #view(watch: Watch): Promise<WatchView> {
    const { id, name, folder, destination, account, settleMs } = watch
    const isRefused = watch.state !== 'paused' && this.#parts.refusalOf(watch) !== null
    const state = isRefused ? 'not-allowed' : watch.state
    const counts = await this.#parts.store.watchTallies(id)
    const health = state === 'active' ? this.#parts.stage.healthOf(id) : null
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
      rules: {
        conflict: watch.conflict,
        include: [...watch.include],
        exclude: [...watch.exclude],
        hidden: watch.hidden ?? false,
        limits: watch.limits ?? {},
        links: watch.links ?? 'skip',
        longestWaitMs: watch.longestWaitMs ?? null,
      },
      ...(watch.template !== undefined && { template: watch.template }),
      counts,
      ...(health !== null && { health: healthView(health) }),
      ...(state === 'missing' && { missing: this.#missing(watch) }),
    }
  }
}

function healthView({ since, lookedAt, delayMs, everyMs, ...rest }: RunHealth): WatchHealthView {
  return {
    ...rest,
    delayMs: delayMs === null ? null : Math.round(delayMs),
    everyMs: Math.round(everyMs),
    since: new Date(since).toISOString(),
    lookedAt: lookedAt === null ? null : new Date(lookedAt).toISOString(),
  }
}

function isBelowOrSame(folder: string, path: string): boolean {
  return folder === path || isBelow(folder, path)
}

/** A link isn't the file that was uploaded, and that file is another upload's to put away. */
function linksRefusal({ folder, after, links }: Pick<Watch, 'folder' | 'after' | 'links'>): Failure | null {
  if (links !== 'inside' || after.kind === 'keep') return null
  return failure('after-refused', { path: folder, detail: 'links in it are followed, and what they lead to stays.' })
}

/** What a preview needs of a watch beside its folder and rules: nothing is sent by it. */
const plain = {
  id: '',
  name: '',
  account: '',
  conflict: 'fail',
  settleMs: 0,
  after: { kind: 'keep' },
  state: 'active',
  initialScanDone: false,
} as const

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new FailureError(result.failure)
  return result.value
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
