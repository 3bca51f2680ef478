/**
 * How a watched folder is watched and how well: by the system's events for as long as they can be relied on, else by
 * looking at everything again and again. Counts are those since the program was started.
 */

import type { Blindness } from '../ports/scanner.ts'
import { type Find, Hearing } from './hearing.ts'

export interface HealthReport {
  readonly by: 'events' | 'looks'
  /** Why events aren't enough; null where they are. */
  readonly why: Blindness | null
  /** The same, as the system has said it. */
  readonly detail: string | null
  /** Since when it is watched like that, epoch ms. */
  readonly since: number
  /** From a change on the disk until we hear of it: the median of the last ones. Null: nothing could be measured yet. */
  readonly delayMs: number | null
  /** Changes that events announced. */
  readonly heard: number
  /** Changes that no event announced, and that a look found. */
  readonly recovered: number
  /** How often so much happened at once that the system may have dropped events. */
  readonly floods: number
}

/** So many of the last hundred changes without an event are too many. */
const tooMany = 3
const remembered = 100
const minuteMs = 60_000
const hourMs = 3_600_000
/** Events are trusted again after so long without a loss: with this many changes that they did announce, or without any change. */
const calmMs = 30 * minuteMs
const calmHeard = 3
const quietMs = 6 * hourMs
/** How long until somebody asks the system once more for what it refused. */
const retryMs: Readonly<Record<Blindness, number>> = {
  limit: hourMs,
  refused: hourMs,
  remote: Number.POSITIVE_INFINITY,
  losing: Number.POSITIVE_INFINITY,
}

interface Blind {
  readonly why: Blindness
  readonly detail: string
  readonly since: number
  /** When it began, or when it was seen last: monotonic. */
  at: number
  /** Changes that were announced since. */
  heard: number
}

export class WatchHealth {
  readonly #hearing = new Hearing()
  #blind: Blind | null = null
  /** What it was before the watcher was started anew. */
  #before: Blind | null = null
  #since = 0
  #heard = 0
  #recovered = 0
  #floods = 0
  #lately = { heard: 0, lost: 0 }

  get blind(): Pick<Blind, 'why' | 'detail'> | null {
    return this.#blind
  }

  /** The watcher is at work, from now on. Epoch ms. */
  listening(now: number): void {
    this.#hearing.begin(now)
    if (this.#blind === null) this.#since = now
  }

  /** The watcher ended; another one may see what this one couldn't. */
  deaf(): void {
    this.#before = this.#blind
    this.#blind = null
    this.#lately = { heard: 0, lost: 0 }
  }

  /** @returns whether that is news */
  lose(why: Blindness, detail: string, now: number, monotonic: number): boolean {
    if (this.#blind !== null && (this.#blind.why !== 'losing' || why === 'losing')) return false
    const before = this.#before
    this.#blind = { why, detail, since: before?.why === why ? before.since : now, at: monotonic, heard: 0 }
    this.#before = null
    return before?.why !== why
  }

  hint(folder: string, deep: boolean, now: number): void {
    this.#count(this.#hearing.hint(folder, deep, now), 0)
  }

  flood(): void {
    this.#floods += 1
  }

  lookAtAll(now: number): void {
    this.#hearing.lookAtAll(now)
  }

  found(finds: readonly Find[], now: number, monotonic: number): void {
    this.#count(this.#hearing.found(finds, now, monotonic), 0)
  }

  looked(folders: readonly string[]): void {
    this.#hearing.looked(folders)
  }

  /** What is to be done now by what was found out meanwhile. Times as everywhere: epoch and monotonic ms. */
  judge(now: number, monotonic: number): 'blind' | 'sighted' | 'retry' | null {
    const lost = this.#hearing.overdue(monotonic)
    this.#count(0, lost)
    const blind = this.#blind
    if (blind === null) {
      if (this.#lately.lost < tooMany) return null
      return this.lose(
        'losing',
        `${Math.round(this.#lately.lost)} changes were found that no event had announced`,
        now,
        monotonic,
      )
        ? 'blind'
        : null
    }
    if (lost > 0) Object.assign(blind, { at: monotonic, heard: 0 })
    const passed = monotonic - blind.at
    if (passed >= retryMs[blind.why]) return 'retry'
    if (blind.why !== 'losing' || passed < (blind.heard >= calmHeard ? calmMs : quietMs)) return null
    this.deaf()
    this.#before = null
    this.#since = now
    return 'sighted'
  }

  report(): HealthReport {
    const blind = this.#blind
    return {
      by: blind === null ? 'events' : 'looks',
      why: blind?.why ?? null,
      detail: blind?.detail ?? null,
      since: blind?.since ?? this.#since,
      delayMs: this.#hearing.delayMs,
      heard: this.#heard,
      recovered: this.#recovered,
      floods: this.#floods,
    }
  }

  #count(heard: number, lost: number): void {
    if (heard === 0 && lost === 0) return
    this.#heard += heard
    this.#recovered += lost
    if (this.#blind !== null) this.#blind.heard += heard
    const lately = { heard: this.#lately.heard + heard, lost: this.#lately.lost + lost }
    const share = Math.min(1, remembered / (lately.heard + lately.lost))
    this.#lately = { heard: lately.heard * share, lost: lately.lost * share }
  }
}
