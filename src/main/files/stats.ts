/** What the file system says of a file, in our words. */

import type { BigIntStats } from 'node:fs'
import type { Fingerprint } from '../engine/ports/source.ts'

/** Beyond this a size can't be told exactly: offsets are numbers everywhere else. */
export const maxFileBytes = BigInt(Number.MAX_SAFE_INTEGER)

/** Of a file of at most `maxFileBytes`. */
export function fingerprintOf(stats: BigIntStats): Fingerprint {
  return {
    size: Number(stats.size),
    mtimeNs: stats.mtimeNs.toString(),
    ctimeNs: stats.ctimeNs.toString(),
    inode: stats.ino.toString(),
    device: stats.dev.toString(),
  }
}

interface Kinds {
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
  isFIFO(): boolean
  isSocket(): boolean
  isBlockDevice(): boolean
  isCharacterDevice(): boolean
}

/** What it is, as a person would say it; null for a regular file. Takes stats and directory entries alike. */
export function oddKindOf(entry: Kinds): string | null {
  if (entry.isFile()) return null
  if (entry.isDirectory()) return 'folder'
  if (entry.isSymbolicLink()) return 'link'
  if (entry.isFIFO()) return 'pipe'
  if (entry.isSocket()) return 'socket'
  if (entry.isBlockDevice() || entry.isCharacterDevice()) return 'device'
  return 'unknown'
}
