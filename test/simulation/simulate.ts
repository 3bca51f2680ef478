/** Runs one schedule in a world of its own: a storm, then calm, with every oracle looking on. */

import { createHash } from 'node:crypto'
import type { Transfer, TransferChange } from '../../src/main/engine/ports/store.ts'
import type { SqliteStore } from '../../src/main/store/sqlite-store.ts'
import { borrowDatabase } from './models/database.ts'
import { FileSystem } from './models/file-system.ts'
import { Folder } from './models/folder.ts'
import { Machine, type Running } from './models/machine.ts'
import { MemoryDisk } from './models/memory-disk.ts'
import { Network } from './models/network.ts'
import { Service } from './models/service.ts'
import { unfound } from './oracles/watched.ts'
import { Play } from './play.ts'
import { DestinationOracle } from './oracles/destination.ts'
import { RowsOracle, isAtRest } from './oracles/rows.ts'
import { SessionBook } from './oracles/session-book.ts'
import { type Violation, Violations } from './oracles/violation.ts'
import { WireOracle } from './oracles/wire.ts'
import type { Schedule } from './schedule/entry.ts'
import { modelOf } from './services/models.ts'
import { Trace } from './trace.ts'
import { Chance } from './world/chance.ts'
import { enter } from './world/current.ts'
import { Loop } from './world/loop.ts'

export interface Outcome {
  readonly violation: Violation | null
  /** The same schedule has the same, always. */
  readonly hash: string
  readonly lines: readonly string[]
  readonly events: number
  readonly requests: number
  readonly lives: number
  readonly virtualMs: number
  readonly done: number
  readonly verifiedBytes: number
  /** How often each entry of the schedule really met something. */
  readonly met: ReadonlyMap<string, number>
}

const wallAt = Date.UTC(2026, 2, 2, 9, 30)
const day = 24 * 3_600_000
/** Longer than any pause of the policy, all of them together. */
const longestCalmMs = 4 * day

const writers = ['written by somebody else'].map((text) => createHash('sha256').update(text).digest('hex'))

/** A service that writes a line of its own into what it took. */
const rewritten = 'service: F38'

interface Way {
  /** Keeps every line, not only the last ones. */
  readonly isTraced?: boolean
  /** With a database that no other schedule had. */
  readonly hasOwnDatabase?: boolean
  /** At which a test looks, or acts, beside what the schedule has. */
  readonly moments?: readonly Moment[]
}

/** A moment of a schedule at which a test looks, or acts, itself. */
export interface Moment {
  /** ms from the beginning */
  readonly at: number
  readonly act: (here: Here) => Promise<void>
}

export interface Here {
  readonly running: Running
  readonly service: Service
  readonly sync: SqliteStore
}

const saysDeleted: ReadonlySet<string> = new Set(['source-gone', 'folder-gone'])

/** What people and the process's end do is no reason to give a file up. */
const harmless = /^(?:add|kill|stop|clock|user|answer)\b/

/** Sessions that end sooner than a file can be sent are one. */
function hasShortLives({ switches }: Schedule): boolean {
  return Object.keys(switches).some((name) => name.endsWith('LifetimeMs'))
}

