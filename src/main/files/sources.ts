/**
 * Local files, opened so that nothing but a regular file inside its root is ever read.
 *
 * A path can be swapped between a check and an `open`, and no-follow doesn't guard the folders above the file. So the
 * checks are made again on the descriptor, after it was opened: what it is, and where it really is.
 */

import { constants } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { BigIntStats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fail, failure, ok } from '../../shared/failure.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import type { Fingerprint, OpenSource, SourceRef, Sources } from '../engine/ports/source.ts'
import { isInside } from './containment.ts'
import { DigestReader } from './digest-reader.ts'
import { errnoOf, isMissing, sourceFailure } from './file-errors.ts'
import { DescriptorSource } from './open-source.ts'
import { probeRoot, rootFailure } from './root-identity.ts'
import { placeOf } from './descriptor-place.ts'
import { fingerprintOf, maxFileBytes, oddKindOf } from './stats.ts'

/** Windows has neither of these flags; there a link is told by `lstat`, and no file blocks an open. */
const optional: { readonly O_NOFOLLOW?: number; readonly O_NONBLOCK?: number; readonly O_NOCTTY?: number } = constants
const openFlags =
  constants.O_RDONLY | (optional.O_NOFOLLOW ?? 0) | (optional.O_NONBLOCK ?? 0) | (optional.O_NOCTTY ?? 0)

/** A file may be replaced by rename just while it is opened; it is there again at the next try. */
const opensOfReplaced = 5

export interface SourcesOptions {
  /** Whether a descriptor's real path can be read from `/proc`. */
  readonly procLinks?: boolean
  /**
   * Which folder a root must be, where that was recorded. An unmounted drive leaves an empty folder behind: without
   * this, its files would be taken for deleted.
   */
  readonly recordedIdentity?: (root: string) => string | null
  /** Whether links of this root to files of the same root are followed. By default none is. */
  readonly followsLinks?: (root: string) => boolean
  /** Makes digests of whole files; by default one of its own. */
  readonly reader?: DigestReader
}

interface Means {
  readonly procLinks: boolean
  readonly recordedIdentity: (root: string) => string | null
  readonly followsLinks: (root: string) => boolean
  readonly reader: DigestReader
}

export function createSources(options: SourcesOptions = {}): Sources {
  const means: Means = {
    procLinks: options.procLinks ?? process.platform === 'linux',
    recordedIdentity: options.recordedIdentity ?? (() => null),
    followsLinks: options.followsLinks ?? (() => false),
    reader: options.reader ?? new DigestReader(),
  }
  return {
    open: (ref) => openSource(ref, means),
    inspect: (ref) => inspectSource(ref, means),
    async reach(root) {
      const found = await realRoot(root, means)
      return found.ok ? ok(undefined) : found
    },
  }
}

/** The root with all links resolved. A root that isn't there says nothing about its files. */
async function realRoot(root: string, means: Means): Promise<Result<string>> {
  const recorded = means.recordedIdentity(root)
  if (recorded !== null) {
    const probed = await probeRoot(root, recorded)
    if (!probed.ok) return probed
  }
  try {
    return ok(await realpath(root))
  } catch (error) {
    return fail(rootFailure(error, root))
  }
}

/** Refuses by what `lstat` or `fstat` says; null for a regular file of a size that we can count. */
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

async function linkFailure(ref: SourceRef, root: string): Promise<Failure> {
  const name = basename(ref.path)
  try {
    if (!isInside(root, await realpath(ref.path))) return failure('source-outside', { name })
  } catch {
    // A dangling link, or one that loops: it isn't a file wherever it points.
  }
  return failure('source-not-regular', { name, kind: 'link' })
}

/** Where a link leads that may be followed: by its name only, so whoever opens it judges what was opened. */
async function followed(ref: SourceRef, root: string, means: Means): Promise<Result<string>> {
  const name = basename(ref.path)
  if (!means.followsLinks(ref.root)) return fail(await linkFailure(ref, root))
  try {
    const real = await realpath(ref.path)
    return isInside(root, real) ? ok(real) : fail(failure('source-outside', { name }))
  } catch (error) {
    return fail(errnoOf(error) === 'ENOENT' ? failure('source-gone', { name }) : await linkFailure(ref, root))
  }
}

