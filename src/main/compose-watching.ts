/** Builds what has to do with watched folders: the stage that finds files, and the cleaner that puts them away afterwards. */

import { Cleaner } from './engine/cleanup/cleaner.ts'
import type { AwayRoot } from './engine/queue/away-roots.ts'
import type { Engine } from './engine/engine.ts'
import type { Failure } from '../shared/failure.ts'
import type { Clock, Random } from './engine/ports/clock.ts'
import type { Log } from './engine/ports/log.ts'
import type { Placing } from './engine/ports/placing.ts'
import type { PutAway } from './engine/ports/put-away.ts'
import type { Scanner } from './engine/ports/scanner.ts'
import type { Store, Transfer, Watch } from './engine/ports/store.ts'
import { WatchStage } from './engine/watch/watch-stage.ts'
import { digests } from './files/digests.ts'
import { createRemoteScanner } from './files/remote-scanner.ts'
import { systemPutAway } from './files/system-put-away.ts'
import { createWatcher } from './files/watcher.ts'
import { here } from './system.ts'
import type { WorkerClient } from './worker/worker-client.ts'

export interface WatchingParts {
  readonly store: Store
  readonly engine: Engine
  readonly worker: WorkerClient
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly placing: Placing
  /** Our own folders: never uploaded. */
  readonly ownFolders: readonly string[]
  readonly quietAfterChangeMs: number
  readonly refusalOf: (watch: Pick<Watch, 'folder' | 'destination'>) => Failure | null
  readonly folderRefusalOf: (folder: string) => Failure | null
  readonly trashItem?: (path: string) => Promise<void>
}

export interface Watching {
  readonly stage: WatchStage
  readonly cleaner: Cleaner
  /** What the service beside the contract needs of them. */
  readonly forWatches: {
    readonly stage: WatchStage
    readonly scanner: Scanner
    readonly objection: PutAway['objection']
    readonly awayOf: (folder: string) => AwayRoot | null
  }
}

export function composeWatching(parts: WatchingParts): Watching {
  const { engine, worker, ownFolders, trashItem } = parts
  const scanner = createRemoteScanner(worker, ownFolders)
  const publish = (transfer: Transfer): void => engine.changes.publish(transfer)
  const stage: WatchStage = new WatchStage({
    ...parts,
    sources: engine.sources,
    roots: engine.roots,
    scanner,
    watcher: createWatcher({ ownFolders }),
    digests,
    onWatch() {
      cleaner.hurry()
      engine.changes.touch()
    },
    onHealth: () => engine.changes.touch(),
    publish,
    wakeQueue: () => engine.scheduler.wake(),
  })
  const putAway = systemPutAway({
    here,
    sources: engine.sources,
    watched: () => stage.list().map(({ folder }) => folder),
    ...(trashItem === undefined ? {} : { systemTrash: trashItem }),
  })
  const cleaner = new Cleaner({
    ...parts,
    putAway,
    publish,
    afterOf: (transfer) => stage.afterOf(transfer),
    isRefused: ({ root }) => parts.folderRefusalOf(root) !== null,
  })
  engine.changes.listen((transfer) => {
    stage.follow(transfer)
    cleaner.follow(transfer)
  })
  const objection: PutAway['objection'] = (after, folder, watched) => putAway.objection(after, folder, watched)
  return { stage, cleaner, forWatches: { stage, scanner, objection, awayOf: (folder) => engine.roots.awayOf(folder) } }
}
