/** A folder as one text, so that "nothing was written into it" can be compared: not even a time may be another one (G6). */

import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Every entry with its kind, rights, owner, links, inode, size, times of content and of everything else, and its bytes. */
export function treeOf(root: string): string[] {
  const entries = [root]
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    entries.push(join(entry.parentPath, entry.name))
  }
  return entries.sort().map((path) => lineOf(root, path))
}

function lineOf(root: string, path: string): string {
  const stats = lstatSync(path, { bigint: true })
  const { mode, uid, gid, nlink, ino, size, mtimeNs, ctimeNs } = stats
  const content = stats.isFile()
    ? createHash('sha256').update(readFileSync(path)).digest('hex')
    : stats.isSymbolicLink()
      ? readlinkSync(path)
      : ''
  const facts = [mode.toString(8), uid, gid, nlink, ino, stats.isDirectory() ? 0 : size, mtimeNs, ctimeNs, content]
  return `${relative(root, path)}: ${facts.join(' ')}`
}
