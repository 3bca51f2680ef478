/** Which paths whoever asks the engine may name: those that mean the same wherever it runs. Pure. */

import { type Result, fail, failure, ok } from '../../shared/failure.ts'

/** Of POSIX, of a drive, of a share. */
const absolute = /^(?:\/|[a-z]:[\\/]|\\\\)/i

/**
 * Where we run is nobody's folder: a relative path would lead elsewhere than whoever wrote it meant.
 * Failures: `path-missing`, of the first that is relative.
 */
export function absolutePaths(paths: readonly string[]): Result<readonly string[]> {
  const relative = paths.find((path) => !absolute.test(path))
  return relative === undefined ? ok(paths) : fail(failure('path-missing', { path: relative }))
}
