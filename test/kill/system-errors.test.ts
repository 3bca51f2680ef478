/**
 * The disk under the queue file fails for a moment, by system calls that are answered with an error (`strace`): in the
 * whole engine, while it uploads.
 */

import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../integration/practice-client.ts'
import { type AsUser, type Program, quick } from '../support/processes.ts'
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
    const { cargo, engine, since, calls } = await upload('longshore.db-wal', 'pwrite64', 'error=ENOSPC:when=60..70')
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
