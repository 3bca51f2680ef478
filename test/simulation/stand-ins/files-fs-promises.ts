/** `node:fs/promises` for what reads the person's files: the model of the disk, each call a step of the process. */

import type { ModelHandle, ModelStats } from '../models/file-system.ts'
import { current } from '../world/current.ts'

export function stat(path: string): Promise<ModelStats> {
  const { files } = current()
  return files.call(() => files.stat(path, true))
}

export function lstat(path: string): Promise<ModelStats> {
  const { files } = current()
  return files.call(() => files.stat(path, false))
}

export function realpath(path: string): Promise<string> {
  const { files } = current()
  return files.call(() => files.realpath(path))
}

export function readlink(path: string): Promise<string> {
  const { files } = current()
  return files.call(() => files.readlink(path))
}

export function open(path: string, flags: number): Promise<ModelHandle> {
  const { files } = current()
  return files.call(() => files.open(path, flags))
}

export function readdir(path: string): Promise<string[]> {
  const { files } = current()
  return files.call(() => files.list(path).map(({ name }) => name))
}
