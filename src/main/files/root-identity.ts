/** Which folder a path leads to: another disk at the same path must not be taken for the one that was added. */

import { readdirSync, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import type { BigIntStats } from 'node:fs'
import { basename } from 'node:path'
import { fail, failure, ok } from '../../shared/failure.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import { sourceFailure } from './file-errors.ts'

/** `device:inode:birth`. Where the system keeps no birth it may tell the last change in its place. */
function identityFrom(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.birthtimeNs === stats.ctimeNs ? 0 : stats.birthtimeNs}`
}

/**
 * The same inode, born at the same moment, is the same folder: the number of its device may change whenever the
 * computer starts or the drive is plugged in. Where a file system keeps no birth, the device decides.
 */
export function isSameRoot(recorded: string, found: string): boolean {
  // A watch from before identities were recorded.
  if (recorded === '') return true
  const [device, inode, birth = '0'] = recorded.split(':')
  const [foundDevice, foundInode, foundBirth = '0'] = found.split(':')
  if (inode !== foundInode) return false
  return isBirth(birth) && isBirth(foundBirth) ? birth === foundBirth : device === foundDevice
}

function isBirth(text: string): boolean {
  return text !== '0' && !text.startsWith('-')
}

/** To be stored with a new watch. Failures: `root-offline`, `source-denied`, `too-many-open-files`. */
export async function rootIdentity(folder: string): Promise<Result<string>> {
  try {
    return judged(folder, await stat(folder, { bigint: true }))
  } catch (error) {
    return fail(rootFailure(error, folder))
  }
}

/** Null where the folder is there and is the one that was recorded. */
export function rootRefusal(folder: string, recorded: string): Failure | null {
  try {
    const found = compared(recorded, judged(folder, statSync(folder, { bigint: true })))
    return found !== 'another' ? found : another(folder, readdirSync(folder).length === 0)
  } catch (error) {
    return rootFailure(error, folder)
  }
}

/** As `rootRefusal`, without blocking: a drive that sleeps may take seconds. */
export async function probeRoot(folder: string, recorded: string): Promise<Result<void>> {
  const refused = compared(recorded, await rootIdentity(folder))
  if (refused !== 'another') return refused === null ? ok(undefined) : fail(refused)
  try {
    return fail(another(folder, (await readdir(folder)).length === 0))
  } catch (error) {
    return fail(rootFailure(error, folder))
  }
}

function judged(folder: string, stats: BigIntStats): Result<string> {
  return stats.isDirectory() ? ok(identityFrom(stats)) : fail(failure('root-offline', { name: basename(folder) }))
}

function compared(recorded: string, found: Result<string>): Failure | 'another' | null {
  if (!found.ok) return found.failure
  return isSameRoot(recorded, found.value) ? null : 'another'
}

/** A drive that is unmounted leaves its empty place behind. One with something in it is another one: a person has to know. */
function another(folder: string, isEmpty: boolean): Failure {
  return failure(isEmpty ? 'root-offline' : 'root-replaced', { name: basename(folder) })
}

/** What keeps us from a root says nothing about its files: only rights and our own limits are told apart. */
export function rootFailure(error: unknown, folder: string): Failure {
  const found = sourceFailure(error, basename(folder))
  const isTold = found.code === 'source-denied' || found.code === 'too-many-open-files'
  return isTold ? found : failure('root-offline', { name: basename(folder) })
}
