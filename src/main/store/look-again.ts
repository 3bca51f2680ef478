/**
 * After the database was replaced by an older copy of itself. What was sent since that copy was made isn't known: nothing
 * is sent before somebody has looked whether the destination has it.
 */

import type { Database } from 'better-sqlite3'
import type { Fingerprint } from '../engine/ports/source.ts'
import type { Transfer } from '../engine/ports/store.ts'
import type { Columns } from './columns.ts'
import type { Statements } from './statements.ts'

type Entry = Pick<Transfer, 'watchId' | 'createdAt'>

const restoredAtKey = 'store.restored-at'

/**
 * Transfers with a session need no mark: the session is asked, and where it is gone the destination is looked at. That it
 * was opened before (`StoredSession.isFromCopy`) says the rest.
 *
 * @param why in words, for `explain`
 */
export function lookAgain(db: Database, now: number, why: string): void {
  const unfinished = "state NOT IN ('done', 'skipped', 'failed', 'canceled')"
  db.transaction(() => {
    db.prepare(
      `UPDATE transfer SET unsure = 1 WHERE ${unfinished} AND size IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM session WHERE transfer_id = transfer.id)`,
    ).run()
    db.prepare(
      `INSERT INTO step (at, transfer_id, path, what, why)
         SELECT ?, id, path, 'restored', ? FROM transfer WHERE ${unfinished}`,
    ).run(now, why)
    db.prepare(
      'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(restoredAtKey, String(now))
  }).immediate()
}

/**
 * A version that was there when the copy was put back may have been sent by entries that the copy doesn't know. What a
 * person adds by hand afterwards is meant as it is said.
 */
export function unsureSinceRestore(sql: Statements, entry: Entry, fingerprint: Fingerprint | null): Columns {
  if (fingerprint === null) return {}
  const restoredAt = restoredAtOf(sql)
  if (restoredAt === null) return {}
  if (entry.watchId === null && entry.createdAt > restoredAt) return {}
  return BigInt(fingerprint.ctimeNs) / 1_000_000n <= BigInt(Math.trunc(restoredAt)) ? { unsure: 1 } : {}
}

/** When the copy was put back, epoch ms; null: never. */
export function restoredAtOf(sql: Statements): number | null {
  const row = sql.get('SELECT value FROM setting WHERE key = ?', restoredAtKey)
  return row === undefined ? null : Number((row as { readonly value: string }).value)
}
