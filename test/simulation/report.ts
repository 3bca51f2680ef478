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
  /** Of all schedules together. */
  readonly hash: string
}

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
  readonly #hash = createHash('sha256')

  add(outcome: Outcome, seed: number, destination: string): void {
    this.#schedules += 1
    this.#events += outcome.events
    this.#requests += outcome.requests
    this.#restarts += outcome.lives - 1
    this.#done += outcome.done
    this.#bytes += outcome.verifiedBytes
    this.#hash.update(outcome.hash)
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
      met: Object.fromEntries([...this.#met].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      failing: this.#failing,
      hash: this.#hash.digest('hex'),
    }
  }
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
