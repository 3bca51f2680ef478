/** One file that is uploaded, and is to be put away: real SQLite, real files, the real cleaner. */

import { lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { basename, dirname, join } from 'node:path'
import type { After } from '../../src/shared/clean-up.ts'
import { Cleaner } from '../../src/main/engine/cleanup/cleaner.ts'
import { cleanUpFor } from '../../src/main/engine/plan/clean-up.ts'
import type { Clock } from '../../src/main/engine/ports/clock.ts'
import type { Transfer } from '../../src/main/engine/ports/store.ts'
import { createPutAway } from '../../src/main/files/put-away.ts'
import { type FileCalls, fileCalls } from '../../src/main/files/relocate.ts'
import { createSources } from '../../src/main/files/sources.ts'
import { fingerprintOf } from '../../src/main/files/stats.ts'
import { quietLog } from '../fakes/watch.ts'
import { pseudoRandom } from './pseudo-random.ts'
import { type OpenStore, added, anItem, openStore } from './stores.ts'

/** Tells when somebody begins to wait: then everything that can be done now is done. */
function clockTelling(onSleep: () => void): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: async (ms, signal) => {
      onSleep()
      await sleep(ms, undefined, signal === undefined ? {} : { signal })
    },
  }
}

export interface Places {
  readonly root: string
  readonly file: string
  readonly sent: string
  readonly dataHome: string
  readonly database: string
}

export function placesIn(folder: string): Places {
  const root = join(folder, 'in')
  return {
    root,
    file: join(root, 'sub', 'scan of May.bin'),
    sent: join(folder, 'sent'),
    dataHome: join(folder, 'home'),
    database: join(folder, 'longshore.db'),
  }
}

export const fileBytes = pseudoRandom(30_000, 7)
export const destination = 'onedrive:/In'

export function aftersOf(places: Places): Readonly<Record<'move' | 'trash', After>> {
  return { move: { kind: 'move', to: places.sent }, trash: { kind: 'trash' } }
}

/** Puts a file there, and its transfer, done just now. */
export function uploaded({ sync }: OpenStore, places: Places, after: After, path = places.file): Transfer {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, fileBytes)
  const fingerprint = fingerprintOf(lstatSync(path, { bigint: true }))
  const name = basename(path)
  const { id } = added(sync, {
    root: places.root,
    path,
    folders: ['sub'],
    name,
    fingerprint,
    watchId: 'w1',
    destination,
  })
  const remote = { ...anItem, name, size: fingerprint.size }
  for (const [from, event] of [
    ['queued', 'admit'],
    ['planning', 'look'],
  ] as const) {
    sync.apply({ id, from, event, step: null }, 1)
  }
  const cleanUp = cleanUpFor(after, 'hash', fingerprint.size)
  const ledger = { account: 'work', destination, path, fingerprint, digest: anItem.hash, itemId: remote.id }
  const set = { remote, digest: anItem.hash, evidence: 'hash' as const, ...(cleanUp === null ? {} : { cleanUp }) }
  const done = sync.apply(
    {
      id,
      from: 'verifying',
      event: 'matched',
      set,
      ledger: { ...ledger, eTag: null, remoteName: name },
      step: null,
    },
    2,
  )
  if (done === null) throw new Error('it is not done')
  return done
}

export interface Bench {
  readonly open: OpenStore
  readonly cleaner: Cleaner
  /** Runs the cleaner until nothing is left to do at once; it goes on. */
  settle(): Promise<void>
  end(): Promise<void>
}

export interface BenchOptions {
  readonly open?: OpenStore
  readonly after: After
  readonly calls?: Partial<FileCalls>
  /** Before and after each change of the store, and each look at the clock: where a test may end the program. */
  readonly at?: (what: string) => Promise<void> | void
  readonly watched?: readonly string[]
  readonly systemTrash?: (path: string) => Promise<void>
  readonly isRefused?: () => boolean
}

export function benchOn(places: Places, options: BenchOptions): Bench {
  const open = options.open ?? openStore(places.database)
  const at = options.at ?? (() => undefined)
  const { store } = open
  const idle = Promise.withResolvers<void>()
  const clock = clockTelling(() => idle.resolve())
  const cleaner = new Cleaner({
    store: {
      get: (id) => store.get(id),
      isUnderWay: (path) => store.isUnderWay(path),
      cleanUps: (query) => store.cleanUps(query),
      async apply(change, now) {
        await at('before the store')
        const changed = await store.apply(change, now)
        await at('after the store')
        return changed
      },
    },
    putAway: createPutAway({
      sources: createSources(),
      watched: () => options.watched ?? [places.root],
      trash: options.systemTrash === undefined ? { dataHome: places.dataHome, uid: process.getuid?.() ?? 0 } : null,
      ...(options.systemTrash === undefined ? {} : { systemTrash: options.systemTrash }),
      here: () => ({ host: 'desk', user: 'me', timeZone: 'UTC' }),
      now() {
        void at('before the note')
        return new Date()
      },
      calls: { ...fileCalls, ...options.calls },
    }),
    clock,
    log: quietLog,
    publish: () => undefined,
    afterOf: () => options.after,
    isRefused: options.isRefused ?? (() => false),
  })
  return {
    open,
    cleaner,
    async settle() {
      cleaner.start()
      await idle.promise
    },
    end: () => cleaner.stop(),
  }
}
