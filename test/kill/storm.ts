/**
 * Uploads to all destinations at once, by an engine that is interrupted at random moments until everything is there: killed
 * (`killing`), or cut off from its power (power.ts). One seed says which files and which moments.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { Json } from '../integration/practice-client.ts'
import { resting } from '../support/daemon-line.ts'
import type { Program } from '../support/processes.ts'
import { readDisk } from './disk-state.ts'
import { EarlyEnds } from './early-ends.ts'
import { type Cargo, Harbour } from './harbour.ts'
import { type Finding, type Interruption, expectThere, judge, judgeDisk } from './judge.ts'
import { chance } from './chance.ts'
import { holdingsOf, places } from './places.ts'

/** How an engine is interrupted. */
export interface Interrupter {
  /** Where the data folder has to be; undefined: anywhere. */
  readonly dataDir: string | undefined
  /** Ends the process without a word. */
  strike(engine: Program): Promise<void>
  close(): void
}

const killing: Interrupter = { dataDir: undefined, strike: (engine) => engine.kill(), close: () => undefined }

export interface StormReport {
  readonly seed: number
  interruptions: number
  transfers: number
  bytes: number
  /** Interruptions that found a request to this destination on its way. */
  readonly byDestination: Record<string, number>
  /** What was on its way then, or that nothing was. */
  readonly byMoment: Record<string, number>
  resentRanges: number
  restartedSessions: number
  readonly findings: Finding[]
}

interface Plan {
  readonly seed: number
  /** Interruptions, at least; what was begun is taken to its end. */
  readonly interruptions: number
  readonly openInterrupter?: () => Interrupter
  readonly say?: (line: string) => void
}

/** Batches for one practice cloud: its disk and a mailbox have an end. */
const batchesAWorld = 6
/** One in so many interruptions comes while the engine starts. */
const startEvery = 6
const longestLifeMs = 1_600
/** A slow machine needs longer to come to anything: lives grow until one of them ends a transfer. */
const growth = 1.3
const startsWithinMs = 900
/** Nothing takes that long without being interrupted: a mailbox's five minutes are the longest wait. */
export const patienceMs = 400_000

export async function storm({
  seed,
  interruptions,
  openInterrupter,
  say = () => undefined,
}: Plan): Promise<StormReport> {
  const random = chance(seed)
  const counts = { interruptions: 0, transfers: 0, bytes: 0, resentRanges: 0, restartedSessions: 0 }
  const report: StormReport = { seed, ...counts, byDestination: {}, byMoment: {}, findings: [] }
  while (report.interruptions < interruptions) {
    const interrupter = openInterrupter?.() ?? killing
    const { dataDir } = interrupter
    const harbour = await Harbour.open(dataDir === undefined ? {} : { dataDir })
    try {
      for (let batch = 0; batch < batchesAWorld && report.interruptions < interruptions; batch += 1) {
        // By turns: a mailbox need not tell how far its sessions are.
        await harbour.practice.control('POST', '/switches', { mailStatusQuery: batch % 2 === 1 })
        const voyage = new Voyage(harbour, interrupter, random, report)
        await voyage.sail(interruptions)
        say(`${report.interruptions} interruptions, ${report.transfers} transfers, ${report.findings.length} findings`)
      }
    } finally {
      await harbour.close()
      interrupter.close()
    }
  }
  return report
}

/** One batch of files, from their first engine to the last. */
class Voyage {
  readonly #harbour: Harbour
  readonly #interrupter: Interrupter
  readonly #random: () => number
  readonly #report: StormReport
  #cargoes: readonly Cargo[] = []
  readonly #interruptions: Interruption[] = []
  readonly #ended = new Set<string>()
  readonly #claimed = new Set<string>()
  readonly #early: EarlyEnds
  /** Lives in a row in which nothing ended. */
  #fruitless = 0
  #doneBefore = 0

  constructor(harbour: Harbour, interrupter: Interrupter, random: () => number, report: StormReport) {
    this.#harbour = harbour
    this.#early = new EarlyEnds(harbour.station.dataDir)
    this.#interrupter = interrupter
    this.#random = random
    this.#report = report
  }

