/**
 * Which files programs of this person have open to write, where the system tells without being root: Linux, whose
 * `/proc/PID/fd` has a link for each, with the rights of its opening (proc_pid_fd(5)). Others tell nobody.
 */

import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const atOnce = 64
const ownerWrites = 0o200

/** `device:inode` of each, as fingerprints have them. Null: this system doesn't tell. */
export async function openForWriting(): Promise<ReadonlySet<string> | null> {
  if (process.platform !== 'linux') return null
  const found = new Set<string>()
  const pids = (await listed('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  for (const pid of pids) {
    const folder = join('/proc', pid, 'fd')
    const all = await listed(folder)
    for (let at = 0; at < all.length; at += atOnce) {
      const some = all.slice(at, at + atOnce)
      const keys = await Promise.all(some.map((fd) => writtenBy(join(folder, fd))))
      for (const key of keys) if (key !== null) found.add(key)
    }
  }
  return found
}

/** Somebody else's process, or one that just ended, is none. */
async function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

async function writtenBy(fd: string): Promise<string | null> {
  try {
    const { mode } = await lstat(fd)
    if ((mode & ownerWrites) === 0) return null
    const file = await stat(fd, { bigint: true })
    return file.isFile() ? `${file.dev}:${file.ino}` : null
  } catch {
    return null
  }
}
