/** What was decided and why, for people. */

import * as z from 'zod'
import type { Step, StepQuery } from '../engine/ports/store.ts'
import { inGroups } from './groups.ts'
import type { Statements } from './statements.ts'
import { type StepPruning, slack } from './step-pruning.ts'

/** Stories whose lines are counted. */
const remembered = 10_000

const StepRows = z.array(z.object({ at: z.number(), what: z.string(), why: z.string() }))

export class Steps {
  readonly #sql: Statements
  readonly #pruning: Pick<StepPruning, 'trim'>
  /** By story: lines since it was looked at. */
  readonly #written = new Map<string, number>()

  constructor(sql: Statements, pruning: Pick<StepPruning, 'trim'>) {
    this.#sql = sql
    this.#pruning = pruning
  }

  /** The newest, oldest first. */
  list(query: StepQuery): Step[] {
    return StepRows.parse(this.#rows(query)).toReversed()
  }

  #rows({ transferId, path = '', to, limit }: StepQuery): unknown[] {
    if (transferId !== undefined) {
      return this.#sql.all(
        `SELECT at, what, why FROM step WHERE path = (SELECT path FROM transfer WHERE id = ?) AND transfer_id = ?
           ORDER BY seq DESC LIMIT ?`,
        transferId,
        transferId,
        limit,
      )
    }
    if (to === undefined) {
      return this.#sql.all('SELECT at, what, why FROM step WHERE path = ? ORDER BY seq DESC LIMIT ?', path, limit)
    }
    return this.#sql.all(
      `SELECT at, what, why FROM step
         WHERE path = ? AND transfer_id IN (SELECT id FROM transfer WHERE path = ? AND account = ? AND destination = ?)
         ORDER BY seq DESC LIMIT ?`,
      path,
      path,
      to.account,
      to.destination,
      limit,
    )
  }

  /** Called inside a transaction: a story that is written on and on is cut back with it. */
  add(path: string, step: { what: string; why: string }, now: number, transferId: string | null = null): void {
    this.#sql.run(
      'INSERT INTO step (at, transfer_id, path, what, why) VALUES (?, ?, ?, ?, ?)',
      now,
      transferId,
      path,
      step.what,
      step.why,
    )
    this.#cutBack(path, transferId)
  }

  /** The first lines of new transfers: their stories begin here, so there is nothing to cut back. */
  addAll(lines: readonly (Pick<Step, 'what' | 'why'> & { id: string; path: string })[], now: number): void {
    inGroups(lines, (group) => {
      const values = group.flatMap(({ id, path, what, why }) => [now, id, path, what, why])
      const rows = group.map(() => '(?, ?, ?, ?, ?)').join(', ')
      this.#sql.run(`INSERT INTO step (at, transfer_id, path, what, why) VALUES ${rows}`, ...values)
    })
  }

  /** Looked at after so many lines of this run: the maintenance sees to what grows slowly. */
  #cutBack(path: string, transferId: string | null): void {
    const story = transferId ?? path
    const written = (this.#written.get(story) ?? 0) + 1
    if (written < slack) {
      if (this.#written.size >= remembered) this.#written.clear()
      this.#written.set(story, written)
      return
    }
    this.#written.delete(story)
    this.#pruning.trim(path, transferId)
  }
}
