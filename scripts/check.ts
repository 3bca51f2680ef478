import { staticChecks } from './support/static-checks.ts'
import { runSteps } from './support/step.ts'
import { installPeers } from './test/peers.ts'

// Their types are part of what is checked.
await installPeers()

const failed = await runSteps(staticChecks)
process.exitCode = failed.length === 0 ? 0 : 1
