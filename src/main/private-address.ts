/**
 * Where the owner of a data folder listens: a socket that only this user can reach, named by a hash of the folder's
 * real path (a socket's path may have about 100 bytes, a data folder's may be longer). Nothing here is secret; what
 * protects the engine is that the socket's folder belongs to us and nobody else may look into it.
 */

import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { chmod, lstat, mkdir, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { failure, FailureError } from '../shared/failure.ts'

/** `sockaddr_un.sun_path` has 104 bytes on macOS and 108 on Linux, one of them for the end. */
const maxPathBytes = 103

interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly tmp: string
  readonly uid: number
}

function here(): Surroundings {
  return { env: process.env, platform: process.platform, tmp: tmpdir(), uid: process.geteuid?.() ?? 0 }
}

function nameFor(realDataDir: string): string {
  return `longshore-${createHash('sha256').update(realDataDir).digest('hex').slice(0, 24)}`
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= maxPathBytes
}

async function look(path: string): Promise<Stats | null> {
  try {
    return await lstat(path)
  } catch {
    return null
  }
}

function isOurs(found: Stats | null, uid: number): boolean {
  return found !== null && found.isDirectory() && found.uid === uid
}

function isClosedToOthers(found: Stats): boolean {
  return (found.mode & 0o077) === 0
}

/** The runtime folders that may hold the socket. Also the usual one, for a shell that was not told of it (cron). */
function runtimeFolders({ env, platform, uid }: Surroundings): string[] {
  const folders = [env['XDG_RUNTIME_DIR'] ?? '', platform === 'linux' ? `/run/user/${uid}` : '']
  return [...new Set(folders.filter((folder) => isAbsolute(folder)))]
}

/** The folders of our own, made where the system gives us none. */
function ownFolders({ tmp, uid }: Surroundings): string[] {
  return [...new Set([join(tmp, `longshore-${uid}`), `/tmp/longshore-${uid}`])]
}

/** Makes the folder, or takes the one that is there if it is ours. In a temporary folder anybody may have made it. */
async function makeOwnFolder(folder: string, uid: number): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await look(folder)
  if (found === null || !isOurs(found, uid)) {
    throw new FailureError(failure('engine-unreachable', { detail: `${folder} belongs to somebody else` }))
  }
  if (!isClosedToOthers(found)) await chmod(folder, 0o700)
}

/** Where the owner is to listen. The data folder must exist. Throws a FailureError where no private place is found. */
export async function addressToListen(dataDir: string, at: Surroundings = here()): Promise<string> {
  const name = nameFor(await realpath(dataDir))
  if (at.platform === 'win32') return `\\\\.\\pipe\\${name}`
  for (const folder of runtimeFolders(at)) {
    const path = join(folder, `${name}.sock`)
    const found = await look(folder)
    if (found !== null && isOurs(found, at.uid) && isClosedToOthers(found) && fits(path)) return path
  }
  const folder = ownFolders(at).find((own) => fits(join(own, `${name}.sock`)))
  if (folder === undefined) {
    throw new FailureError(failure('engine-unreachable', { detail: 'the temporary folder has too long a path' }))
  }
  await makeOwnFolder(folder, at.uid)
  return join(folder, `${name}.sock`)
}

/**
 * Where an owner may be listening, the likeliest first: it may have been started in other surroundings than ours.
 * Folders that are not ours alone are left out, so whoever is found in one of these is us.
 */
export async function addressesToDial(dataDir: string, at: Surroundings = here()): Promise<string[]> {
  const real = await realpath(dataDir).catch(() => null)
  if (real === null) return []
  const name = nameFor(real)
  if (at.platform === 'win32') return [`\\\\.\\pipe\\${name}`]
  const addresses: string[] = []
  for (const folder of [...runtimeFolders(at), ...ownFolders(at)]) {
    const found = await look(folder)
    const path = join(folder, `${name}.sock`)
    if (found !== null && isOurs(found, at.uid) && isClosedToOthers(found) && fits(path)) addresses.push(path)
  }
  return addresses
}
