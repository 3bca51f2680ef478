/**
 * One file from one folder into another of the same disk, so that whatever happens at whatever moment nothing is written
 * over and nothing is lost. The system has no call for that, so it is made of those that it has:
 *
 * 1. rename to a name beside the target that is nobody's: whatever was at the path is there then, as one
 * 2. look whether that is the very file that was meant; else it goes back
 * 3. link the target, which fails where the name is taken, and unlink the name of between
 *
 * A rename straight to the target would replace what came there a moment before; a link first and an unlink of the
 * source would delete what came to the source's path a moment before.
 */

import { link, lstat, open, rename, unlink } from 'node:fs/promises'
import type { BigIntStats } from 'node:fs'
import { errnoOf, isMissing } from './file-errors.ts'

/** The calls that are made, so that a test can end the program at each. */
export interface FileCalls {
  readonly lstat: (path: string) => Promise<BigIntStats>
  readonly rename: (from: string, to: string) => Promise<void>
  readonly link: (from: string, to: string) => Promise<void>
  readonly unlink: (path: string) => Promise<void>
  /** Makes an empty file; fails where something is there. */
  readonly hold: (path: string) => Promise<void>
}

export const fileCalls: FileCalls = {
  lstat: (path) => lstat(path, { bigint: true }),
  rename,
  link,
  unlink,
  hold: async (path) => (await open(path, 'wx')).close(),
}

/** Which file: what a rename leaves as it is. */
export interface Identity {
  readonly size: number
  readonly mtimeNs: string
  readonly inode: string
}

/** Null: nothing is there. */
export async function statOrNull(calls: FileCalls, path: string): Promise<BigIntStats | null> {
  try {
    return await calls.lstat(path)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export function isFile(stats: BigIntStats | null, { size, mtimeNs, inode }: Identity): boolean {
  if (stats === null || !stats.isFile()) return false
  return stats.ino.toString() === inode && stats.size === BigInt(size) && stats.mtimeNs.toString() === mtimeNs
}

/** Whether both names lead to one file. */
function isOne(a: BigIntStats, b: BigIntStats): boolean {
  return a.dev === b.dev && a.ino === b.ino
}

/** File systems without hard links (FAT and many network drives) say one of these. */
const noLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * The name of between becomes `to`, where nothing has that name. Called again after it was cut off it ends what it began.
 *
 * @returns `taken`: something else has the name; nothing was changed
 */
export async function settleAs(calls: FileCalls, between: string, to: string): Promise<'there' | 'taken'> {
  const file = await calls.lstat(between)
  try {
    await calls.link(between, to)
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'EEXIST') {
      const there = await calls.lstat(to)
      if (!isOne(file, there)) return 'taken'
    } else if (noLinks.has(code)) {
      return heldAs(calls, between, to)
    } else {
      throw error
    }
  }
  await calls.unlink(between)
  return 'there'
}

/**
 * Where there are no links: an empty file of ours holds the name, and the rename replaces that. Cut off in between, an
 * empty file is there; there is nothing in it that could be lost.
 */
async function heldAs(calls: FileCalls, between: string, to: string): Promise<'there' | 'taken'> {
  try {
    await calls.hold(to)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
    const there = await calls.lstat(to)
    if (!there.isFile() || there.size > 0n) return 'taken'
  }
  await calls.rename(between, to)
  return 'there'
}
