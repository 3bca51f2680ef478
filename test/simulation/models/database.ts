/** The engine's database, fresh for every schedule at the price of a rollback: its schema and its statements are kept. */

import type { Database } from 'better-sqlite3'
import { openDatabase } from '../../../src/main/store/database.ts'
import { type SqliteStore, createSqliteStore } from '../../../src/main/store/sqlite-store.ts'
import { Statements } from '../../../src/main/store/statements.ts'

export interface Stored {
  readonly store: SqliteStore
  /** For oracles that look at the rows themselves. */
  readonly sql: Statements
  close(): void
}

interface Kept {
  readonly db: Database
  readonly store: SqliteStore
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
    const { db, store, sql } = made(now)
    return { store, sql, close: () => db.close() }
  }
  kept ??= made(now)
  const { store, sql } = kept
  kept.rows = 0
  sql.run('BEGIN')
  return { store, sql, close: () => void sql.run('ROLLBACK') }
}

function made(now: number): Kept {
  const { db } = openDatabase(':memory:', now)
  const one: Kept = { db, sql: new Statements(db), store: createSqliteStore(db, () => `row-${++one.rows}`), rows: 0 }
  return one
}
