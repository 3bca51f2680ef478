/** What the store does with files as files: whole and durable, or not at all. */

import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

/** What SQLite keeps beside a database. */
const tails = ['-wal', '-shm', '-journal']

function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function syncFolderOf(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Gives a finished draft its name; after a power cut there is the old file or the new one. */
export function putInPlace(draft: string, path: string): void {
  syncFile(draft)
  renameSync(draft, path)
  syncFolderOf(path)
}

export function copyTo(from: string, draft: string): void {
  removeDatabase(draft)
  copyFileSync(from, draft)
}

export function removeDatabase(path: string): void {
  for (const tail of ['', ...tails]) rmSync(`${path}${tail}`, { force: true })
}

/**
 * Moved, never deleted: what is in it may still be wanted.
 *
 * @returns whether there was anything to move
 */
export function moveDatabase(from: string, to: string): boolean {
  const there = ['', ...tails].filter((tail) => existsSync(`${from}${tail}`))
  for (const tail of there) renameSync(`${from}${tail}`, `${to}${tail}`)
  if (there.length > 0) syncFolderOf(to)
  return there.length > 0
}

/** Made for its user alone. What SQLite puts beside it later gets the same mode. */
export function createPrivately(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
}

/** The first bytes of a file; fewer where it is shorter. */
export function headOf(path: string, length: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(length)
    return head.subarray(0, readSync(file, head, 0, length, 0))
  } finally {
    closeSync(file)
  }
}
