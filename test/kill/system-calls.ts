/**
 * SIGKILL as the engine enters its n-th system call of a kind, n = 1, 2, … until there is no n-th any more, by `strace`
 * (its counts are of one thread; the store's does nearly all of those that matter). Each engine finds what the one before
 * it left behind, and a new file where nothing is left that hasn't begun.
 */

import { spawnSync } from 'node:child_process'
import { resting } from '../support/daemon-line.ts'
import { type AsUser, type Program, until } from '../support/processes.ts'
import { type DiskState, readDisk } from './disk-state.ts'
import { EarlyEnds } from './early-ends.ts'
import { type Cargo, Harbour } from './harbour.ts'
import { type Finding, type Interruption, judge, judgeDisk } from './judge.ts'
import { type Place, holdingsOf } from './places.ts'
import { patienceMs } from './storm.ts'

/** What writes, syncs, cuts, renames, deletes and sends; which of them Node and SQLite really make, the counts say. */
export const calls = [
  'pwrite64',
  'fsync',
  'fdatasync',
  'ftruncate',
  'rename',
  'unlink',
  'link',
  'write',
  'writev',
  'sendto',
  'sendmsg',
] as const

export type Call = (typeof calls)[number]

export interface CallsReport {
  /** Kills. */
  points: number
  transfers: number
  /** Kills by system call, and by destination. */
  readonly byCall: Record<string, number>
  readonly byPlace: Record<string, number>
  resentRanges: number
  readonly findings: Finding[]
}

/** Why nothing can be killed so, as the reason of a skip; null where it can. */
export function whyNoTracing(): string | null {
  if (process.platform !== 'linux') return 'only on Linux'
  const tried = spawnSync('strace', ['-D', '-f', '-qq', '-o', '/dev/null', 'true'])
  return tried.status === 0 ? null : 'needs strace and its leave to trace'
}

export function emptyReport(): CallsReport {
  return { points: 0, transfers: 0, byCall: {}, byPlace: {}, resentRanges: 0, findings: [] }
}

/** The tracer as a grandchild: what was started is the engine itself. */
function traced(call: string, what: string): AsUser {
  const options = ['-D', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`]
  return (command, args) => ['strace', [...options, '-e', `inject=${call}:${what}`, '--', command, ...args]]
}

/** Points of one destination in one harbour; what they left is finished and judged by `finish`. */
export class Points {
  readonly #harbour: Harbour
  readonly #place: Place
  readonly #report: CallsReport
  readonly #cargoes: Cargo[] = []
  readonly #interruptions: Interruption[] = []
  readonly #claimed = new Set<string>()
  #since = 0
  #disk: DiskState | null = null

  constructor(harbour: Harbour, place: Place, report: CallsReport) {
    this.#harbour = harbour
    this.#place = place
    this.#report = report
  }

  /** @returns false where there was no n-th call */
  async kill(call: Call, n: number): Promise<boolean> {
    const { practice, processes, station } = this.#harbour
    if (this.#cargoes.length === 0) this.#since = await practice.total()
    await this.#load()
    const args = ['daemon', '--json', '--data-dir', station.dataDir]
    const engine = processes.start(args, {}, traced(call, `signal=KILL:when=${n}`))
    const isKilled = await this.#untilOver(engine)
    this.#hear(engine)
    this.#disk = readDisk(station.dataDir)
    this.#report.findings.push(...judgeDisk(this.#cargoes, this.#disk, this.#claimed))
    this.#interruptions.push({ seq: await practice.total(), disk: this.#disk })
    if (!isKilled) return false
    this.#report.points += 1
    this.#report.byCall[call] = (this.#report.byCall[call] ?? 0) + 1
    this.#report.byPlace[this.#place.name] = (this.#report.byPlace[this.#place.name] ?? 0) + 1
    return true
  }

  /** An engine that nobody kills takes everything to its end. */
  async finish(): Promise<void> {
    const { practice, station } = this.#harbour
    const engine = await station.startDaemon()
    for (const { id } of this.#cargoes) await station.end(id, 'done', patienceMs)
    await engine.kill()
    const disk = readDisk(station.dataDir)
    const { findings, resent } = judge(this.#cargoes, {
      disk,
      holdings: await holdingsOf(practice),
      journal: await practice.journal(this.#since),
      violations: await practice.violations(this.#since),
      interruptions: this.#interruptions,
    })
    this.#report.findings.push(...findings)
    this.#report.resentRanges += resent
    this.#report.transfers += this.#cargoes.length
  }

  /** Something that has not begun yet is always there. */
  async #load(): Promise<void> {
    const rows = this.#disk?.rows
    if (this.#cargoes.some(({ id }) => rows?.get(id)?.state === 'queued' && rows.get(id)?.ranges === null)) return
    const file = await this.#harbour.file(this.#place, this.#place.threeRanges, this.#cargoes.length + 1)
    this.#cargoes.push(...(await this.#harbour.enqueueAshore([file])))
  }

  /** @returns false where everything came to its end without an n-th call */
  async #untilOver(engine: Program): Promise<boolean> {
    const known = this.#disk?.rows
    const open = this.#cargoes.filter(({ id }) => known?.get(id)?.state !== 'done').map(({ id }) => id)
    const early = new EarlyEnds(this.#harbour.station.dataDir)
    const ended = new Set<string>()
    const isKilled = await until(
      () => `the end of ${open.length} transfers, or of the engine: ${this.#stuck(open)}${engine.stderr}`,
      async () => {
        if (engine.isEnded) {
          const { code, signal } = await engine.ended
          if (signal !== 'SIGKILL') throw new Error(`the engine ended with ${code ?? signal}: ${engine.stderr}`)
          return true
        }
        for (const id of await early.look(engine)) ended.add(id)
        for (const { id, state } of engine.lines) if (resting.has(state)) ended.add(id)
        return open.every((id) => ended.has(id)) ? false : null
      },
      patienceMs,
    )
    if (!isKilled) await engine.kill()
    return isKilled
  }

  /** What has no end, by the disk: a line of its own each. */
  #stuck(open: readonly string[]): string {
    const { rows } = readDisk(this.#harbour.station.dataDir)
    return open.map((id) => `${id}: ${JSON.stringify(rows.get(id))}\n`).join('')
  }

  #hear(engine: Program): void {
    for (const { event, id, state } of engine.lines) if (event === 'state' && state === 'done') this.#claimed.add(id)
  }
}

/** So many points share a practice cloud: its disk has an end. */
const pointsAHarbour = 40

/** All of one destination, by one system call. */
export async function killAtEach(place: Place, call: Call, report: CallsReport): Promise<void> {
  for (let n = 1, hasMore = true; hasMore; ) {
    const harbour = await Harbour.open()
    try {
      const points = new Points(harbour, place, report)
      for (let left = pointsAHarbour; hasMore && left > 0; left -= 1, n += 1) hasMore = await points.kill(call, n)
      await points.finish()
    } finally {
      await harbour.close()
    }
  }
}
