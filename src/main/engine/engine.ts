/** The pipeline as one thing: start, stop, and the parts that a face talks to. Builds nothing itself. */

import type { Failure, FailureCode } from '../../shared/failure.ts'
import type { Random, SettableClock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import type { Providers } from './ports/provider.ts'
import type { Digests, Sources } from './ports/source.ts'
import type { Store, Transfer } from './ports/store.ts'
import { type Policy, defaultPolicy } from './plan/policy.ts'
import { Changes } from './queue/changes.ts'
import { type Hold, holdsOf, rootHoldOf } from './queue/holds.ts'
import { AwayRoots } from './queue/away-roots.ts'
import { Lines } from './queue/lines.ts'
import { AccountPauses } from './queue/pauses.ts'
import { putAside } from './queue/put-aside.ts'
import { Progress } from './queue/progress.ts'
import { Queue } from './queue/queue.ts'
import { RootWaits } from './queue/root-waits.ts'
import { type Lane, defaultLanes, smallBytesOf } from './queue/lanes.ts'
import { Scheduler } from './queue/scheduler.ts'
import { Activities } from './transfer/activities.ts'
import { Bandwidth } from './transfer/bandwidth.ts'
import { BufferPool } from './transfer/buffers.ts'
import { Meter } from './transfer/meter.ts'
import { RangeLengths } from './transfer/range-lengths.ts'
import type { World } from './transfer/run.ts'
import { SessionClaims } from './transfer/claims.ts'
import { CountedProviders } from './transfer/counted-providers.ts'
import { Signs } from './transfer/signs.ts'
import { SharedLimits } from './transfer/shared-limits.ts'
import { sweep } from './transfer/sweeper.ts'

export interface EngineParts {
  readonly store: Store
  readonly providers: Providers
  readonly sources: Sources
  readonly digests: Digests
  readonly clock: SettableClock
  readonly random: Random
  readonly log: Log
  /** See `World`. */
  readonly refusalOf: (transfer: Transfer) => Failure | null
  /** See `World`. */
  readonly afterOf?: NonNullable<World['afterOf']>
  /** See `World`. */
  readonly during?: NonNullable<World['during']>
  readonly policy?: Policy
  readonly lanes?: readonly Lane[]
  /** Told when connections of before may be dead without anybody saying so: after sleep, and in another network. */
  readonly onDoubt?: () => void
}

/** Pieces kept for the next range: three for each of eight transfers. */
const keptPieces = 24
const sweepEveryMs = 60_000

/** What somebody in the midst of one network does to uploads: another network may have nobody there. */
const doneByNetwork: ReadonlySet<string> = new Set<FailureCode>(['upload-altered'])

export class Engine {
  readonly changes = new Changes()
  readonly queue: Queue
  readonly pauses: AccountPauses
  readonly lines: Lines
  readonly bandwidth: Bandwidth
  readonly meter: Meter
  /** How long it still takes. */
  readonly progress: Progress
  readonly activities = new Activities(() => this.changes.touch())
  readonly scheduler: Scheduler
  /** For whoever else asks a destination: counted with what the transfers ask. */
  readonly providers: Providers
  /** For whoever else looks at files: nobody does at those of a drive that is away. */
  readonly sources: Sources
  readonly roots: AwayRoots
  readonly #world: World
  readonly #rootWaits: RootWaits
  readonly #store: Store
  readonly #onDoubt: () => void
  readonly #stop = new AbortController()
  #sweeping: Promise<void> = Promise.resolve()

  constructor(parts: EngineParts) {
    this.bandwidth = new Bandwidth(parts.clock)
    this.meter = new Meter(parts.clock)
    this.#store = parts.store
    this.#onDoubt = parts.onDoubt ?? (() => undefined)
    const limits = new SharedLimits()
    this.pauses = new AccountPauses(parts.store, parts.clock)
    this.providers = new CountedProviders(parts.providers, limits)
    const policy = parts.policy ?? defaultPolicy
    this.lines = new Lines(parts.clock, parts.random, policy)
    this.roots = new AwayRoots({ ...parts, pausesMs: policy.rootPausesMs })
    this.sources = this.roots.sources
    this.#world = {
      ...parts,
      providers: this.providers,
      sources: this.sources,
      roots: this.roots,
      policy,
      pool: new BufferPool(keptPieces),
      bandwidth: this.bandwidth,
      meter: this.meter,
      activities: this.activities,
      limits,
      claims: new SessionClaims(),
      signs: new Signs(parts.clock),
      proven: new Map(),
      rangeLengths: new RangeLengths(),
      pauses: this.pauses,
      lines: this.lines,
    }
    const lanes = parts.lanes ?? defaultLanes
    this.progress = new Progress(parts.clock, smallBytesOf(lanes))
    this.changes.listen((transfer) => this.progress.note(transfer))
    const publish = (transfer: Transfer): void => this.changes.publish(transfer)
    this.scheduler = new Scheduler(this.#world, lanes, publish, () => this.changes.touch())
    this.queue = new Queue(this.#world, this.scheduler, this.changes)
    this.#rootWaits = new RootWaits({
      ...this.#world,
      awayPauseMs: policy.awayPauseMs,
      publish,
      wakeQueue: () => this.scheduler.wake(),
      touch: () => this.changes.touch(),
    })
    this.changes.listen((transfer) => this.#rootWaits.follow(transfer))
    this.lines.onBack = () => this.#queueAgain('the line is back')
    this.scheduler.onSlept = () => this.notePower('resume')
  }

  /**
   * Puts back what a stop or a crash interrupted, then begins.
   *
   * @param crashed transfers that ended the engine by an error, each as often as it did; those of two times stay aside
   */
  async start(crashed: readonly string[] = []): Promise<void> {
    const { clock, log } = this.#world
    const recovered = await this.#store.recover(clock.now())
    if (recovered > 0) log.info('engine.recovered', { transfers: recovered })
    for (const transfer of await putAside(crashed, this.#store, clock.now())) this.changes.publish(transfer)
    await this.pauses.load()
    await this.#rootWaits.start()
    await this.queue.start()
    this.scheduler.start()
    this.#sweeping = this.#sweep()
  }

  /** Stops taking ranges, stores what was acknowledged, and puts running transfers back into the queue. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.scheduler.stop()
    await this.queue.stop()
    await this.#rootWaits.stop()
    await this.#sweeping
    await this.#store.recover(this.#world.clock.now())
  }

  /** The computer goes to sleep or woke. Sleep needs nothing of us: what is acknowledged is stored already. */
  notePower(event: 'suspend' | 'resume'): void {
    this.#world.log.info(`power.${event}`)
    if (event === 'resume') this.#doubtLine('the computer woke up')
  }

  /** What keeps accounts from being sent to, until when. */
  holds(): readonly Hold[] {
    return holdsOf(this.pauses, this.lines)
  }

  /** The longest of them; null: its files go as places get free. */
  holdOf(account: string): Hold | null {
    return this.holds().findLast((hold) => hold.account === account) ?? null
  }

  /** What keeps this very transfer; null: nothing but its own troubles. */
  holdFor(transfer: Transfer): Hold | null {
    return rootHoldOf(transfer, this.roots) ?? this.holdOf(transfer.account)
  }

  /** Another network, or one at last. */
  noteNetwork(): void {
    const why = 'the network is another one'
    this.#world.log.info('network.changed')
    this.#doubtLine(why)
    this.queue.networkIsOther(doneByNetwork, why).catch((error: unknown) => {
      // They go on when a person says so.
      this.#world.log.warn('network.unblock', { error: String(error) })
    })
  }

  #doubtLine(why: string): void {
    this.#onDoubt()
    this.#tryNow(why)
  }

  #tryNow(why: string): void {
    this.lines.tryNow()
    this.roots.tryNow()
    this.#queueAgain(why)
  }

  /** Other lines that are down keep their pauses. */
  #queueAgain(why: string): void {
    this.changes.touch()
    this.queue.lineMayBeBack(why).catch((error: unknown) => {
      // They wait for their time then.
      this.#world.log.warn('line.back', { error: String(error) })
    })
  }

  async #sweep(): Promise<void> {
    const { clock, log } = this.#world
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await sweep(this.#world, signal)
        await clock.sleep(sweepEveryMs, signal)
      } catch (error) {
        if (signal.aborted) return
        log.warn('sweep.failed', { error: String(error) })
        await clock.sleep(sweepEveryMs, signal).catch(() => undefined)
      }
    }
  }
}