  async sail(enough: number): Promise<void> {
    const { practice, station } = this.#harbour
    const since = await practice.total()
    this.#cargoes = await this.#harbour.enqueueAshore(await this.#files())
    let lifeSince = since
    for (;;) {
      const engine = station.command('daemon')
      const isStruck = await this.#live(engine, this.#report.interruptions < enough)
      this.#hear(engine)
      if (!isStruck) {
        await engine.kill()
        break
      }
      const seq = await practice.total()
      await this.#look(await practice.journal(lifeSince), seq, engine)
      lifeSince = seq
    }
    const disk = readDisk(station.dataDir)
    this.#find(judgeDisk(this.#cargoes, disk, this.#claimed))
    const [holdings, journal, violations] = [
      await holdingsOf(practice),
      await practice.journal(since),
      await practice.violations(since),
    ]
    const account = judge(this.#cargoes, { disk, holdings, journal, violations, interruptions: this.#interruptions })
    this.#find(account.findings)
    this.#report.resentRanges += account.resent
    this.#report.restartedSessions += account.restarts
    this.#report.transfers += this.#cargoes.length
    this.#report.bytes += this.#cargoes.reduce((sum, { size }) => sum + size, 0)
  }

  /** One of three ranges and a small one for each place, in an order of this batch's own. */
  async #files() {
    const wanted = places.flatMap((place) => [
      { place, size: place.threeRanges },
      { place, size: 40_000 + Math.floor(this.#random() * 900_000) },
    ])
    const files = []
    for (const { place, size } of wanted) {
      files.push(await this.#harbour.file(place, size, Math.floor(this.#random() * 2 ** 31)))
    }
    return files
      .map((file) => ({ file, at: this.#random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ file }) => file)
  }

  /** @returns whether it was interrupted; else everything has ended */
  async #live(engine: Program, isDangerous: boolean): Promise<boolean> {
    const [isEarly, fraction] = [this.#random() * startEvery < 1, this.#random()]
    if (isDangerous && isEarly) await sleep(fraction * startsWithinMs)
    else await engine.ready()
    const end = performance.now() + (isEarly ? 0 : fraction * longestLifeMs * growth ** this.#fruitless)
    while (!this.#hasAllEnded(engine)) {
      if (engine.isEnded) throw new Error(`the engine ended by itself: ${engine.stderr}`)
      if (isDangerous && performance.now() >= end) {
        await this.#interrupter.strike(engine)
        return true
      }
      // While it is to be interrupted nothing is waited for longer than for that.
      if (!isDangerous) for (const id of await this.#early.look(engine)) this.#ended.add(id)
      await sleep(isDangerous ? Math.min(15, Math.max(1, end - performance.now())) : 15)
      if (performance.now() > end + patienceMs) throw new Error(`it never ends: ${await this.#left()}`)
    }
    return false
  }

  /** What has not ended, and why. */
  async #left(): Promise<string> {
    const rows = await this.#harbour.station.run('list')
    const left = rows.lines[0].filter(({ id }: Json) => !this.#ended.has(id))
    return JSON.stringify(left, null, 1)
  }

  #hasAllEnded(engine: Program): boolean {
    this.#hear(engine)
    return this.#cargoes.every(({ id }) => this.#ended.has(id))
  }

  #hear(engine: Program): void {
    for (const { event, id, state } of engine.lines) {
      if (event !== 'state' || !resting.has(state)) continue
      this.#ended.add(id)
      if (state === 'done') this.#claimed.add(id)
    }
  }

  async #look(journal: readonly Json[], seq: number, engine: Program): Promise<void> {
    const { practice, station } = this.#harbour
    const disk = readDisk(station.dataDir)
    this.#interruptions.push({ seq, disk })
    this.#report.interruptions += 1
    this.#note(journal, engine)
    this.#find(judgeDisk(this.#cargoes, disk, this.#claimed))
    // What is done without having been told yet is not told later either.
    const done = this.#cargoes.filter(({ id }) => disk.rows.get(id)?.state === 'done')
    this.#fruitless = done.length > this.#doneBefore ? 0 : this.#fruitless + 1
    this.#doneBefore = done.length
    for (const { id } of done) this.#ended.add(id)
    const holdings = await holdingsOf(practice)
    this.#find(done.flatMap((cargo) => expectThere(cargo, holdings, 'falsely done')))
  }

  #note(journal: readonly Json[], engine: Program): void {
    const { byDestination, byMoment } = this.#report
    const flying = journal.filter(({ outcome }) => outcome !== 'replied')
    const moments = new Set(flying.map(({ protocol, op }) => `${protocol} ${op}`))
    const isReady = engine.lines.some(({ event }) => event === 'ready')
    if (moments.size === 0) moments.add(isReady ? 'no request on its way' : 'starting')
    for (const moment of moments) byMoment[moment] = (byMoment[moment] ?? 0) + 1
    const names = new Set(flying.map((entry) => ownerOf(entry, this.#cargoes)?.place.name))
    names.delete(undefined)
    for (const name of names) byDestination[name ?? ''] = (byDestination[name ?? ''] ?? 0) + 1
  }

  #find(findings: readonly Finding[]): void {
    this.#report.findings.push(...findings)
  }
}

/** Whose request it is, as far as the journal says; null where it is nobody's in particular. */
function ownerOf({ contentRange, path, itemId, url }: Json, cargoes: readonly Cargo[]): Cargo | null {
  const total = Number(/\/(\d+)$/.exec(contentRange ?? '')?.[1])
  const text = `${path} ${itemId} ${decodeURIComponent(url)}`
  return (
    cargoes.find(({ size, name, target }) => size === total || text.includes(name) || text.includes(target)) ?? null
  )
}
