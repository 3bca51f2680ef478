/** The engine's computer: builds the real engine on what survived the life before, and takes it away again. */

import { Engine } from '../../../src/main/engine/engine.ts'
import type { Account } from '../../../src/main/engine/ports/account.ts'
import type { Clock, Random } from '../../../src/main/engine/ports/clock.ts'
import type { Log } from '../../../src/main/engine/ports/log.ts'
import type { Transfer } from '../../../src/main/engine/ports/store.ts'
import { SteadyClock } from '../../../src/main/engine/steady-clock.ts'
import { WatchStage } from '../../../src/main/engine/watch/watch-stage.ts'
import { digests } from '../../../src/main/files/digests.ts'
import { rootsOf } from '../../../src/main/net/account-roots.ts'
import { AccountConnections } from '../../../src/main/net/connections.ts'
import { Http } from '../../../src/main/net/http.ts'
import { createProviders } from '../../../src/main/providers/index.ts'
import { type RemoteStore, createRemoteStore } from '../../../src/main/store/remote-store.ts'
import type { SqliteStore } from '../../../src/main/store/sqlite-store.ts'
import type { Chance } from '../world/chance.ts'
import { current } from '../world/current.ts'
import { Life, never } from '../world/life.ts'
import type { Loop } from '../world/loop.ts'
import { createSources } from '../../../src/main/files/sources.ts'
import type { DigestReader } from '../../../src/main/files/digest-reader.ts'
import type { SourceRef, Sources } from '../../../src/main/engine/ports/source.ts'
import type { StatementTrap } from './database.ts'
import { ModelDigestReader } from './digest-pass.ts'
import type { FileSystem } from './file-system.ts'
import type { Folder } from './folder.ts'
import { openSeal } from './open-seal.ts'
import { type StoreTrouble, storePort } from './store-port.ts'
import { type HintFault, modelScanner, modelWatcher } from './watched.ts'

export interface MachineParts {
  readonly loop: Loop
  readonly chance: Chance
  readonly folder: Folder
  readonly files: FileSystem
  readonly trap: StatementTrap
  readonly sync: SqliteStore
  readonly slots: { readonly small: number; readonly large: number }
  readonly log: Log
  readonly onStored: (method: string, args: readonly unknown[], result: unknown) => void
  /** Counts what really went wrong. */
  readonly met: (name: string) => void
}

/** What runs in one life. */
export interface Running {
  readonly life: Life
  readonly engine: Engine
  readonly stage: WatchStage
  readonly store: RemoteStore
  readonly http: Http
  readonly connections: AccountConnections
  readonly clock: SteadyClock
}

/** As the product has it for files that change while they are sent. */
const settleMs = 2_000

export class Machine {
  readonly #parts: MachineParts
  #running: Running | null = null
  #lives = 0
  #trouble: { readonly code: StoreTrouble; readonly statement: number; calls: number } | null = null
  #hints: { readonly fault: HintFault; count: number } | null = null

  constructor(parts: MachineParts) {
    this.#parts = parts
  }

  /** Null while the process is down. */
  get running(): Running | null {
    return this.#running?.life.isAlive === true ? this.#running : null
  }

  get lives(): number {
    return this.#lives
  }

  /** The next calls to the store that change something fail, at their `statement`th change (1: the first). */
  troubleStore(code: StoreTrouble, calls: number, statement: number): void {
    this.#trouble = { code, calls, statement }
  }

  /** Something happens to the next hints of the watcher. */
  troubleHints(fault: HintFault, count: number): void {
    this.#hints = { fault, count }
  }

  calm(): void {
    this.#trouble = null
    this.#hints = null
  }

