/**
 * What `longshore upload PATH…` sends: files as they are, and folders with their tree.
 *
 * Like `cp -r`: a folder arrives with its own name (`upload Photos --to onedrive:/X` makes `onedrive:/X/Photos/…`),
 * and everything in it is sent, hidden files too: who names a folder means all of it, and may delete it afterwards.
 * Only what systems litter folders with is left out. An argument may be a link, and what it leads to is sent under the
 * link's name; links inside a folder are not followed.
 */

import { lstat, readdir, realpath } from 'node:fs/promises'
import type { BigIntStats, Dirent } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, failure, ok } from '../../shared/failure.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import type { Oddity } from '../engine/ports/scanner.ts'
import type { Fingerprint } from '../engine/ports/source.ts'
import { isInsideOrSame } from './containment.ts'
import { errnoOf, isMissing, sourceFailure } from './file-errors.ts'
import { fingerprintOf, maxFileBytes, oddKindOf } from './stats.ts'

export interface UploadEntry {
  /** The folder that was named, or the one that the named file is in. */
  readonly root: string
  readonly path: string
  /** Below the destination, outermost first; begins with the named folder's own name. */
  readonly folders: readonly string[]
  readonly name: string
  readonly fingerprint: Fingerprint
}

export interface UploadBatch {
  readonly entries: readonly UploadEntry[]
  /** What is in the folders and is not sent, with the reason. */
  readonly oddities: readonly Oddity[]
}

export interface UploadWalk {
  /** Batches of at most 500; folders are read as they are asked for. */
  batches(): AsyncGenerator<UploadBatch>
}

const litter: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

const batchSize = 500
const looksAtOnce = 20

interface Argument {
  readonly root: string
  readonly path: string
  /** Under which it arrives. */
  readonly name: string
  readonly stats: BigIntStats
}

/** Looks at every path before anything is walked. Failures: `path-missing` and those of `Sources`. */
export async function walkForUpload(paths: readonly string[]): Promise<Result<UploadWalk>> {
  const named: Argument[] = []
  for (const given of paths) {
    const found = await lookAt(resolve(given))
    if (!found.ok) return found
    named.push(found.value)
  }
  return ok({ batches: () => walkAll(named) })
}

async function lookAt(path: string): Promise<Result<Argument>> {
  try {
    const seen = await lstat(path, { bigint: true })
    const target = seen.isSymbolicLink() ? await realpath(path) : path
    const stats = seen.isSymbolicLink() ? await lstat(target, { bigint: true }) : seen
    const name = basename(path)
    const refused = stats.isDirectory() ? null : refusal(stats, name)
    if (refused !== null) return fail(refused)
    return ok({ root: stats.isDirectory() ? target : dirname(target), path: target, name, stats })
  } catch (error) {
    return fail(isNowhere(error) ? failure('path-missing', { path }) : sourceFailure(error, basename(path)))
  }
}

/** A path that no file can have (a name of 300 bytes, a NUL) leads to nothing, either. */
function isNowhere(error: unknown): boolean {
  return isMissing(error) || ['ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(errnoOf(error))
}

function refusal(stats: BigIntStats, name: string): Failure | null {
  const kind = oddKindOf(stats)
  if (kind !== null) return failure('source-not-regular', { name, kind })
  if (stats.size <= maxFileBytes) return null
  return failure('too-large', {
    name,
    size: String(stats.size),
    destination: 'this program',
    limit: String(maxFileBytes),
  })
}

/** Collects until a batch is full. */
class Collector {
  #entries: UploadEntry[] = []
  #oddities: Oddity[] = []

  get size(): number {
    return this.#entries.length + this.#oddities.length
  }

  add(entry: UploadEntry): void {
    this.#entries.push(entry)
  }

  odd(path: string, code: Oddity['code'], facts: Readonly<Record<string, string>> = {}): void {
    this.#oddities.push({ path, code, facts: { name: basename(path), ...facts } })
  }

  take(): UploadBatch {
    const batch = { entries: this.#entries, oddities: this.#oddities }
    this.#entries = []
    this.#oddities = []
    return batch
  }
}

async function* walkAll(named: readonly Argument[]): AsyncGenerator<UploadBatch> {
  const found = new Collector()
  for (const { root, path, name, stats } of named) {
    if (stats.isDirectory()) yield* walkFolder(root, name, found)
    else found.add({ root, path, folders: [], name, fingerprint: fingerprintOf(stats) })
    if (found.size > batchSize - looksAtOnce) yield found.take()
  }
  if (found.size > 0) yield found.take()
}

async function* walkFolder(root: string, name: string, found: Collector): AsyncGenerator<UploadBatch> {
  // A whole disk has no name of its own.
  const pending = [{ folder: root, folders: name === '' ? [] : [name] }]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { folder, folders } = at
    const files: Dirent[] = []
    for (const entry of await list(folder, found)) {
      if (entry.isDirectory()) pending.push({ folder: join(folder, entry.name), folders: [...folders, entry.name] })
      else if (!litter.has(entry.name)) files.push(entry)
    }
    while (files.length > 0) {
      const some = files.splice(0, looksAtOnce)
      await Promise.all(some.map((entry) => visit(root, join(folder, entry.name), folders, entry, found)))
      if (found.size > batchSize - looksAtOnce) yield found.take()
    }
  }
}

async function list(folder: string, found: Collector): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (!isMissing(error)) found.odd(folder, 'source-denied')
    return []
  }
}

async function visit(
  root: string,
  path: string,
  folders: readonly string[],
  entry: Dirent,
  found: Collector,
): Promise<void> {
  if (entry.isSymbolicLink()) {
    const target = await realpath(path).catch(() => null)
    const isOutside = target !== null && !isInsideOrSame(await realpath(root), target)
    if (isOutside) found.odd(path, 'source-outside')
    else found.odd(path, 'source-not-regular', { kind: 'link' })
    return
  }
  try {
    const stats = await lstat(path, { bigint: true })
    const kind = oddKindOf(stats)
    if (kind !== null) found.odd(path, 'source-not-regular', { kind })
    else if (stats.size > maxFileBytes) {
      found.odd(path, 'too-large', {
        size: String(stats.size),
        destination: 'this program',
        limit: String(maxFileBytes),
      })
    } else found.add({ root, path, folders, name: entry.name, fingerprint: fingerprintOf(stats) })
  } catch (error) {
    if (!isMissing(error)) found.odd(path, 'source-denied')
    else if (entry.name.includes('\uFFFD')) {
      found.odd(path, 'name-not-allowed', { destination: 'this program', rule: 'its bytes are not UTF-8 text' })
    }
  }
}
