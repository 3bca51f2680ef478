/**
 * Which files programs of this person have open to write, where the system tells without being root: Linux, whose
 * `/proc/PID/fdinfo/FD` has the flags, the mount and the inode of each (proc_pid_fdinfo(5); the inode since Linux 5.14). None of
 * them is looked at itself: one on a network drive that is gone would keep whoever asks waiting for ever. Others tell nobody.
 */

import { closeSync, openSync, readSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Read in one turn, about half a millisecond: the kernel answers from its own memory, and asks no disk. */
const atOnce = 64
/** The fields that we read come first; what an epoll descriptor has behind them may be long. */
const headBytes = 1_024
/** Of open(2), in the flags of a descriptor: reading alone is 0. */
const accessMode = 0o3

/** `device:inode` of each, as fingerprints have them. Null: this system doesn't tell. */
export async function openForWriting(): Promise<ReadonlySet<string> | null> {
  if (process.platform !== 'linux') return null
  const devices = devicesIn(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''))
  const found = new Set<string>()
  // Thousands of descriptors: read one by one by promises, each would take a buffer of 64 KiB and five trips to another thread.
  const into = Buffer.alloc(headBytes)
  const pids = (await listed('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  for (const pid of pids) {
    const folder = join('/proc', pid, 'fdinfo')
    const all = await listed(folder)
    for (let at = 0; at < all.length; at += atOnce) {
      for (const fd of all.slice(at, at + atOnce)) {
        const key = writtenIn(headOf(join(folder, fd), into), devices)
        if (key !== null) found.add(key)
      }
      await nextTurn()
    }
  }
  return found
}

/** Somebody else's process, or one that just ended, is none. */
async function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

function headOf(path: string, into: Buffer): string {
  try {
    const fd = openSync(path, 'r')
    try {
      return into.toString('latin1', 0, readSync(fd, into, 0, into.length, 0))
    } finally {
      closeSync(fd)
    }
  } catch {
    // Closed meanwhile, or somebody else's.
    return ''
  }
}

/** Mount → device, as stat(2) gives it. Pure. */
function devicesIn(mounts: string): ReadonlyMap<string, bigint> {
  const found = mounts.matchAll(/^(\d+) \d+ (\d+):(\d+) /gm)
  return new Map(
    [...found].map(([, mount = '', major = '', minor = '']) => [mount, device(BigInt(major), BigInt(minor))]),
  )
}

/** makedev(3). */
function device(major: bigint, minor: bigint): bigint {
  return ((major & 0xfffff000n) << 32n) | ((major & 0xfffn) << 8n) | ((minor & 0xffffff00n) << 12n) | (minor & 0xffn)
}

/** Pure. @returns null: it is only read, or is no file of a mount that we see, such as a socket */
function writtenIn(info: string, devices: ReadonlyMap<string, bigint>): string | null {
  const field = (name: string): string => new RegExp(`^${name}:\\s*(\\d+)$`, 'm').exec(info)?.[1] ?? ''
  const on = devices.get(field('mnt_id'))
  const inode = field('ino')
  if (on === undefined || inode === '' || (Number.parseInt(field('flags'), 8) & accessMode) === 0) return null
  return `${on}:${inode}`
}
