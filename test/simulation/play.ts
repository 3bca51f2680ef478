/** Lets the entries of a schedule happen, each at its time, and then brings everything to rest. */

import type { Transfer } from '../../src/main/engine/ports/store.ts'
import type { SqliteStore } from '../../src/main/store/sqlite-store.ts'
import { fileActs } from './file-acts.ts'
import type { FileSystem } from './models/file-system.ts'
import type { Folder } from './models/folder.ts'
import type { LineFaultName } from './models/line-faults.ts'
import type { Machine, Running } from './models/machine.ts'
import type { Network, Sent } from './models/network.ts'
import type { Service } from './models/service.ts'
import { kindOf } from './oracles/requests.ts'
import type { Rule, Violations } from './oracles/violation.ts'
import { People } from './people.ts'
import { type Entry, type RequestKind, type Schedule, nameOf } from './schedule/entry.ts'
import type { Trace } from './trace.ts'
import type { Loop } from './world/loop.ts'

interface Means {
  readonly schedule: Schedule
  readonly loop: Loop
  readonly machine: Machine
  readonly folder: Folder
  readonly files: FileSystem
  readonly network: Network
  readonly service: Service
  readonly sync: SqliteStore
  readonly trace: Trace
  readonly violations: Violations
}

/** What the practice cloud's journal calls bad manners, and what is broken by them. */
const journalRules: Readonly<Record<string, { readonly rule: Rule; readonly isOfRepeats: boolean }>> = {
  'resent-acknowledged': { rule: 'resent', isOfRepeats: true },
  'resent-unlisted': { rule: 'resent', isOfRepeats: true },
  'start-unread': { rule: 'twice', isOfRepeats: true },
  'commit-changed': { rule: 'order', isOfRepeats: false },
  'too-many-at-once': { rule: 'order', isOfRepeats: true },
  'rename-on-the-wire': { rule: 'rename', isOfRepeats: false },
  'chunked-body': { rule: 'order', isOfRepeats: false },
  'token-on-upload-host': { rule: 'token', isOfRepeats: false },
  'token-missing': { rule: 'token', isOfRepeats: false },
  'token-at-sign-in': { rule: 'token', isOfRepeats: false },
}

/** How long a person, or the system, takes to start the program again. */
const restartMs = 500

/** Acts that count when a call meets what they made of the file (file-system.ts). */
const metByCalls: ReadonlySet<string> = new Set(['deny', 'deny folder', 'busy', 'bad reads'])

export class Play {
  /** What really came about, by its name. */
  readonly counts = new Map<string, number>()
  /** What the service was told to do wrong, whether or not it came to it. */
  readonly planted = new Set<string>()
  readonly #means: Means
  readonly #people: People
  /** Names of the service's faults, by their ids there. */
  readonly #serviceFaults = new Map<string, string>()
  #spell: { readonly fault: LineFaultName; isMet: boolean } | null = null
  #isCalm = false
  #downMs = restartMs
  #downUntil = 0

  constructor(means: Means) {
    this.#means = means
    this.#people = new People({ ...means, met: (name) => this.met(name) })
  }

  get isCalm(): boolean {
    return this.#isCalm
  }

  transfers(): readonly Transfer[] {
    return this.#means.sync.page({ limit: 200 }).transfers
  }

  met(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }

