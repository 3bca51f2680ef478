/**
 * The disk under the queue file fails for a moment, by system calls that are answered with an error (`strace`): in the
 * whole engine, while it uploads.
 */

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Json } from '../integration/practice-client.ts'
import { type AsUser, PracticeProcess, Processes, type Program, Station, quick, until } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import { readDisk } from './disk-state.ts'
import { type Cargo, Harbour } from './harbour.ts'
import { expectThere, judge } from './judge.ts'
import { holdingsOf, places } from './places.ts'
import { whyNoTracing } from './system-calls.ts'

const why = whyNoTracing()

/** Answers these calls about one file with an error; what was called is in the trace. */
function failing(file: string, trace: string, call: string, what: string): AsUser {
  const options = [
    '-D',
    '-f',
    '-qq',
    '-o',
    trace,
    '-P',
    file,
    '-e',
    `trace=${call},openat`,
    '-e',
    `inject=${call}:${what}`,
  ]
  return (command, args) => ['strace', [...options, '--', command, ...args]]
}

describe('an engine whose disk fails for a moment', () => {
  let harbour: Harbour

  beforeAll(async () => {
    if (why === null) harbour = await Harbour.open({ script: quick })
  })
  afterAll(() => harbour?.close())

  /** One file of three ranges, with these calls failing. @returns what was called, when it is done or has stopped */
  async function upload(file: 'longshore.db' | 'longshore.db-wal', call: string, what: string) {
    const { practice, processes, station } = harbour
    const [place] = places
    if (place === undefined) throw new Error('no place')
    const [cargo] = await harbour.enqueueAshore([await harbour.file(place, place.threeRanges, 11)])
    if (cargo === undefined) throw new Error('nothing was enqueued')
    const since = await practice.total()
    const trace = join(mkdtempSync(join(processes.folder, 'trace-')), 'calls.txt')
    const args = ['daemon', '--json', '--data-dir', station.dataDir]
    const engine = processes.start(args, {}, failing(join(station.dataDir, file), trace, call, what))
    await engine.line('the end of the transfer', ({ id, state }) => id === cargo.id && state === 'done')
    return { cargo, engine, since, calls: () => readFileSync(trace, 'utf8').split('\n') }
  }

  /** Stopped, it has everything, once, and nothing was sent twice that was noted. */
  async function expectSound(cargo: Cargo, engine: Program, since: number): Promise<readonly Json[]> {
    const { practice, station } = harbour
    await engine.kill()
    const disk = readDisk(station.dataDir)
    const holdings = await holdingsOf(practice)
    const journal = await practice.journal(since)
    const violations = await practice.violations(since)
    expect(judge([cargo], { disk, holdings, journal, violations, interruptions: [] }).findings).toEqual([])
    return journal
  }

  test('fault-D01 the disk is full while an acknowledgement is to be noted: nothing more is sent, and it goes on by itself', async ({
    skip,
  }) => {
    if (why !== null) skip(why)
    const { cargo, engine, since, calls } = await upload('longshore.db-wal', 'pwrite64', 'error=ENOSPC:when=85..95')
    expect(calls().filter((line) => line.includes('ENOSPC')).length).toBeGreaterThan(1)
    // It went back to the queue in the same engine, and asked what is there instead of guessing.
    expect(engine.lines.filter(({ id, state }) => id === cargo.id && state === 'queued').length).toBeGreaterThan(0)
    const ops = (await expectSound(cargo, engine, since)).map(({ op }) => op)
    expect(ops.filter((op) => op === 'create')).toHaveLength(1)
    expect(ops).toContain('get')
  })

  test('fault-D02 the disk is full whenever the log is folded back: it goes on, and nothing is lost', async ({
    skip,
  }) => {
    if (why !== null) skip(why)
    const { cargo, engine, calls } = await upload('longshore.db', 'pwrite64', 'error=ENOSPC:when=1+')
    // The last one to close it folds the log back.
    expect(await engine.stop()).toBe(0)
    expect(calls().filter((line) => line.includes('ENOSPC')).length).toBeGreaterThan(0)
    expect(existsSync(join(harbour.station.dataDir, 'longshore.db-wal'))).toBe(true)
    expect(readDisk(harbour.station.dataDir).rows.get(cargo.id)).toMatchObject({ state: 'done' })
    const again = await harbour.station.startDaemon()
    expect(await harbour.station.transfer(cargo.id)).toMatchObject({ state: 'done' })
    await again.kill()
    expect(expectThere(cargo, await holdingsOf(harbour.practice), 'lost')).toEqual([])
  })

  test('fault-D03 the disk reports an error instead of syncing: the queue file is opened anew and read through', async ({
    skip,
  }) => {
    if (why !== null) skip(why)
    const { cargo, engine, since, calls } = await upload('longshore.db-wal', 'fsync', 'error=EIO:when=6')
    const all = calls()
    const failed = all.findIndex((line) => line.includes('EIO'))
    expect(failed).toBeGreaterThan(0)
    expect(all.slice(failed + 1).filter((line) => /\bopenat\(/.test(line))).not.toEqual([])
    // The mark that it has to be read through stays until that was done.
    await expectSound(cargo, engine, since)
    expect(existsSync(join(harbour.station.dataDir, 'longshore.db.suspect'))).toBe(false)
  })
})

/** From now on, in an engine that runs: the first of these calls about this file are answered with an error. */
async function failFromNow(engine: Program, file: string, trace: string, what: string): Promise<() => Promise<void>> {
  const options = ['-f', '-o', trace, '-P', file, '-e', 'trace=pwrite64', '-e', `inject=pwrite64:${what}`]
  const tracer = spawn('strace', [...options, '-p', String(engine.pid)], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((resolve) => tracer.once('close', resolve))
  let said = ''
  tracer.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await until('the tracer', () => (said.includes('attached') ? true : null))
  return async () => {
    tracer.kill('SIGINT')
    await ended
  }
}

test('fault-A04 the disk is full as a sign-in is renewed: the new tokens are not used before they are stored, nor lost', async ({
  skip,
}) => {
  if (why !== null) skip(why)
  const processes = new Processes(quick)
  onTestFinished(() => processes.close())
  // Its refresh tokens work once: whoever loses the new one is signed out.
  const practice = await PracticeProcess.start(processes, 'odb')
  const station = new Station(processes)
  const engine = await station.startDaemon()
  await station.addAccount(practice)
  const tokens = (): unknown => {
    const db = new Database(join(station.dataDir, 'longshore.db'), { readonly: true })
    try {
      return db.prepare("SELECT tokens FROM account WHERE name = 'work'").pluck().get()
    } finally {
      db.close()
    }
  }
  const before = tokens()
  await practice.control('POST', '/clock', { advanceMs: 2 * 3_600_000 })
  const since = await practice.total()
  const steps = [{ action: 'hold', params: { gate: 'point', at: 'stored' } }]
  await practice.fault({ match: { op: 'token' }, steps })
  const path = join(processes.folder, 'renewed.bin')
  await writePseudoRandom(path, 60_000, 21)
  const id = await station.upload(path, 'onedrive:/')
  await practice.held('token', since)
  const trace = join(mkdtempSync(join(processes.folder, 'trace-')), 'calls.txt')
  const wal = join(station.dataDir, 'longshore.db-wal')
  const leave = await failFromNow(engine, wal, trace, 'error=ENOSPC:when=85..95')
  await practice.release('point')
  expect(await station.end(id)).toMatchObject({ state: 'done', failure: null })
  await leave()
  expect(readFileSync(trace, 'utf8')).toContain('ENOSPC')
  expect(await station.story(id)).toContain('disk-full-here')
  // One answer, which came through the trouble in memory, and was on the disk before anybody used it.
  const entries: Json[] = await practice.journal(since)
  expect(entries.filter(({ op }) => op === 'token')).toHaveLength(1)
  expect(tokens()).not.toEqual(before)
  // It is the newest one that is stored: after a kill and another two hours it is good for the next.
  await engine.kill()
  await practice.control('POST', '/clock', { advanceMs: 2 * 3_600_000 })
  await station.startDaemon()
  expect(await station.end(await station.upload(path, 'onedrive:/again'))).toMatchObject({ state: 'done' })
})
