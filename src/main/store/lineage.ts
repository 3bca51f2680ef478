/**
 * Tells the database from an older copy of itself: one that a person or a backup program put back, or what is left when
 * its log was deleted. Both it and a file beside it hold a mark that changes whenever it is opened, and every hour; a
 * database with a mark of before isn't the one that was here last.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { createPrivately, putInPlace } from './files.ts'

const markKey = 'store.mark'

interface Seen {
  readonly now: string
  /** What the database holds if we were killed between the two; null: it holds `now`. */
  readonly before: string | null
}

export function lineagePath(path: string): string {
  return `${path}.mark`
}

/** @returns false where there is nothing to compare with, too: a first start, or a folder of before there were marks */
export function isOlderCopy(db: Database): boolean {
  const seen = readSeen(db.name)
  if (seen === null) return false
  const mark = markOf(db)
  return mark !== seen.now && mark !== seen.before
}

/** Gives both the next mark. Where the disk refuses that, the marks of before still agree. */
export function renewMark(db: Database, mark: string): void {
  if (db.memory) return
  const before = markOf(db)
  try {
    write(db.name, { now: mark, before })
    db.prepare(
      'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(markKey, JSON.stringify(mark))
    write(db.name, { now: mark, before: null })
  } catch {
    // A full disk: what is stored meanwhile says so by itself.
  }
}

function markOf(db: Database): string {
  const row = db.prepare('SELECT value FROM setting WHERE key = ?').get(markKey)
  return row === undefined ? '' : String(JSON.parse((row as { readonly value: string }).value))
}

function readSeen(path: string): Seen | null {
  try {
    const { now, before } = JSON.parse(readFileSync(lineagePath(path), 'utf8')) as Partial<Seen>
    return typeof now === 'string' ? { now, before: typeof before === 'string' ? before : null } : null
  } catch {
    return null
  }
}

function write(path: string, seen: Seen): void {
  const draft = `${lineagePath(path)}.new`
  rmSync(draft, { force: true })
  createPrivately(draft)
  writeFileSync(draft, JSON.stringify(seen))
  putInPlace(draft, lineagePath(path))
}
