/** Groups of processes that get less of this computer, where the system has them and lets us make one. */

import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const root = '/sys/fs/cgroup'

/** By version 1, then by version 2 of control groups. */
const limits = {
  memory: [
    ['memory', 'memory.limit_in_bytes', (bytes: number) => String(bytes)],
    ['', 'memory.max', (bytes: number) => String(bytes)],
  ],
  cpu: [
    ['cpu', 'cpu.cfs_quota_us', (percent: number) => String(percent * 1_000)],
    ['', 'cpu.max', (percent: number) => `${percent * 1_000} 100000`],
  ],
} as const

/**
 * @param amount bytes, or percent of one processor
 * @returns the file that takes the ids of processes; null where there is no such group to be had
 */
export function cgroup(what: keyof typeof limits, amount: number): string | null {
  for (const [hierarchy, file, text] of limits[what]) {
    const folder = join(root, hierarchy, `longshore-test-${what}-${process.pid}`)
    try {
      mkdirSync(folder)
    } catch {
      continue
    }
    onTestFinished(() => {
      try {
        rmdirSync(folder)
      } catch {
        // Somebody of it still ends; an empty group harms nobody.
      }
    })
    try {
      writeFileSync(join(folder, file), text(amount))
      return join(folder, 'cgroup.procs')
    } catch {
      // The other version.
    }
  }
  return null
}

/** Out of its group again. */
export function leaveCgroup(what: keyof typeof limits, pid: number): void {
  for (const [hierarchy] of limits[what]) {
    try {
      writeFileSync(join(root, hierarchy, 'cgroup.procs'), String(pid))
    } catch {
      // The other version.
    }
  }
}
