/**
 * Everything that is started by its file name, in one table: the build makes one file of each, side by side in one
 * folder, so that a built file finds its neighbour by `new URL('./NAME.js', import.meta.url)`.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.ts'

const mainEntries: Readonly<Record<string, string>> = {
  cli: 'src/main/cli.ts',
  worker: 'src/main/worker/worker.ts',
  'digest-thread': 'src/main/files/digest-thread.ts',
  index: 'src/main/index.ts',
}

/** Name → source, of the entries that are there. */
export function presentMainEntries(): Record<string, string> {
  const present = Object.entries(mainEntries).filter(([, source]) => existsSync(join(root, source)))
  return Object.fromEntries(present.map(([name, source]) => [name, join(root, source)]))
}

/** Runs in the window's sandbox, before the page: a bundle of its own. */
export const preloadEntry = join(root, 'src', 'main', 'shell', 'preload.ts')
