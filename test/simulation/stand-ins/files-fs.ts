/** `node:fs` for what reads the person's files: the model of the disk, in one moment. */

import type { FileSystem } from '../models/file-system.ts'
import { SystemError } from '../models/tree.ts'
import { current } from '../world/current.ts'

export { constants } from 'node:fs'

function files(): FileSystem {
  return current().files
}

export function statSync(path: string) {
  return files().stat(path, true)
}

export function lstatSync(path: string, { throwIfNoEntry = true }: { readonly throwIfNoEntry?: boolean } = {}) {
  try {
    return files().stat(path, false)
  } catch (error) {
    if (!throwIfNoEntry && error instanceof SystemError && error.code === 'ENOENT') return undefined
    throw error
  }
}

export function realpathSync(path: string): string {
  return files().realpath(path)
}

export function readdirSync(path: string) {
  return files().list(path)
}
