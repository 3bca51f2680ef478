/** What a run of many schedules came to: counts, and what went wrong. */

import { createHash } from 'node:crypto'
import type { Violation } from './oracles/violation.ts'
import type { Outcome } from './simulate.ts'

export interface Failing {
  readonly seed: number
  readonly destination: string
  readonly violation: Violation
}

export interface Report {
  readonly schedules: number
  readonly events: number
  readonly requests: number
  /** Lives of the engine's process beyond the first of each schedule. */
  readonly restarts: number
  readonly done: number
  readonly verifiedBytes: number
  /** Schedules that were run once more, and went the same way. */
  readonly repeated: number
  readonly met: Readonly<Record<string, number>>
  readonly failing: readonly Failing[]
  /** Of all schedules together, in whichever order they were played. */
  readonly hash: string
}

/** What a process that plays a share says, a line each. */
export type Told = { readonly played: number } | { readonly report: Report; readonly cpuSeconds: number }

const hashes = 2n ** 160n

export class Tally {
  #schedules = 0
  #events = 0
  #requests = 0
  #restarts = 0
  #done = 0
  #bytes = 0
  #repeated = 0
  readonly #met = new Map<string, number>()
  readonly #failing: Failing[] = []
  #hash = 0n

  get schedules(): number {
    return this.#schedules
  }

  add(outcome: Outcome, seed: number, destination: string): void {
    this.#schedules += 1
    this.#events += outcome.events
    this.#requests += outcome.requests
    this.#restarts += outcome.lives - 1
    this.#done += outcome.done
    this.#bytes += outcome.verifiedBytes
    const hash = createHash('sha1').update(`${seed} ${destination} ${outcome.hash}`).digest('hex')
    this.#hash = (this.#hash + BigInt(`0x${hash}`)) % hashes
    for (const [name, count] of outcome.met) this.#met.set(name, (this.#met.get(name) ?? 0) + count)
    if (outcome.violation !== null) this.#failing.push({ seed, destination, violation: outcome.violation })
  }

  /** The same schedule once more. */
  repeat(first: Outcome, second: Outcome, seed: number, destination: string): void {
    this.#repeated += 1
    if (first.hash === second.hash) return
    const violation = { rule: 'crash', detail: 'the same seed went another way' } as const
    this.#failing.push({ seed, destination, violation })
  }

  report(): Report {
    return {
      schedules: this.#schedules,
      events: this.#events,
      requests: this.#requests,
      restarts: this.#restarts,
      done: this.#done,
      verifiedBytes: this.#bytes,
      repeated: this.#repeated,
      met: Object.fromEntries(inOrder(this.#met)),
      failing: this.#failing,
      hash: hashText(this.#hash),
    }
  }
}

function hashText(hash: bigint): string {
  return hash.toString(16).padStart(40, '0')
}

function inOrder(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** Of shares that were played side by side. */
export function mergedReport(reports: readonly Report[]): Report {
  const sum = (of: (report: Report) => number): number => reports.reduce((all, report) => all + of(report), 0)
  const met = new Map<string, number>()
  for (const report of reports) {
    for (const [name, count] of Object.entries(report.met)) met.set(name, (met.get(name) ?? 0) + count)
  }
  return {
    schedules: sum(({ schedules }) => schedules),
    events: sum(({ events }) => events),
    requests: sum(({ requests }) => requests),
    restarts: sum(({ restarts }) => restarts),
    done: sum(({ done }) => done),
    verifiedBytes: sum(({ verifiedBytes }) => verifiedBytes),
    repeated: sum(({ repeated }) => repeated),
    met: Object.fromEntries(inOrder(met)),
    failing: reports.flatMap(({ failing }) => failing).toSorted((a, b) => a.seed - b.seed),
    hash: hashText(reports.reduce((all, { hash }) => (all + BigInt(`0x${hash}`)) % hashes, 0n)),
  }
}

/** How each is played again. */
export function failingText({ failing }: Report): string {
  const lines = failing.map(({ seed, destination, violation: { rule, detail } }) => {
    return `--seed ${seed} --to ${destination}: ${rule}: ${detail.slice(0, 200)}\n`
  })
  return lines.join('')
}

export function reportText({ met, failing, hash, ...counts }: Report, seconds: number): string {
  const kinds = Object.entries(met)
  const rate = Math.round(counts.schedules / seconds)
  return [
    ...kinds.map(([name, count]) => `${String(count).padStart(9)}  ${name}`),
    '',
    ...Object.entries(counts).map(([name, count]) => `${name}: ${count}`),
    `kinds of faults and acts: ${kinds.length}`,
    `violations: ${failing.length}`,
    `hash: ${hash.slice(0, 16)}`,
    `${rate} schedules a second of processor time`,
    '',
  ].join('\n')
}