  start(): Running {
    this.#lives += 1
    const life = new Life(this.#lives)
    const running = this.#build(life)
    this.#running = running
    const { engine, stage } = running
    // As the owner starts: the settler first, then the queue.
    void stage
      .start()
      .then(() => engine.start())
      .catch((error: unknown) => this.#brokenStart(life, error))
    return running
  }

  async stop({ engine, stage, life }: Running): Promise<void> {
    await stage.stop()
    await engine.stop()
    life.end()
  }

  /** The owner gives up where the store can't be read at its start, and is started again. */
  #brokenStart(life: Life, error: unknown): void {
    this.#parts.log.warn('start.failed', { error: String(error) })
    life.end()
  }

  #build(life: Life): Running {
    const { loop, chance, folder, files, sync, slots, log, onStored } = this.#parts
    files.life = life
    const clock = new SteadyClock(clockOf(loop, life))
    const random = randomOf(chance, life)
    const store = createRemoteStore(
      storePort({ sync, loop, chance, life, fails: (method, act) => this.#fails(method, act), done: onStored }),
      openSeal,
    )
    const http = new Http({ version: current().network.versionFor(life) })
    const connections = new AccountConnections({
      http,
      store,
      clock,
      rootsOf: (account: Account) => rootsOf(account, null),
    })
    const providers = createProviders({ accounts: store, connections, clock, keepTimesOfSmallFiles: true })
    const made = createSources({
      procLinks: true,
      recordedIdentity: (root) => stage.identityOf(root),
      reader: new ModelDigestReader(files, digests) as unknown as DigestReader,
    })
    // A dead process opens nothing.
    const sources: Sources = {
      open: (ref: SourceRef) => (life.isAlive ? made.open(ref) : never()),
      inspect: (ref: SourceRef) => (life.isAlive ? made.inspect(ref) : never()),
      reach: (root: string) => (life.isAlive ? made.reach(root) : never()),
    }
    const watched = { loop, chance, folder, sync, life, hintFault: () => this.#hintFault() }
    // Nobody decides anything about this machine.
    const refusalOf = () => null
    const engine = new Engine({ store, providers, sources, digests, clock, random, log, refusalOf })
    engine.scheduler.setSlots(slots)
    const stage: WatchStage = new WatchStage({
      store,
      scanner: modelScanner(watched),
      watcher: modelWatcher(watched),
      sources: engine.sources,
      roots: engine.roots,
      digests,
      clock,
      random,
      log,
      refusalOf,
      publish: (transfer: Transfer) => engine.changes.publish(transfer),
      wakeQueue: () => engine.scheduler.wake(),
      quietAfterChangeMs: settleMs,
    })
    engine.changes.listen((transfer) => stage.follow(transfer))
    return { life, engine, stage, store, http, connections, clock }
  }

  #fails<T>(method: string, act: () => T): T {
    const trouble = this.#trouble
    if (trouble === null || !changing.has(method)) return act()
    const { trap, met } = this.#parts
    const { code, statement } = trouble
    return trap.during(code, statement, act, () => {
      met(`store: ${code} at ${statement === 1 ? 'the first change' : 'a later change'}`)
      trouble.calls -= 1
      if (trouble.calls <= 0) this.#trouble = null
    })
  }

  #hintFault(): HintFault | null {
    const hints = this.#hints
    if (hints === null) return null
    hints.count -= 1
    if (hints.count <= 0) this.#hints = null
    this.#parts.met(`watcher: ${hints.fault}`)
    return hints.fault
  }
}

const changing: ReadonlySet<string> = new Set([
  'enqueue',
  'moveWaits',
  'ledgerPut',
  'putWatch',
  'apply',
  'wakeDue',
  'wakeRoot',
  'recover',
  'forgetAbandoned',
  'postponeAbandoned',
  'putAccount',
  'putTokens',
  'putAccountPause',
  'addStep',
])

function clockOf(loop: Loop, life: Life): Clock {
  return {
    now: () => Math.floor(loop.shown()),
    monotonic: () => loop.monotonic(),
    sleep(ms, signal) {
      if (!life.isAlive) return never()
      if (signal?.aborted) return Promise.reject(signal.reason as Error)
      return new Promise((resolve, reject) => {
        const end = (): void => {
          signal?.removeEventListener('abort', stop)
          if (life.isAlive) resolve()
        }
        const event = loop.after(ms, end)
        const stop = (): void => {
          event.isOff = true
          if (life.isAlive) reject(signal?.reason as Error)
        }
        signal?.addEventListener('abort', stop, { once: true })
      })
    },
  }
}

function randomOf(chance: Chance, life: Life): Random {
  let count = 0
  return {
    fraction: () => chance.fraction(),
    id() {
      count += 1
      return `id-${String(life.number).padStart(3, '0')}-${String(count).padStart(6, '0')}`
    },
  }
}
