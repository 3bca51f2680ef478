/** Many schedules on all cores: each process plays its share of the seeds, and the counts are put together here. */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { recordResult } from '../../scripts/figures/result.ts'
import { type Report, type Told, failingText, mergedReport, reportText } from './report.ts'
import type { Wish } from './wish.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

/** Nobody reads stacks of many schedules, and each error makes one; short-lived objects are many. */
const runtimeFlags = ['--stack-trace-limit=0', '--max-semi-space-size=64']

/** @returns whether every invariant held */
export async function playShares(wish: Wish): Promise<boolean> {
  const progress = new Progress(wish.schedules)
  const shares = await Promise.all(
    Array.from({ length: wish.jobs }, (_, number) => playShare(wish, number, (played) => progress.add(played))),
  )
  const report = mergedReport(shares.map(({ report: part }) => part))
  const cpuSeconds = shares.reduce((sum, share) => sum + share.cpuSeconds, 0)
  process.stdout.write(reportText(report, cpuSeconds) + failingText(report))
  if (wish.file !== null) record(report, wish.file, wish.args)
  return report.failing.length === 0
}

type Share = Extract<Told, { readonly report: Report }>

function playShare({ args, jobs }: Wish, number: number, played: (count: number) => void): Promise<Share> {
  const given = [main, ...args, '--share', `${number}/${jobs}`, '--report']
  const child = spawn(process.execPath, [...runtimeFlags, ...withoutFile(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let share: Share | null = null
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line) as Told
    if ('played' in told) played(told.played)
    else share = told
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (share === null) reject(new Error(`a share of the simulation broke: ${code ?? 'it was ended'}`))
      else resolve(share)
    })
  })
}

/** The result is recorded once, here. */
function withoutFile(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--json')
  return at < 0 ? args.filter((arg) => !arg.startsWith('--json=')) : args.toSpliced(at, 2)
}

/** Tells how far it is, at every twentieth. */
class Progress {
  readonly #whole: number
  #played = 0
  #told = 0

  constructor(whole: number) {
    this.#whole = whole
  }

  add(played: number): void {
    this.#played += played
    const twentieths = Math.floor((20 * this.#played) / this.#whole)
    if (twentieths <= this.#told) return
    this.#told = twentieths
    process.stderr.write(
      `${this.#played.toLocaleString('en-US')} of ${this.#whole.toLocaleString('en-US')} schedules\n`,
    )
  }
}

function record(report: Report, file: string, args: readonly string[]): void {
  const { schedules, events, requests, restarts, done, verifiedBytes, repeated, failing, met } = report
  recordResult(file, 'soak', args, {
    run: 'schedules',
    counts: { schedules, events, requests, restarts, done, verifiedBytes, repeated, violations: failing.length },
    tables: { met },
    notRun: [],
  })
}
