/** Lets the entries of a schedule happen, each at its time, and then brings everything to rest. */

import { basename } from 'node:path'
import type { Account } from '../../src/main/engine/ports/account.ts'
import type { NewTransfer, Transfer } from '../../src/main/engine/ports/store.ts'
import { signInPurpose } from '../../src/main/store/sealed.ts'
import type { SqliteStore } from '../../src/main/store/sqlite-store.ts'
import { changeFile } from './file-acts.ts'
import type { Folder } from './models/folder.ts'
import type { Machine, Running } from './models/machine.ts'
import type { Network, Sent } from './models/network.ts'
import { openSeal } from './models/open-seal.ts'
import type { Service } from './models/service.ts'
import { kindOf } from './oracles/requests.ts'
import type { Rule, Violations } from './oracles/violation.ts'
import { type Entry, type RequestKind, type Schedule, nameOf } from './schedule/entry.ts'
import type { Trace } from './trace.ts'
import type { Loop } from './world/loop.ts'

interface Means {
  readonly schedule: Schedule
  readonly loop: Loop
  readonly machine: Machine
  readonly folder: Folder
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

const accountName = 'work'
const settleMs = 10_000
/** How long a person, or the system, takes to start the program again. */
const restartMs = 500

export class Play {
  readonly counts = new Map<string, number>()
  readonly #means: Means
  #isCalm = false
  /** Added while nobody was there to take it: a person tries again. */
  #waiting: Extract<Entry, { kind: 'add' }>[] = []
  #downUntil = 0

  constructor(means: Means) {
    this.#means = means
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

  async begin(): Promise<void> {
    const { schedule, loop, folder, machine } = this.#means
    for (const { name, size } of schedule.files) folder.write(folder.path(name), size)
    await this.#putAccount()
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
    // Faults of the line count when a request meets them.
    if (entry.kind !== 'line') this.met(nameOf(entry))
    await this.#act(entry)
  }

  async #act(entry: Entry): Promise<void> {
    const { loop, machine, network, folder, service, schedule } = this.#means
    const running = machine.running
    switch (entry.kind) {
      case 'add':
        if (running === null) this.#waiting.push(entry)
        else this.#add(running, entry)
        return
      case 'line':
        return network.arm({ name: entry.fault, skip: entry.skip, fits: fits(entry.on) })
      case 'spell':
        network.setSpell(entry.fault)
        loop.after(entry.forMs, () => network.setSpell(null))
        return
      case 'service':
        await service.control('POST', '/faults', entry.fault)
        return
      case 'other':
        await service.act(entry.act, schedule.files[entry.file]?.name ?? '')
        return
      case 'kill':
        running?.life.planKill({ left: entry.steps, isDone: entry.isDone })
        this.#downMs = entry.downMs
        return
      case 'stop':
        if (running === null) return
        this.#downMs = entry.downMs
        this.#stop(running)
        return
      case 'clock':
        return loop.jump(entry.ms)
      case 'store':
        return machine.troubleStore(entry.trouble, entry.calls)
      case 'file':
        return changeFile(folder, entry.act, folder.path(schedule.files[entry.file]?.name ?? ''), entry.bytes)
      case 'user':
      case 'answer':
        return this.#person(entry)
    }
  }

  #downMs = restartMs

