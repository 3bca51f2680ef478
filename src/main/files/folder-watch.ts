/**
 * Hints for large trees on Linux: one watch per folder and nothing kept per file. A folder that changed is listed
 * again for new and lost sub-folders; its files are the scanner's business.
 */

import { watch as watchFolder } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { FolderEvents } from '../engine/ports/scanner.ts'
import { BurstGuard } from './burst-guard.ts'
import { errnoOf, isMissing } from './file-errors.ts'
import { folderIdentity } from './folder-identity.ts'
import type { LeavesOut } from './watch-filter.ts'

interface Watched {
  readonly watcher: FSWatcher
  /** Which folder this is: an inode alone is given to the next one as soon as this one is deleted. */
  readonly identity: string
}

/** Events of one folder within this time are one look at it. */
const coalesceMs = 50
const rootAgainMs = 1_000

export class FolderWatch {
  readonly #root: string
  readonly #events: FolderEvents
  readonly #leavesOut: LeavesOut
  readonly #watched = new Map<string, Watched>()
  readonly #dirty = new Set<string>()
  readonly #burst: BurstGuard
  #timer: NodeJS.Timeout | null = null
  #rootTimer: NodeJS.Timeout | null = null
  #listing: Promise<void> = Promise.resolve()
  #isLost = false
  #isStopped = false

  constructor(root: string, events: FolderEvents, leavesOut: LeavesOut) {
    this.#root = root
    this.#events = events
    this.#leavesOut = leavesOut
    this.#burst = new BurstGuard(() => {
      this.#mark(root)
      events.onFlood()
    })
  }

  /** How many folders are watched. */
  get size(): number {
    return this.#watched.size
  }

  async start(): Promise<void> {
    await this.#addTree(this.#root, false)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#burst.stop()
    for (const timer of [this.#timer, this.#rootTimer]) if (timer !== null) clearTimeout(timer)
    await this.#listing
    for (const path of this.#watched.keys()) this.#drop(path)
  }

  /** The watch is set before the folder is listed: what appears in between is in the list, or an event, or both. */
  async #addTree(top: string, isNew: boolean): Promise<void> {
    const pending = [top]
    for (let folder = pending.pop(); folder !== undefined && !this.#isStopped; folder = pending.pop()) {
      await this.#add(folder)
      if (isNew) this.#events.onDirty(folder)
      for (const child of (await this.#foldersIn(folder)) ?? []) pending.push(child)
    }
  }

  async #add(folder: string): Promise<void> {
    if (this.#isLost || this.#isStopped) return
    try {
      const identity = await folderIdentity(folder)
      if (identity === null || this.#watched.get(folder)?.identity === identity || this.#isStopped) return
      this.#drop(folder)
      const watcher = watchFolder(folder, (event, name) => this.#onEvent(folder, event, name))
      watcher.on('error', () => this.#onEvent(folder, 'rename', basename(folder)))
      this.#watched.set(folder, { watcher, identity })
    } catch (error) {
      const code = errnoOf(error)
      if (code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE') this.#lose(code)
    }
  }

  /** What is watched stays watched; a scan stands in for the rest. */
  #lose(code: string): void {
    if (this.#isLost) return
    this.#isLost = true
    const { size } = this.#watched
    this.#events.onLost(`the system allows no more watches (${code}); ${size} folders have one`, 'limit')
  }

  /** Null where that can't be told. */
  async #foldersIn(folder: string): Promise<string[] | null> {
    try {
      const entries = await readdir(folder, { withFileTypes: true })
      return entries
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(folder, entry.name))
        .filter((path) => !this.#leavesOut(path, true))
    } catch (error) {
      const code = errnoOf(error)
      if (code === 'EMFILE' || code === 'ENFILE') this.#lose(code)
      return isMissing(error) ? [] : null
    }
  }

  #onEvent(folder: string, event: string, name: string | null): void {
    if (this.#isStopped) return
    this.#burst.count()
    // The folder itself was deleted or renamed (or something in it that has its name): its watch may be dead.
    if (event === 'rename' && name === basename(folder)) this.#drop(folder)
    this.#mark(folder)
    this.#events.onDirty(folder)
  }

  #mark(folder: string): void {
    this.#dirty.add(folder)
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#listing = this.#listing.then(() => this.#listDirty())
    }, coalesceMs)
  }

  async #listDirty(): Promise<void> {
    const folders = [...this.#dirty]
    this.#dirty.clear()
    for (const folder of folders) {
      if (this.#isStopped) return
      await this.#listAgain(folder)
    }
  }

  async #listAgain(folder: string): Promise<void> {
    const identity = await folderIdentity(folder)
    const known = this.#watched.get(folder)
    if (identity === null || (known !== undefined && known.identity !== identity)) {
      this.#dropTree(folder)
      // Renamed away, or replaced: its parent knows what is there now.
      if (folder === this.#root) this.#awaitRoot()
      else this.#mark(dirname(folder))
      return
    }
    if (known === undefined) {
      await this.#addTree(folder, true)
      return
    }
    const there = await this.#foldersIn(folder)
    if (there === null) return
    const kept = new Set(there)
    for (const path of this.#watched.keys()) {
      if (dirname(path) === folder && path !== folder && !kept.has(path)) this.#dropTree(path)
    }
    for (const child of there) {
      if (this.#watched.get(child)?.identity === (await folderIdentity(child))) continue
      this.#dropTree(child)
      await this.#addTree(child, true)
    }
  }

  /** Nobody but the engine knows what a lost root means; here it is only watched again when it is back. */
  #awaitRoot(): void {
    this.#events.onDirty(this.#root, true)
    this.#rootTimer ??= setTimeout(() => {
      this.#rootTimer = null
      this.#mark(this.#root)
    }, rootAgainMs)
  }

  #dropTree(top: string): void {
    for (const path of this.#watched.keys()) {
      if (path === top || path.startsWith(top + sep)) this.#drop(path)
    }
  }

  #drop(path: string): void {
    this.#watched.get(path)?.watcher.close()
    this.#watched.delete(path)
  }
}