/** The parent's real path must be in the root, too: a linked folder leads out without the file being a link. */
async function inspectSource(ref: SourceRef, means: Means): Promise<Result<Fingerprint>> {
  const root = await realRoot(ref.root, means)
  if (!root.ok) return root
  const name = basename(ref.path)
  try {
    const parent = await realpath(dirname(ref.path))
    if (!isInside(root.value, join(parent, name))) return fail(failure('source-outside', { name }))
    const found = await lstat(ref.path, { bigint: true })
    const target = found.isSymbolicLink() ? await followed(ref, root.value, means) : null
    if (target?.ok === false) return target
    const stats = target === null ? found : await lstat(target.value, { bigint: true })
    const refused = refusal(stats, name)
    return refused === null ? ok(fingerprintOf(stats)) : fail(refused)
  } catch (error) {
    return fail(await missingOr(error, ref, means))
  }
}

/** Nothing at the path: the root may have gone in between, and with it everything that we know of its files. */
async function missingOr(error: unknown, ref: SourceRef, means: Means): Promise<Failure> {
  const found = sourceFailure(error, basename(ref.path))
  if (!isMissing(error)) return found
  const root = await realRoot(ref.root, means)
  if (!root.ok) return root.failure
  const folder = await missingFolder(ref)
  return folder === null ? found : failure('folder-gone', { name: basename(folder) })
}

/** The uppermost folder that is missing between the root and the file: one reason for all that was in it. */
async function missingFolder({ root, path }: SourceRef): Promise<string | null> {
  let missing: string | null = null
  for (let at = dirname(path); isInside(root, at); at = dirname(at)) {
    try {
      await lstat(at)
      return missing
    } catch (error) {
      if (!isMissing(error)) return missing
      missing = at
    }
  }
  return missing
}

async function openSource(ref: SourceRef, means: Means): Promise<Result<OpenSource>> {
  const root = await realRoot(ref.root, means)
  if (!root.ok) return root
  for (let left = opensOfReplaced; ; left -= 1) {
    const opened = await openOnce(ref, root.value, means)
    if (opened !== 'replaced') return opened
    if (left === 0) return fail(failure('source-gone', { name: basename(ref.path) }))
  }
}

async function openOnce(ref: SourceRef, root: string, means: Means): Promise<Result<OpenSource> | 'replaced'> {
  let handle: FileHandle
  let path: string
  try {
    // A device must not even be opened: that alone can do something. The open below still expects any swap.
    const found = await lstat(ref.path, { bigint: true })
    const target = found.isSymbolicLink() ? await followed(ref, root, means) : null
    if (target?.ok === false) return target
    path = target?.value ?? ref.path
    const seen = target === null ? found : await lstat(path, { bigint: true })
    const refused = refusal(seen, basename(ref.path))
    if (refused !== null) return fail(refused)
    handle = await open(path, openFlags)
  } catch (error) {
    const isLink = errnoOf(error) === 'ELOOP' || errnoOf(error) === 'EMLINK'
    return fail(isLink ? await linkFailure(ref, root) : await missingOr(error, ref, means))
  }
  const judged = await judge(handle, ref, path, root, means)
  if (judged === 'replaced' || !judged.ok) await handle.close()
  return judged
}

/** @param path where it was opened: not the one of `ref` where that is a link */
async function judge(
  handle: FileHandle,
  ref: SourceRef,
  path: string,
  root: string,
  means: Means,
): Promise<Result<OpenSource> | 'replaced'> {
  const name = basename(ref.path)
  try {
    const stats = await handle.stat({ bigint: true })
    const refused = refusal(stats, name)
    if (refused !== null) return fail(refused)
    if (stats.nlink === 0n) return 'replaced'
    const place = await placeOf(handle, stats, { root, path }, means.procLinks)
    if (place === 'elsewhere') return 'replaced'
    if (place === 'unsteady') return fail(failure('source-busy', { name }))
    if (!isInside(root, place.path)) return fail(failure('source-outside', { name }))
    if (stats.size === 0n && (await hasContent(handle))) {
      const again = await handle.stat({ bigint: true })
      if (again.size === 0n) return fail(failure('source-not-regular', { name, kind: 'file without an end' }))
      return 'replaced'
    }
    return ok(new DescriptorSource(handle, name, fingerprintOf(stats), means.reader, Number(stats.nlink)))
  } catch (error) {
    return fail(await missingOr(error, ref, means))
  }
}

/** Files of /proc and the like say size 0 and hold something; such a size promises nothing. */
async function hasContent(handle: FileHandle): Promise<boolean> {
  try {
    return (await handle.read(new Uint8Array(1), 0, 1, 0)).bytesRead > 0
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN') return true
    throw error
  }
}
