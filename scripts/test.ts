/**
 * `npm test`: everything that can be checked, and last of all one line that says how it went.
 * `npm test -- FILTER…` runs only those tests; with `--update`, what they keep in files is written again.
 * `npm test -- --json FILE` also writes what it came to (scripts/figures).
 */

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './support/paths.ts'
import { staticChecks } from './support/static-checks.ts'
import { runSteps, type Step } from './support/step.ts'
import { installPeers, noPeersVariable } from './test/peers.ts'
import { recordTests } from './test/record.ts'
import { runVitest } from './test/run-vitest.ts'

const args = process.argv.slice(2)
const { values, positionals: filters } = parseArgs({
  args,
  options: { json: { type: 'string' }, update: { type: 'boolean', default: false } },
  allowPositionals: true,
})
if (values.json !== undefined && filters.length > 0) throw new Error('only a run of all tests is recorded')
if (values.update && filters.length === 0) throw new Error('say which: nobody looks at all of them')
const build: Step = { name: 'build', command: process.execPath, args: [join(root, 'scripts', 'build.ts')] }
const checks = filters.length > 0 ? [] : [...staticChecks, build]

const noPeers = await installPeers()
if (noPeers !== null) process.stdout.write(`The peers in test/peers can't be installed: ${noPeers}\n`)

const failedChecks = await runSteps(checks)

const env = { ...process.env, ...(noPeers === null ? {} : { [noPeersVariable]: noPeers }) }
const tests = await runVitest(values.update ? ['--update=all', ...filters] : filters, env)

for (const name of failedChecks) process.stdout.write(`failed: ${name}\n`)
for (const name of tests.unsteady) process.stdout.write(`unsteady: ${name} (passed at another try)\n`)
for (const { name, reason } of tests.skipped) process.stdout.write(`skipped: ${name} (${reason})\n`)

const passed = checks.length - failedChecks.length + tests.passed
const failed = failedChecks.length + tests.failed
if (values.json !== undefined) recordTests(values.json, args, { ...tests, passed, failed })
process.exitCode = failed === 0 ? 0 : 1
process.stdout.write(`${passed} passed, ${failed} failed, ${tests.skipped.length} skipped\n`)
