/**
 * graph-F44 for documents of given jobs: killed as in print.test.ts. Somebody made the job; the document is filled, once, and
 * started by nobody here.
 */

import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../integration/practice-client.ts'
import { PracticeProcess, Processes, Station, built, sha256 } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import { allHeld, answerHeld, neverArrives } from './held.ts'

const processes = new Processes(built)
let practice: PracticeProcess
let station: Station
let seed = 500

beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odb')
  station = new Station(processes)
  await station.startDaemon()
  await station.addAccount(practice)
  await station.run('settings', 'set', 'transfers.large', '8')
})

async function clear(): Promise<void> {
  await practice.clearFaults()
  await practice.control('POST', '/switches', { printSecondSession: 'replaces' })
  await station.ensureDaemon()
}

beforeEach(clear)

afterAll(() => processes.close())

interface Given {
  readonly job: string
  readonly documentId: string
  readonly file: string
  readonly size: number
  readonly since: number
  readonly id: string
  /** Of the request that stood. */
  readonly struck: number
}

type Begun = Omit<Given, 'struck'>

/** How the journal's paths end: before there is a session nobody has said the file's name. */
function endOf(op: string, path: string, job: string): string {
  return op === 'create' ? `/${job}` : path
}

async function begin(size: number, query: string, fault: (path: string, job: string) => object): Promise<Begun> {
  seed += 1
  const file = join(processes.folder, `given-${seed}.pdf`)
  await writePseudoRandom(file, size, seed)
  const wish = { what: 'job', printer: 'practice-printer' }
  const { id: job, documentId } = await practice.control('POST', '/print', wish)
  const to = `print:printers/practice-printer/jobs/${job}/documents/${documentId}${query}`
  const since = await practice.total()
  await practice.fault(fault(`/${basename(file)}`, job))
  return { job, documentId, file, size, since, id: await station.upload(file, to) }
}

async function jobIds(): Promise<readonly string[]> {
  const { jobs } = await practice.control('GET', '/print')
  return jobs.map(({ id }: Json) => id)
}

/** Filled, and every byte taken once. @returns the numbers of the ranges that were lost on the way */
async function expectFilled({ documentId, file, size, since, id }: Begun): Promise<readonly number[]> {
  expect(await station.end(id)).toMatchObject({ state: 'done', evidence: 'size', failure: null, size })
  const puts = (await practice.journal(since)).filter(
    ({ op, path }) => op === 'put' && path.endsWith(`/${basename(file)}`),
  )
  const lost = puts.filter(({ storedBytes }) => storedBytes === 0)
  const sum = (entries: readonly Json[], member: string): number =>
    entries.reduce((total, entry) => total + entry[member], 0)
  expect(sum(puts, 'storedBytes')).toBe(size)
  expect(sum(puts, 'contentLength') - size).toBe(sum(lost, 'contentLength'))
  expect(await practice.violations(since)).toEqual([])
  const { documents } = await practice.control('GET', '/print')
  const filled = documents.find((document: Json) => document.id === documentId)
  expect(filled).toMatchObject({ size, sha256: await sha256(file) })
  return lost.map(({ seq }) => seq)
}

const points = [
  ['the session not there yet', 'create', undefined, neverArrives, false],
  ['the session made, answer lost', 'create', undefined, answerHeld, false],
  ['a range not there yet', 'put', 'middle', neverArrives, true],
  ['a range stored, answer lost', 'put', 'middle', answerHeld, false],
  ['the last range not there yet', 'put', 'last', neverArrives, true],
  ['the last range stored, answer lost', 'put', 'last', answerHeld, false],
  ['every byte there, being looked at', 'document', undefined, neverArrives, false],
] as const

describe.each([
  ['v1.0', ''],
  ['the beta of 2020', '?api=beta-2020'],
])('the document of a given job, by %s', (_, query) => {
  const met = new Map<string, Given>()
  let known: readonly string[] = []

  beforeAll(async () => {
    await clear()
    const since = await practice.total()
    const size = query === '' ? 12_000_001 : 5_000_001
    const begun: Begun[] = []
    for (const [, op, range, steps] of points) {
      const fault = (path: string, job: string): object => {
        return { match: { op, path: endOf(op, path, job), ...(range && { range }) }, steps }
      }
      begun.push(await begin(size, query, fault))
    }
    known = await jobIds()
    const awaited = begun.map((one, at) => {
      const op = points[at]?.[1] ?? ''
      return { op, path: endOf(op, `/${basename(one.file)}`, one.job) }
    })
    const seqs = await allHeld(practice, since, awaited)
    await station.daemon.kill()
    await practice.clearFaults()
    await station.startDaemon()
    for (const [at, [name]] of points.entries()) {
      const one = begun[at]
      if (one !== undefined) met.set(name, { ...one, struck: seqs[at] ?? 0 })
    }
  })

  test.each(points)('graph-F44 %s', async (...[name, , , , isLost]) => {
    const one = met.get(name)
    if (one === undefined) throw new Error('it was not begun')
    expect((await expectFilled(one)).includes(one.struck)).toBe(isLost)
    expect(await jobIds()).toEqual(known)
    expect((await practice.journal(one.since)).filter((entry) => entry.op === 'start')).toEqual([])
  })
})

test('graph-F44 the beta’s session made, answer lost, where a second one is refused: it is adopted', async () => {
  await practice.control('POST', '/switches', { printSecondSession: 'refused' })
  const fault = (): object => ({ match: { op: 'create' }, steps: answerHeld })
  const one = await begin(2_500_001, '?api=beta-2020', fault)
  await practice.held('create', one.since)
  await station.daemon.kill()
  await practice.clearFaults()
  await station.startDaemon()
  await expectFilled(one)
  expect((await practice.journal(one.since)).filter(({ op }) => op === 'create')).toMatchObject([{}, { status: 409 }])
})

test('the command line: a folder of documents becomes as many jobs, and ends when the printer has them', async () => {
  const folder = join(processes.folder, 'papers')
  mkdirSync(join(folder, 'inner'), { recursive: true })
  await writePseudoRandom(join(folder, 'one.pdf'), 3_400_000, 1)
  await writePseudoRandom(join(folder, 'inner', 'two.pdf'), 70_000, 2)
  const known = await jobIds()
  const { code, lines } = await station.run('upload', folder, '--to', 'print:shares/practice-printer-share', '--wait')
  expect(lines.at(-1)).toMatchObject({ event: 'summary', done: 2, failed: 0, blocked: 0 })
  expect(code).toBe(0)
  const { jobs, documents } = await practice.control('GET', '/print')
  const fresh = (jobs as Json[]).filter(({ id }) => !known.includes(id))
  expect(fresh.map(({ status }) => status.isAcquiredByPrinter)).toEqual([true, true])
  const names = fresh.map(({ id }): string => documents.find((document: Json) => document.jobId === id).name)
  expect(names.toSorted()).toEqual(['one.pdf', 'two.pdf'])
})
