/**
 * One owner per data folder: an exclusive transaction on a small database of its own. The operating system lets it go
 * when the process dies, however it dies, so that no stale file can keep anybody out.
 *
 * On POSIX the lock belongs to the process and not to the descriptor: nothing else in the owner may ever open the lock
 * file, since closing it would let the lock go.
 */

import { accessSync, constants, existsSync, statSync, truncateSync } from 'node:fs'
import Database from 'better-sqlite3'
import { FailureError, failure } from '../../shared/failure.ts'
import { createPrivately } from './files.ts'
import { codeOf, isDamage, storeError } from './store-error.ts'

export interface OwnerLock {
  release(): void
}

/**
 * Tries once, without waiting.
 *
 * @param path of the lock file, in the data folder
 * @returns null where another process (or another lock in this one) holds it
 * @throws FailureError where the file can't be opened at all
 */
export function acquireOwnerLock(path: string): OwnerLock | null {
  try {
    return tryLock(path)
  } catch (error) {
    if (!isDamage(error)) throw storeError(error)
  }
  // Rubbish in a file that never holds anything. Emptied in place: whoever locks it meanwhile locks the same file.
  try {
    truncateSync(path)
    return tryLock(path)
  } catch (error) {
    throw storeError(error)
  }
}

function tryLock(path: string): OwnerLock | null {
  if (!existsSync(path)) createPrivately(path)
  if (!statSync(path).isFile()) {
    throw new FailureError(failure('store-failed', { detail: `${path} is not a regular file` }))
  }
  // What SQLite may not write it opens for reading, and an exclusive transaction on that excludes nobody.
  accessSync(path, constants.R_OK | constants.W_OK)
  const db = new Database(path, { timeout: 0 })
  try {
    db.pragma('journal_mode = DELETE')
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE')
    return { release: () => void db.close() }
  } catch (error) {
    db.close()
    if (codeOf(error).startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
