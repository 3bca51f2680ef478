/** What can be said about the source without running it: types room by room, lint, format, nothing unused. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.ts'
import type { Step } from './step.ts'

/** Each room has its own tsconfig, so that the compiler too knows what a room may see. */
const typedRooms = ['src/shared', 'src/main', 'src/renderer', 'test'].filter((room) =>
  existsSync(join(root, room, 'tsconfig.json')),
)

export const staticChecks: readonly Step[] = [
  ...typedRooms.map((room) => ({ name: `types of ${room}`, command: 'tsc', args: ['-p', room] })),
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', command: 'biome', args: ['format', '.'] },
  { name: 'unused files, exports and dependencies', command: 'knip', args: ['--no-progress'] },
]
