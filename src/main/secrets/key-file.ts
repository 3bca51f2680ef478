/**
 * The file `key` of a data folder: text that is there whole or not at all, readable for its user alone. What the text
 * means is protections.ts's.
 */

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { FailureError, failure } from '../../shared/failure.ts'
import { locked } from './locked.ts'

/** Far more than any protection writes. */
const maxBytes = 64 * 1024

/**
 * @returns null where there is none
 * @throws FailureError `secrets-locked` where it is no file, not ours, or readable for others
 */
export function readKeyFile(path: string): string | null {
  return told(path, () => {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined) return null
    if (!found.isFile() || found.size > maxBytes) throw locked(`${path} is not a key file`, 'key')
    if (process.platform !== 'win32') {
      if (found.uid !== process.geteuid?.()) throw locked(`${path} belongs to somebody else`, 'key')
      if ((found.mode & 0o077) !== 0) throw locked(`${path} can be read by others; chmod 600 it`, 'key')
    }
    return readFileSync(path, 'utf8')
  })
}

/** Only where there is none: the first of two wins, and both go on with what is there. */
export function createKeyFile(path: string, text: string): void {
  told(path, () => {
    const draft = `${path}.${randomBytes(6).toString('hex')}`
    writeDurably(draft, text)
    try {
      linkSync(draft, path)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // No hard links here (FAT, some network drives): the lock of the data folder keeps a second one away.
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') renameSync(draft, path)
      else if (code !== 'EEXIST') throw error
    } finally {
      rmSync(draft, { force: true })
    }
    syncFolder(dirname(path))
  })
}

/** In one step: whenever it is interrupted, the old text is there or the new one. The owner alone may. */
export function replaceKeyFile(path: string, text: string): void {
  told(path, () => {
    const draft = `${path}.${randomBytes(6).toString('hex')}`
    writeDurably(draft, text)
    renameSync(draft, path)
    syncFolder(dirname(path))
  })
}

/**
 * What somebody who was killed left behind: it may hold the key in the open. For the owner, since nobody else is at work
 * here then.
 */
export function sweepKeyDrafts(path: string): void {
  const start = `${basename(path)}.`
  const drafts = readdirSync(dirname(path)).filter(
    (name) => name.startsWith(start) && /^[0-9a-f]{12}$/.test(name.slice(start.length)),
  )
  for (const name of drafts) rmSync(join(dirname(path), name), { force: true })
}

function told<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof FailureError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new FailureError(failure('disk-full-here'), { cause: error })
    throw locked(`${path}: ${code ?? String(error)}`, 'key', error)
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
