/**
 * Tells the database from an older copy of itself: one that a person or a backup program put back, or what is left when
 * its log was deleted. Both it and a file beside it hold a mark that changes whenever it is opened and closed, and
 * every hour; a database with a mark of before isn't the one that was here last.
 */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { createPrivately, putInPlace } from './files.ts'

const markKey = 'store.mark'

interface Seen {
  readonly now: string
  /** What the database holds if we were killed between the two; null: it holds `now`. */
  readonly before: string | null
  /** Nobody has closed it since: then its log has to be there. */
  readonly isOpen: boolean
}

export function lineagePath(path: string): string {
  return `${path}.mark`
}

/** Whether there is a log. To be asked before the database is opened, which makes one. */
export function hasLogFile(path: string): boolean {
  return existsSync(`${path}-wal`)
}

/**
 * @param hadLog before it was opened
 * @returns false where there is nothing to compare with, too: a first start, or a folder of before there were marks
 */
export function isOlderCopy(db: Database, hadLog: boolean): boolean {
  const seen = readSeen(db.name)
  if (seen === null) return false
  if (seen.isOpen && !hadLog) return true
  const mark = markOf(db)
  return mark !== seen.now && mark !== seen.before
}

/** Gives both the next mark. Where the disk refuses that, the marks of before still agree. */
export function renewMark(db: Database, mark: string): void {
  if (db.memory) return
  try {
    write(db.name, { now: mark, before: markOf(db), isOpen: true })
    db.prepare(
      'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(markKey, JSON.stringify(mark))
    write(db.name, { now: mark, before: null, isOpen: true })
  } catch {
    // A full disk: what is stored meanwhile says so by itself.
  }
}

/** What was in the log is in the file now, and the log is gone as it should be. */
export function noteClosed(path: string): void {
  const seen = readSeen(path)
  if (seen === null) return
  try {
    write(path, { ...seen, isOpen: false })
  } catch {
    // Then the next start looks once more than it needs to.
  }
}

function markOf(db: Database): string {
  const row = db.prepare('SELECT value FROM setting WHERE key = ?').get(markKey)
  return row === undefined ? '' : String(JSON.parse((row as { readonly value: string }).value))
}

function readSeen(path: string): Seen | null {
  try {
    const { now, before, isOpen } = JSON.parse(readFileSync(lineagePath(path), 'utf8')) as Partial<Seen>
    if (typeof now !== 'string') return null
    return { now, before: typeof before === 'string' ? before : null, isOpen: isOpen === true }
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
