/** SQLite's errors in the words of the catalogue. */

import { type Failure, FailureError, failure } from '../../shared/failure.ts'

/** What people can do something about; the code stays beside it for those who want to look it up. */
const words: readonly (readonly [prefix: string, detail: string])[] = [
  ['SQLITE_READONLY', 'it cannot be written'],
  ['SQLITE_CANTOPEN', 'it cannot be opened'],
  ['SQLITE_BUSY', 'another program is using it'],
  ['SQLITE_CORRUPT', 'it is damaged'],
  ['SQLITE_NOTADB', 'it is damaged'],
  ['SQLITE_IOERR', 'the disk reported an error'],
  ['EACCES', 'it cannot be opened'],
  ['EPERM', 'it cannot be opened'],
  ['EROFS', 'its disk is read-only'],
]

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Errors of SQLite and of the file system as failures; everything else as it is. */
export function storeError(error: unknown): unknown {
  const code = codeOf(error)
  if (error instanceof FailureError || code === '') return error
  return new FailureError(failureOf(code, error), { cause: error })
}

/** The last one: no room for the index of the log, which SQLite makes before it writes anything. */
const fullCodes: ReadonlySet<string> = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', 'SQLITE_IOERR_SHMSIZE'])

function failureOf(code: string, error: unknown): Failure {
  if (fullCodes.has(code)) return failure('disk-full-here')
  // Names of constraints and columns, never values.
  if (code.startsWith('SQLITE_CONSTRAINT')) return failure('bug', { detail: (error as Error).message })
  const word = words.find(([prefix]) => code.startsWith(prefix))?.[1]
  return failure('store-failed', { detail: word === undefined ? code : `${word}, ${code}` })
}

/** The file itself makes no sense, as opposed to: it can't be reached just now. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error)
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}

/** After such an error nothing that the open database says can be relied on: it may not be what is on the disk. */
export function isSuspect(error: unknown): boolean {
  const cause = error instanceof FailureError ? error.cause : error
  const code = codeOf(cause)
  return isDamage(cause) || (code.startsWith('SQLITE_IOERR') && !fullCodes.has(code))
}
