/** `npm run soak -- --schedules 100000`, or `-- --seed N --trace`: the engine in a simulated world (test/simulation). */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './support/paths.ts'

const simulation = join(root, 'test/simulation/main.ts')
const { status } = spawnSync(process.execPath, [simulation, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1
