/** Every watched folder, and what becomes of the files in them until they are queued. */

import { type Failure, FailureError, failure, viewOf } from '../../../shared/failure.ts'
import type { Clock, Random } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Placing } from '../ports/placing.ts'
import type { Scanner, Watcher } from '../ports/scanner.ts'
import type { Digests, Sources } from '../ports/source.ts'
import type { LedgerStore, Transfer, TransferStore, Watch, WatchStore } from '../ports/store.ts'
import type { AwayRoots } from '../queue/away-roots.ts'
import { Comparer } from './comparer.ts'
import { WatchHealth } from './health.ts'
import { Intake } from './intake.ts'
import { OnceTold } from './once-told.ts'
import { Settler } from './settler.ts'
import { type RunHealth, WatchRun } from './watch-run.ts'

export interface WatchStageParts {
  readonly store: Pick<TransferStore, 'enqueue' | 'page' | 'apply' | 'steps' | 'addStep' | 'latestOfPath'> &
    LedgerStore &
    WatchStore
  readonly scanner: Scanner
  readonly watcher: Watcher
  readonly sources: Sources
  /** Knows which folders are away, and looks for them. */
  readonly roots: AwayRoots
  readonly digests: Digests
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Told of every transfer that this stage added or changed, after it is durable. */
  readonly publish: (transfer: Transfer) => void
  /** Why the administrator doesn't allow it; null: it is allowed. What isn't, is not looked at. */
  readonly refusalOf: (watch: Watch) => Failure | null
  /** Something is queued. */
  readonly wakeQueue: () => void
  /** A file that changed while it was sent gets at least this much quiet, whatever its own quiet time is. */
  readonly quietAfterChangeMs: number
  /** Absent: every file goes as it lies. */
  readonly placing?: Placing
  /** A watch changed its state by itself. */
  readonly onWatch?: (watch: Watch) => void
  /** A watch is watched in another way from now on. */
  readonly onHealth?: () => void
}

export class WatchStage {
  readonly #parts: WatchStageParts
  readonly #settler: Settler
  readonly #comparer: Comparer
  readonly #intake: Intake
  readonly #told: OnceTold
  readonly #watches = new Map<string, Watch>()
  readonly #runs = new Map<string, WatchRun>()
  readonly #health = new Map<string, WatchHealth>()
  #isStarted = false

