/** The watch stage over real files: everything as in the program, but for the store, which is in memory. */

import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/main/engine/ports/clock.ts'
import type { Watcher } from '../../src/main/engine/ports/scanner.ts'
import type { Digests } from '../../src/main/engine/ports/source.ts'
import type { LedgerEntry, Watch } from '../../src/main/engine/ports/store.ts'
import { AwayRoots } from '../../src/main/engine/queue/away-roots.ts'
import { WatchStage } from '../../src/main/engine/watch/watch-stage.ts'
import { rootIdentity } from '../../src/main/files/root-identity.ts'
import { runScan } from '../../src/main/files/scan.ts'
import { createScanner } from '../../src/main/files/scanner.ts'
import { createSources } from '../../src/main/files/sources.ts'
import { createWatcher } from '../../src/main/files/watcher.ts'
import { SeededRandom } from '../fakes/random.ts'
import { WatchStoreFake } from '../fakes/watch-store.ts'
import { aWatch, quietLog } from '../fakes/watch.ts'

/** The computer's, but for what a test does to durations. */
export class TestTime implements Clock {
  readonly #speed: number
  #skipped = 0

  constructor(speed = 1) {
    this.#speed = speed
  }

  now(): number {
    return Date.now()
  }

  monotonic(): number {
    return performance.now() * this.#speed + this.#skipped
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await sleep(ms / this.#speed, undefined, signal === undefined ? {} : { signal })
  }

  /** As if so much time had gone by; who sleeps isn't woken by it. */
  skip(ms: number): void {
    this.#skipped += ms
  }
}

/** SHA-1 only, which is all that these tests write into the ledger. */
const sha1Digests: Digests = {
  start(algorithm) {
    const hash = createHash('sha1')
    let offset = 0
    return {
      algorithm,
      get offset() {
        return offset
      },
      update(bytes) {
        hash.update(bytes)
        offset += bytes.length
      },
      value: () => hash.copy().digest('hex'),
      checkpoint: () => null,
    }
  },
  restore: () => null,
}

export interface RealWatch {
  readonly store: WatchStoreFake
  readonly stage: WatchStage
  readonly watch: Watch
  /** `name state`, sorted. */
  states(): string[]
}

export interface RealWatchOptions {
  readonly watch?: Partial<Watch>
  readonly store?: WatchStoreFake
  readonly largeFolders?: number
  /** Whose way of watching is used. */
  readonly platform?: string
  readonly time?: TestTime
  /** Whether a hint of this folder comes through. */
  readonly hears?: (folder: string) => boolean
}

/** Hints of some folders get lost on the way. */
function hearing(watcher: Watcher, hears: (folder: string) => boolean): Watcher {
  return {
    start: (watch, events) =>
      watcher.start(watch, {
        ...events,
        onDirty: (folder, deep) => {
          if (hears(folder)) events.onDirty(folder, deep)
        },
      }),
  }
}

export async function watchReally(folder: string, options: RealWatchOptions = {}): Promise<RealWatch> {
  const store = options.store ?? new WatchStoreFake()
  const lookup =
    (job: { account: string; destination: string }) =>
    (path: string): LedgerEntry | null =>
      store.ledger.get(`${job.account}\n${job.destination}\n${path}`) ?? null
  const files = createSources({
    recordedIdentity: (root) => stage.identityOf(root),
    followsLinks: (root) => stage.followsLinks(root),
  })
  const random = new SeededRandom()
  const clock = options.time ?? new TestTime()
  const roots = new AwayRoots({ sources: files, clock, random, pausesMs: [200, 500] })
  onTestFinished(() => roots.stop())
  const stage: WatchStage = new WatchStage({
    store,
    roots,
    scanner: createScanner({
      ownFolders: [],
      run: (job, onBatch, signal) => runScan(job, lookup(job), onBatch, signal),
    }),
    watcher: hearing(
      createWatcher({
        ownFolders: [],
        largeFolders: options.largeFolders ?? 200,
        platform: options.platform ?? process.platform,
      }),
      options.hears ?? (() => true),
    ),
    sources: roots.sources,
    digests: sha1Digests,
    clock,
    random,
    log: quietLog,
    quietAfterChangeMs: 2_000,
    refusalOf: () => null,
    publish: () => {},
    wakeQueue: () => {},
  })
  await stage.start()
  onTestFinished(() => stage.stop())
  const identity = await rootIdentity(folder)
  if (!identity.ok) throw new Error(identity.failure.code)
  const watch = aWatch({
    folder,
    settleMs: 300,
    rootIdentity: identity.value,
    createdAt: Date.now(),
    ...options.watch,
  })
  await stage.add(watch)
  await until('the first scan', () => stage.get(watch.id)?.initialScanDone === true)
  return { store, stage, watch, states: () => store.transfers.map(({ name, state }) => `${name} ${state}`).sort() }
}

/** Waits for something to become true. The limit only ends what would hang. */
export async function until(what: string, isSo: () => boolean, limitMs = 60_000): Promise<void> {
  const end = performance.now() + limitMs
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`still waiting for ${what}`)
    await sleep(20)
  }
}

/** As the engine would: every queued file was sent. */
export async function sendAll(real: RealWatch, read: (path: string) => Promise<Uint8Array>): Promise<void> {
  for (const transfer of real.store.transfers) {
    if (transfer.state !== 'queued') continue
    const value = createHash('sha1')
      .update(await read(transfer.path))
      .digest('hex')
    real.store.finish(transfer, {
      digest: { algorithm: 'sha1', value },
      itemId: `item of ${transfer.name}`,
      eTag: 'e1',
      remoteName: transfer.name,
    })
  }
}
