/** Watched folders on the model of the disk: the product's own walk, and a watcher whose hints may be lost or late. */

import type { FolderEvents, Scanner, Watcher } from '../../../src/main/engine/ports/scanner.ts'
import { rootIdentity } from '../../../src/main/files/root-identity.ts'
import { scan } from '../../../src/main/files/scan.ts'
import { createScanner } from '../../../src/main/files/scanner.ts'
import type { SqliteStore } from '../../../src/main/store/sqlite-store.ts'
import { FailureError } from '../../../src/shared/failure.ts'
import type { Chance } from '../world/chance.ts'
import { type Life, never } from '../world/life.ts'
import type { Loop } from '../world/loop.ts'
import type { Folder } from './folder.ts'

export type HintFault = 'lost' | 'doubled' | 'late' | 'overflow'

export interface WatchedParts {
  readonly loop: Loop
  readonly chance: Chance
  readonly folder: Folder
  readonly sync: SqliteStore
  readonly life: Life
  /** What happens to the next hint; null: nothing. */
  readonly hintFault: () => HintFault | null
}

/** The walk runs beside the database, in another thread: each of its turns is a step of the process. */
export function modelScanner({ loop, chance, sync, life }: WatchedParts): Scanner {
  return createScanner({
    ownFolders: [],
    async run(job, onBatch, signal) {
      const walk = scan(job, (path) => sync.ledgerGet(job.account, job.destination, path))
      for (;;) {
        await loop.passed(chance.skewedFraction() * 3)
        if (!life.isAlive) return never()
        signal.throwIfAborted()
        let turn: ReturnType<typeof walk.next> | null = null
        if (!life.step(() => (turn = walk.next())) || turn === null) return never()
        const { done, value } = turn as ReturnType<typeof walk.next>
        if (done === true) return value
        if (value !== null) await onBatch(value)
      }
    },
  })
}

export function modelWatcher({ loop, chance, folder, life, hintFault }: WatchedParts): Watcher {
  return {
    async start(watch, events) {
      const there = await rootIdentity(watch.folder)
      if (!there.ok) throw new FailureError(there.failure)
      let isStopped = false
      const tell = (act: (to: FolderEvents) => void, ms: number): void => {
        loop.after(ms, () => {
          if (life.isAlive && !isStopped) act(events)
        })
      }
      const stop = folder.listen((changed) => {
        if (!life.isAlive) return stop()
        if (!changed.startsWith(watch.folder)) return
        const soon = 1 + chance.skewedFraction() * 60
        const dirty = (to: FolderEvents): void => to.onDirty(changed)
        switch (hintFault()) {
          case 'lost':
            return
          case 'doubled':
            tell(dirty, soon + chance.skewedFraction() * 500)
            return tell(dirty, soon)
          case 'late':
            return tell(dirty, soon + chance.fraction() * 20_000)
          case 'overflow':
            return tell((to) => to.onLost('more happened than could be told'), soon)
          default:
            return tell(dirty, soon)
        }
      })
      return {
        stop: async () => {
          isStopped = true
          stop()
        },
      }
    },
  }
}
