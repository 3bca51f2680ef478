/**
 * The program from its sources, for tests in which files have to rest or a disk has to be waited for: the same decisions
 * after pauses of moments. What can wait is tested with what is built.
 */

import { createRequire } from 'node:module'
import { runCommandLine } from '../../src/main/command-line.ts'
import { defaultPolicy } from '../../src/main/engine/plan/policy.ts'
import { openOwner } from '../../src/main/owner.ts'

const { dieWithLauncher } = createRequire(import.meta.url)('../../bin/launch.cjs') as { dieWithLauncher: () => void }

dieWithLauncher()
const tuning = {
  settle: { uploadsMs: 300, afterChangeMs: 300 },
  policy: { ...defaultPolicy, fullPauseMs: 300, shortPauseMs: 200 },
}
const code = await runCommandLine(process.argv.slice(2), { openOwner: (options) => openOwner(options, tuning) })
process.exit(code)
