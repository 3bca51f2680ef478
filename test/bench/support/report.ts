/** What a measurement says: tables, goals with "reached" or "not reached", and a file to compare with a later one. */

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { reasonOf } from './reasons.ts'

export interface Goal {
  readonly what: string
  readonly wanted: string
  readonly measured: number
  readonly isReached: boolean
  /** Why it says nothing, as where the sink was too slow; null: it counts. */
  readonly butNot: string | null
  /** Why it is not reached, where a profile told; null: it is reached, or nobody knows. */
  readonly reason: string | null
}

/** One line of a table, as numbers by what they are. */
export interface Row {
  readonly table: string
  readonly name: string
  readonly version: string
  readonly figures: Readonly<Record<string, number>>
}

export interface NotRun {
  readonly what: string
  readonly reason: string
}

/** A measured part of the whole: what `npm run bench -- NAME --json FOLDER` writes as `bench-NAME.json`. */
export interface Report {
  readonly shape: 1
  readonly bench: string
  readonly command: string
  readonly commit: string
  readonly clean: boolean
  readonly date: string
  readonly machine: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
  readonly goals: readonly Goal[]
  readonly notRun: readonly NotRun[]
}

const digits = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

export function atMost(what: string, measured: number, most: number, butNot: string | null = null): Goal {
  return judged(what, `≤ ${most}`, measured, measured <= most, butNot)
}

export function atLeast(what: string, measured: number, least: number, butNot: string | null = null): Goal {
  return judged(what, `≥ ${least}`, measured, measured >= least, butNot)
}

function judged(what: string, wanted: string, measured: number, isReached: boolean, butNot: string | null): Goal {
  const reason = isReached || butNot !== null ? null : reasonOf(what)
  return { what, wanted, measured, isReached, butNot, reason }
}

function goalLine({ what, wanted, measured, isReached, butNot, reason }: Goal): string {
  const missed = `not reached: ${reason ?? 'no profile says why yet'}`
  const verdict = butNot === null ? (isReached ? 'reached' : missed) : `doesn't count: ${butNot}`
  return `  ${what}: ${digits(measured)} (${wanted})  ${verdict}`
}

/** Columns as wide as what is in them; the first one to the left, numbers to the right. */
function tableLines(title: string, rows: readonly Row[]): string[] {
  const keys = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))]
  const cells = [
    ['', ...keys],
    ...rows.map(({ name, version, figures }) => [
      version === '' ? name : `${name} (${version})`,
      ...keys.map((key) => (figures[key] === undefined ? '' : digits(figures[key]))),
    ]),
  ]
  const widths = cells[0]?.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0))) ?? []
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')
  return [title, ...cells.map((row) => `  ${line(row)}`)]
}

/** Collects what one measurement says, prints it as it comes, and writes it at the end. */
export class Reporter {
  readonly #bench: string
  readonly #rows: Row[] = []
  readonly #goals: Goal[] = []
  readonly #notRun: NotRun[] = []

  constructor(bench: string) {
    this.#bench = bench
    console.log(`${bench}, ${new Date().toISOString()}`)
    for (const [name, value] of Object.entries(machine())) console.log(`  ${name}: ${value}`)
  }

  note(text: string): void {
    console.log(text)
  }

  table(title: string, rows: readonly Omit<Row, 'table'>[]): void {
    const whole = rows.map((row) => ({ table: title, ...row }))
    this.#rows.push(...whole)
    for (const line of tableLines(title, whole)) console.log(line)
  }

  goals(...goals: readonly Goal[]): void {
    this.#goals.push(...goals)
    for (const goal of goals) console.log(goalLine(goal))
  }

  notRun(what: string, reason: string): void {
    this.#notRun.push({ what, reason })
    console.log(`  not run: ${what}: ${reason}`)
  }

  /** @param folder where the file goes; null: nowhere */
  end(folder: string | null): void {
    if (this.#goals.some(({ isReached, butNot }) => !isReached && butNot === null))
      console.log('Not everything was reached.')
    if (folder === null) return
    const path = join(folder, `bench-${this.#bench}.json`)
    this.#compare(path)
    const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim()
    const report: Report = {
      shape: 1,
      bench: this.#bench,
      command: ['npm run bench --', this.#bench, ...process.argv.slice(2)].join(' '),
      commit: git('rev-parse', 'HEAD'),
      clean: git('status', '--porcelain', '--untracked-files=no', '--', ':!docs/figures', ':!docs/figures.md') === '',
      date: new Date().toISOString(),
      machine: machine(),
      rows: this.#rows,
      goals: this.#goals,
      notRun: this.#notRun,
    }
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`)
    console.log(`  written to ${path}`)
  }

  /** Beside what an earlier run wrote there. */
  #compare(path: string): void {
    let before: Report
    try {
      before = JSON.parse(readFileSync(path, 'utf8')) as Report
    } catch {
      return
    }
    console.log(`Beside the run of ${before.date} (commit ${before.commit.slice(0, 12)}):`)
    for (const goal of this.#goals) {
      const earlier = before.goals.find(({ what }) => what === goal.what)
      if (earlier !== undefined)
        console.log(`  ${goal.what}: ${digits(earlier.measured)} then, ${digits(goal.measured)} now`)
    }
  }
}

function machine(): Readonly<Record<string, string>> {
  const [first] = cpus()
  return {
    processor: `${first?.model ?? 'unknown'}, ${cpus().length} cores`,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
    system: `${process.platform} ${release()}`,
    node: process.version,
    load: loadavg()
      .map((one) => one.toFixed(2))
      .join(' '),
  }
}
