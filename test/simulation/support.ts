/** The simulation in a process of its own, since it takes the runtime's place there. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import type { AwaySeen } from './away/play-away.ts'
import type { Report } from './report.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

/** Whether or not something was violated: the report says so. */
export async function runSimulation(args: readonly string[]): Promise<Report> {
  const last = (await linesOf(['--report', ...args])).at(-1) ?? ''
  return (JSON.parse(last) as { readonly report: Report }).report
}

/** What was seen in every case of away/. */
export async function playAway(): Promise<readonly AwaySeen[]> {
  return (await linesOf(['--away'])).map((line) => JSON.parse(line) as AwaySeen)
}

async function linesOf(args: readonly string[]): Promise<string[]> {
  const ran = await promisify(execFile)(process.execPath, ['--stack-trace-limit=0', main, ...args], {
    maxBuffer: 1 << 26,
  }).catch((error: unknown) => error as { readonly stdout?: string; readonly stderr?: string })
  if (ran.stdout === undefined || ran.stdout === '') throw new Error(`the simulation broke: ${ran.stderr ?? ''}`)
  return ran.stdout.trimEnd().split('\n')
}