  /** A request met a fault of the line. */
  metLine(fault: LineFaultName): void {
    this.met(`line: ${fault}`)
    if (this.#spell === null || this.#spell.isMet || this.#spell.fault !== fault) return
    this.#spell.isMet = true
    this.met(`spell: ${fault}`)
  }

  async begin(): Promise<void> {
    const { schedule, loop, folder, machine } = this.#means
    for (const { name, size } of schedule.files) folder.write(folder.path(name), size)
    await this.#people.begin()
    this.#started(machine.start())
    for (const entry of schedule.entries) loop.after(entry.at, () => this.#happen(entry))
    loop.after(schedule.calmAt, () => this.#calm())
  }

  /** What the practice cloud itself noted of bad manners. */
  async judgeJournal(): Promise<void> {
    const { service, violations, schedule } = this.#means
    const { violations: found } = (await service.control('GET', '/journal/violations')) as {
      violations: { rule: string; detail: string }[]
    }
    // A request that came twice was sent once.
    const isDoubled = this.counts.has('line: doubled')
    for (const { rule, detail } of found) {
      const broken = journalRules[rule]
      // Without a position, who didn't hear an answer can only send it again.
      const isExcused = isDoubled || (rule === 'resent-acknowledged' && !service.model.tellsPosition)
      if (broken !== undefined && !(isExcused && broken.isOfRepeats)) violations.add(broken.rule, `${rule}: ${detail}`)
    }
    if (schedule.seed < 0) throw new Error('seeds are not negative')
  }

  async #happen(entry: Entry): Promise<void> {
    if (this.#isCalm) return
    this.#means.trace.line(`ENTRY ${nameOf(entry)}`)
    await this.#act(entry)
  }

  async #act(entry: Entry): Promise<void> {
    const { loop, machine, network, folder, files, service, schedule } = this.#means
    const name = nameOf(entry)
    const running = machine.running
    switch (entry.kind) {
      case 'add':
        return this.#people.add(running, entry)
      case 'line':
        return network.arm({ name: entry.fault, skip: entry.skip, fits: fits(entry.on) })
      case 'spell':
        this.#spell = { fault: entry.fault, isMet: false }
        network.setSpell(entry.fault)
        loop.after(entry.forMs, () => network.setSpell(null))
        return
      case 'service':
        return this.#plant(entry.name, entry.fault)
      case 'other':
        this.met(name)
        return service.act(entry.act, schedule.files[entry.file]?.name ?? '')
      case 'kill':
        running?.life.planKill({ left: entry.steps, isDone: entry.isDone })
        this.#downMs = entry.downMs
        return
      case 'stop':
        if (running === null) return
        this.met(name)
        this.#downMs = entry.downMs
        return this.#stop(running)
      case 'clock':
        this.met(name)
        return loop.jump(entry.ms)
      case 'sleep':
        this.met(name)
        loop.sleep(entry.ms)
        // Until then nothing happens here, so that nobody can have noticed.
        return void loop.after(entry.ms, () => void network.change())
      case 'network change':
        if (network.change() > 0) this.met(name)
        return
      case 'store':
        return machine.troubleStore(entry.trouble, entry.calls, entry.statement)
      case 'call':
        return files.trouble({ error: entry.error, on: entry.on, skip: entry.skip, times: entry.times })
      case 'watcher':
        return machine.troubleHints(entry.fault, entry.count)
      case 'file': {
        const path = folder.path(schedule.files[entry.file]?.name ?? '')
        if (fileActs[entry.act](folder, path, entry.bytes) && !metByCalls.has(entry.act)) this.met(name)
        return
      }
      case 'user':
      case 'answer':
        return void this.#people.ask(running, entry)
    }
  }

  async #plant(name: string, fault: object): Promise<void> {
    this.planted.add(`service: ${name}`)
    const { faults } = (await this.#means.service.control('POST', '/faults', fault)) as { faults: { id: string }[] }
    for (const { id } of faults) this.#serviceFaults.set(id, name)
  }

  /** What of the service's faults came about. */
  async #countService(): Promise<void> {
    const { faults } = (await this.#means.service.control('GET', '/faults')) as {
      faults: { id: string; fired: number }[]
    }
    for (const { id, fired } of faults) {
      const name = this.#serviceFaults.get(id)
      if (name !== undefined && fired > 0) this.met(`service: ${name}`)
    }
  }

  /** When this life is over, the next one begins a while later. */
  #started(running: Running): void {
    const { loop, machine, trace } = this.#means
    running.life.onEnd(() => {
      trace.line(`life ${running.life.number} ends`)
      const { killed } = running.life
      if (killed !== null) this.met(killed === 'after' ? 'kill: right after a step' : 'kill: right before a step')
      const downMs = this.#isCalm ? restartMs : this.#downMs
      this.#downMs = restartMs
      this.#downUntil = loop.monotonic() + downMs
      loop.after(downMs, () => {
        if (machine.running === null && loop.monotonic() >= this.#downUntil) this.#start()
      })
    })
    this.#people.askAgain(running)
  }

  /** The process ends in any case; what couldn't be put back is put back at the next start. */
  #stop(running: Running): void {
    const { machine, trace } = this.#means
    machine.stop(running).catch((error: unknown) => {
      trace.line(`stop: ${String(error)}`)
      running.life.end()
    })
  }

  #start(): void {
    const { machine, trace } = this.#means
    trace.line(`life ${machine.lives + 1} begins`)
    this.#started(machine.start())
  }

  async #calm(): Promise<void> {
    const { machine, network, folder, files, service, loop, trace } = this.#means
    trace.line('CALM')
    this.#isCalm = true
    network.calm()
    folder.calm()
    files.calm()
    machine.calm()
    if (this.#serviceFaults.size > 0) await this.#countService()
    await service.calm()
    if (machine.running === null) this.#start()
    machine.running?.life.planKill({ left: Number.POSITIVE_INFINITY, isDone: false })
    loop.after(2_000, () => this.#help())
  }

  #help(): void {
    const { machine, loop, trace } = this.#means
    const running = machine.running
    if (running === null) return void loop.after(restartMs, () => this.#help())
    this.#people.help(running).catch((error: unknown) => trace.line(`a person is told: ${String(error)}`))
  }
}

function fits(on: RequestKind): (request: Sent) => boolean {
  return ({ method, url, headers }) => on === 'any' || kindOf(method, url, headers) === on
}
