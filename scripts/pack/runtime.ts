/** Which Electron there is to pack the app with. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/paths.ts'

export interface Runtime {
  readonly folder: string
  readonly version: string
  /** Is it the one that package.json pins? Only that one is ever released, and only that one has the fuses we flip. */
  readonly isPinned: boolean
}

/** Of the Electron that releases are made with. */
export function pinnedVersion(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly devDependencies: { readonly electron: string }
  }
  return manifest.devDependencies.electron
}

/** The Electron that somebody named in the environment, else the one that was downloaded; null without either. */
export function findRuntime(): Runtime | null {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] || join(root, 'node_modules', 'electron', 'dist')
  const file = join(folder, 'version')
  if (!existsSync(file)) return null
  const version = readFileSync(file, 'utf8').trim().replace(/^v/, '')
  return { folder, version, isPinned: version === pinnedVersion() }
}
