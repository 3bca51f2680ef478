/**
 * What takes long. `npm run soak -- --schedules 100000`, or `-- --seed N --trace`: the engine in a simulated world
 * (test/simulation); `-- mutants`: with each planted mistake. `-- kill`, `-- syscalls`, `-- power`, `-- instances`, `-- files`:
 * the real programs, killed, cut off from their power, racing for one data folder, and with a million files (test/kill).
 */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './support/paths.ts'

const kill = 'test/kill/main.ts'
const rooms: Readonly<Record<string, string>> = {
  mutants: 'test/simulation/mutants/main.ts',
  kill,
  syscalls: kill,
  power: kill,
  instances: kill,
  files: kill,
}

const args = process.argv.slice(2)
const room = rooms[args[0] ?? ''] ?? 'test/simulation/main.ts'
const { status } = spawnSync(process.execPath, [join(root, room), ...args], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1
