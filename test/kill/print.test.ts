/**
 * graph-F44 for Universal Print: the daemon is killed (SIGKILL) where only one side knows what happened, and started
 * again. Paper can't be taken back: the file is printed, once, and no stored segment is sent again.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PracticeProcess, Processes, Station, built, sha256, until } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import type { Json } from '../integration/practice-client.ts'

const processes = new Processes(built)
let practice: PracticeProcess
let station: Station
let seed = 200

beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odb')
  station = new Station(processes)
  await station.startDaemon()
  await station.addAccount(practice)
})

beforeEach(async () => {
  await practice.clearFaults()
  await practice.control('POST', '/switches', { printPendingMs: 0, printSecondSession: 'replaces' })
  await station.ensureDaemon()
})

afterAll(() => processes.close())

const answerHeld = { action: 'hold', params: { gate: 'point', at: 'stored' } }
const neverArrives = [
  { action: 'hold', params: { gate: 'point' } },
  { action: 'reset', params: { at: 'arrival' } },
]

const share = 'print:shares/practice-printer-share'
const atOnce = 4
/** Twenty segments and more. */
const large = 61_234_567
const small = 7_000_001

interface Upload {
  readonly file: string
  readonly size: number
  readonly since: number
  readonly id: string
}

/** Under way, with these faults in its way. */
async function begun(size: number, faults: readonly object[], to = share): Promise<Upload> {
  seed += 1
  const file = join(processes.folder, `print-${seed}.pdf`)
  await writePseudoRandom(file, size, seed)
  const since = await practice.total()
  for (const fault of faults) await practice.fault(fault)
  return { file, size, since, id: await station.upload(file, to) }
}

/**
 * So many requests of this name stand at a gate; then there is no daemon any more.
 *
 * @returns the last one's number in the journal
 */
async function killWhenHeld(op: string, { since }: Upload, many = 1): Promise<number> {
  const { seq } = await practice.seen({ op, state: 'held', since, nth: many })
  await station.daemon.kill()
  return seq
}

async function startAgain(): Promise<void> {
  await practice.clearFaults()
  await station.startDaemon()
}

const sent = async ({ since }: Upload): Promise<Json[]> =>
  (await practice.journal(since)).filter(({ op }) => op === 'put')

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

/** Jobs made since then, by their documents. */
async function jobsWith({ file }: Upload, known: ReadonlySet<string>) {
  const { jobs, documents } = await practice.control('GET', '/print')
  const digest = await sha256(file)
  const fresh = (jobs as Json[])
    .filter(({ id }) => !known.has(id))
    .map((job): Json => ({ ...job, document: documents.find((document: Json) => document.jobId === job.id) }))
  return {
    printed: fresh.filter(({ document }) => document.sha256 === digest),
    rest: fresh.filter(({ document }) => document.sha256 !== digest),
  }
}

async function jobIds(): Promise<ReadonlySet<string>> {
  const { jobs } = await practice.control('GET', '/print')
  return new Set(jobs.map(({ id }: Json) => id))
}

