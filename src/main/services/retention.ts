/** Forgets what ended longer ago than somebody wants to know: a little at a time, so that nobody waits for it. */

import type { Clock } from '../engine/ports/clock.ts'
import type { Log } from '../engine/ports/log.ts'
import type { TransferStore } from '../engine/ports/store.ts'
import type { Changes } from '../engine/queue/changes.ts'
import type { Settings } from './settings.ts'

export interface RetentionParts {
  readonly store: Pick<TransferStore, 'pruneHistory'>
  readonly clock: Clock
  readonly log: Log
  readonly settings: Pick<Settings, 'valueOf' | 'listen'>
  /** What was forgotten is counted no longer. */
  readonly changes: Pick<Changes, 'touch'>
}

const dayMs = 24 * 3_600_000
const everyMs = 3_600_000
/** Rows of one transaction, and the pause after it. */
const atOnce = 500
const pauseMs = 50

export class Retention {
  readonly #parts: RetentionParts
  #nap = new AbortController()

  constructor(parts: RetentionParts) {
    this.#parts = parts
    // It holds now, not in an hour.
    parts.settings.listen((key) => {
      if (key === 'history.keepDays') this.#nap.abort()
    })
  }

  /** Until it is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts
    while (!signal.aborted) {
      this.#nap = new AbortController()
      const nap = AbortSignal.any([signal, this.#nap.signal])
      try {
        await this.#prune(signal)
      } catch (error) {
        // A full disk: what is kept too long harms nobody until the next hour.
        if (!signal.aborted) log.warn('history.prune', { error: String(error) })
      }
      await clock.sleep(everyMs, nap).catch(() => undefined)
    }
  }

  async #prune(signal: AbortSignal): Promise<void> {
    const { store, clock, log, settings, changes } = this.#parts
    let gone = 0
    for (;;) {
      const days = await settings.valueOf('history.keepDays')
      if (days === null || signal.aborted) break
      const count = await store.pruneHistory(clock.now() - days * dayMs, atOnce)
      gone += count
      if (count < atOnce) break
      await clock.sleep(pauseMs, signal)
    }
    if (gone === 0) return
    log.info('history.forgotten', { transfers: gone })
    changes.touch()
  }
}
