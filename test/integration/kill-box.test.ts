/**
 * The daemon is killed (SIGKILL) at each phase of an upload to Box of 150 MiB, and started again: no part that is stored is
 * lost, at most the parts that were on their way are sent again, and the file is there once. Points are placed by the
 * practice cloud's gates, and what was sent is read in its journal.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PracticeProcess, Processes, Station, sha256, until } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import type { Json } from './practice-client.ts'

const MiB = 1024 * 1024
const size = 150 * MiB
const part = 8 * MiB
const parts = Math.ceil(size / part)

const processes = new Processes()
let practice: PracticeProcess
let station: Station
let file = ''
let hash = ''
let count = 0

/** Stands until the client is dead, and is then forgotten: the request never reached the service. */
const neverArrives = [
  { action: 'hold', params: { gate: 'point' } },
  { action: 'reset', params: { at: 'arrival' } },
]
const answerHeld = [{ action: 'hold', params: { gate: 'point', at: 'stored' } }]

interface Point {
  readonly name: string
  readonly op: string
  readonly match?: object
  readonly steps: readonly object[]
  /** A session was made that nobody but the service knows. */
  readonly creates?: number
  /** Parts that may have been on their way, and are sent again. */
  readonly again?: number
}

const points: readonly Point[] = [
  { name: 'before the folder is looked up', op: 'children', steps: neverArrives },
  { name: 'before the session is made', op: 'create', steps: neverArrives, creates: 2 },
  { name: 'session made, answer lost', op: 'create', steps: answerHeld, creates: 2 },
  {
    name: 'session stored, the first part not there yet',
    op: 'put',
    match: { range: 'first' },
    steps: neverArrives,
    again: 4,
  },
  { name: 'the first part stored, answer lost', op: 'put', match: { range: 'first' }, steps: answerHeld, again: 3 },
  {
    name: 'a part in the middle stored, answer lost',
    op: 'put',
    match: { range: { contains: 9 * part } },
    steps: answerHeld,
    again: 3,
  },
  { name: 'the last part not there yet', op: 'put', match: { range: 'last' }, steps: neverArrives, again: 4 },
  { name: 'the last part stored, answer lost', op: 'put', match: { range: 'last' }, steps: answerHeld, again: 3 },
  { name: 'every part there, before they are listed for the commit', op: 'parts', steps: neverArrives },
  { name: 'the commit not there yet', op: 'commit', steps: neverArrives },
  {
    name: 'the commit not ready',
    op: 'commit',
    steps: [{ action: 'respond', params: { status: 202, retryAfter: 8 } }],
  },
  { name: 'the file made, answer lost', op: 'commit', steps: answerHeld },
]

beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odb')
  station = new Station(processes)
  await station.startDaemon()
  const tokens = join(processes.folder, 'tokens.json')
  writeFileSync(tokens, JSON.stringify(await practice.control('POST', '/tokens', {})))
  const { boxUrl, boxUploadUrl } = practice.roots
  const roots = ['--box-url', boxUrl, '--box-upload-url', boxUploadUrl, '--token-file', tokens]
  const added = await station.run('account', 'add', 'practice', '--name', 'work', ...roots)
  if (added.code !== 0) throw new Error(`account add: ${JSON.stringify(added.lines)}`)
  file = join(processes.folder, 'cargo.bin')
  await writePseudoRandom(file, size, 150)
  hash = await sha256(file)
})

/** A test that failed half-way leaves none behind; the others are not to fail for it. */
beforeEach(async () => {
  await practice.clearFaults()
  await station.ensureDaemon()
})

afterAll(() => processes.close())

async function prepare() {
  count += 1
  const folder = `Kill ${count}`
  return { folder, to: `box:/${folder}`, since: await practice.total() }
}

/** What must be true of a transfer that was interrupted, whatever the point was. */
async function expectWhole(id: string, { folder, since }: Awaited<ReturnType<typeof prepare>>): Promise<Json[]> {
  const transfer: Json = await station.end(id)
  expect(transfer).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
  const { items } = await practice.control('GET', '/items')
  const there = (items as Json[]).filter(({ path }) => path.startsWith(`/${folder}/`))
  expect(there).toMatchObject([{ id: transfer.remote.id, size, sha256: hash }])
  expect(await practice.violations(since)).toEqual([])
  const puts = (await practice.journal(since)).filter(({ op }) => op === 'put')
  // Each part was stored by exactly one request.
  expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(size)
  return puts
}

test.each(points)('$name', async ({ op, match, steps, creates = 1, again = 0 }) => {
  const place = await prepare()
  await practice.fault({ match: { protocol: 'box', op, ...match }, steps })
  const id = await station.upload(file, place.to)
  if (steps === neverArrives || steps === answerHeld) await practice.held(op, place.since)
  // A wait that was asked for is kept by whoever heard of it: killed before that, nobody could.
  else await until('the wait', async () => (await station.transfer(id)).failure?.code === 'still-finishing' || null)
  await station.daemon.kill()
  await practice.clearFaults()
  await station.startDaemon()
  const puts = await expectWhole(id, place)
  expect(puts.length).toBeLessThanOrEqual(parts + again)
  const made = (await practice.journal(place.since)).filter((entry) => entry.op === 'create')
  expect(made).toHaveLength(creates)
})

test('box-D1 box-D17 fault-P26 after every few answers, until it is done: the parts that are there go on', async () => {
  const place = await prepare()
  let id: string | null = null
  let kills = 0
  await until('the file', async () => {
    const since = await practice.total()
    if (id === null) id = await station.upload(file, place.to)
    await practice.seen({ op: 'put', state: 'finished', since })
    await station.daemon.kill()
    kills += 1
    const { box } = await practice.control('GET', '/sessions')
    const stored = (box as Json[]).at(-1)?.parts.length ?? 0
    await station.startDaemon()
    return stored > parts - 6 ? true : null
  })
  expect(kills).toBeGreaterThan(1)
  const puts = await expectWhole(id ?? '', place)
  expect(puts.length).toBeLessThanOrEqual(parts + 4 * kills)
})
