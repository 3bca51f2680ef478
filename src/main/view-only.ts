/**
 * A data folder that can't be written (its disk is read-only, or its rights were changed) can still be looked at: a copy
 * of its queue file is opened in a private place, and everything that would change something is refused.
 */

import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LongshoreContract } from '../shared/contract.ts'
import { contract } from '../shared/contract.ts'
import { type Failure, FailureError, fail, failure } from '../shared/failure.ts'
import type { Handlers } from '../shared/rpc-contract.ts'

export interface ViewOnly {
  /** Why nothing can be changed. */
  readonly refusal: Failure
  /** Stands for the data folder. */
  readonly dir: string
  /** Takes the copy away. */
  remove(): void
}

/** In the temporary folder. */
const prefix = 'longshore-view-'
/** Nobody copies for as long. */
const longestCopyMs = 24 * 3_600_000
const databaseFiles = ['longshore.db', 'longshore.db-wal'] as const

/**
 * Null where the folder can be written, where there is nothing to look at, or where it isn't ours to look into: whoever
 * opens it then learns more.
 */
export function viewOnly(dir: string): ViewOnly | null {
  const detail = whyReadOnly(dir)
  if (detail === null) return null
  const copy = mkdtempSync(join(tmpdir(), prefix))
  const remove = (): void => rmSync(copy, { recursive: true, force: true })
  try {
    for (const name of databaseFiles) {
      if (!existsSync(join(dir, name))) continue
      copyFileSync(join(dir, name), join(copy, name), constants.COPYFILE_EXCL)
      // It took over the rights that keep us from opening it.
      chmodSync(join(copy, name), 0o600)
    }
  } catch {
    remove()
    return null
  }
  return { refusal: failure('view-only', { detail }), dir: copy, remove }
}

/**
 * Takes away the copies that killed owners have left, where they are ours.
 *
 * @param lockOf takes the lock of a copy's owner; null where that one lives
 */
export function sweepViews(lockOf: (path: string) => { release(): void } | null): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    const copy = join(tmpdir(), name)
    try {
      const { uid, mtimeMs } = lstatSync(copy)
      if (uid !== process.geteuid?.()) continue
      const path = join(copy, 'lock.db')
      // The lock comes after the copy: without one, somebody may just be copying.
      const lock = existsSync(path) ? lockOf(path) : null
      if (lock === null && (existsSync(path) || Date.now() - mtimeMs < longestCopyMs)) continue
      lock?.release()
      rmSync(copy, { recursive: true, force: true })
    } catch {
      // It went meanwhile, or isn't one of ours after all.
    }
  }
}

function whyReadOnly(dir: string): string | null {
  const database = join(dir, databaseFiles[0])
  try {
    if (statSync(dir).uid !== process.geteuid?.()) return null
    accessSync(database, constants.R_OK)
  } catch {
    return null
  }
  for (const path of [dir, database]) {
    try {
      accessSync(path, constants.R_OK | constants.W_OK)
    } catch (error) {
      const isDisk = (error as NodeJS.ErrnoException).code === 'EROFS'
      return isDisk ? `the disk that ${dir} is on is read-only` : `${path} may not be written`
    }
  }
  return null
}

/** Streams that only tell what is there. Any other may do something, as a sign-in does: its tokens would go to the copy. */
const telling: ReadonlySet<string> = new Set(['queue.follow', 'queue.states', 'queue.preflight'])

/** The same handlers, but that all which isn't known to look only is refused. */
export function lookingOnly(handlers: Handlers<LongshoreContract>, refusal: Failure): Handlers<LongshoreContract> {
  const kinds = contract as unknown as Record<string, Record<string, { readonly kind: string }>>
  const groups = Object.entries(handlers).map(([group, entries]) => {
    const guarded = Object.entries(entries).map(([name, handle]) => {
      const kind = kinds[group]?.[name]?.kind ?? 'command'
      if (kind === 'query' || telling.has(`${group}.${name}`)) return [name, handle]
      return [name, kind === 'stream' ? () => refusedStream(refusal) : () => Promise.resolve(fail(refusal))]
    })
    return [group, Object.fromEntries(guarded)]
  })
  return Object.fromEntries(groups) as Handlers<LongshoreContract>
}

function refusedStream(refusal: Failure): AsyncIterable<never> {
  const next = (): Promise<never> => Promise.reject(new FailureError(refusal))
  return { [Symbol.asyncIterator]: () => ({ next }) }
}
