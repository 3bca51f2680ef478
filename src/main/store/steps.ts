/** What was decided and why, for people. */

import * as z from 'zod'
import type { Step } from '../engine/ports/store.ts'
import type { Statements } from './statements.ts'

const StepRows = z.array(z.object({ at: z.number(), what: z.string(), why: z.string() }))

export class Steps {
  readonly #sql: Statements

  constructor(sql: Statements) {
    this.#sql = sql
  }

  /** The newest, oldest first. */
  list({ transferId, path, limit }: { transferId?: string; path?: string; limit: number }): Step[] {
    const rows =
      transferId === undefined
        ? this.#sql.all('SELECT at, what, why FROM step WHERE path = ? ORDER BY seq DESC LIMIT ?', path ?? '', limit)
        : this.#sql.all(
            `SELECT at, what, why FROM step WHERE path = (SELECT path FROM transfer WHERE id = ?) AND transfer_id = ?
               ORDER BY seq DESC LIMIT ?`,
            transferId,
            transferId,
            limit,
          )
    return StepRows.parse(rows).toReversed()
  }

  add(path: string, step: { what: string; why: string }, now: number, transferId: string | null = null): void {
    this.#sql.run(
      'INSERT INTO step (at, transfer_id, path, what, why) VALUES (?, ?, ?, ?, ?)',
      now,
      transferId,
      path,
      step.what,
      step.why,
    )
  }

  /**
   * Forgets at most `limit` steps that are older, so that a folder that is scanned for years doesn't fill the disk.
   * Those of unfinished transfers stay, and the file itself never forgets its last one.
   *
   * @returns how many are gone; fewer than `limit`: that was all
   */
  prune(before: number, limit: number): number {
    this.#sql.run('INSERT OR REPLACE INTO pruning (one, before) VALUES (1, ?)', before)
    const gone = this.#sql.run(
      `DELETE FROM step WHERE seq IN (
         SELECT seq FROM step WHERE at < ?
           AND (transfer_id IS NULL OR transfer_id IN (SELECT id FROM transfer WHERE finished_at < ?))
           AND EXISTS (SELECT 1 FROM step AS later WHERE later.path = step.path AND later.seq > step.seq)
         ORDER BY seq LIMIT ?)`,
      before,
      before,
      limit,
    )
    this.#sql.run('DELETE FROM pruning')
    return gone
  }
}