export async function simulate(
  schedule: Schedule,
  { isTraced = false, hasOwnDatabase = false, moments = [] }: Way = {},
): Promise<Outcome> {
  const { seed } = schedule
  const loop = new Loop(new Chance(seed, 'ties'), wallAt)
  const network = new Network(loop, new Chance(seed, 'line'))
  const trace = new Trace(loop, isTraced)
  const violations = new Violations()
  const database = borrowDatabase(wallAt, hasOwnDatabase)
  const sync = database.store
  try {
    const folder = new Folder(loop, new Chance(seed, 'files'))
    const files = new FileSystem({
      folder,
      loop,
      chance: new Chance(seed, 'calls'),
      violations,
      isWatched: () => sync.watches().length > 0,
      met: (name) => play.met(name),
    })
    enter({ loop, chance: new Chance(seed, 'names'), disk: new MemoryDisk(), files, network })
    const model = modelOf(schedule.destination)
    const service = await Service.start(network, model, (line) =>
      violations.add('crash', `the practice cloud: ${line}`),
    )
    await service.control('POST', '/switches', schedule.switches)
    const rows = new RowsOracle(violations, loop)
    const book = new SessionBook(sync, model.addressOf)
    const destination = new DestinationOracle({
      folder,
      service,
      violations,
      isTwiceByLine: () => model.isDoubledByLine && play.counts.has('line: doubled'),
      hasMet: (name) => play.counts.has(name) || play.planted.has(name),
      isQuiet: () =>
        play.planted.size === 0 &&
        !hasShortLives(schedule) &&
        [...play.counts.keys()].every((name) => harmless.test(name)),
      isForeign: ({ sha256, size }, sent) =>
        writers.includes(sha256) || (play.planted.has(rewritten) && size > sent.size),
    })
    const { graphUrl, loginUrl, boxUrl, boxUploadUrl } = service.cloud
    const wire = new WireOracle({
      loop,
      sql: database.sql,
      book,
      violations,
      tokenOrigins: new Set([graphUrl, boxUrl, boxUploadUrl, boxUploadUrl.replace('localhost', '127.0.0.1')]),
      signInOrigin: loginUrl,
      isOrdered: model.isOrdered,
      mostAMinute: 150 + schedule.files.reduce((sum, { size }) => sum + 60 + (3 * size) / 320, 0),
    })
    const newlyDone: Transfer[] = []
    const acknowledged = new Set<string>()
    let changes = 0
    const machine = new Machine({
      loop,
      chance: new Chance(seed, 'machine'),
      folder,
      files,
      trap: database.trap,
      met: (name) => play.met(name),
      sync,
      slots: schedule.slots,
      log: trace.log(violations, book),
      onStored(method, args, result) {
        trace.stored(method, args, result)
        for (const transfer of rows.note(method, args, result)) {
          changes += 1
          if (method === 'apply' && transfer.state === 'done') newlyDone.push(transfer)
          if (method === 'apply' && transfer.state === 'failed') destination.judgeFailed(transfer)
        }
        if (method === 'apply' && result !== null) {
          const change = args[0] as TransferChange
          const { path } = result as Transfer
          const isExcused = folder.wasMissing(path, 2_000) || (folder.wasStrange(2_000) && sync.watches().length === 0)
          if (saysDeleted.has(change.set?.failure?.code ?? '') && !isExcused) {
            violations.add('taken for deleted', `${path} is where it was`)
          }
          book.note(change)
          if (change.acknowledge !== undefined) acknowledged.add(change.id)
        }
      },
    })
    const play: Play = new Play({ schedule, loop, machine, folder, files, network, service, sync, trace, violations })
    network.watcher = {
      sent(request, fault) {
        trace.sent(request, fault)
        if (fault !== null) play.metLine(fault)
        wire.sent(request)
      },
      arrived(request, status, headers) {
        trace.arrived(request, status)
        wire.arrived(request, status, headers)
      },
      broken: (error) => violations.add('crash', `the practice cloud: ${String(error)}`),
    }
    await play.begin()
    for (const { at, act } of moments) {
      loop.after(at, () => {
        const { running } = machine
        if (running === null) return violations.add('crash', 'nobody is there to be looked at')
        act({ running, service, sync }).catch((error: unknown) => violations.add('crash', `a moment: ${String(error)}`))
      })
    }
    let seenChanges = -1
    let restSince: number | null = null
    let calmEnd = Number.POSITIVE_INFINITY
    const judgeNew = async (): Promise<void> => {
      for (const transfer of newlyDone.splice(0)) await destination.judgeDone(transfer)
      for (const id of acknowledged) {
        const session = book.sessionOf(id)
        const sent = sync.get(id)?.fingerprint ?? null
        if (session !== null) await destination.judgeAcknowledged(id, session, sent)
      }
      acknowledged.clear()
    }
    const isOver = (): boolean | Promise<boolean> => {
      if (newlyDone.length === 0 && acknowledged.size === 0) return isOverNow()
      return judgeNew().then(isOverNow)
    }
    const isOverNow = (): boolean => {
      if (violations.first !== null) return true
      if (!play.isCalm) return false
      // Not from the time that was planned: the computer may have slept through it.
      calmEnd = Math.min(calmEnd, loop.monotonic() + longestCalmMs)
      if (changes !== seenChanges) {
        seenChanges = changes
        restSince = rows.areAtRest ? loop.monotonic() : null
      }
      // Hints may be lost: the next look at everything comes within the hour.
      if (restSince !== null && loop.monotonic() - restSince > 65_000) {
        if (unfound(folder, sync).length === 0) return true
        restSince = loop.monotonic()
      }
      // A while longer: what has ended stays ended, and what is left behind is swept.
      return loop.monotonic() > calmEnd
    }
    const end = await loop.run(isOver)
    if (violations.first === null) {
      if (end === 'circles') violations.add('hot loop', `${loop.events} events`)
      else judgeEnd(play.transfers(), violations)
      for (const path of unfound(folder, sync))
        violations.add('lost', `${path} is in a watched folder and was never found`)
      const running = machine.running
      if (running === null) violations.add('crash', 'the engine did not start again')
      else if (files.openFiles > 0) violations.add('leak', `${files.openFiles} files are open`)
      await destination.judgeItems(play.transfers(), rows.askedAgain)
      judgeAll(rows.ids, play.transfers(), violations)
      await play.judgeJournal()
    }
    const first = violations.first
    if (first !== null) trace.line(`VIOLATION ${first.rule}: ${first.detail}`)
    return {
      violation: first,
      hash: trace.hash(),
      lines: trace.lines,
      events: loop.events,
      requests: wire.total,
      lives: machine.lives,
      virtualMs: loop.monotonic(),
      done: destination.done,
      verifiedBytes: destination.verifiedBytes,
      met: play.counts,
    }
  } finally {
    database.close()
    enter(null)
  }
}

function judgeEnd(transfers: readonly Transfer[], violations: Violations): void {
  const left = transfers.filter(({ state }) => !isAtRest(state))
  if (left.length === 0) return
  violations.add('never ends', left.map(({ id, state, failure }) => `${id} ${state} ${failure?.code ?? ''}`).join(', '))
}

function judgeAll(ids: readonly string[], transfers: readonly Transfer[], violations: Violations): void {
  const there = new Set(transfers.map(({ id }) => id))
  for (const id of ids) if (!there.has(id)) violations.add('lost', `${id} is no longer there`)
}
