/**
 * graph-F44 for Universal Print: the daemon is killed (SIGKILL) where only one side knows what happened, and started
 * again. Paper can't be taken back: the file is printed, once, and no stored segment is sent again. Points that don't touch
 * each other share one kill, each with a printer of its own.
 */

import { basename, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../integration/practice-client.ts'
import { PracticeProcess, Processes, Station, built, sha256, until } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import { answerHeld, neverArrives } from './held.ts'

const processes = new Processes(built)
let practice: PracticeProcess
let station: Station
let seed = 200

beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odb')
  station = new Station(processes)
  await station.startDaemon()
  await station.addAccount(practice)
  await station.run('settings', 'set', 'transfers.large', '8')
})

/** A test that failed half-way leaves none behind; the others are not to fail for it. */
async function clear(): Promise<void> {
  await practice.clearFaults()
  await practice.control('POST', '/switches', { printPendingMs: 0, printSecondSession: 'replaces' })
  await station.ensureDaemon()
}

beforeEach(clear)

afterAll(() => processes.close())

const atOnce = 4
/** Ten segments and a bit. */
const large = 33_234_567
const small = 7_000_001

interface Upload {
  readonly file: string
  readonly size: number
  readonly since: number
  readonly id: string
  /** Of the printer that this file alone goes to, and of its share. */
  readonly printer: string
  readonly share: string
}

interface Fault {
  readonly id?: string
  readonly match: object
  readonly steps: readonly object[]
  readonly times?: number
}

/** Where it goes, before it is begun. */
interface Wanted {
  readonly path: string
  readonly share: string
}

async function printer(): Promise<{ readonly printer: string; readonly share: string }> {
  const { id: made } = await practice.control('POST', '/print', { what: 'printer' })
  const { id: share } = await practice.control('POST', '/print', { what: 'share', printer: made })
  return { printer: made, share }
}

/** Under way, with these faults in its way. */
async function begun(size: number, faults: (wanted: Wanted) => readonly Fault[], to?: string): Promise<Upload> {
  seed += 1
  const file = join(processes.folder, `print-${seed}.pdf`)
  await writePseudoRandom(file, size, seed)
  const place = await printer()
  const since = await practice.total()
  for (const fault of faults({ path: `/${basename(file)}`, share: place.share })) await practice.fault(fault)
  return { file, size, since, ...place, id: await station.upload(file, to ?? `print:shares/${place.share}`) }
}

async function startAgain(): Promise<void> {
  await practice.clearFaults()
  await station.startDaemon()
}

async function held(since: number, many: number): Promise<readonly Json[]> {
  let found: readonly Json[] = []
  const there = (): string => found.map(({ op, path, faultIds }) => `\n${op} ${path}: ${faultIds.join(', ')}`).join('')
  return until(
    () => `${many} requests at their gates; there are ${found.length}:${there()}`,
    async () => {
      found = (await practice.journal(since)).filter(({ state }) => state === 'held')
      return found.length === many ? found : null
    },
  )
}

const sent = async ({ since, file }: Upload): Promise<Json[]> =>
  (await practice.journal(since)).filter(({ op, path }) => op === 'put' && path.endsWith(`/${basename(file)}`))

/** What never reached the service, or not as a whole. */
const lost = async (upload: Upload): Promise<Json[]> =>
  (await sent(upload)).filter(({ storedBytes }) => storedBytes === 0)

function sumOf(entries: readonly Json[], member: 'storedBytes' | 'contentLength'): number {
  return entries.reduce((sum, entry) => sum + entry[member], 0)
}

/** Done; the service has stored every byte once, and nothing was sent again but what was lost on the way. */
async function expectSentOnce(upload: Upload): Promise<Json> {
  const transfer: Json = await station.end(upload.id)
  expect(transfer).toMatchObject({ state: 'done', evidence: 'size', failure: null, size: upload.size })
  const puts = await sent(upload)
  expect(sumOf(puts, 'storedBytes')).toBe(upload.size)
  expect(sumOf(puts, 'contentLength') - upload.size).toBe(sumOf(await lost(upload), 'contentLength'))
  expect(await practice.violations(upload.since)).toEqual([])
  return transfer
}

/** Jobs of its printer, by their documents. */
async function jobsWith({ file, printer: own }: Upload) {
  const { jobs, documents } = await practice.control('GET', '/print')
  const digest = await sha256(file)
  const all = (jobs as Json[])
    .filter(({ printerId }) => printerId === own)
    .map((job): Json => ({ ...job, document: documents.find((document: Json) => document.jobId === job.id) }))
  return {
    printed: all.filter(({ document }) => document.sha256 === digest),
    rest: all.filter(({ document }) => document.sha256 !== digest),
  }
}

const startsOf = async ({ since, share }: Upload): Promise<Json[]> =>
  (await practice.journal(since)).filter(({ op, path }) => op === 'start' && path.startsWith(`/${share}/`))

