/** Which parts of a watched folder should be looked at, collected from the watcher's hints. */

import type { ScanScope } from '../ports/scanner.ts'

/** So many folders at once are everything. */
const mostFolders = 500

export class DirtyFolders {
  readonly #deepByFolder = new Map<string, boolean>()
  #since: number | null = null
  #isEverything = false

  /** When the first hint came that wasn't taken yet, monotonic; null: there is none. */
  get since(): number | null {
    return this.#since
  }

  mark(folder: string, deep: boolean, now: number): void {
    this.#since ??= now
    if (this.#isEverything) return
    this.#deepByFolder.set(folder, deep || this.#deepByFolder.get(folder) === true)
    if (this.#deepByFolder.size <= mostFolders) return
    this.#isEverything = true
    this.#deepByFolder.clear()
  }

  /** What to look at, and begins anew; `everything` where a full scan is the shorter way. */
  take(): readonly ScanScope[] | 'everything' {
    const scopes = [...this.#deepByFolder].map(([folder, deep]) => ({ folder, deep }))
    const taken = this.#isEverything ? ('everything' as const) : scopes
    this.clear()
    return taken
  }

  clear(): void {
    this.#deepByFolder.clear()
    this.#since = null
    this.#isEverything = false
  }
}
