/**
 * Holds the open store for those who call it by name: commits together what came together, and stops trusting a
 * database when the disk under it reports errors.
 */

import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { FailureError, failure } from '../../shared/failure.ts'
import { backUp, needsBackup } from './backup.ts'
import { type Repair, openDatabase, reopenDatabase, suspect } from './database.ts'
import { hasLogFile, isOlderCopy, noteClosed, renewMark } from './lineage.ts'
import { lookAgain } from './look-again.ts'
import { type SqliteStore, createSqliteStore } from './sqlite-store.ts'
import { isSuspect, storeError } from './store-error.ts'

export interface StoreCall {
  readonly method: string
  readonly args: readonly unknown[]
}

export type StoreOutcome = { readonly value: unknown } | { readonly error: unknown }

/** Four times what the log is cut back to: somebody reads the file and doesn't stop. */
const usualAlarmBytes = 256 * 1024 * 1024

interface Open {
  readonly db: Database
  readonly store: SqliteStore
}

export class StoreHost {
  readonly repair: Repair | null
  /** Somebody put an older copy in the place of the one that was here. */
  readonly isOlderCopy: boolean
  readonly #path: string
  readonly #now: () => number
  readonly #newId: () => string
  #open: Open | null
  #isClosed = false

  /** @throws FailureError `store-failed`, `disk-full-here` */
  constructor(path: string, now: () => number, newId: () => string) {
    this.#path = path
    this.#now = now
    this.#newId = newId
    const hadLog = hasLogFile(path)
    const { db, repair } = openDatabase(path, now())
    this.repair = repair
    try {
      this.isOlderCopy = repair === null && isOlderCopy(db, hadLog)
      if (this.isOlderCopy) lookAgain(db, now(), 'the queue file is an older one than was here before')
      renewMark(db, newId())
      this.#open = this.#opened(db)
    } catch (error) {
      // The mark is as it was: the next start sees again that it is an older one.
      db.close()
      throw storeError(error)
    }
  }

  /** @throws FailureError `store-failed` while the database can't be trusted */
  get store(): SqliteStore {
    return this.#sound().store
  }

  /**
   * What several callers asked for at the same time shares one commit, so that it costs one wait for the disk. Each
   * call is still a transaction of its own: one that fails takes nothing with it.
   */
  callAll(calls: readonly StoreCall[]): readonly StoreOutcome[] {
    if (calls.length > 1) {
      try {
        const { db } = this.#sound()
        return db.transaction(() => calls.map((call) => this.#callWithin(call, db))).immediate()
      } catch (error) {
        // Everything was rolled back: one by one shows whose fault it was.
        if (isSuspect(error)) this.#distrust()
      }
    }
    return calls.map((call) => this.#call(call))
  }

  /**
   * A copy for the case of damage, once an hour or, where that takes long, a day; and no more steps than anybody asks for.
   *
   * @returns what somebody should know, in words; null: nothing
   */
  async maintain(alarmBytes = usualAlarmBytes): Promise<string | null> {
    const { db, store } = this.#sound()
    if (this.#path === ':memory:') return null
    const now = this.#now()
    try {
      if (needsBackup(this.#path, now)) await backUp(db)
    } finally {
      // Only afterwards: with today's mark in it, our own copy would be taken for what was here last.
      if (db.open) renewMark(db, this.#newId())
    }
    const rounds = store.pruneSteps(now)
    while (db.open && rounds.next().done !== true) await new Promise((resolve) => setImmediate(resolve))
    return db.open ? foldLog(db, alarmBytes) : null
  }

  close(): void {
    this.#isClosed = true
    if (this.#open !== null) {
      // Whoever copied the file while we ran has the mark of before.
      renewMark(this.#open.db, this.#newId())
      this.#open.db.close()
      if (!hasLogFile(this.#path)) noteClosed(this.#path)
    }
    this.#open = null
  }

  #opened(db: Database): Open {
    return { db, store: createSqliteStore(db, this.#newId) }
  }

  #sound(): Open {
    // A scan or a copy that comes late must not open it again: somebody else may own it by then.
    if (this.#isClosed) throw new FailureError(failure('store-failed', { detail: 'it was closed' }))
    this.#open ??= this.#opened(reopenDatabase(this.#path, this.#now()))
    return this.#open
  }

  #call(call: StoreCall): StoreOutcome {
    try {
      return { value: run(this.#sound().store, call) }
    } catch (error) {
      if (isSuspect(error)) this.#distrust()
      return { error }
    }
  }

  #callWithin(call: StoreCall, db: Database): StoreOutcome {
    try {
      return { value: run(this.#sound().store, call) }
    } catch (error) {
      // The disk was full, or worse: SQLite gave up the whole transaction, not only this call.
      if (!db.inTransaction || isSuspect(error)) throw error
      return { error }
    }
  }

  /** What was written may not be on the disk, whatever later calls say: closed, and read through before it is used again. */
  #distrust(): void {
    try {
      suspect(this.#path)
    } catch {
      // A disk in such a state may refuse that too.
    }
    try {
      this.#open?.db.close()
    } catch {
      // It is given up in any case.
    }
    this.#open = null
  }
}

/** Without waiting: who reads goes first, and the next hour comes. */
function foldLog(db: Database, alarmBytes: number): string | null {
  db.pragma('wal_checkpoint(PASSIVE)')
  const bytes = statSync(`${db.name}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (bytes < alarmBytes) return null
  return `The log of the queue file has ${bytes} bytes: another program reads the file and keeps it from being folded back.`
}

function run(store: SqliteStore, { method, args }: StoreCall): unknown {
  if (!Object.hasOwn(store, method)) {
    throw new FailureError(failure('bug', { detail: `the store has no method ${method}` }))
  }
  const act = store[method as keyof SqliteStore] as (...given: readonly unknown[]) => unknown
  return act(...args)
}