/** One job with this document, started once and in the printer's hands; the rest is empty and was never started. */
async function expectPrintedOnce(upload: Upload, known: ReadonlySet<string>, orphans = 0): Promise<void> {
  const { remote } = await expectSentOnce(upload)
  const { printed, rest } = await jobsWith(upload, known)
  expect(printed).toMatchObject([{ id: remote.id, status: { isAcquiredByPrinter: true } }])
  expect(rest).toHaveLength(orphans)
  for (const job of rest) {
    expect(job).toMatchObject({ startedAt: null, status: { state: 'paused' }, document: { size: 0, sha256: null } })
  }
  const starts = (await practice.journal(upload.since)).filter(({ op }) => op === 'start')
  expect(starts.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
}

describe('before a segment is sent', () => {
  test.each([
    ['the printer is being asked what it takes', 'share', neverArrives, 0],
    ['the job is not there yet', 'createJob', neverArrives, 0],
    // What nobody but the service knows of can't be told from another program's that is about to be filled: it stays.
    ['the job made, answer lost', 'createJob', [answerHeld], 1],
    ['the job made, no session yet', 'create', neverArrives, 1],
    ['the job and its session made, answer lost', 'create', [answerHeld], 1],
  ] as const)('graph-F44 %s', async (...[, op, steps, orphans]) => {
    const known = await jobIds()
    const upload = await begun(small, [{ match: { op }, steps }])
    await killWhenHeld(op, upload)
    await startAgain()
    await expectPrintedOnce(upload, known, orphans)
    expect(await lost(upload)).toEqual([])
  })
})

describe('with several segments on their way', () => {
  test.each([
    ['the first ones, none of them stored', 1, neverArrives, atOnce],
    ['the first ones, all of them stored, answers lost', 1, [answerHeld], 0],
    ['later ones, none of them stored', 5, neverArrives, atOnce],
    ['later ones, all of them stored, answers lost', 5, [answerHeld], 0],
  ] as const)('graph-F44 %s', async (...[, nth, steps, resent]) => {
    const known = await jobIds()
    const upload = await begun(large, [{ match: { op: 'put', nth }, steps, times: 0 }])
    await killWhenHeld('put', upload, atOnce)
    await startAgain()
    await expectPrintedOnce(upload, known)
    expect(await lost(upload)).toHaveLength(resent)
  })

  test('graph-F44 two stored, two not: only those two are sent again', async () => {
    const known = await jobIds()
    const upload = await begun(large, [
      { match: { op: 'put', nth: 5 }, steps: [answerHeld], times: 2 },
      { match: { op: 'put', nth: 7 }, steps: neverArrives, times: 0 },
    ])
    await killWhenHeld('put', upload, atOnce)
    await startAgain()
    await expectPrintedOnce(upload, known)
    expect(await lost(upload)).toHaveLength(2)
  })

  test('graph-F44 in the midst of each of them', async () => {
    const known = await jobIds()
    const slow = { action: 'slowRead', params: { bytesPerSecond: 1_000_000 } }
    const upload = await begun(large, [{ match: { op: 'put', nth: 5 }, steps: [slow], times: 0 }])
    await until('four of them', async () => {
      const halfWay = (await sent(upload)).filter((put) => put.state !== 'finished' && put.bytesReceived > 500_000)
      return halfWay.length === atOnce ? true : null
    })
    await station.daemon.kill()
    await startAgain()
    await expectPrintedOnce(upload, known)
    // What had left this computer may have arrived all the same.
    expect((await lost(upload)).length).toBeLessThanOrEqual(atOnce)
  })

  test('graph-F44 after every single answer, until it is printed', async () => {
    const known = await jobIds()
    const upload = await begun(large, [])
    let { since } = upload
    let kills = 0
    await until('the document', async () => {
      const { seq } = await practice.seen({ op: 'put', state: 'finished', since })
      await station.daemon.kill()
      kills += 1
      since = Math.max(seq, await practice.total())
      const { printed } = await jobsWith(upload, known)
      await station.startDaemon()
      return printed.length === 1 ? true : null
    })
    expect(kills).toBeGreaterThan(2)
    await expectPrintedOnce(upload, known)
    expect((await lost(upload)).length).toBeLessThanOrEqual(kills * atOnce)
  })
})

describe('with every byte there', () => {
  test.each([
    ['the last segment stored, answer lost', 'put', 'last', [answerHeld], 1],
    ['the last segment not there yet', 'put', 'last', neverArrives, 1],
    ['the start not there yet', 'start', undefined, neverArrives, 2],
    ['fault-P29 started, answer lost', 'start', undefined, [answerHeld], 1],
  ] as const)('graph-F44 %s', async (...[, op, range, steps, starts]) => {
    const known = await jobIds()
    const upload = await begun(small, [{ match: { op, ...(range && { range }) }, steps }])
    await killWhenHeld(op, upload)
    await startAgain()
    await expectPrintedOnce(upload, known)
    expect((await practice.journal(upload.since)).filter((entry) => entry.op === 'start')).toHaveLength(starts)
  })

  /** Started, and the printer takes its time. */
  async function waiting() {
    const known = await jobIds()
    await practice.control('POST', '/switches', { printPendingMs: 3_600_000 })
    const upload = await begun(small, [])
    await until('the wait', async () => (await station.transfer(upload.id)).failure?.code === 'still-finishing' || null)
    const { printed } = await jobsWith(upload, known)
    const steer = (change: object) =>
      practice.control('POST', '/print', { what: 'steer', job: printed[0].id, ...change })
    const expectStartedOnce = async () => {
      await expectPrintedOnce(upload, known)
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

/** A document that somebody made a job for: it is filled, and started by nobody here. */
describe.each([
  ['v1.0', ''],
  ['the beta of 2020', '?api=beta-2020'],
])('the document of a given job, by %s', (_, query) => {
  test.each([
    ['the session not there yet', 'create', undefined, neverArrives, false],
    ['the session made, answer lost', 'create', undefined, [answerHeld], false],
    ['a range not there yet', 'put', 'middle', neverArrives, true],
    ['a range stored, answer lost', 'put', 'middle', [answerHeld], false],
    ['the last range not there yet', 'put', 'last', neverArrives, true],
    ['the last range stored, answer lost', 'put', 'last', [answerHeld], false],
    ['every byte there, being looked at', 'document', undefined, neverArrives, false],
  ] as const)('graph-F44 %s', async (...[, op, range, steps, isLost]) => {
    const { id: job, documentId } = await practice.control('POST', '/print', {
      what: 'job',
      printer: 'practice-printer',
    })
    const known = await jobIds()
    const to = `print:printers/practice-printer/jobs/${job}/documents/${documentId}${query}`
    const size = query === '' ? 12_000_001 : 5_000_001
    const upload = await begun(size, [{ match: { op, ...(range && { range }) }, steps }], to)
    const struck = await killWhenHeld(op, upload)
    await startAgain()
    await expectSentOnce(upload)
    expect((await lost(upload)).some(({ seq }) => seq === struck)).toBe(isLost)
    const { documents } = await practice.control('GET', '/print')
    const filled = documents.find((document: Json) => document.id === documentId)
    expect(filled).toMatchObject({ size, sha256: await sha256(upload.file) })
    expect(await jobIds()).toEqual(known)
    expect((await practice.journal(upload.since)).filter((entry) => entry.op === 'start')).toEqual([])
  })
})

test('graph-F44 the beta’s session made, answer lost, where a second one is refused: it is adopted', async () => {
  await practice.control('POST', '/switches', { printSecondSession: 'refused' })
  const { id: job, documentId } = await practice.control('POST', '/print', { what: 'job', printer: 'practice-printer' })
  const to = `print:printers/practice-printer/jobs/${job}/documents/${documentId}?api=beta-2020`
  const upload = await begun(2_500_001, [{ match: { op: 'create' }, steps: [answerHeld] }], to)
  await killWhenHeld('create', upload)
  await startAgain()
  await expectSentOnce(upload)
  expect((await practice.journal(upload.since)).filter(({ op }) => op === 'create')).toMatchObject([
    {},
    { status: 409 },
  ])
})

test('the command line: a folder of documents becomes as many jobs, and ends when the printer has them', async () => {
  const folder = join(processes.folder, 'papers')
  mkdirSync(join(folder, 'inner'), { recursive: true })
  await writePseudoRandom(join(folder, 'one.pdf'), 3_400_000, 1)
  await writePseudoRandom(join(folder, 'inner', 'two.pdf'), 70_000, 2)
  const known = await jobIds()
  const { code, lines } = await station.run('upload', folder, '--to', share, '--wait')
  expect(lines.at(-1)).toMatchObject({ event: 'summary', done: 2, failed: 0, blocked: 0 })
  expect(code).toBe(0)
  const { jobs, documents } = await practice.control('GET', '/print')
  const fresh = (jobs as Json[]).filter(({ id }) => !known.has(id))
  expect(fresh.map(({ status }) => status.isAcquiredByPrinter)).toEqual([true, true])
  const names = fresh.map(({ id }): string => documents.find((document: Json) => document.jobId === id).name)
  expect(names.toSorted()).toEqual(['one.pdf', 'two.pdf'])
})
