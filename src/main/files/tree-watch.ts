/**
 * Hints where the system itself watches whole trees (macOS by FSEvents, Windows by ReadDirectoryChangesW): one watch,
 * whatever is below it. chokidar opens something for every folder there, and macOS soon allows no more.
 */

import { watch as watchFolder } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { FolderEvents } from '../engine/ports/scanner.ts'
import { BurstGuard } from './burst-guard.ts'
import { errnoOf } from './file-errors.ts'
import { folderIdentity } from './folder-identity.ts'
import type { LeavesOut } from './watch-filter.ts'

const rootAgainMs = 1_000

export class TreeWatch {
  readonly #root: string
  readonly #events: FolderEvents
  readonly #leavesOut: LeavesOut
  readonly #burst: BurstGuard
  #watcher: FSWatcher | null = null
  #identity: string | null = null
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(root: string, events: FolderEvents, leavesOut: LeavesOut) {
    this.#root = root
    this.#events = events
    this.#leavesOut = leavesOut
    this.#burst = new BurstGuard(() => events.onFlood())
  }

  async start(): Promise<void> {
    await this.#watch()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#burst.stop()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#looking
    this.#watcher?.close()
  }

  /** What happens between the look and the watch is the first scan's business, or that of the look that found it back. */
  async #watch(): Promise<void> {
    const identity = await folderIdentity(this.#root)
    if (identity === null || this.#isStopped) return
    try {
      const watcher = watchFolder(this.#root, { recursive: true }, (event, name) => this.#onEvent(event, name))
      watcher.on('error', (error) => this.#onError(error))
      this.#watcher = watcher
      this.#identity = identity
    } catch (error) {
      this.#lose(error)
    }
  }

  #onEvent(event: string, name: string | null): void {
    if (this.#isStopped) return
    this.#burst.count()
    if (name === null || name === '') {
      // Not told what: Windows says so when its buffer ran over, others when it is the root.
      this.#events.onFlood()
      this.#lookAtRoot()
      return
    }
    const path = join(this.#root, name)
    if (this.#isBelowLeftOut(name)) return
    this.#events.onDirty(dirname(path))
    // A folder that was moved here brings one event for all that is in it.
    if (event === 'rename') this.#queue(() => this.#lookAt(path))
    // Some systems tell of a lost root by its own name.
    if (!name.includes(sep) && event === 'rename') this.#lookAtRoot()
  }

  #isBelowLeftOut(name: string): boolean {
    const folders = name.split(sep).slice(0, -1)
    return folders.some((_, at) => this.#leavesOut(join(this.#root, ...folders.slice(0, at + 1)), true))
  }

  async #lookAt(path: string): Promise<void> {
    const stats = await lstat(path).catch(() => null)
    if (stats?.isDirectory() === true && !this.#leavesOut(path, true)) this.#events.onDirty(path, true)
  }

  #onError(error: unknown): void {
    // Windows refuses the handle of a folder that was deleted: that is a lost root and no lost sight.
    this.#queue(async () => {
      if ((await folderIdentity(this.#root)) === this.#identity && this.#identity !== null) this.#lose(error)
    })
    this.#lookAtRoot()
  }

  #lose(error: unknown): void {
    const code = errnoOf(error)
    const isLimit = code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE'
    this.#events.onLost(
      isLimit ? `the system allows no more watches (${code})` : `the folder can't be watched (${code || 'unknown'})`,
      isLimit ? 'limit' : 'refused',
    )
  }

  /** A watch holds the folder that it was set on, wherever that goes: another one under the name needs a new watch. */
  #lookAtRoot(): void {
    this.#queue(async () => {
      const identity = await folderIdentity(this.#root)
      if (this.#isStopped || (identity !== null && identity === this.#identity)) return
      this.#watcher?.close()
      this.#watcher = null
      this.#identity = null
      if (identity !== null) await this.#watch()
      else {
        this.#timer ??= setTimeout(() => {
          this.#timer = null
          this.#lookAtRoot()
        }, rootAgainMs)
      }
      this.#events.onDirty(this.#root, true)
    })
  }

  /** One after the other: a look must not find what an earlier one is about to change. */
  #queue(task: () => Promise<void>): void {
    this.#looking = this.#looking.then(() => (this.#isStopped ? undefined : task()))
  }
}
