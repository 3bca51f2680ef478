/**
 * Many files of one folder need no look each: a list of the folder, some seconds old, says which names are free. That is
 * a reason to try, no more. What guards the name is the request itself, which fails where somebody has it by then
 * (`conflictBehavior`), exactly as it does for a session that is committed hours after its look.
 */

/** How old a list may be, counted from before it was asked for, ms. */
const freshMs = 30_000
/** A list pays where it spares so many looks for each of its pages. */
const looksPerPage = 4
/** Folders that take more pages than this are asked name by name. */
export const mostPages = 10
/** How long a folder is left alone whose list was not to be had, or is too long, ms. */
const leftAloneMs = 120_000
/** Names that are kept of all folders, some MiB. */
const mostNames = 20_000

interface Folder {
  /** Lower-case, NFC. */
  names: Set<string> | null
  /** Names that we asked for ourselves since the list was begun: it may be older than they are. */
  readonly own: Set<string>
  isBeingRead: boolean
  /** When the list was begun; before the first one, when somebody looked last. Monotonic ms. */
  at: number
  /** Looks that had to be made since the last list, and how many make the next one pay. */
  looks: number
  wanted: number
  served: number
  notBefore: number
}

/** `free`: nobody has it, as of some seconds ago. `ask`: look at the name. `list`: read the folder, then ask again. */
export type Told = 'free' | 'ask' | 'list'

export class FreeNames {
  readonly #folders = new Map<string, Folder>()

  /** @param key of the folder @param now monotonic ms */
  tells(key: string, name: string, now: number): Told {
    const folder = this.#folders.get(key) ?? empty(now)
    this.#folders.delete(key)
    this.#folders.set(key, folder)
    if (folder.names !== null && now - folder.at <= freshMs) {
      const wanted = nameKey(name)
      if (folder.names.has(wanted) || folder.own.has(wanted)) return 'ask'
      folder.served += 1
      return 'free'
    }
    if (folder.isBeingRead || now < folder.notBefore) return 'ask'
    if (folder.names !== null) this.#drop(folder)
    // Looks that are far apart have nothing to share.
    if (now - folder.at > freshMs) folder.looks = 0
    folder.at = now
    folder.looks += 1
    return folder.looks > folder.wanted ? 'list' : 'ask'
  }

  /** The folder is read from now on by whoever says so, and by nobody else. @returns takes what was read; null: nothing that helps */
  reading(key: string, now: number): (names: readonly string[] | null, pages: number) => void {
    const folder = this.#folders.get(key) ?? empty(now)
    this.#folders.set(key, folder)
    folder.isBeingRead = true
    folder.at = now
    return (names, pages) => {
      folder.isBeingRead = false
      folder.looks = 0
      folder.served = 0
      folder.wanted = pages * looksPerPage
      if (names === null) folder.notBefore = now + leftAloneMs
      else folder.names = new Set(names.map(nameKey))
      this.#makeRoom(key)
    }
  }

  /** We are about to use the name ourselves. */
  use(key: string, name: string): void {
    const folder = this.#folders.get(key)
    if (folder !== undefined && (folder.isBeingRead || folder.names !== null)) folder.own.add(nameKey(name))
  }

  /** A list that served many earns the next one at once. */
  #drop(folder: Folder): void {
    if (folder.served >= folder.wanted) folder.wanted = 1
    folder.names = null
    folder.own.clear()
  }

  #makeRoom(keep: string): void {
    let left = [...this.#folders.values()].reduce((sum, { names }) => sum + (names?.size ?? 0) + 1, 0)
    for (const [key, folder] of this.#folders) {
      if (left <= mostNames) return
      if (key === keep || folder.isBeingRead) continue
      left -= (folder.names?.size ?? 0) + 1
      this.#folders.delete(key)
    }
  }
}

function empty(now: number): Folder {
  const none = { names: null, own: new Set<string>(), isBeingRead: false }
  return { ...none, at: now, looks: 0, wanted: 1, served: 0, notBefore: 0 }
}

/** "names are case-insensitive" (graph.md A13). */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
