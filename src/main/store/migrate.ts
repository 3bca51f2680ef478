/** Brings a database to today's schema: every missing migration in its own transaction, together with its number. */

import type { Database } from 'better-sqlite3'
import { FailureError, failure } from '../../shared/failure.ts'
import * as first from './migrations/0001-first.ts'
import * as boxAccounts from './migrations/0002-box-accounts.ts'
import * as personIds from './migrations/0003-person-ids.ts'
import * as orderAndSearch from './migrations/0004-order-and-search.ts'
import * as cleanUp from './migrations/0005-clean-up.ts'
import * as waits from './migrations/0006-waits.ts'

/** One step of the schema. Its SQL takes nothing from live code, which goes on while the databases out there do not. */
export interface Migration {
  readonly version: number
  readonly sql: string
}

/** In order, without gaps. A fresh database takes the same road as an old one. */
export const migrations: readonly Migration[] = [first, boxAccounts, personIds, orderAndSearch, cleanUp, waits]

export const newestVersion = migrations.length

/** Tells our files from other programs' ('Lshr'). */
export const applicationId = 0x4c736872

export function versionOf(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number
}

export function newerSchema(found: number, known = newestVersion): FailureError {
  return new FailureError(failure('store-newer', { found: String(found), known: String(known) }))
}

/**
 * @param before called once before the first migration of a database that is not new: for a backup
 * @throws FailureError `store-newer` where the database is newer than this program; it is not touched
 */
export function migrate(db: Database, before: (from: number) => void, list: readonly Migration[] = migrations): void {
  const from = versionOf(db)
  const newest = list.length
  if (from > newest) throw newerSchema(from, newest)
  if (from === newest) return
  if (from > 0) before(from)
  for (const { version, sql } of list.slice(from)) {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${version}`)
    }).exclusive()
  }
  // Into the file itself, where an older program sees the number before it touches anything.
  if (!db.memory) db.pragma('wal_checkpoint(TRUNCATE)')
}
