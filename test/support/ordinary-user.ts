/**
 * Root may read and write everything, so a test as root never sees EACCES. This runs a command without root's
 * privileges: the same user, who owns the checkout and the temporary folders, but bound by permissions like anybody.
 */

import { spawn, spawnSync } from 'node:child_process'

export interface Ended {
  /** The exit code; null after a signal. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Options {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
}

const isRoot = process.getuid?.() === 0
const unprivileged = ['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all', '--']

function asOrdinaryUser(command: string, args: readonly string[]): [command: string, args: string[]] {
  return isRoot ? ['setpriv', [...unprivileged, command, ...args]] : [command, [...args]]
}

/** Why that can't be had on this machine, as the reason of a skip; null where it can. */
export function whyNoOrdinaryUser(): string | null {
  if (process.platform === 'win32') return 'needs POSIX permissions'
  if (!isRoot) return null
  const tried = spawnSync('setpriv', [...unprivileged, 'true'])
  return tried.status === 0 ? null : "is root, and setpriv can't take root's privileges away here"
}

export function runAsOrdinaryUser(command: string, args: readonly string[], options: Options = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(...asOrdinaryUser(command, args), { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => stdout.push(part))
    child.stderr.on('data', (part: Buffer) => stderr.push(part))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    )
  })
}