/** One job with this document, started once and in the printer's hands; the rest is empty and was never started. */
async function expectPrintedOnce(upload: Upload, orphans = 0): Promise<void> {
  const { remote } = await expectSentOnce(upload)
  const { printed, rest } = await jobsWith(upload)
  expect(printed).toMatchObject([{ id: remote.id, status: { isAcquiredByPrinter: true } }])
  expect(rest).toHaveLength(orphans)
  for (const job of rest) {
    expect(job).toMatchObject({ startedAt: null, status: { state: 'paused' }, document: { size: 0, sha256: null } })
  }
  expect((await startsOf(upload)).filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
}

interface Point {
  readonly name: string
  readonly size: number
  /** Requests that stand when the engine is killed. */
  readonly held: number
  /** The first one bears the point's name: what a request says of its file differs, and this is written beside it. */
  readonly faults: (wanted: Wanted) => readonly Fault[]
  /** Jobs that stay empty. */
  readonly orphans?: number
  /** Segments that didn't arrive, and are sent again. */
  readonly resent?: number
  readonly starts?: number
}

/** All of them under way, and then one kill. @returns which upload met which point */
async function strike(points: readonly Point[]): Promise<ReadonlyMap<Point, Upload>> {
  await clear()
  const since = await practice.total()
  const uploads: Upload[] = []
  for (const { name, size, faults } of points) {
    uploads.push(
      await begun(size, (wanted) => faults(wanted).map((fault, at) => (at === 0 ? { ...fault, id: name } : fault))),
    )
  }
  const entries = await held(
    since,
    points.reduce((sum, point) => sum + point.held, 0),
  )
  await station.daemon.kill()
  await startAgain()
  const met = new Map<Point, Upload>()
  for (const [at, point] of points.entries()) {
    const entry = entries.find(({ faultIds }) => faultIds.includes(point.name))
    const own = uploads.find(
      ({ file, share }) => entry?.path.endsWith(`/${basename(file)}`) || entry?.path.includes(share),
    )
    met.set(point, own ?? uploads[at] ?? raise(point.name))
  }
  return met
}

function raise(name: string): never {
  throw new Error(`nothing was uploaded for ${name}`)
}

async function assertPoint(points: readonly Point[], met: ReadonlyMap<Point, Upload>, name: string): Promise<void> {
  const point = points.find((known) => known.name === name) ?? raise(name)
  const upload = met.get(point) ?? raise(name)
  await expectPrintedOnce(upload, point.orphans)
  expect(await lost(upload)).toHaveLength(point.resent ?? 0)
  if (point.starts !== undefined) expect(await startsOf(upload)).toHaveLength(point.starts)
}

function segments(name: string, resent: number, nth: number, steps: readonly object[]): Point {
  const faults = ({ path }: Wanted): Fault[] => [{ match: { op: 'put', nth, path }, steps, times: 0 }]
  return { name, size: large, held: atOnce, resent, faults }
}

/** One request of a small document, told by its file or by its share: who comes first is never certain. */
function one(name: string, match: object, by: 'file' | 'share', steps: readonly object[], more: object): Point {
  const faults = ({ path, share }: Wanted): Fault[] => {
    const at = by === 'file' ? { path } : { below: `/${share}` }
    return [{ match: { ...match, ...at }, steps }]
  }
  return { name, size: small, held: 1, faults, ...more }
}

describe('before a segment is sent', () => {
  const points: readonly Point[] = [
    one('the printer is being asked what it takes', { op: 'share' }, 'share', neverArrives, {}),
    one('the job is not there yet', { op: 'createJob' }, 'share', neverArrives, {}),
    // What nobody but the service knows of can't be told from another program's that is about to be filled: it stays.
    one('the job made, answer lost', { op: 'createJob' }, 'share', answerHeld, { orphans: 1 }),
    one('the job made, no session yet', { op: 'create' }, 'share', neverArrives, { orphans: 1 }),
    one('the job and its session made, answer lost', { op: 'create' }, 'share', answerHeld, { orphans: 1 }),
  ]
  let met: ReadonlyMap<Point, Upload> = new Map()

  beforeAll(async () => {
    met = await strike(points)
  })

  test.each([
    ['the printer is being asked what it takes'],
    ['the job is not there yet'],
    ['the job made, answer lost'],
    ['the job made, no session yet'],
    ['the job and its session made, answer lost'],
  ])('graph-F44 %s', (name) => assertPoint(points, met, name))
})

describe('with several segments on their way', () => {
  const points: readonly Point[] = [
    segments('the first ones, none of them stored', atOnce, 1, neverArrives),
    segments('the first ones, all of them stored, answers lost', 0, 1, answerHeld),
    segments('later ones, none of them stored', atOnce, 5, neverArrives),
    segments('later ones, all of them stored, answers lost', 0, 5, answerHeld),
    {
      name: 'two stored, two not: only those two are sent again',
      size: large,
      held: atOnce,
      resent: 2,
      faults: ({ path }) => [
        {
          match: { op: 'put', nth: 5, path },
          steps: answerHeld,
          times: 2,
        },
        { match: { op: 'put', nth: 7, path }, steps: neverArrives, times: 0 },
      ],
    },
  ]
  let met: ReadonlyMap<Point, Upload> = new Map()

  beforeAll(async () => {
    met = await strike(points)
  })

  test.each([
    ['the first ones, none of them stored'],
    ['the first ones, all of them stored, answers lost'],
    ['later ones, none of them stored'],
    ['later ones, all of them stored, answers lost'],
    ['two stored, two not: only those two are sent again'],
  ])('graph-F44 %s', (name) => assertPoint(points, met, name))

  test('graph-F44 in the midst of each of them', async () => {
    const slow = { action: 'slowRead', params: { bytesPerSecond: 1_000_000 } }
    const upload = await begun(large, () => [{ match: { op: 'put', nth: 5 }, steps: [slow], times: 0 }])
    await until('four of them', async () => {
      const halfWay = (await sent(upload)).filter((put) => put.state !== 'finished' && put.bytesReceived > 500_000)
      return halfWay.length === atOnce ? true : null
    })
    await station.daemon.kill()
    await startAgain()
    await expectPrintedOnce(upload)
    // What had left this computer may have arrived all the same.
    expect((await lost(upload)).length).toBeLessThanOrEqual(atOnce)
  })

  test('graph-F44 after every single answer, until it is printed', async () => {
    const upload = await begun(large, () => [])
    let { since } = upload
    let kills = 0
    await until('the document', async () => {
      const { seq } = await practice.seen({ op: 'put', state: 'finished', since })
      await station.daemon.kill()
      kills += 1
      since = Math.max(seq, await practice.total())
      const { printed } = await jobsWith(upload)
      await station.startDaemon()
      return printed.length === 1 ? true : null
    })
    expect(kills).toBeGreaterThan(2)
    await expectPrintedOnce(upload)
    expect((await lost(upload)).length).toBeLessThanOrEqual(kills * atOnce)
  })
})

describe('with every byte there', () => {
  const points: readonly Point[] = [
    one('the last segment stored, answer lost', { op: 'put', range: 'last' }, 'file', answerHeld, { starts: 1 }),
    one('the last segment not there yet', { op: 'put', range: 'last' }, 'file', neverArrives, { starts: 1, resent: 1 }),
    one('the start not there yet', { op: 'start' }, 'share', neverArrives, { starts: 2 }),
    one('fault-P29 started, answer lost', { op: 'start' }, 'share', answerHeld, { starts: 1 }),
  ]
  let met: ReadonlyMap<Point, Upload> = new Map()

  beforeAll(async () => {
    met = await strike(points)
  })

  test.each([
    ['the last segment stored, answer lost'],
    ['the last segment not there yet'],
    ['the start not there yet'],
    ['fault-P29 started, answer lost'],
  ])('graph-F44 %s', (name) => assertPoint(points, met, name))

  /** Started, and the printer takes its time. */
  async function waiting() {
    await practice.control('POST', '/switches', { printPendingMs: 3_600_000 })
    const upload = await begun(small, () => [])
    await until('the wait', async () => (await station.transfer(upload.id)).failure?.code === 'still-finishing' || null)
    const { printed } = await jobsWith(upload)
    const steer = (change: object) =>
      practice.control('POST', '/print', { what: 'steer', job: printed[0].id, ...change })
    const expectStartedOnce = async () => {
      await expectPrintedOnce(upload)
      expect((await practice.journal(upload.since)).filter(({ op }) => op === 'start')).toHaveLength(1)
    }
    return { upload, steer, expectStartedOnce }
  }

  test('graph-F44 waiting for the printer', async () => {
    const { upload, steer, expectStartedOnce } = await waiting()
    await station.daemon.kill()
    await station.startDaemon()
    await until('it waits', async () => (await station.transfer(upload.id)).state === 'finishing' || null)
    await steer({ state: 'completed' })
    await expectStartedOnce()
    expect(await station.transfer(upload.id)).toMatchObject({ state: 'done' })
  })

  test('graph-F44 the printer had it and has said so, not recorded', async () => {
    const { upload, steer, expectStartedOnce } = await waiting()
    const since = await practice.total()
    await practice.fault({ match: { op: 'job' }, steps: [{ action: 'hold', params: { gate: 'point' } }] })
    const { seq } = await practice.held('job', since)
    await steer({ state: 'completed' })
    // The answer reaches our socket, but never our program.
    station.daemon.signal('SIGSTOP')
    await practice.release('point')
    const entry: Json = await practice.seen({ op: 'job', state: 'finished', since: seq - 1 })
    expect(entry).toMatchObject({ seq, outcome: 'replied' })
    await station.daemon.kill()
    await startAgain()
    await expectStartedOnce()
    expect((await station.transfer(upload.id)).state).toBe('done')
  })
})
