/**
 * The room's own process, for long runs: `npm run soak -- kill --times 200`, `npm run soak -- power --times 100`. Prints what
 * it came to and ends with 1 where anything was found; `--json FILE` records it for `npm run figures`.
 */

import { parseArgs } from 'node:util'
import { recordResult } from '../../scripts/figures/result.ts'
import { setup } from '../e2e/support/build-app.ts'
import { killFigures, powerFigures } from './figures.ts'
import { openPower, whyNoDisk } from './power.ts'
import { storm } from './storm.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    /** How often, at least. */
    times: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})

const [name = ''] = positionals
const seed = Number(values.seed)
const times = (usual: number): number => Number(values.times ?? usual)

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** @returns everything that was found, none of it right */
async function run(): Promise<readonly object[]> {
  if (name === 'kill') {
    const report = await storm({ seed, interruptions: times(200), say })
    say(JSON.stringify(report, null, 2))
    if (values.json !== undefined) recordResult(values.json, 'soak', process.argv.slice(2), killFigures(report))
    return report.findings
  }
  if (name === 'power') {
    const why = whyNoDisk()
    if (why !== null) throw new Error(`no power can be cut: it ${why}`)
    const report = await storm({ seed, interruptions: times(100), openInterrupter: openPower, say })
    say(JSON.stringify(report, null, 2))
    if (values.json !== undefined) recordResult(values.json, 'soak', process.argv.slice(2), powerFigures(report))
    return report.findings
  }
  throw new Error(`there is no ${name}: kill or power`)
}

setup()
const begun = performance.now()
const findings = await run()
say(`${name}: ${findings.length} findings in ${Math.round((performance.now() - begun) / 1_000)} s`)
process.exitCode = findings.length === 0 ? 0 : 1
