/** Where an opened file really is: the one question that a swap of folders must not be able to answer wrongly. */

import { lstat, readlink, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { BigIntStats } from 'node:fs'
import { dirname } from 'node:path'
import { isInside, isInsideOrSame } from './containment.ts'

/**
 * - `path`: the real path
 * - `elsewhere`: the path leads to another file by now
 * - `unsteady`: folders on the way change faster than they can be looked at
 */
export type Place = { readonly path: string } | 'elsewhere' | 'unsteady'

const looks = 20

/**
 * Linux tells the path of a descriptor. Elsewhere there is only the path to ask, and somebody may swap a folder for
 * a link and back between any two questions; but a swap changes the time of the folder that it happens in. So the
 * answer counts only if no folder from the root to the file changed while it was found.
 *
 * @param ref `root` is a real path
 */
export async function placeOf(
  handle: FileHandle,
  stats: BigIntStats,
  ref: { readonly root: string; readonly path: string },
  procLinks: boolean,
): Promise<Place> {
  if (procLinks) {
    try {
      return { path: await readlink(`/proc/self/fd/${handle.fd}`) }
    } catch {
      // No /proc here: the longer way.
    }
  }
  for (let left = looks; left > 0; left -= 1) {
    const path = await realpath(ref.path)
    if (!isInside(ref.root, path)) return { path }
    const before = await stamps(ref.root, dirname(path))
    const again = await realpath(ref.path)
    const there = await lstat(path, { bigint: true })
    const after = await stamps(ref.root, dirname(path))
    if (before === null || before !== after || again !== path) continue
    return there.dev === stats.dev && there.ino === stats.ino ? { path } : 'elsewhere'
  }
  return 'unsteady'
}

/** Identity and change time of each folder from `root` down to `folder`; null where one isn't a folder. */
async function stamps(root: string, folder: string): Promise<string | null> {
  const found: string[] = []
  for (let at = folder; isInsideOrSame(root, at); at = dirname(at)) {
    const stats = await lstat(at, { bigint: true })
    if (!stats.isDirectory()) return null
    found.push(`${stats.dev}:${stats.ino}:${stats.ctimeNs}`)
    if (at === dirname(at)) break
  }
  return found.join(' ')
}