  constructor(parts: WatchStageParts) {
    this.#parts = parts
    const publish = (transfer: Transfer): void => {
      this.follow(transfer)
      parts.publish(transfer)
    }
    this.#told = new OnceTold(parts.store, parts.clock)
    const longestWaitOf = ({ watchId }: Transfer): number | null =>
      watchId === null ? null : (this.#watches.get(watchId)?.longestWaitMs ?? null)
    const isAway = (root: string): boolean => parts.roots.awayOf(root) !== null
    this.#settler = new Settler({ ...parts, publish, longestWaitOf, isAway })
    parts.roots.listen({
      onAway: ({ root }) => this.#runsOf(root).forEach((run) => run.lookedFor()),
      onBack: (root) => this.#onBack(root),
    })
    this.#comparer = new Comparer({
      ...parts,
      onChanged: (watch, candidate, fingerprint) => this.#intake.takeChanged(watch, candidate, fingerprint),
      onRoom: (watchIds) => {
        for (const id of watchIds) this.#runs.get(id)?.rescan()
      },
    })
    this.#intake = new Intake({
      ...parts,
      publish,
      settler: this.#settler,
      comparer: this.#comparer,
      told: this.#told,
      placing: parts.placing ?? ((_, { folders, name }) => ({ folders, name })),
    })
  }

  /** Knows the watches without running them: for an owner that only answers. */
  async load(): Promise<void> {
    for (const watch of await this.#parts.store.watches()) this.#watches.set(watch.id, watch)
  }

  async start(): Promise<void> {
    this.#isStarted = true
    // Which disk each root must be, before any of their files is looked at: on an unmounted drive they seem deleted.
    await this.load()
    await this.#settler.start()
    this.#comparer.start()
    for (const watch of this.#watches.values()) this.#begin(watch)
  }

  async stop(): Promise<void> {
    this.#isStarted = false
    await Promise.all([...this.#runs.values()].map((run) => run.stop()))
    this.#runs.clear()
    await this.#comparer.stop()
    await this.#settler.stop()
  }

  /** To be told of every transfer that changed, whoever changed it: files that settle are looked after here. */
  follow(transfer: Transfer): void {
    this.#settler.follow(transfer)
  }

  list(): readonly Watch[] {
    return [...this.#watches.values()]
  }

  get(id: string): Watch | null {
    return this.#watches.get(id) ?? null
  }

  /** How its folder is watched; null while it isn't. */
  healthOf(id: string): RunHealth | null {
    return this.#runs.get(id)?.health() ?? null
  }

  /** What becomes of this file here once it is uploaded; null: no watch found it, or there is none of it any more. */
  afterOf({ watchId }: Pick<Transfer, 'watchId'>): Watch['after'] | null {
    return watchId === null ? null : (this.#watches.get(watchId)?.after ?? null)
  }

  /** Which folder this root must be; null for roots that aren't watched. For `Sources`, which refuses another disk. */
  identityOf(root: string): string | null {
    for (const watch of this.#watches.values()) if (watch.folder === root) return watch.rootIdentity
    return null
  }

  /** Whether a watch of this root sends what links in it lead to. For `Sources`. */
  followsLinks(root: string): boolean {
    for (const { folder, links } of this.#watches.values()) if (folder === root && links === 'inside') return true
    return false
  }

  /** Durable when it resolves; the first scan goes on by itself. */
  async add(watch: Watch): Promise<void> {
    await this.#parts.store.putWatch(watch)
    this.#watches.set(watch.id, watch)
    this.#begin(watch)
  }

  /** What is settling or queued goes on; nothing new is found. */
  async pause(id: string): Promise<Watch> {
    const watch = await this.#save(id, { state: 'paused' })
    await this.#end(id)
    return watch
  }

  async resume(id: string): Promise<Watch> {
    if (this.#known(id).state !== 'paused') return this.#known(id)
    const watch = await this.#save(id, { state: 'active' })
    this.#begin(watch)
    return watch
  }

  /** Other rules from now on; what is in the queue already goes as it was found. Everything is looked at anew. */
  async change(
    id: string,
    change: Partial<Omit<Watch, 'id' | 'folder' | 'rootIdentity' | 'createdAt'>>,
  ): Promise<Watch> {
    this.#known(id)
    await this.#end(id)
    const watch = await this.#save(id, change)
    this.#begin(watch)
    return watch
  }

  /** Its transfers stay. The ledger, too: the same folder added again sends nothing twice. */
  async remove(id: string): Promise<void> {
    this.#known(id)
    await this.#end(id)
    await this.#parts.store.removeWatch(id)
    this.#watches.delete(id)
    this.#health.delete(id)
  }

  /** Looks at everything: after the computer slept, events may be missing. */
  rescan(): void {
    this.#parts.roots.tryNow()
    for (const run of this.#runs.values()) run.rescan()
    this.#settler.hurry()
  }

  /** What can be said of a path that has no transfer, newest reason first; empty where it is in no watched folder. */
  async explain(path: string): Promise<readonly { readonly what: string; readonly why: string }[]> {
    const told: { what: string; why: string }[] = []
    for (const watch of this.#watches.values()) {
      if (isBelow(watch.folder, path)) told.push(await this.#explainIn(watch, path))
    }
    return told
  }

  async #explainIn(watch: Watch, path: string): Promise<{ what: string; why: string }> {
    const rule = this.#parts.scanner.ruleAgainst(watch, path)
    if (rule !== null) return { what: 'left out', why: rule }
    if (watch.state === 'paused') return { what: 'not looked at', why: `the watch '${watch.name}' is paused` }
    const refused = this.#parts.refusalOf(watch)
    if (refused !== null) return { what: 'not looked at', why: viewOf(refused, null).message }
    if (watch.state === 'missing') {
      return { what: 'not looked at', why: `the folder of the watch '${watch.name}' is not connected` }
    }
    if (this.#comparer.isComparing(watch, path)) {
      return { what: 'comparing', why: 'it has the size that was uploaded and another time; its content decides' }
    }
    const known = await this.#parts.store.ledgerGet(watch.account, watch.destination, path)
    if (known === null) return { what: 'not found yet', why: 'no look at the folder has found such a file' }
    return known.digest === null && known.itemId === null
      ? { what: 'left alone', why: 'it was there before the watch; it is sent once it changes' }
      : { what: 'unchanged', why: 'this version was uploaded' }
  }

  #onBack(root: string): void {
    for (const run of this.#runsOf(root)) run.rescan()
    this.#settler.hurry()
  }

  #runsOf(folder: string): WatchRun[] {
    return [...this.#runs].filter(([id]) => this.#watches.get(id)?.folder === folder).map(([, run]) => run)
  }

  #begin(watch: Watch): void {
    if (!this.#isStarted || watch.state === 'paused' || this.#runs.has(watch.id)) return
    if (this.#parts.refusalOf(watch) !== null) return
    const health = this.#health.get(watch.id) ?? new WatchHealth()
    this.#health.set(watch.id, health)
    const run = new WatchRun(watch, {
      ...this.#parts,
      health,
      onHealth: () => this.#parts.onHealth?.(),
      intake: this.#intake,
      told: this.#told,
      save: (id, change) => this.#saveOfRun(id, change),
    })
    this.#runs.set(watch.id, run)
    run.start()
  }

  async #end(id: string): Promise<void> {
    const run = this.#runs.get(id)
    this.#runs.delete(id)
    await run?.stop()
  }

  #known(id: string): Watch {
    const watch = this.#watches.get(id)
    if (watch === undefined) throw new FailureError(failure('not-found', { what: 'watch', id }))
    return watch
  }

  async #save(id: string, change: Partial<Watch>): Promise<Watch> {
    const watch = { ...this.#known(id), ...change }
    this.#watches.set(id, watch)
    await this.#parts.store.putWatch(watch)
    return watch
  }

  /** A person's pause wins over what a run found out at the same moment. */
  async #saveOfRun(id: string, change: Partial<Watch>): Promise<Watch> {
    const isPaused = this.#known(id).state === 'paused'
    const watch = await this.#save(id, isPaused ? { ...change, state: 'paused' } : change)
    this.#parts.onWatch?.(watch)
    return watch
  }
}

export function isBelow(folder: string, path: string): boolean {
  const base = folder.endsWith('/') || folder.endsWith('\\') ? folder.slice(0, -1) : folder
  return path.startsWith(`${base}/`) || path.startsWith(`${base}\\`)
}
