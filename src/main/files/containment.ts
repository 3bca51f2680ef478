/** Where files may be: one function decides it, and every check of a path goes through it. */

import { posix, win32 } from 'node:path'
import type { PlatformPath } from 'node:path'

/** How paths of a platform compare. Windows forgets case; elsewhere two spellings are two files. */
export function pathStyle(platform: string): PlatformPath {
  return platform === 'win32' ? win32 : posix
}

/**
 * Whether `path` lies below `root`; the root itself doesn't. Both must be absolute and already resolved: links,
 * 8.3 names and the many spellings of one name (NFC, NFD) are the file system's to settle, with `realpath`.
 *
 * The comparison ends at separators, so that `/data-old` is not inside `/data`.
 */
export function isInside(root: string, path: string, style: PlatformPath = pathStyle(process.platform)): boolean {
  if (!style.isAbsolute(root) || !style.isAbsolute(path) || root.includes('\0') || path.includes('\0')) return false
  const relative = style.relative(root, path)
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${style.sep}`) && !style.isAbsolute(relative)
}

/** `isInside`, or the root itself. */
export function isInsideOrSame(root: string, path: string, style?: PlatformPath): boolean {
  const used = style ?? pathStyle(process.platform)
  if (!used.isAbsolute(root) || !used.isAbsolute(path)) return false
  return used.relative(root, path) === '' || isInside(root, path, used)
}
