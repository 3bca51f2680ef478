/**
 * Two that want the same data folder at the same moment: apps, daemons and commands as real processes, while a file is on
 * its way. Who has the queue file open is read from the system, again and again: never two. In every other race the owner
 * is killed in mid-range, and the next one goes on.
 */

import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../scripts/support/paths.ts'
import type { Json } from '../integration/practice-client.ts'
import {
  type AppFolder,
  type Display,
  appFolder,
  asAppUser,
  giveToApp,
  openDisplay,
  startElectron,
} from '../support/electron.ts'
import { PracticeProcess, type Program, Processes, Station, built, sha256, until } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import type { Finding } from './judge.ts'

export type Kind = 'app' | 'daemon' | 'command'
export type Pair = readonly [Kind, Kind]

export const pairs: readonly Pair[] = [
  ['app', 'app'],
  ['app', 'daemon'],
  ['daemon', 'command'],
]

export interface RacesReport {
  races: number
  /** Owners that were killed, and how long it took whoever was waiting until it had the folder, ms. */
  kills: number
  readonly takeOversMs: number[]
  /** Looks that found more than one with the queue file open. */
  twoOwners: number
  looks: number
  /** Who had it first, in which pair. */
  readonly owners: Record<string, number>
  readonly findings: Finding[]
}

/** So many of each pair: who starts first and by how much is by the seed, and in half of them the owner is killed. */
export async function raceAll(
  chosen: readonly Pair[],
  times: number,
  random: () => number,
  say: (line: string) => void = () => undefined,
): Promise<RacesReport> {
  const report = emptyRaces()
  const track = await RaceTrack.open(report, chosen.flat().includes('app'))
  try {
    for (let n = 0; n < times; n += 1) {
      for (const [one, other] of chosen) {
        const pair: Pair = random() < 0.5 ? [one, other] : [other, one]
        await track.race(pair, random() < 0.3 ? 0 : random() * longestLeadMs, n % 2 === 1)
        say(`${report.races} races, ${report.kills} owners killed, ${report.twoOwners} with two owners`)
      }
    }
  } finally {
    await track.close()
  }
  return report
}

function emptyRaces(): RacesReport {
  return { races: 0, kills: 0, takeOversMs: [], twoOwners: 0, looks: 0, owners: {}, findings: [] }
}

interface Racer {
  readonly kind: Kind
  readonly pid: number
  readonly isEnded: () => boolean
  readonly kill: () => Promise<void>
}

/** Ranges of 5, 10 MiB and the rest: the second is held. */
const size = 15 * 1024 * 1024 + 7_001
const lookEveryMs = 15
const longestLeadMs = 900

/** A practice cloud, a display for apps, and one data folder after the other. */
class RaceTrack {
  readonly #report: RacesReport
  readonly #processes: Processes
  readonly #folder: AppFolder
  readonly #display: Display | null
  readonly #practice: PracticeProcess
  #count = 0

  private constructor(report: RacesReport, practice: PracticeProcess, processes: Processes, display: Display | null) {
    this.#report = report
    this.#processes = processes
    this.#practice = practice
    this.#display = display
    this.#folder = appFolder()
    giveToApp(processes.folder)
    const compiled = join(processes.folder, 'compiled')
    mkdirSync(compiled, { recursive: true })
    giveToApp(compiled)
  }

  /** @param withApps needs an Electron: see `noElectron` */
  static async open(report: RacesReport, withApps: boolean): Promise<RaceTrack> {
    const processes = new Processes(built)
    const practice = await PracticeProcess.start(processes, 'odp')
    return new RaceTrack(report, practice, processes, withApps ? await openDisplay() : null)
  }

  async close(): Promise<void> {
    await this.#processes.close()
    this.#display?.close()
    this.#folder.remove()
  }

