/** Where Longshore keeps its things when nobody says otherwise: the platform's place for an application's data. */

import { mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { FailureError, failure } from '../shared/failure.ts'
import { isNetworkFolder } from './network-folder.ts'

export function defaultDataDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Longshore')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Longshore')
  const data = env['XDG_DATA_HOME'] ?? ''
  // The specification: a relative path there counts for nothing.
  return join(isAbsolute(data) ? data : join(home, '.local', 'share'), 'longshore')
}

/** What is in the data folder. */
export interface DataPaths {
  readonly dir: string
  readonly database: string
  readonly key: string
  readonly lock: string
  readonly log: string
  readonly practice: string
  /** Which transfers ended the engine. */
  readonly crashes: string
}

function dataPaths(dir: string): DataPaths {
  return {
    dir,
    database: join(dir, 'longshore.db'),
    key: join(dir, 'key'),
    lock: join(dir, 'lock.db'),
    log: join(dir, 'log', 'longshore.log'),
    practice: join(dir, 'practice'),
    crashes: join(dir, 'crashes'),
  }
}

/**
 * Makes the data folder, for its user alone, and everything made from now on too.
 *
 * @throws FailureError `store-failed` where it can't be made, belongs to somebody else, can be written by others, or lies
 *   on a file system that is shared over the network
 */
export function prepareDataFolder(dir: string): DataPaths {
  const refuse = (detail: string) => new FailureError(failure('store-failed', { detail }))
  const paths = dataPaths(dir)
  process.umask(0o077)
  const make = (folder: string): void => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
    } catch (error) {
      throw refuse(`${folder} cannot be made: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
    }
  }
  make(dir)
  // Before anything is put into it: it may be a folder that was never meant.
  const detail = whyNotOurs(dir)
  if (detail !== null) throw refuse(detail)
  make(dirname(paths.log))
  return paths
}

function whyNotOurs(dir: string): string | null {
  if (isNetworkFolder(dir)) return `${dir} is on a network drive; choose a local folder with --data-dir`
  if (process.platform === 'win32') return null
  const found = statSync(dir)
  if (found.uid !== process.geteuid?.()) return `${dir} belongs to somebody else`
  return (found.mode & 0o022) === 0 ? null : `${dir} can be written by others; chmod 700 it`
}
