/** The system's error codes, translated once. */

import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'

/** `ENOENT` and its kin; empty where the error isn't the system's. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Whether the error says that nothing is there. A parent that became a file says so too. */
export function isMissing(error: unknown): boolean {
  const code = errnoOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** What an error on the file `name`, at byte `offset`, means. The path itself stays out: `name` is what people know. */
export function sourceFailure(error: unknown, name: string, offset = 0): Failure {
  const code = errnoOf(error)
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return failure('source-gone', { name })
    case 'EACCES':
    case 'EPERM':
      return failure('source-denied', { name })
    case 'EBUSY':
    case 'ETXTBSY':
    case 'EAGAIN':
      return failure('source-busy', { name })
    case 'EMFILE':
    case 'ENFILE':
      return failure('too-many-open-files', {})
    case 'ENXIO':
    case 'ENODEV':
      return failure('source-not-regular', { name, kind: 'device or socket' })
    case 'EISDIR':
      return failure('source-not-regular', { name, kind: 'folder' })
    case '':
      // Not the system's, so not the file's fault. Its words stay out: they may say anything.
      return failure('bug', { detail: error instanceof Error ? error.name : 'unknown' })
    default:
      return failure('source-read-error', { name, offset: String(offset), detail: code })
  }
}