  /** @param lateMs how much later the second one starts */
  async race(pair: Pair, lateMs: number, isKilled: boolean): Promise<void> {
    this.#count += 1
    const [name, path] = [`race-${this.#count}`, `/race-${this.#count}.bin`]
    const station = new Station(this.#processes, { HOME: this.#folder.home }, asAppUser)
    giveToApp(station.dataDir)
    const file = join(this.#processes.folder, `${name}.bin`)
    await writePseudoRandom(file, size, this.#count)
    chmodSync(file, 0o644)
    await this.#practice.write({ what: 'folder', path: `/${name}` })
    await station.addAccount(this.#practice)
    const id = await station.upload(file, `onedrive:/${name}`)
    const since = await this.#practice.total()
    await this.#practice.fault({ match: { op: 'put', range: 'middle', path }, action: 'hold', params: { gate: name } })
    const racers: Racer[] = [this.#start(pair[0], station, id)]
    const watch = this.#watch(station, racers)
    await sleep(lateMs)
    racers.push(this.#start(pair[1], station, id))
    const owner = await until('an owner', () => ownerOf(station, racers))
    await this.#practice.seen({ op: 'put', state: 'held', path, since })
    const key = `${pair.join(' and ')}: the ${owner.kind}`
    this.#report.owners[key] = (this.#report.owners[key] ?? 0) + 1
    if (isKilled) await this.#takeOver(station, racers, owner, id)
    await this.#practice.clearFaults()
    await this.#expectThere(name, file, since)
    for (const racer of racers) await racer.kill()
    watch.stop()
    await watch.ended
    this.#report.races += 1
  }

  /** Whoever waits has the folder next; where the other one has left already, another of its kind comes. */
  async #takeOver(station: Station, racers: Racer[], owner: Racer, id: string): Promise<void> {
    const other = racers.find((racer) => racer !== owner)
    await this.#settled(other)
    await owner.kill()
    const begun = performance.now()
    this.#report.kills += 1
    const isWaiting = other !== undefined && !other.isEnded()
    if (!isWaiting) racers.push(this.#start(other?.kind ?? 'daemon', station, id))
    await until('the next owner', () =>
      ownerOf(
        station,
        racers.filter((racer) => racer !== owner),
      ),
    )
    if (isWaiting) this.#report.takeOversMs.push(Math.round(performance.now() - begun))
  }

  /** A second app or a second daemon leaves by itself; an app or a command that is a client stays. */
  async #settled(other: Racer | undefined): Promise<void> {
    const end = performance.now() + 4_000
    while (other?.isEnded() === false && performance.now() < end) await sleep(50)
  }

  async #expectThere(folder: string, file: string, since: number): Promise<void> {
    const children = await until(`${file} to be there`, async () => {
      const found = (await this.#practice.children(`/${folder}`)) ?? []
      return found.length > 0 ? found : null
    })
    const hash = await sha256(file)
    const own = children.filter((child) => child.sha256 === hash)
    if (own.length === 0) this.#report.findings.push({ rule: 'lost', detail: `${file}: other bytes` })
    if (children.length > 1) this.#report.findings.push({ rule: 'duplicated', detail: file })
    const puts: Json[] = (await this.#practice.journal(since)).filter(({ op }) => op === 'put')
    const stored = puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)
    if (stored !== size) this.#report.findings.push({ rule: 'sent again', detail: `${file}: ${stored} of ${size}` })
    for (const { rule, detail } of await this.#practice.violations(since))
      this.#report.findings.push({ rule: 'manners', detail: `${rule}: ${detail}` })
  }

  #start(kind: Kind, station: Station, id: string): Racer {
    if (kind === 'app') return racerOf(kind, this.#startApp(station))
    const program = kind === 'daemon' ? station.command('daemon') : station.command('wait', id, '--timeout', '60s')
    return { kind, pid: program.pid, isEnded: () => program.isEnded, kill: () => killed(program) }
  }

  #startApp(station: Station): ChildProcess {
    if (this.#display === null) throw new Error('no display was opened')
    const args = [root, '--hidden', '--data-dir', station.dataDir]
    const child = startElectron({ display: this.#display, folder: this.#folder, args })
    child.stdout?.resume()
    return child
  }

  /** Looks until it is stopped. */
  #watch(station: Station, racers: readonly Racer[]) {
    const watching = { isOver: false }
    const look = async (): Promise<void> => {
      while (!watching.isOver) {
        const owners = racers.filter((racer) => hasOpen(racer, station))
        this.#report.looks += 1
        if (owners.length > 1) this.#report.twoOwners += 1
        await sleep(lookEveryMs)
      }
    }
    const ended = look()
    return { ended, stop: () => (watching.isOver = true) }
  }
}

async function killed(program: Program): Promise<void> {
  if (!program.isEnded) await program.kill()
}

function racerOf(kind: Kind, child: ChildProcess): Racer {
  const isEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  const kill = async (): Promise<void> => {
    if (isEnded()) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }
  return { kind, pid: child.pid ?? 0, isEnded, kill }
}

function ownerOf(station: Station, racers: readonly Racer[]): Racer | null {
  return racers.find((racer) => hasOpen(racer, station)) ?? null
}

/** The queue file itself: only an owner opens it. */
function hasOpen({ pid, isEnded }: Racer, { dataDir }: Station): boolean {
  if (isEnded()) return false
  const descriptors = `/proc/${pid}/fd`
  try {
    return readdirSync(descriptors).some((fd) => linkOf(join(descriptors, fd)) === join(dataDir, 'longshore.db'))
  } catch {
    // It has ended.
    return false
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