  /** When this life is over, the next one begins a while later. */
  #started(running: Running): void {
    const { loop, machine, trace } = this.#means
    running.life.onEnd(() => {
      trace.line(`life ${running.life.number} ends`)
      const downMs = this.#isCalm ? restartMs : this.#downMs
      this.#downMs = restartMs
      this.#downUntil = loop.monotonic() + downMs
      loop.after(downMs, () => {
        if (machine.running === null && loop.monotonic() >= this.#downUntil) this.#start()
      })
    })
    for (const entry of this.#waiting.splice(0)) this.#add(running, entry)
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

  /** A person who gets no answer asks again: the program died, or its disk was full. */
  #add(running: Running, entry: Extract<Entry, { kind: 'add' }>): void {
    const { schedule, folder, loop } = this.#means
    const file = schedule.files[entry.file]
    if (file === undefined) return
    const path = folder.path(file.name)
    const inode = folder.at(path)
    if (inode === null) return
    let isAnswered = false
    const row: NewTransfer = {
      batchId: null,
      watchId: null,
      account: accountName,
      root: folder.root,
      path,
      destination: schedule.destination,
      folders: [],
      name: basename(path),
      conflict: entry.conflict,
      settleMs,
      state: 'queued',
      fingerprint: inode.fingerprint(),
      replaces: null,
      why: 'added by hand',
    }
    running.life.onEnd(() => {
      if (!isAnswered) this.#waiting.push(entry)
    })
    const asked = async (): Promise<void> => {
      try {
        await running.engine.queue.enqueue([row])
      } catch {
        loop.after(5_000, () => this.#act(entry))
      } finally {
        isAnswered = true
      }
    }
    void asked()
  }

  async #person(entry: Extract<Entry, { kind: 'user' | 'answer' }>): Promise<void> {
    const { machine, folder, schedule, trace } = this.#means
    const running = machine.running
    const path = folder.path(schedule.files[entry.file]?.name ?? '')
    const ids = this.transfers().flatMap((transfer) => (transfer.path === path ? [transfer.id] : []))
    const all = { all: true } as const
    if (entry.kind === 'user' && entry.act === 'sign out') return this.#signOut()
    if (running === null) return
    const { queue } = running.engine
    const asked = async (): Promise<unknown> => {
      if (entry.kind === 'answer') return queue.answer({ ids }, entry.choice)
      switch (entry.act) {
        case 'pause':
          return queue.pause({ ids })
        case 'resume':
          return queue.resume({ ids })
        case 'cancel':
          return queue.cancel({ ids })
        case 'retry':
          return queue.retry({ ids })
        case 'pause all':
          return queue.pause(all)
        case 'resume all':
          return queue.resume(all)
        case 'retry all':
          return queue.retry(all)
        default:
          return this.#signIn(running)
      }
    }
    asked().catch((error: unknown) => trace.line(`a person is told: ${String(error)}`))
  }

  /** The service takes neither token any more. */
  async #signOut(): Promise<void> {
    const { sync, service } = this.#means
    const stored = sync.tokens(accountName)
    if (stored === null) return
    const { accessToken, refreshToken } = JSON.parse(openSeal.open(stored, signInPurpose(accountName))) as {
      accessToken: string
      refreshToken: string
    }
    await service.control('POST', '/tokens', { revoke: refreshToken })
    await service.control('POST', '/tokens', { revoke: accessToken })
  }

  /** As the service of accounts does it: stored, then what waited for it goes on. */
  async #signIn({ store, engine }: Running): Promise<void> {
    const { accessToken, refreshToken, expiresAt } = await this.#means.service.signIn()
    const tokens = { accessToken, refreshToken, expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }
    await store.putAccount(this.#account(), tokens)
    await engine.queue.unblock(accountName, 'signed-out')
  }

  async #putAccount(): Promise<void> {
    const { sync, service } = this.#means
    const { accessToken, refreshToken, expiresAt } = await service.signIn()
    const tokens = { accessToken, refreshToken, expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }
    sync.putAccount(this.#account(), openSeal.seal(JSON.stringify(tokens), signInPurpose(accountName)))
  }

  #account(): Account {
    const { graphUrl, loginUrl, boxUrl, boxUploadUrl } = this.#means.service.cloud
    return {
      name: accountName,
      kind: 'practice',
      user: null,
      cloud: 'global',
      tenant: null,
      clientId: null,
      graphUrl,
      loginUrl,
      boxUrl,
      boxUploadUrl,
      boxLoginUrl: null,
      createdAt: 1,
      signedOut: false,
    }
  }

  async #calm(): Promise<void> {
    const { machine, network, folder, service, loop, trace } = this.#means
    trace.line('CALM')
    this.#isCalm = true
    network.calm()
    folder.calm()
    machine.calm()
    await service.calm()
    if (machine.running === null) this.#start()
    const running = machine.running
    if (running === null) return
    running.life.planKill({ left: Number.POSITIVE_INFINITY, isDone: false })
    // What only a person can do: the engine has said so, and it is done.
    loop.after(2_000, () => this.#help())
  }

  #help(): void {
    const { machine, loop, trace } = this.#means
    const running = machine.running
    if (running === null) return void loop.after(restartMs, () => this.#help())
    for (const entry of this.#waiting.splice(0)) this.#add(running, entry)
    this.#signIn(running)
      .then(() => running.engine.queue.resume({ all: true }))
      .catch((error: unknown) => trace.line(`a person is told: ${String(error)}`))
  }
}

function fits(on: RequestKind): (request: Sent) => boolean {
  return ({ method, url, headers }) => on === 'any' || kindOf(method, url, headers) === on
}
