/** Prepared statements, each made once: on the hot path preparing costs more than running. */

import type { Database, Statement } from 'better-sqlite3'

export class Statements {
  readonly #db: Database
  readonly #known = new Map<string, Statement>()

  constructor(db: Database) {
    this.#db = db
  }

  /** The SQL is always our own text with placeholders, never made of values. */
  of(sql: string): Statement {
    let statement = this.#known.get(sql)
    if (statement === undefined) {
      statement = this.#db.prepare(sql)
      this.#known.set(sql, statement)
    }
    return statement
  }

  all(sql: string, ...values: unknown[]): unknown[] {
    return this.of(sql).all(...values)
  }

  get(sql: string, ...values: unknown[]): unknown {
    return this.of(sql).get(...values)
  }

  /** @returns how many rows changed */
  run(sql: string, ...values: unknown[]): number {
    return this.of(sql).run(...values).changes
  }
}
