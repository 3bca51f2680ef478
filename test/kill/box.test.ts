/**
 * The daemon is killed (SIGKILL) at each phase of an upload to Box, and started again: no part that is stored is lost, at most
 * the parts that were on their way are sent again, and the file is there once. Points are placed by the practice cloud's
 * gates, and what was sent is read in its journal. Points that the journal tells apart by their paths share one kill.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../integration/practice-client.ts'
import { PracticeProcess, Processes, Station, built, sha256, until } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import { allHeld, answerHeld, neverArrives } from './held.ts'

const MiB = 1024 * 1024

interface Cargo {
  readonly file: string
  readonly size: number
  readonly hash: string
  /** bytes */
  readonly part: number
}

const processes = new Processes(built)
let practice: PracticeProcess
let station: Station
let count = 0

interface Point {
  readonly name: string
  readonly op: string
  readonly match?: object
  readonly steps: readonly object[]
  /** More than one: a session was made that nobody but the service knows. */
  readonly creates?: number
  /** Parts that may have been on their way, and are sent again. */
  readonly again?: number
}

/** Parts of the file that all points share. */
const part = 1 * MiB

/** What is asked before there is a session says nothing of the file: each of these has a kill of its own. */
const alone: readonly Point[] = [
  { name: 'before the folder is looked up', op: 'children', steps: neverArrives },
  { name: 'before the session is made', op: 'create', steps: neverArrives, creates: 2 },
  { name: 'session made, answer lost', op: 'create', steps: answerHeld, creates: 2 },
  {
    name: 'the commit not ready',
    op: 'commit',
    steps: [{ action: 'respond', params: { status: 202, retryAfter: 4 } }],
  },
]

const together: readonly Point[] = [
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
  { name: 'the file made, answer lost', op: 'commit', steps: answerHeld },
]

async function prepareCargo(name: string, size: number, partSize: number): Promise<Cargo> {
  const file = join(processes.folder, name)
  await writePseudoRandom(file, size, size)
  return { file, size, hash: await sha256(file), part: partSize }
}

let cargo: Cargo

beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odb')
  await practice.control('POST', '/switches', { boxPartSize: part })
  station = new Station(processes)
  await station.startDaemon()
  const tokens = join(processes.folder, 'tokens.json')
  writeFileSync(tokens, JSON.stringify(await practice.control('POST', '/tokens', {})))
  const { boxUrl, boxUploadUrl } = practice.roots
  const roots = ['--box-url', boxUrl, '--box-upload-url', boxUploadUrl, '--token-file', tokens]
  const added = await station.run('account', 'add', 'practice', '--name', 'work', ...roots)
  if (added.code !== 0) throw new Error(`account add: ${JSON.stringify(added.lines)}`)
  await station.run('settings', 'set', 'transfers.large', '8')
  cargo = await prepareCargo('cargo.bin', 21 * MiB + 123_456, part)
})

afterAll(() => processes.close())

async function prepare({ file }: Cargo) {
  await practice.clearFaults()
  await station.ensureDaemon()
  count += 1
  const folder = `/Kill ${count}`
  return {
    folder,
    to: `box:${folder}`,
    path: `${folder}/${file.slice(file.lastIndexOf('/') + 1)}`,
    since: await practice.total(),
  }
}

type Place = Awaited<ReturnType<typeof prepare>>

/** What must be true of a transfer that was interrupted, whatever the point was. @returns its parts, by request */
async function expectWhole(id: string, { size, hash }: Cargo, { folder, path, since }: Place): Promise<Json[]> {
  const transfer: Json = await station.end(id)
  expect(transfer).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
  const { items } = await practice.control('GET', '/items')
  const there = (items as Json[]).filter((item) => item.path.startsWith(`${folder}/`))
  expect(there).toMatchObject([{ id: transfer.remote.id, size, sha256: hash }])
  expect(await practice.violations(since)).toEqual([])
  const puts = (await practice.journal(since)).filter((entry) => entry.op === 'put' && entry.path === path)
  // Each part was stored by exactly one request.
  expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(size)
  return puts
}

test.each(alone)('$name', async ({ op, match, steps, creates = 1 }) => {
  const place = await prepare(cargo)
  await practice.fault({ match: { protocol: 'box', op, ...match }, steps })
  const id = await station.upload(cargo.file, place.to)
  if (steps === neverArrives || steps === answerHeld) await practice.held(op, place.since)
  // A wait that was asked for is kept by whoever heard of it: killed before that, nobody could.
  else await until('the wait', async () => (await station.transfer(id)).failure?.code === 'still-finishing' || null)
  await station.daemon.kill()
  await practice.clearFaults()
  await station.startDaemon()
  const puts = await expectWhole(id, cargo, place)
  expect(puts).toHaveLength(Math.ceil(cargo.size / part))
  const made = (await practice.journal(place.since)).filter((entry) => entry.op === 'create')
  expect(made).toHaveLength(creates)
})

describe('one kill for all that say which file they are about', () => {
  const begun = new Map<Point, { readonly id: string; readonly place: Place }>()

  beforeAll(async () => {
    for (const point of together) {
      const place = await prepare(cargo)
      begun.set(point, { place, id: '' })
    }
    const since = await practice.total()
    for (const [point, { place }] of begun) {
      const { op, match, steps } = point
      await practice.fault({ match: { protocol: 'box', op, path: place.path, ...match }, steps })
      begun.set(point, { place, id: await station.upload(cargo.file, place.to) })
    }
    await allHeld(
      practice,
      since,
      [...begun].map(([{ op }, { place }]) => ({ op, path: place.path })),
    )
    await station.daemon.kill()
    await practice.clearFaults()
    await station.startDaemon()
  })

  test.each(together)('$name', async (point) => {
    const mine = begun.get(point)
    if (mine === undefined) throw new Error('it was not begun')
    const puts = await expectWhole(mine.id, cargo, mine.place)
    expect(puts.length).toBeLessThanOrEqual(Math.ceil(cargo.size / part) + (point.again ?? 0))
    // One session from begin to end.
    expect(new Set(puts.map(({ sessionId }) => sessionId)).size).toBe(1)
  })

  test('each of them made one session', async () => {
    const [first] = begun.values()
    const made = (await practice.journal(first?.place.since ?? 0)).filter(({ op }) => op === 'create')
    expect(made).toHaveLength(together.length)
  })
})

test('box-D1 box-D17 fault-P26 after every few answers, until it is done: the parts that are there go on', async () => {
  const usual = 8 * MiB
  await practice.control('POST', '/switches', { boxPartSize: usual })
  const large = await prepareCargo('large.bin', 150 * MiB, usual)
  const parts = Math.ceil(large.size / usual)
  const place = await prepare(large)
  let id: string | null = null
  let kills = 0
  await until('the file', async () => {
    const since = await practice.total()
    if (id === null) id = await station.upload(large.file, place.to)
    await practice.seen({ op: 'put', state: 'finished', since })
    await station.daemon.kill()
    kills += 1
    const { box } = await practice.control('GET', '/sessions')
    const stored = (box as Json[]).at(-1)?.parts.length ?? 0
    await station.startDaemon()
    return stored > parts - 6 ? true : null
  })
  expect(kills).toBeGreaterThan(1)
  const puts = await expectWhole(id ?? '', large, place)
  expect(puts.length).toBeLessThanOrEqual(parts + 4 * kills)
})
