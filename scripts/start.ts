/**
 * `npm start`: builds, then becomes the app with what somebody needs who never ran it before: in its window where there
 * can be one, else as the daemon, whose page opens in a browser. `--headless` asks for the latter.
 */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { become, dieWithLauncher } from '../bin/launch.cjs'
import { findRuntime } from './support/electron.ts'
import { ownBin, root } from './support/paths.ts'

const headless = '--headless'

dieWithLauncher()

/** In a process of its own, so that the bundler's memory is gone when the app runs. stdout belongs to the app. */
const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { cwd: root, stdio: ['ignore', 2, 2] })

function begin(): void {
  const args = process.argv.slice(2)
  const rest = ['--first-run', ...args.filter((arg) => arg !== headless)]
  const runtime = args.includes(headless) ? { whyNot: 'it was not asked for' } : findRuntime()
  if ('executable' in runtime) {
    become(runtime.executable, [root, ...rest], process.env)
    return
  }
  process.stderr.write(`Without a window (${runtime.whyNot}): follow the link to open Longshore in a browser.\n`)
  become(process.execPath, [ownBin, 'daemon', ...rest], process.env)
}

if (built.status === 0) begin()
else {
  process.stderr.write('The build failed; its own lines above say why.\n')
  process.exitCode = 1
}
