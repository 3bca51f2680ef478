/**
 * What takes long. `npm run soak -- --schedules 100000`, or `-- --seed N --trace`: the engine in a simulated world
 * (test/simulation). `npm run soak -- kill`, `-- syscalls`, `-- power`, `-- instances`: the real programs, killed, cut off from
 * their power and racing for one data folder (test/kill).
 */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './support/paths.ts'

const real: ReadonlySet<string> = new Set(['kill', 'syscalls', 'power', 'instances'])

const args = process.argv.slice(2)
const room = real.has(args[0] ?? '') ? 'test/kill/main.ts' : 'test/simulation/main.ts'
const { status } = spawnSync(process.execPath, [join(root, room), ...args], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1
