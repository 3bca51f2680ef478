/**
 * What a long run by system calls has behind it, one file for each destination and system call, by commit: a run that was
 * stopped goes on where it was, and what it came to so far can be recorded at any time.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/support/paths.ts'
import type { Place } from './places.ts'
import { type Call, type CallsReport, calls, emptyReport } from './system-calls.ts'

/** One destination by one system call. */
export interface Share {
  readonly place: Place
  readonly call: Call
}

export const nameOf = ({ place, call }: Share): string => `${place.name}, ${call}`

export function sharesOf(places: readonly Place[]): Share[] {
  return places.flatMap((place) => calls.map((call) => ({ place, call })))
}

/** For the commit that is checked out; another one's points say nothing of it. */
export class CallsDone {
  readonly #folder: string

  constructor() {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
    this.#folder = join(root, 'out', 'soak', `syscalls-${commit.slice(0, 12)}`)
    mkdirSync(this.#folder, { recursive: true })
  }

  /** Null: not done yet. */
  of(share: Share): CallsReport | null {
    const path = this.#pathOf(share)
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
  }

  keep(share: Share, report: CallsReport): void {
    const path = this.#pathOf(share)
    writeFileSync(`${path}.part`, `${JSON.stringify(report)}\n`)
    renameSync(`${path}.part`, path)
  }

  /** All that is done, together. */
  together(shares: readonly Share[]): CallsReport {
    return shares.reduce((all, share) => added(all, this.of(share) ?? emptyReport()), emptyReport())
  }

  #pathOf({ place, call }: Share): string {
    return join(this.#folder, `${place.name.toLowerCase().replace(' ', '-')}.${call}.json`)
  }
}

function added(one: CallsReport, other: CallsReport): CallsReport {
  return {
    points: one.points + other.points,
    transfers: one.transfers + other.transfers,
    byCall: summed(one.byCall, other.byCall),
    byPlace: summed(one.byPlace, other.byPlace),
    resentRanges: one.resentRanges + other.resentRanges,
    findings: [...one.findings, ...other.findings],
  }
}

function summed(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const result = { ...one }
  for (const [name, count] of Object.entries(other)) result[name] = (result[name] ?? 0) + count
  return result
}
