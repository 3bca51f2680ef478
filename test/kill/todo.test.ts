/**
 * The daemon is killed (SIGKILL) at every point of an attachment to a task at which something is known to one side only,
 * and started again. Nothing of To Do is idempotent: what is there afterwards is there once.
 */

import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PracticeProcess, Processes, Station, built, sha256 } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import type { Json } from '../integration/practice-client.ts'

const processes = new Processes(built)
let practice: PracticeProcess
let station: Station
let seed = 0

/** Stands until the client is dead, and is then forgotten: the request never reached the service. */
const neverArrives = [
  { action: 'hold', params: { gate: 'point' } },
  { action: 'reset', params: { at: 'arrival' } },
]
const answerHeld = [{ action: 'hold', params: { gate: 'point', at: 'stored' } }]

const threeRanges = 10_000_001
const small = 70_001

interface Point {
  readonly name: string
  readonly size: number
  readonly match: { readonly op: string; readonly range?: string }
  readonly steps: readonly object[]
  /** How many requests with content it takes, those that were lost included. */
  readonly requests: number
}

const points: readonly Point[] = [
  {
    name: 'one request, not there yet',
    size: small,
    match: { op: 'simplePut' },
    steps: neverArrives,
    requests: 2,
  },
  {
    name: 'one request, attached, answer lost',
    size: small,
    match: { op: 'simplePut' },
    steps: answerHeld,
    requests: 1,
  },
  { name: 'an empty file, attached, answer lost', size: 0, match: { op: 'simplePut' }, steps: answerHeld, requests: 1 },
  { name: 'attached, being read back', size: small, match: { op: 'content' }, steps: answerHeld, requests: 1 },
  {
    name: 'session made, answer lost',
    size: threeRanges,
    match: { op: 'create' },
    steps: answerHeld,
    requests: 3,
  },
  {
    name: 'a range that is not there yet',
    size: threeRanges,
    match: { op: 'put', range: 'middle' },
    steps: neverArrives,
    requests: 4,
  },
  {
    name: 'a range stored, answer lost',
    size: threeRanges,
    match: { op: 'put', range: 'middle' },
    steps: answerHeld,
    requests: 3,
  },
  {
    name: 'the last range stored and attached, answer lost',
    size: threeRanges,
    match: { op: 'put', range: 'last' },
    steps: answerHeld,
    requests: 3,
  },
]

beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odb')
  station = new Station(processes)
  await station.startDaemon()
  await station.addAccount(practice)
})

/** A test that failed half-way leaves none behind; the others are not to fail for it. */
beforeEach(async () => {
  await practice.clearFaults()
  await station.ensureDaemon()
})

afterAll(() => processes.close())

test.each(points)('graph-F44 $name', async ({ size, match, steps, requests }) => {
  seed += 1
  const file = join(processes.folder, `task-${seed}.bin`)
  await writePseudoRandom(file, size, seed)
  const { id: task } = await practice.control('POST', '/todo', { what: 'task', list: 'practice-list' })
  const since = await practice.total()
  await practice.fault({ match, steps })
  const id = await station.upload(file, `todo:lists/practice-list/tasks/${task}`)
  await practice.held(match.op, since)
  await station.daemon.kill()
  await practice.clearFaults()
  await station.startDaemon()

  const transfer: Json = await station.end(id)
  expect(transfer).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
  const { attachments } = await practice.control('GET', '/todo')
  const attached = (attachments as Json[]).filter(({ taskId }) => taskId === task)
  expect(attached).toMatchObject([{ id: transfer.remote.id, size, sha256: await sha256(file) }])
  const sent = (await practice.journal(since)).filter(({ op }) => op === 'put' || op === 'simplePut')
  expect(sent).toHaveLength(requests)
  expect(sent.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(size)
  expect(await practice.violations(since)).toEqual([])
})
