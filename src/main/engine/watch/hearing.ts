/**
 * Which of the changes that looks found had been announced by the watcher, how soon, and which never were. Nothing is
 * written into the folder for that: what happens there anyway is measured. Pure but for what it is told.
 */

/** A file that a look found, and of which nobody knew. */
export interface Find {
  /** Its folder, as the watcher would name it. */
  readonly folder: string
  /** By its file system's clock, epoch ms. */
  readonly changedAt: number
}

interface Heard {
  /** The first hint since the folder was looked at, and the last one; epoch ms. */
  first: number | null
  last: number
}

interface Unannounced {
  count: number
  /** Of the newest of them. */
  changedAt: number
  /** Monotonic. */
  readonly foundAt: number
}

/** The hint of a file that a look came upon by chance comes at most so much later; a busy process is late itself. */
const graceMs = 10_000
/** Our clock follows the computer's, but not at once. */
const skewMs = 100
/** Later than that says that the clocks differ, or that a folder was moved here with old files in it. */
const longestDelayMs = 600_000
const mostFolders = 5_000
const mostDeep = 200
const mostDelays = 21

export class Hearing {
  #hints = new Map<string, Heard>()
  /** Of the time before the last look at everything began. */
  #olderHints = new Map<string, Heard>()
  #deepHints = new Map<string, number>()
  readonly #unannounced = new Map<string, Unannounced>()
  #delays: number[] = []
  /** What changed before that isn't judged: a look at everything went by since, or nobody listened yet. Epoch ms. */
  #judgedFrom = Number.POSITIVE_INFINITY
  #lookedFrom = Number.POSITIVE_INFINITY

  /** Listening begins, or begins anew. Epoch ms. */
  begin(now: number): void {
    this.#hints.clear()
    this.#olderHints.clear()
    this.#deepHints.clear()
    this.#unannounced.clear()
    this.#judgedFrom = now
    this.#lookedFrom = now
  }

  /** A look at everything begins: what changed before the one before it, that one would have found. */
  lookAtAll(now: number): void {
    this.#olderHints = this.#hints
    this.#hints = new Map()
    this.#judgedFrom = this.#lookedFrom
    this.#lookedFrom = now
    for (const [folder, at] of this.#deepHints) if (at < this.#judgedFrom) this.#deepHints.delete(folder)
  }

  /** @returns how many changes it announced that were found before it came */
  hint(folder: string, deep: boolean, now: number): number {
    const key = keyOf(folder)
    if (deep) this.#noteDeep(key, now)
    else this.#note(key, now)
    if (this.#unannounced.size === 0) return 0
    if (!deep) return this.#announce(key, now)
    let count = 0
    for (const found of this.#unannounced.keys()) if (isBelowOrSame(key, found)) count += this.#announce(found, now)
    return count
  }

  /**
   * @param now epoch ms @param monotonic of the same moment
   * @returns how many of them had been announced; of the others `overdue` tells
   */
  found(finds: readonly Find[], now: number, monotonic: number): number {
    let announced = 0
    const newest = new Map<string, number>()
    for (const { folder, changedAt } of finds) {
      if (changedAt < this.#judgedFrom || changedAt > now + skewMs) continue
      const key = keyOf(folder)
      if (this.#isAnnounced(key, changedAt)) {
        announced += 1
        newest.set(key, Math.max(changedAt, newest.get(key) ?? 0))
      } else this.#await(key, changedAt, monotonic)
    }
    for (const [key, changedAt] of newest) this.#measure(key, changedAt)
    return announced
  }

  /** These folders were looked at because of hints: the next delay counts from the next hint. */
  looked(folders: readonly string[]): void {
    for (const folder of folders) {
      const heard = this.#hints.get(keyOf(folder))
      if (heard !== undefined) heard.first = null
    }
  }

  /** How many changes turn out to have been announced by nobody. Each is told once. */
  overdue(monotonic: number): number {
    let count = 0
    for (const [folder, found] of this.#unannounced) {
      if (found.foundAt + graceMs > monotonic) continue
      count += found.count
      this.#unannounced.delete(folder)
    }
    return count
  }

  /** The median of the last ones, ms; null: nothing could be measured yet. */
  get delayMs(): number | null {
    const sorted = this.#delays.toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? null
  }

  #note(key: string, now: number): void {
    const heard = this.#hints.get(key)
    if (heard !== undefined) {
      heard.first ??= now
      heard.last = now
      return
    }
    if (this.#hints.size >= mostFolders) this.#forget(now)
    this.#hints.set(key, { first: now, last: now })
  }

  #noteDeep(key: string, now: number): void {
    if (this.#deepHints.size >= mostDeep) this.#forget(now)
    this.#deepHints.set(key, now)
  }

  /** What isn't remembered accuses nobody. */
  #forget(now: number): void {
    this.#hints.clear()
    this.#deepHints.clear()
    this.#judgedFrom = now
    this.#lookedFrom = now
  }

  #isAnnounced(key: string, changedAt: number): boolean {
    const from = changedAt - skewMs
    const isHeard = (heard: Heard | undefined): boolean => heard !== undefined && heard.last >= from
    if (isHeard(this.#hints.get(key)) || isHeard(this.#olderHints.get(key))) return true
    for (const [folder, at] of this.#deepHints) if (at >= from && isBelowOrSame(folder, key)) return true
    return false
  }

  #await(key: string, changedAt: number, monotonic: number): void {
    const found = this.#unannounced.get(key)
    if (found === undefined) this.#unannounced.set(key, { count: 1, changedAt, foundAt: monotonic })
    else {
      found.count += 1
      found.changedAt = Math.max(found.changedAt, changedAt)
    }
  }

  #announce(key: string, now: number): number {
    const found = this.#unannounced.get(key)
    if (found === undefined || found.changedAt > now + skewMs) return 0
    this.#unannounced.delete(key)
    return found.count
  }

  /** Of the newest change that a look found in a folder: older ones may have been found by the hint of this one. */
  #measure(key: string, changedAt: number): void {
    // A file system that keeps whole seconds can't tell a delay.
    if (changedAt % 1_000 === 0) return
    const heard = this.#hints.get(key) ?? this.#olderHints.get(key)
    if (heard === undefined) return
    const at = heard.first !== null && heard.first >= changedAt - skewMs ? heard.first : heard.last
    const delay = Math.max(0, at - changedAt)
    if (delay <= longestDelayMs) this.#delays = [...this.#delays, delay].slice(-mostDelays)
  }
}

/** Some systems tell of a name in other characters than they list it with. */
function keyOf(folder: string): string {
  const trimmed = folder.length > 1 && /[\\/]$/.test(folder) ? folder.slice(0, -1) : folder
  return trimmed.normalize('NFC')
}

function isBelowOrSame(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`) || folder === '/'
}
