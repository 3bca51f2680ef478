/** Which Electron there is to pack the app with. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeFolder } from '../support/electron.ts'
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

/** Null: there is none, and none is fetched. */
export function runtimeToPack(): Runtime | null {
  const folder = runtimeFolder(process.env)
  const file = join(folder ?? '', 'version')
  if (folder === null || !existsSync(file)) return null
  const version = readFileSync(file, 'utf8').trim().replace(/^v/, '')
  return { folder, version, isPinned: version === pinnedVersion() }
}
