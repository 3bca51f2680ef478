/**
 * `npm run soak -- mutants`: every planted mistake by itself, until a seed catches it, a thousand at most. Ends with 1 where
 * one isn't caught; `--json FILE` records it for `npm run figures`.
 */

import { parseArgs } from 'node:util'
import { recordResult } from '../../../scripts/figures/result.ts'
import { runSimulation } from '../support.ts'
import { mutants } from './mutants.ts'

const { values } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })
const caughtBy: Record<string, number> = {}
for (const [index, { name, seed, to = 'onedrive:/Inbox' }] of mutants.entries()) {
  const search = ['--to', to, '--until-first', '--from', String(seed), '--schedules', '1000']
  const { failing } = await runSimulation(['--mutant', String(index + 1), ...search])
  caughtBy[name] = failing[0]?.seed ?? 0
  process.stdout.write(`${name}: ${caughtBy[name] === 0 ? 'not caught' : `seed ${caughtBy[name]}`}\n`)
}
const caught = Object.values(caughtBy).filter((seed) => seed !== 0).length
if (values.json !== undefined) {
  const counts = { caught, ofAll: mutants.length }
  const came = { run: 'mutants', counts, tables: { mutants: caughtBy }, notRun: [] } as const
  recordResult(values.json, 'soak', process.argv.slice(2), came)
}
process.stdout.write(`${caught} of ${mutants.length} caught\n`)
process.exitCode = caught === mutants.length ? 0 : 1
