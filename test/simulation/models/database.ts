/** The engine's database, fresh for every schedule at the price of a rollback: its schema and its statements are kept. */

import type { Database, Statement } from 'better-sqlite3'
import { openDatabase } from '../../../src/main/store/database.ts'
import { type SqliteStore, createSqliteStore } from '../../../src/main/store/sqlite-store.ts'
import { Statements } from '../../../src/main/store/statements.ts'

export interface Stored {
  readonly store: SqliteStore
  readonly trap: StatementTrap
  /** For oracles that look at the rows themselves. */
  readonly sql: Statements
  close(): void
}

interface Kept {
  readonly db: Database
  readonly store: SqliteStore
  readonly trap: StatementTrap
  readonly sql: Statements
  rows: number
}

let kept: Kept | null = null

/**
 * Everything happens inside of one transaction that is never committed, so that the store's own are savepoints in it. A
 * schedule that is repeated (campaign.ts) gets a database of its own, whose transactions are its own: both must go the
 * same way.
 */
export function borrowDatabase(now: number, isOwn: boolean): Stored {
  if (isOwn) {
    const { db, store, trap, sql } = made(now)
    return { store, trap, sql, close: () => db.close() }
  }
  kept ??= made(now)
  const { store, trap, sql } = kept
  kept.rows = 0
  sql.run('BEGIN')
  return { store, trap, sql, close: () => void sql.run('ROLLBACK') }
}

function made(now: number): Kept {
  const { db } = openDatabase(':memory:', now)
  const trap = new StatementTrap()
  const store = createSqliteStore(trap.around(db), () => `row-${++one.rows}`)
  const one: Kept = { db, sql: new Statements(db), store, trap, rows: 0 }
  return one
}

class SqliteTrouble extends Error {
  readonly code: string

  constructor(code: string) {
    super(`${code}, as the schedule wants it`)
    this.code = code
  }
}

/** Lets the n-th change of a call fail as SQLite would: what the call changed before must be undone. */
export class StatementTrap {
  #code = ''
  #left = 0
  #onCaught: () => void = () => undefined

  during<T>(code: string, statement: number, act: () => T, onCaught: () => void): T {
    this.#code = code
    this.#left = statement
    this.#onCaught = onCaught
    try {
      return act()
    } finally {
      this.#left = 0
    }
  }

  around(db: Database): Database {
    const prepare = (sql: string): Pick<Statement, 'all' | 'get' | 'run'> => {
      const statement = db.prepare(sql)
      return {
        all: (...values) => statement.all(...values),
        get: (...values) => statement.get(...values),
        run: (...values) => {
          this.#pass()
          return statement.run(...values)
        },
      }
    }
    return { prepare, transaction: db.transaction.bind(db) } as unknown as Database
  }

  #pass(): void {
    if (this.#left === 0) return
    this.#left -= 1
    if (this.#left > 0) return
    this.#onCaught()
    throw new SqliteTrouble(this.#code)
  }
}
