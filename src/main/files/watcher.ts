/** The engine's watcher: which source of hints serves a folder, and when another one takes over. */

import { readdir, realpath, statfs } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { FailureError } from '../../shared/failure.ts'
import type { FolderEvents, Watcher } from '../engine/ports/scanner.ts'
import type { Watch } from '../engine/ports/store.ts'
import { ChokidarWatch } from './chokidar-watch.ts'
import { FolderWatch } from './folder-watch.ts'
import { rootFailure } from './root-identity.ts'
import { TreeWatch } from './tree-watch.ts'
import { leavingOut } from './watch-filter.ts'
import type { LeavesOut } from './watch-filter.ts'

export interface WatcherOptions {
  /** Our own folders. */
  readonly ownFolders: readonly string[]
  readonly platform?: string
  /** On Linux, chokidar holds something for every file; beyond these the per-folder watch takes over. */
  readonly largeFolders?: number
  readonly largeFiles?: number
}

interface Source {
  start(): Promise<void>
  stop(): Promise<void>
}

/** File systems whose changes may be made by another computer, of which the kernel here hears nothing (statfs f_type). */
const remoteFileSystems: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x65735546, // FUSE: sshfs, rclone and the like
  0x01021997, // 9P
  0x5346414f, // AFS
  0x786f4256, // VirtualBox shared folder
  0x00c36400, // Ceph
  0x0bd00bd0, // Lustre
  0x7461636f, // OCFS2: one disk of several computers
  0x01161970, // GFS2: the same
])

export function createWatcher(options: WatcherOptions): Watcher {
  return {
    async start(watch, events) {
      const real = await realFolder(watch.folder)
      const hints = new Hints({ ...watch, folder: real }, inWordsOf(watch.folder, real, events), options)
      await hints.start()
      return hints
    },
  }
}

async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch (error) {
    throw new FailureError(rootFailure(error, folder), { cause: error })
  }
}

/** The watched folder may be a link, and links are not followed: its target is watched, and spoken of as the link. */
function inWordsOf(folder: string, real: string, events: FolderEvents): FolderEvents {
  if (folder === real) return events
  return {
    onDirty: (path, deep) => events.onDirty(join(folder, relative(real, path)), deep),
    onLost: (reason, why) => events.onLost(reason, why),
    onFlood: () => events.onFlood(),
  }
}

class Hints {
  readonly #root: string
  readonly #events: FolderEvents
  readonly #leavesOut: LeavesOut
  readonly #isLinux: boolean
  readonly #watchesTrees: boolean
  readonly #largeFolders: number
  readonly #largeFiles: number
  #folders = 0
  #files = 0
  #source: Source | null = null
  #switching: Promise<void> | null = null
  #isStopped = false

  constructor(watch: Watch, events: FolderEvents, options: WatcherOptions) {
    this.#root = watch.folder
    this.#events = events
    this.#leavesOut = leavingOut(watch, options.ownFolders)
    const platform = options.platform ?? process.platform
    this.#isLinux = platform === 'linux'
    this.#watchesTrees = platform === 'darwin' || platform === 'win32'
    this.#largeFolders = options.largeFolders ?? 200
    this.#largeFiles = options.largeFiles ?? 5_000
  }

  async start(): Promise<void> {
    if (this.#isLinux) await this.#count()
    this.#source = this.#best()
    await this.#source.start()
    if (await isRemote(this.#root)) {
      this.#events.onLost('the folder is on another computer, which tells no changes', 'remote')
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#switching
    await this.#source?.stop()
  }

  #best(): Source {
    if (this.#watchesTrees) return new TreeWatch(this.#root, this.#events, this.#leavesOut)
    return this.#isLinux && this.#isLarge() ? this.#perFolder() : this.#chokidar()
  }

  #perFolder(): FolderWatch {
    return new FolderWatch(this.#root, this.#events, this.#leavesOut)
  }

  #chokidar(): ChokidarWatch {
    const onGrowth = (isFolder: boolean): void => {
      if (isFolder) this.#folders += 1
      else this.#files += 1
      if (this.#isLinux && this.#isLarge()) this.#switching ??= this.#switchOver()
    }
    return new ChokidarWatch({ root: this.#root, events: this.#events, leavesOut: this.#leavesOut, onGrowth })
  }

  /** The new source is at work before the old one ends; what fell between them, the scan finds. */
  async #switchOver(): Promise<void> {
    const old = this.#source
    const perFolder = this.#perFolder()
    await perFolder.start()
    this.#source = perFolder
    await old?.stop()
    if (!this.#isStopped) this.#events.onDirty(this.#root, true)
  }

  #isLarge(): boolean {
    return this.#folders > this.#largeFolders || this.#files > this.#largeFiles
  }

  /** No further than it takes to know that the tree is large. */
  async #count(): Promise<void> {
    const pending = [this.#root]
    for (let folder = pending.pop(); folder !== undefined && !this.#isLarge(); folder = pending.pop()) {
      this.#folders += 1
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        if (!entry.isDirectory()) this.#files += 1
        else if (!this.#leavesOut(join(folder, entry.name), true)) pending.push(join(folder, entry.name))
      }
    }
  }
}

async function isRemote(folder: string): Promise<boolean> {
  try {
    return remoteFileSystems.has((await statfs(folder)).type)
  } catch {
    return false
  }
}
