/** The runtime of the app's window: where it is, or why there can be none. */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.ts'

export type Runtime = { readonly executable: string } | { readonly whyNot: string }

interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly isRoot: boolean
}

const executables: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/** The folder with a runtime: one that somebody chose, else the one that the package has fetched; null where neither is. */
export function runtimeFolder(env: NodeJS.ProcessEnv): string | null {
  const chosen = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? ''
  const fetched = join(root, 'node_modules', 'electron', 'dist')
  if (chosen !== '') return chosen
  return existsSync(join(fetched, 'version')) ? fetched : null
}

export function executableIn(folder: string, platform: NodeJS.Platform = process.platform): string {
  return join(folder, executables[platform] ?? 'electron')
}

/** What speaks against a window here, whether or not there is a runtime. Pure. */
export function whyNoWindow({ env, platform, isRoot }: Surroundings): string | null {
  if (platform !== 'linux') return null
  const hasDisplay = (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== ''
  if (!hasDisplay) return 'there is no display'
  return isRoot ? "a window's sandbox does not work as root" : null
}

/** A slow line gets this long to fetch the runtime; without a line it fails at once. */
const fetchMs = 300_000

function fetchRuntime(): boolean {
  const install = join(root, 'node_modules', 'electron', 'install.js')
  if (!existsSync(install)) return false
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')) as {
    version: string
  }
  process.stderr.write(
    `Fetching the window's runtime, once (Electron ${version}, about 120 MB); --headless goes without …\n`,
  )
  return spawnSync(process.execPath, [install], { stdio: 'ignore', timeout: fetchMs }).status === 0
}

/** Fetches the runtime where it is missing. */
export function findRuntime(): Runtime {
  const whyNot = whyNoWindow({ env: process.env, platform: process.platform, isRoot: process.geteuid?.() === 0 })
  if (whyNot !== null) return { whyNot }
  const folder = runtimeFolder(process.env) ?? (fetchRuntime() ? runtimeFolder(process.env) : null)
  const executable = folder === null ? null : executableIn(folder)
  if (executable === null || !existsSync(executable)) {
    return { whyNot: executable === null ? 'its runtime could not be fetched' : `there is no ${executable}` }
  }
  return { executable }
}
