/** The ends of waits, where the computer's clock was set. Called inside a transaction. */

import { type State, activeStates } from '../../shared/lifecycle.ts'
import type { Statements } from './statements.ts'

/** A service's pause is at most as long, and the next deletion of a session isn't put off for longer without tries. */
const hourMs = 3_600_000
const minuteMs = 60_000

/** Where an end of a wait may be on the row. */
const heeding: readonly State[] = ['waiting', 'queued', 'paused', ...activeStates]

export class Waits {
  readonly #sql: Statements

  constructor(sql: Statements) {
    this.#sql = sql
  }

  /** By so many ms, while we run. How long each of them lasts stays as it was. */
  move(ms: number): void {
    this.#sql.run(
      `UPDATE transfer SET retry_at = retry_at + @ms,
         state_at = CASE WHEN state = 'waiting' THEN state_at + @ms ELSE state_at END,
         failure = CASE WHEN json_extract(failure, '$.notBefore') IS NULL THEN failure
           ELSE json_set(failure, '$.notBefore', json_extract(failure, '$.notBefore') + @ms) END
       WHERE retry_at IS NOT NULL AND state NOT IN ('done', 'skipped', 'failed', 'canceled')`,
      { ms },
    )
    this.#sql.run(
      `UPDATE account_pause SET until = until + @ms,
         failure = CASE WHEN json_extract(failure, '$.notBefore') IS NULL THEN failure
           ELSE json_set(failure, '$.notBefore', json_extract(failure, '$.notBefore') + @ms) END`,
      { ms },
    )
    this.#sql.run('UPDATE abandoned SET next_at = next_at + @ms', { ms })
  }

  /** After a start: a clock that was set back while nobody ran must not make a minute a year. */
  shorten(now: number): void {
    // Not only who waits: what a destination asked for while it finishes a file is heeded by whoever comes back to it.
    for (const state of heeding) {
      this.#sql.run(
        `UPDATE transfer INDEXED BY transfer_until SET retry_at = @now + retry_at - state_at, state_at = @now
           WHERE state = @state AND state_at > @now AND retry_at IS NOT NULL`,
        { now, state },
      )
    }
    this.#sql.run(
      'UPDATE abandoned SET next_at = @now + max(@hourMs, @minuteMs << attempts) WHERE next_at > @now + max(@hourMs, @minuteMs << attempts)',
      { now, hourMs, minuteMs },
    )
  }
}
