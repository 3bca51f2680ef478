/** Which folder is under a path now. */

import { lstat } from 'node:fs/promises'

/** Null where there is no folder. An inode alone would do no good: it is given to the next one as soon as it is free. */
export async function folderIdentity(folder: string): Promise<string | null> {
  try {
    const stats = await lstat(folder, { bigint: true })
    return stats.isDirectory() ? `${stats.dev}:${stats.ino}:${stats.birthtimeNs}` : null
  } catch {
    return null
  }
}
