/**
 * `npm run pack [-- FOLDER]`: the app as a folder that can be started, in dist or in the folder that is named, made of
 * the Electron that is at hand.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type AfterPackContext, build, type Configuration, DIR_TARGET, Platform } from 'electron-builder'
import { dieWithLauncher } from '../bin/launch.cjs'
import { olderRuntime } from './pack/older-runtime.ts'
import { runtimeToPack, type Runtime } from './pack/runtime.ts'
import { root } from './support/paths.ts'

dieWithLauncher()

const output = resolve(process.argv[2] ?? join(root, 'dist'))
const parts = ['out/main/index.js', 'out/preload/preload.cjs', 'out/renderer/index.html']

/** Electron's own sample app: an unpacked Electron has it, and it must not be in ours. */
function removeSampleApp({ appOutDir }: AfterPackContext): void {
  rmSync(join(appOutDir, 'resources', 'default_app.asar'), { force: true })
}

/** What differs from electron-builder.yml because the Electron isn't downloaded for a release but lies here. */
function configFor({ folder, version, isPinned }: Runtime): Configuration {
  const config: Configuration = {
    directories: { output },
    electronDist: folder,
    electronVersion: version,
    afterExtract: removeSampleApp,
  }
  return isPinned ? config : { ...config, ...olderRuntime(folder) }
}

async function pack(): Promise<string | null> {
  const runtime = runtimeToPack()
  if (runtime === null) {
    return 'There is no Electron to pack the app with: run "npx install-electron" (a download of 120 MB), or name the folder of one in ELECTRON_OVERRIDE_DIST_PATH.'
  }
  const script = join(root, 'scripts', 'build.ts')
  // Whatever the shell says: React would bring its development half along, with the paths of this checkout in it.
  const env = { ...process.env, NODE_ENV: 'production' }
  const built = spawnSync(process.execPath, [script], { cwd: root, env, stdio: ['ignore', 2, 2] })
  if (built.status !== 0) return 'The build failed; its own lines above say why.'
  const missing = parts.filter((part) => !existsSync(join(root, part)))
  if (missing.length > 0) return `The build made no app: ${missing.join(', ')} is missing.`
  await build({
    projectDir: root,
    targets: Platform.current().createTarget(DIR_TARGET),
    config: configFor(runtime),
  })
  const fuses = runtime.isPinned ? 'its fuses are flipped' : 'its fuses are as they were: it is not the pinned version'
  process.stdout.write(`Packed with Electron ${runtime.version}, ${fuses}: ${output}\n`)
  return null
}

const problem = await pack()
if (problem !== null) {
  process.stderr.write(`${problem}\n`)
  process.exitCode = 1
}
