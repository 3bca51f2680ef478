/** Hints from chokidar: the right source for ordinary folders where the system watches no whole trees. */

import { dirname } from 'node:path'
import { watch as chokidar } from 'chokidar'
import type { FSWatcher } from 'chokidar'
import type { FolderEvents } from '../engine/ports/scanner.ts'
import { BurstGuard } from './burst-guard.ts'
import { errnoOf } from './file-errors.ts'
import type { LeavesOut } from './watch-filter.ts'

export interface ChokidarWatchOptions {
  readonly root: string
  readonly events: FolderEvents
  readonly leavesOut: LeavesOut
  /** Called for every file and folder that is new. */
  readonly onGrowth: (isFolder: boolean) => void
  /** A folder on a drive that doesn't answer may never be ready, and neither may one with odd links in it. */
  readonly readyWithinMs?: number
}

export class ChokidarWatch {
  readonly #options: ChokidarWatchOptions
  readonly #burst: BurstGuard
  #watcher: FSWatcher | null = null
  #isLost = false

  constructor(options: ChokidarWatchOptions) {
    this.#options = options
    this.#burst = new BurstGuard(() => options.events.onFlood())
  }

  /**
   * Files are events of their own only to mark their folder: when one is finished being written, or was replaced by
   * an editor, is decided from what the file is like and not from the kind of event.
   */
  async start(): Promise<void> {
    const { root, leavesOut, readyWithinMs = 10_000 } = this.#options
    const watcher = chokidar(root, {
      ignoreInitial: true,
      atomic: false,
      followSymlinks: false,
      ignorePermissionErrors: true,
      ignored: (path, stats) => stats !== undefined && leavesOut(path, stats.isDirectory()),
    })
    this.#watcher = watcher
    watcher.on('all', (event, path) => this.#onEvent(event, path))
    watcher.on('error', (error) => this.#onError(error))
    await this.#readyOr(watcher, readyWithinMs)
  }

  async stop(): Promise<void> {
    this.#burst.stop()
    await this.#watcher?.close()
  }

  #readyOr(watcher: FSWatcher, ms: number): Promise<void> {
    const { events, root } = this.#options
    return new Promise((resolve) => {
      let isLate = false
      const timer = setTimeout(() => {
        isLate = true
        resolve()
      }, ms)
      watcher.once('ready', () => {
        clearTimeout(timer)
        // What came before the watcher was ready brought no event.
        if (isLate) events.onDirty(root, true)
        resolve()
      })
    })
  }

  #onEvent(event: string, path: string): void {
    const { events, root, onGrowth } = this.#options
    this.#burst.count()
    if (path === root) {
      events.onDirty(root)
      return
    }
    events.onDirty(dirname(path))
    if (event === 'addDir') events.onDirty(path)
    if (event === 'addDir' || event === 'add') onGrowth(event === 'addDir')
  }

  #onError(error: unknown): void {
    if (this.#isLost) return
    this.#isLost = true
    const code = errnoOf(error)
    const isLimit = code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE'
    this.#options.events.onLost(
      isLimit ? `the system allows no more watches (${code})` : `the folder can't be watched (${code || 'unknown'})`,
      isLimit ? 'limit' : 'refused',
    )
  }
}
