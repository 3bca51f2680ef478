/** The copy that is restored when the database is damaged. */

import { rmSync, statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { createPrivately, putInPlace, removeDatabase } from './files.ts'

/** Pages a step; between two steps the store answers. */
const pagesAtOnce = 1_000
const quicklyCopiedBytes = 64 * 1024 * 1024
const hourMs = 3_600_000
const dayMs = 24 * hourMs

export function backupPath(path: string): string {
  return `${path}.backup`
}

/** A small one is copied so quickly that it may be done every hour: what a backup doesn't know is lost with the damage. */
export function needsBackup(path: string, now: number): boolean {
  const age = isQuicklyCopied(path) ? hourMs : dayMs
  return !isBackedUpSince(path, now - age)
}

export function isQuicklyCopied(path: string): boolean {
  return statSync(path).size <= quicklyCopiedBytes
}

export function isBackedUpSince(path: string, since: number): boolean {
  const found = statSync(backupPath(path), { throwIfNoEntry: false })
  return found !== undefined && found.mtimeMs >= since
}

/**
 * Copies a database that is in use, in steps. The older copy stays until the new one is whole.
 *
 * @throws whatever SQLite or the disk say; then the older copy is still there
 */
export async function backUp(db: Database): Promise<void> {
  if (db.memory) return
  const draft = `${backupPath(db.name)}.new`
  removeDatabase(draft)
  try {
    createPrivately(draft)
    await db.backup(draft, { progress: () => pagesAtOnce })
    putInPlace(draft, backupPath(db.name))
  } finally {
    rmSync(draft, { force: true })
  }
}
