/**
 * The room's own process, for long runs: `npm run soak -- kill --kills 200`, `npm run soak -- power --cuts 100`. Says what it
 * came to, as JSON into a file where asked to, and ends with 1 where anything was found.
 */

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { setup } from '../e2e/support/build-app.ts'
import { openPower, whyNoDisk } from './power.ts'
import { storm } from './storm.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '200' },
    cuts: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    /** Where the results go, as JSON. */
    json: { type: 'string' },
  },
})

const seed = Number(values.seed)

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

type Run = () => Promise<{ readonly findings: readonly object[] } | { readonly notRun: string }>

const runs: Readonly<Record<string, Run>> = {
  kill: () => storm({ seed, interruptions: Number(values.kills), say }),
  power: async () => {
    const notRun = whyNoDisk()
    if (notRun !== null) return { notRun }
    return storm({ seed, interruptions: Number(values.cuts), openInterrupter: openPower, say })
  },
}

const wanted = positionals.length > 0 ? positionals : Object.keys(runs)
const results: Record<string, object> = {}
setup()
for (const name of wanted) {
  const run = runs[name]
  if (run === undefined) throw new Error(`there is no ${name}; there are ${Object.keys(runs).join(', ')}`)
  const begun = performance.now()
  const result = await run()
  const seconds = Math.round((performance.now() - begun) / 1_000)
  results[name] = { seconds, ...result }
  if (!('findings' in result) || result.findings.length > 0) process.exitCode = 1
  say(`${name}: ${JSON.stringify(results[name], null, 2)}`)
  // After each, so that a long run that is ended early has told what it came to.
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`)
}
