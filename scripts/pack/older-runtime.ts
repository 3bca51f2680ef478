/**
 * An Electron that isn't the pinned one is there for tests. It brings a file `compat.cjs` along: what it lacks and our code
 * needs, to be loaded first. A packed app ignores `NODE_OPTIONS=--require`, so that its first file must do it. Nothing of
 * this is in what is released.
 */

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from 'electron-builder'
import { root } from '../support/paths.ts'

/** Out of `resources/app.asar/out/main`, up to where the program lies. */
const first = "import '../../../../compat.cjs'\nimport './index.js'\n"

/** What electron-builder has to be told to pack the app with it; writes what it is to pack. */
export function olderRuntime(folder: string): Configuration {
  // It lacks some of the fuses; and those that we close are those by which a test looks into an app.
  const unflipped: Configuration = { afterPack: null }
  if (!existsSync(join(folder, 'compat.cjs'))) return unflipped
  writeFileSync(join(root, 'out', 'main', 'compat-first.js'), first)
  return { ...unflipped, extraMetadata: { main: 'out/main/compat-first.js' } }
}
