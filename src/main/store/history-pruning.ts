/** Forgets what ended long ago, with its steps. What was given up stays: it waits for a person. Called inside a transaction. */

import * as z from 'zod'
import type { StepPruning } from './step-pruning.ts'
import type { Statements } from './statements.ts'

const Old = z.array(z.object({ seq: z.number(), id: z.string(), path: z.string() }))

/** What is still to be done to the file here is known by its row alone. */
const rested = "AND (cleanup IS NULL OR cleanup ->> '$.state' NOT IN ('wanted', 'moving', 'undoing'))"
/**
 * A watched file that was canceled or skipped is known by nothing else: without its row the next scan would take it for new.
 * Where nobody watches any more, nobody finds it.
 */
const unwatched = 'AND (watch_id IS NULL OR watch_id NOT IN (SELECT id FROM watch))'

/** What asks nothing of anybody any more, and which of it nobody needs either. */
const settled = [
  ['done', rested],
  ['skipped', unwatched],
  ['canceled', unwatched],
] as const

export class HistoryPruning {
  readonly #sql: Statements
  readonly #steps: StepPruning

  constructor(sql: Statements, steps: StepPruning) {
    this.#sql = sql
    this.#steps = steps
  }

  /**
   * The oldest first; none whose file is still to be put away, or on its way. The ledger stays: what was sent once isn't sent again because nobody tells of it any more.
   *
   * @param before epoch ms; what ended then or later stays
   * @returns how many are gone; fewer than the limit: that was all
   */
  prune(before: number, limit: number): number {
    let gone = 0
    for (const [state, which] of settled) {
      const old = Old.parse(
        this.#sql.all(
          `SELECT seq, id, path FROM transfer WHERE state = ? AND finished_at IS NOT NULL AND finished_at < ? ${which}
             AND (cleanup IS NULL OR cleanup ->> '$.state' NOT IN ('wanted', 'moving', 'undoing'))
             ORDER BY finished_at, seq LIMIT ?`,
          state,
          before,
          limit - gone,
        ),
      )
      for (const { seq, id, path } of old) {
        this.#steps.forget(path, id)
        this.#sql.run('DELETE FROM transfer WHERE seq = ?', seq)
      }
      gone += old.length
      if (gone >= limit) break
    }
    return gone
  }
}
