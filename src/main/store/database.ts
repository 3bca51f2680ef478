/** Opens the database file so that what was committed stays committed, and a damaged one is never lost. */

import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { FailureError, failure } from '../../shared/failure.ts'
import { backupPath, isBackedUpSince } from './backup.ts'
import { copyTo, createPrivately, headOf, moveDatabase, putInPlace, removeDatabase } from './files.ts'
import { applicationId, migrate, migrations, newestVersion, newerSchema, versionOf } from './migrate.ts'
import { lookAgain } from './look-again.ts'
import { isDamage, storeError } from './store-error.ts'

export interface Repair {
  /** In words. */
  readonly damage: string
  /** Where the damaged file is now; null: there was none any more. */
  readonly movedTo: string | null
  readonly restoredFrom: string | null
}

export interface Opened {
  readonly db: Database.Database
  /** What had to be done to open it; for the log and for people. Null: nothing. */
  readonly repair: Repair | null
}

/** Reading a file of this size through takes a moment that nobody notices. */
const quicklyCheckedBytes = 64 * 1024 * 1024
const dayMs = 24 * 3_600_000

/**
 * @param path `:memory:` for a database that is nowhere
 * @param now epoch ms; names what is moved aside
 * @throws FailureError `store-failed`, `disk-full-here`; then the file is as it was
 */
export function openDatabase(path: string, now: number): Opened {
  try {
    if (path === ':memory:') return { db: prepare(new Database(path)), repair: null }
    const opened = openSound(path, now)
    return 'damage' in opened ? repaired(path, opened.damage, now) : { db: prepare(opened), repair: null }
  } catch (error) {
    throw storeError(error)
  }
}

/**
 * Opens it again in the midst of work, after the disk or the file gave reason to doubt it. Nothing is repaired here:
 * what is in memory belongs to this database and not to its backup.
 *
 * @throws FailureError `store-failed`
 */
export function reopenDatabase(path: string, now: number): Database.Database {
  try {
    const opened = openSound(path, now)
    if ('damage' in opened) {
      const detail = `${opened.damage}; the next start restores its backup`
      throw new FailureError(failure('store-failed', { detail }))
    }
    return prepare(opened)
  } catch (error) {
    throw storeError(error)
  }
}

/** The next time that it is opened it is read through, whatever its size. */
export function suspect(path: string): void {
  createPrivately(suspectMark(path))
}

function suspectMark(path: string): string {
  return `${path}.suspect`
}

interface Damaged {
  readonly damage: string
}

function openSound(path: string, now: number): Database.Database | Damaged {
  const hasBackup = existsSync(backupPath(path))
  if (!existsSync(path)) {
    if (hasBackup || hasLog(path)) return { damage: 'it is gone' }
    createPrivately(path)
  }
  refuseOddities(path)
  refuseReadOnly(path)
  const damage = damageOfHead(path, hasBackup)
  if (damage !== null) return { damage }
  const isThorough = needsCheck(path, now)
  let db: Database.Database | null = null
  try {
    db = new Database(path)
    const found = damageOf(db, isThorough)
    if (found === null) {
      if (isThorough) rmSync(suspectMark(path), { force: true })
      return db
    }
    db.close()
    return { damage: found }
  } catch (error) {
    db?.close()
    if (isDamage(error)) return { damage: (error as Error).message }
    throw error
  }
}

function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
}

/** A pipe of that name would make us wait for ever, and a device is nobody's queue. */
function refuseOddities(path: string): void {
  if (statSync(path).isFile()) return
  throw new FailureError(failure('store-failed', { detail: `${path} is not a regular file` }))
}

/** SQLite opens what it can't write and says so at the first change, in the midst of something. Better now. */
function refuseReadOnly(path: string): void {
  accessSync(path, constants.R_OK | constants.W_OK)
  accessSync(dirname(path), constants.R_OK | constants.W_OK)
}

/**
 * What can be said without SQLite, which writes to a file by opening it: a newer Longshore's must not be touched.
 *
 * @throws FailureError `store-newer` where a newer program wrote it
 */
