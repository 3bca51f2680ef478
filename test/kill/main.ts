/**
 * The room's own process, for long runs: `npm run soak -- kill`, `-- syscalls`, `-- power`,
 * `-- instances`, `-- files`. Prints what it came to and ends with 1 where anything was found; `--json FILE` records it for `npm run figures`.
 */

import { parseArgs } from 'node:util'
import { recordResult } from '../../scripts/figures/result.ts'
import { setup } from '../e2e/support/build-app.ts'
import { noElectron } from '../support/electron.ts'
import { watchMany } from '../support/many-files.ts'
import { Processes, built } from '../support/processes.ts'
import { CallsDone, nameOf, sharesOf } from './calls-done.ts'
import { chance } from './chance.ts'
import { callsFigures, killFigures, powerFigures, racesFigures } from './figures.ts'
import { places } from './places.ts'
import { openPower, whyNoDisk } from './power.ts'
import { pairs, raceAll } from './races.ts'
import { storm } from './storm.ts'
import { emptyReport, killAtEach, whyNoTracing } from './system-calls.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    /** How often, at least. */
    times: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
    /** Of `syscalls`: one destination, one system call, or one by the other, by name: `To Do`, `write`, `To Do, write`. */
    only: { type: 'string' },
  },
})

const [name = ''] = positionals
const seed = Number(values.seed)
const times = (usual: number): number => Number(values.times ?? usual)

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** What a run came to: what was found wrong, and how to record the rest. */
interface Outcome {
  readonly report: { readonly findings: readonly object[] }
  readonly record: (path: string, args: readonly string[]) => void
}

async function killed(): Promise<Outcome> {
  const report = await storm({ seed, interruptions: times(200), say })
  return { report, record: (path, args) => recordResult(path, 'soak', args, killFigures(report)) }
}

async function cutOff(): Promise<Outcome> {
  const why = whyNoDisk()
  if (why !== null) throw new Error(`no power can be cut: ${why}`)
  const report = await storm({ seed, interruptions: times(100), openInterrupter: openPower, say })
  return { report, record: (path, args) => recordResult(path, 'soak', args, powerFigures(report)) }
}

/** Goes on where the last run of the same commit was stopped; what there is is recorded after each of its shares. */
async function killedAtCalls(): Promise<Outcome> {
  const why = whyNoTracing()
  if (why !== null) throw new Error(`no system call can be waited for: ${why}`)
  const done = new CallsDone()
  const all = sharesOf(places)
  const { only = null } = values
  const wanted = all.filter((share) => only === null || [share.place.name, share.call, nameOf(share)].includes(only))
  const record = (path: string, args: readonly string[]) => {
    const missing = wanted.filter((share) => done.of(share) === null).map(nameOf)
    recordResult(path, 'soak', args, callsFigures(done.together(wanted), missing))
  }
  for (const share of wanted) {
    const known = done.of(share)
    const report = known ?? emptyReport()
    if (known === null) {
      await killAtEach(share.place, share.call, report)
      done.keep(share, report)
      if (values.json !== undefined) record(values.json, process.argv.slice(2))
    }
    say(`${nameOf(share)}: ${report.points} points, ${report.findings.length} findings`)
  }
  return { report: done.together(wanted), record }
}

/** A million small files at the end; the steps before show where memory stops growing. */
async function watched(): Promise<Outcome> {
  const processes = new Processes(built)
  try {
    const most = times(1_000_000)
    const steps = [most / 50, most / 4, most].map(Math.ceil)
    const came = await watchMany(processes, steps, 4 * 3_600_000, say)
    const { files, peakBytes, pageBytes, followBytes } = came.at(-1) ?? raise()
    const counts = { files, peakBytes, pageBytes, followBytes }
    return {
      report: { findings: [] },
      record: (path, args) => recordResult(path, 'soak', args, { run: 'files', counts, tables: {}, notRun: [] }),
    }
  } finally {
    await processes.close()
  }
}

function raise(): never {
  throw new Error('nothing was measured')
}

async function raced(): Promise<Outcome> {
  const chosen = pairs.filter((pair) => noElectron === null || !pair.includes('app'))
  const report = await raceAll(chosen, times(20), chance(seed), say)
  return { report, record: (path, args) => recordResult(path, 'soak', args, racesFigures(report, noElectron)) }
}

const runs: Readonly<Record<string, () => Promise<Outcome>>> = {
  kill: killed,
  syscalls: killedAtCalls,
  power: cutOff,
  instances: raced,
  files: watched,
}

const run = runs[name]
if (run === undefined) throw new Error(`there is no ${name}; there are ${Object.keys(runs).join(', ')}`)
setup()
const begun = performance.now()
const { report, record } = await run()
say(JSON.stringify(report, null, 2))
if (values.json !== undefined) record(values.json, process.argv.slice(2))
say(`${name}: ${report.findings.length} findings in ${Math.round((performance.now() - begun) / 1_000)} s`)
process.exitCode = report.findings.length === 0 ? 0 : 1
