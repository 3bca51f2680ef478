/** Which folders may be watched. A watched folder is sent away as a whole, so some should never become one. */

import { homedir } from 'node:os'
import { lstat, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { PlatformPath } from 'node:path'
import { fail, failure, ok } from '../../shared/failure.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import { isInside, isInsideOrSame, pathStyle } from './containment.ts'
import { rootIdentity } from './root-identity.ts'
import { syncedFolders } from './synced-folders.ts'

export interface WatchedRoot {
  readonly folder: string
  readonly account: string
}

export interface RootFacts {
  readonly platform: string
  readonly home: string
  /** Our own data. */
  readonly dataDir: string
  /** Of programs that keep them like a cloud. */
  readonly synced: readonly string[]
  /** What is watched already. */
  readonly watched: readonly WatchedRoot[]
}

/** Folders that hold keys, below the home folder. */
const keyFolders = [
  ['.ssh'],
  ['.gnupg'],
  ['.aws'],
  ['.azure'],
  ['.kube'],
  ['.password-store'],
  ['.local', 'share', 'keyrings'],
  ['Library', 'Keychains'],
  ['AppData', 'Roaming', 'gnupg'],
] as const

/** Not files at all, but views of the running system. `/dev/shm` is an ordinary place. */
const pseudoFolders = ['/proc', '/sys', '/dev'] as const

/** Why this folder can't be watched, as the end of "PATH cannot be watched: …"; null where it can. All paths are real ones. */
export function rootObjection(root: WatchedRoot, facts: RootFacts): string | null {
  const style = pathStyle(facts.platform)
  const { folder } = root
  return (
    placeObjection(folder, facts, style) ??
    dataObjection(folder, facts.dataDir, style) ??
    syncedObjection(folder, facts.synced, style) ??
    overlapObjection(root, facts.watched, style)
  )
}

function placeObjection(folder: string, facts: RootFacts, style: PlatformPath): string | null {
  if (isInsideOrSame(folder, facts.home, style)) {
    if (style.relative(folder, facts.home) === '') return 'it is your home folder; choose a folder in it'
    return style.parse(folder).root === folder
      ? 'it is the whole disk; choose a folder on it'
      : 'it holds your home folder; choose a folder in it'
  }
  if (folder === '/') return 'it is the whole disk; choose a folder on it'
  if (keyFolders.some((parts) => isInsideOrSame(style.join(facts.home, ...parts), folder, style))) {
    return 'it holds keys, which should not leave this computer'
  }
  if (facts.platform === 'win32' || isInside('/dev/shm', folder, style)) return null
  return pseudoFolders.some((pseudo) => isInsideOrSame(pseudo, folder, style)) ? 'it belongs to the system' : null
}

/** Our own database changes with every upload: a watch over it would never rest. */
function dataObjection(folder: string, dataDir: string, style: PlatformPath): string | null {
  if (isInsideOrSame(dataDir, folder, style)) return "it is in Longshore's own data folder"
  if (isInside(folder, dataDir, style)) return "Longshore's own data folder is in it"
  return null
}

/** What is uploaded comes back there, and would be uploaded again. */
function syncedObjection(folder: string, synced: readonly string[], style: PlatformPath): string | null {
  for (const other of synced) {
    if (isInsideOrSame(other, folder, style))
      return 'another program keeps it like a cloud; choose a folder outside of it'
    if (isInside(folder, other, style)) return `${other}, which another program keeps like a cloud, is in it`
  }
  return null
}

/** One file has one owner in one account; in two accounts, it is two files. */
function overlapObjection(root: WatchedRoot, watched: readonly WatchedRoot[], style: PlatformPath): string | null {
  for (const other of watched) {
    if (other.account !== root.account) continue
    if (isInsideOrSame(other.folder, root.folder, style)) return `${other.folder} is watched already`
    if (isInside(root.folder, other.folder, style)) return `${other.folder}, which is in it, is watched already`
  }
  return null
}

/**
 * What a new watch stores of its folder: the absolute path as it was given, and which folder that is. The objections
 * are raised against the real path. Failures: `path-missing`, `watch-refused`, `source-denied`.
 */
export async function prepareRoot(
  given: string,
  account: string,
  facts: Omit<RootFacts, 'platform' | 'home' | 'synced'> & Partial<RootFacts>,
): Promise<Result<{ folder: string; rootIdentity: string }>> {
  const folder = resolve(given)
  const identity = await rootIdentity(folder)
  if (!identity.ok) return fail(await withoutFolder(folder, identity.failure))
  const watched = await Promise.all(
    facts.watched.map(async (other) => ({ folder: await realOr(other.folder), account: other.account })),
  )
  const platform = facts.platform ?? process.platform
  const home = facts.home ?? homedir()
  const synced = facts.synced ?? syncedFolders({ platform, home, env: process.env })
  const objection = rootObjection(
    { folder: await realOr(folder), account },
    {
      platform,
      home: await realOr(home),
      synced: await Promise.all(synced.map(realOr)),
      dataDir: await realOr(facts.dataDir),
      watched,
    },
  )
  if (objection !== null) return fail(failure('watch-refused', { path: folder, detail: objection }))
  return ok({ folder, rootIdentity: identity.value })
}

async function withoutFolder(folder: string, found: Failure): Promise<Failure> {
  if (found.code !== 'root-offline') return found
  try {
    await lstat(folder)
    return failure('watch-refused', { path: folder, detail: 'it is not a folder' })
  } catch {
    return failure('path-missing', { path: folder })
  }
}

async function realOr(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    return resolve(path)
  }
}