function damageOfHead(path: string, hasBackup: boolean): string | null {
  const head = headOf(path, 100)
  // SQLite would take it for a new one, and throw away the log that belongs to it.
  if (head.length === 0) return hasBackup || hasLog(path) ? 'it is empty' : null
  if (head.length < 100 || head.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'it is no database'
  const version = head.readUInt32BE(60)
  const application = head.readUInt32BE(68)
  // Both are 0 until the first checkpoint; what is in the log is looked at when it is open.
  if (application !== 0 && application !== applicationId) return 'it is another program’s database'
  if (application === applicationId && version > newestVersion) throw newerSchema(version)
  return null
}

/** Small ones always. Large ones when they were not closed properly, and once a day: the check reads every page. */
function needsCheck(path: string, now: number): boolean {
  if (existsSync(suspectMark(path)) || hasLog(path) || statSync(path).size <= quicklyCheckedBytes) return true
  return !isBackedUpSince(path, now - dayMs)
}

function damageOf(db: Database.Database, isThorough: boolean): string | null {
  if (isThorough) {
    const found = String(db.pragma('quick_check(1)', { simple: true }))
    if (found !== 'ok') return found
  }
  const version = versionOf(db)
  if (db.pragma('application_id', { simple: true }) === applicationId) return damageOfSchema(db, version)
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  return version === 0 && tables === 0 ? null : 'it is another program’s database'
}

/** Pages may hold together that lack a whole table. More than there has to be is nobody's trouble. */
function damageOfSchema(db: Database.Database, version: number): string | null {
  if (version < 1 || version > newestVersion) return null
  const found = new Set(namesIn(db))
  const missing = expectedNames(version).find((name) => !found.has(name))
  return missing === undefined ? null : `it lacks ${missing}`
}

function namesIn(db: Database.Database): string[] {
  return db.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").pluck().all() as string[]
}

/** The tables, indexes and triggers of a schema, as its migrations make them. */
function expectedNames(version: number): readonly string[] {
  const sound = new Database(':memory:')
  try {
    migrate(sound, () => undefined, migrations.slice(0, version))
    return namesIn(sound)
  } finally {
    sound.close()
  }
}

/** @throws whatever SQLite says; then it is closed */
function prepare(db: Database.Database): Database.Database {
  try {
    return prepared(db)
  } catch (error) {
    db.close()
    throw error
  }
}

function prepared(db: Database.Database): Database.Database {
  db.pragma('busy_timeout = 5000')
  db.pragma('journal_mode = WAL')
  // NORMAL loses acknowledged commits in a power cut (reliability: 500 of 500 kept with FULL, none with NORMAL).
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('secure_delete = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('cache_size = -32000')
  db.pragma('wal_autocheckpoint = 4000')
  db.pragma('journal_size_limit = 67108864')
  migrate(db, (from) => {
    if (db.memory) return
    const kept = `${db.name}.v${from}`
    removeDatabase(`${kept}.new`)
    createPrivately(`${kept}.new`)
    db.prepare('VACUUM INTO ?').run(`${kept}.new`)
    putInPlace(`${kept}.new`, kept)
  })
  // What a statement takes itself back by needs no file: with one, a row with triggers costs twice as much. Only now, since
  // a migration may sort a million rows.
  db.pragma('temp_store = MEMORY')
  return db
}

function repaired(path: string, damage: string, now: number): Opened {
  const stamp = new Date(now).toISOString().replaceAll(':', '-')
  const aside = freeName(`${path}.damaged-${stamp}`)
  const movedTo = moveDatabase(path, aside) ? aside : null
  const restoredFrom = restore(path, now) ? backupPath(path) : null
  const opened = openSound(path, now)
  if ('damage' in opened) throw new FailureError(failure('store-failed', { detail: opened.damage }))
  const db = prepare(opened)
  try {
    if (restoredFrom !== null) lookAgain(db, now, 'the queue file was damaged; this comes from its backup')
  } catch (error) {
    db.close()
    throw error
  }
  return { db, repair: { damage, movedTo, restoredFrom } }
}

function freeName(wanted: string): string {
  let name = wanted
  for (let n = 2; existsSync(name); n += 1) name = `${wanted}-${n}`
  return name
}

/** Whole or not at all: half a copy would be taken for an empty queue at the next start. */
function restore(path: string, now: number): boolean {
  const backup = backupPath(path)
  if (!existsSync(backup)) return false
  const draft = `${path}.restoring`
  copyTo(backup, draft)
  suspect(draft)
  const copy = openSound(draft, now)
  if ('damage' in copy) {
    removeDatabase(draft)
    rmSync(suspectMark(draft), { force: true })
    // It may still help somebody; but the next backup needs its name.
    moveDatabase(backup, freeName(`${backup}.damaged`))
    return false
  }
  copy.close()
  putInPlace(draft, path)
  return true
}
