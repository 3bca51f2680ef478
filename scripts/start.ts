/** `npm start`: builds, then becomes the app with what somebody needs who never ran it before. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { become, dieWithLauncher } from '../bin/launch.cjs'
import { ownBin, root } from './support/paths.ts'

dieWithLauncher()

/** In a process of its own, so that the bundler's memory is gone when the app runs. stdout belongs to the app. */
const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { cwd: root, stdio: ['ignore', 2, 2] })

if (built.status === 0) {
  become(process.execPath, [ownBin, 'daemon', '--first-run', ...process.argv.slice(2)], process.env)
} else {
  process.stderr.write('The build failed; its own lines above say why.\n')
  process.exitCode = 1
}
