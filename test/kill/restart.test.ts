/** Stops, takeovers, people who steer and files that change, with the real programs as real processes. */

import { appendFile, open, rename, stat, truncate, unlink, utimes } from 'node:fs/promises'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { PracticeProcess, type Program, Processes, Station, quick, sha256, until } from '../support/processes.ts'
import { pseudoRandom, writePseudoRandom } from '../support/pseudo-random.ts'
import type { Json } from '../integration/practice-client.ts'

const MiB = 1024 * 1024
/** Ranges of 5, 10 and 2 MiB and a bit. */
const size = 17 * MiB + 4_321

const processes = new Processes(quick)
let practice: PracticeProcess
let station: Station
let seed = 100

beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odb')
  station = new Station(processes)
  await station.startDaemon()
  await station.addAccount(practice)
})

/** A test that failed half-way leaves none behind; the others are not to fail for it. */
beforeEach(() => station.ensureDaemon())

afterEach(() => practice.clearFaults())

afterAll(() => processes.close())

interface Place {
  readonly folder: string
  readonly file: string
  readonly since: number
}

async function prepare(bytes = size): Promise<Place> {
  seed += 1
  const folder = `/Restart ${seed}`
  const file = join(processes.folder, `file-${seed}.bin`)
  await writePseudoRandom(file, bytes, seed)
  await practice.write({ what: 'folder', path: folder })
  return { folder, file, since: await practice.total() }
}

/** Uploads, and returns when the range stands at its gate: the first one is acknowledged then, unless it is that one. */
async function uploadAndHold(place: Place, range: 'first' | 'middle' | 'last', at: 'arrival' | 'stored' = 'arrival') {
  const path = `/${basename(place.file)}`
  await practice.fault({ match: { op: 'put', range, path }, action: 'hold', params: { gate: path, at } })
  const id = await station.upload(place.file, `onedrive:${place.folder}`)
  await practice.held('put', place.since)
  return { id, gate: path }
}

async function assertDone(id: string, { folder, file, since }: Place, expected?: string): Promise<Json> {
  const transfer: Json = await station.end(id)
  expect(transfer).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
  expect((await station.transfers()).filter(({ path }) => path === file)).toHaveLength(1)
  const children = await practice.children(folder)
  expect(children).toHaveLength(1)
  expect(children?.[0]).toMatchObject({ id: transfer.remote.id, sha256: expected ?? (await sha256(file)) })
  expect(await practice.openSessions(folder)).toEqual([])
  expect(await practice.violations(since)).toEqual([])
  return transfer
}

async function bytesTaken({ since, file }: Place): Promise<number> {
  const puts = (await practice.journal(since)).filter(({ op, path }) => op === 'put' && path.endsWith(basename(file)))
  return puts.reduce((sum, entry) => sum + entry.storedBytes, 0)
}

test('fault-X07 a polite stop in the middle of a range, and on with the next start', async () => {
  const place = await prepare()
  const { id } = await uploadAndHold(place, 'middle')
  expect(await station.daemon.stop()).toBe(0)
  // A command looks at the folder that nobody owns now: the row rests in the queue with what was acknowledged.
  expect(await station.transfer(id)).toMatchObject({ state: 'queued', acknowledgedBytes: 5 * MiB, failure: null })
  await practice.clearFaults()
  await station.startDaemon()
  await assertDone(id, place)
  expect(await bytesTaken(place)).toBe(size)
})

test('of those that race for one data folder, one gets it; the others say so and leave', async () => {
  const other = new Station(processes)
  for (let round = 0; round < 3; round += 1) {
    const racers = [other.command('daemon'), other.command('daemon'), other.command('daemon')]
    const isReady = (racer: Program): boolean => racer.lines.some(({ event }) => event === 'ready')
    await until('one owner, and the others to end', () => {
      const ended = racers.filter((racer) => racer.isEnded)
      return racers.some(isReady) && ended.length === racers.length - 1 ? true : null
    })
    const [owner, ...more] = racers.filter(isReady)
    expect(more).toEqual([])
    for (const racer of racers.filter((one) => one !== owner)) {
      expect((await racer.answer()).code).toBe(4)
      expect(racer.lines.at(-1)).toMatchObject({ error: { code: 'engine-unreachable' } })
    }
    // Its lock dies with it, whatever way it ends: the next round starts at once.
    await owner?.kill()
  }
})

test('the owner dies while a command waits: the command takes over', async () => {
  const place = await prepare()
  const { id } = await uploadAndHold(place, 'middle')
  const waiting = station.command('wait', id, '--timeout', '60s')
  await waiting.line('the state of the transfer', ({ event }) => event === 'state')
  await station.daemon.kill()
  await practice.clearFaults()
  const { code, lines } = await waiting.answer()
  expect(lines.at(-1)).toMatchObject({ event: 'summary', done: 1 })
  expect(code).toBe(0)
  await station.startDaemon()
  await assertDone(id, place)
  expect(await bytesTaken(place)).toBe(size)
})

test('pause and resume in the middle', async () => {
  const place = await prepare()
  const { id } = await uploadAndHold(place, 'middle')
  expect((await station.run('pause', id)).lines).toEqual([{ changed: 1 }])
  expect(await station.transfer(id)).toMatchObject({ state: 'paused', acknowledgedBytes: 5 * MiB })
  await practice.clearFaults()
  // A pause outlives the engine.
  await station.daemon.kill()
  await station.startDaemon()
  expect(await station.transfer(id)).toMatchObject({ state: 'paused' })
  expect((await station.run('resume', id)).lines).toEqual([{ changed: 1 }])
  await assertDone(id, place)
  expect(await bytesTaken(place)).toBe(size)
})

test('cancel in the middle leaves nothing behind, and the name free', async () => {
  const place = await prepare()
  const { id } = await uploadAndHold(place, 'middle')
  expect((await station.run('cancel', id)).lines).toEqual([{ changed: 1 }])
  await station.end(id, 'canceled')
  expect(await practice.openSessions(place.folder)).toEqual([])
  expect(await practice.children(place.folder)).toEqual([])
  await practice.clearFaults()
  expect((await station.run('retry', id)).lines).toEqual([{ changed: 1 }])
  await assertDone(id, place)
})

test('fault-P31 cancel while the answer to the last range is lost: it came too late, and says so', async () => {
  const place = await prepare()
  const { id } = await uploadAndHold(place, 'last', 'stored')
  await station.run('cancel', id)
  await assertDone(id, place)
})

test('graph-F44, graph-G2-17 killed while it cancels: the cancel is finished by the next start', async () => {
  const place = await prepare()
  const { id } = await uploadAndHold(place, 'middle')
  const steps = [
    { action: 'hold', params: { gate: 'cancel' } },
    { action: 'reset', params: { at: 'arrival' } },
  ]
  await practice.fault({ match: { op: 'delete' }, steps })
  await station.run('cancel', id)
  await practice.held('delete', place.since)
  await station.daemon.kill()
  await practice.clearFaults()
  await station.startDaemon()
  await station.end(id, 'canceled')
  expect(await practice.openSessions(place.folder)).toEqual([])
  expect(await practice.children(place.folder)).toEqual([])
})

test('fault-N01 the service is gone for a while: it goes on by itself, and being offline costs nothing', async () => {
  const place = await prepare()
  const { id } = await uploadAndHold(place, 'middle')
  await practice.kill()
  const offline = await until('the line to be down', async () => {
    const transfer: Json = await station.transfer(id)
    return transfer.failure?.code === 'offline' && transfer.state === 'waiting' ? transfer : null
  })
  const tries = (await station.explain(id)).steps.length
  await until('another try', async () => ((await station.explain(id)).steps.length > tries + 2 ? true : null))
  expect(offline).toMatchObject({ acknowledgedBytes: 5 * MiB })
  await practice.startAgain()
  await assertDone(id, { ...place, since: 0 })
  expect(await bytesTaken({ ...place, since: 0 })).toBe(size - 5 * MiB)
})

/** What other programs do to a file. `null`: there is nothing to send any more. */
const edits: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  'written to in the part that was sent': (file) => overwrite(file, 1 * MiB),
  'written to in the part that was not sent': (file) => overwrite(file, size - 1 * MiB),
  'written to, with its time put back': async (file) => {
    const { atime, mtime } = await stat(file)
    await overwrite(file, 12 * MiB)
    await utimes(file, atime, mtime)
  },
  'appended to': (file) => appendFile(file, pseudoRandom(70_000, 7)),
  'cut short': (file) => truncate(file, 11 * MiB + 3),
  'replaced by another of its size': async (file) => {
    await writePseudoRandom(`${file}.new`, size, seed + 1_000)
    await rename(`${file}.new`, file)
  },
  deleted: (file) => unlink(file),
}

async function overwrite(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.write(pseudoRandom(4_096, 9), 0, 4_096, at)
  } finally {
    await handle.close()
  }
}

test.each(['while it is sent', 'while nobody runs'])('files that change %s are never mixed', async (when) => {
  await station.run('settings', 'set', 'transfers.large', '8')
  const started: { what: string; id: string; place: Place; old: string }[] = []
  for (const what of Object.keys(edits)) {
    const place = await prepare()
    const { id } = await uploadAndHold(place, 'middle')
    started.push({ what, id, place, old: await sha256(place.file) })
  }
  if (when === 'while nobody runs') await station.daemon.kill()
  for (const { what, place } of started) await edits[what]?.(place.file)
  // Nobody may put the two versions together, not even for a moment.
  for (const { place } of started) expect(await practice.children(place.folder)).toEqual([])
  await practice.clearFaults()
  if (when === 'while nobody runs') await station.startDaemon()
  for (const { what, id, place, old } of started) {
    if (what === 'deleted') {
      expect(await station.end(id, 'failed')).toMatchObject({ failure: { code: 'source-gone' } })
      expect(await practice.children(place.folder)).toEqual([])
      await until('its session to be deleted', async () =>
        (await practice.openSessions(place.folder)).length === 0 ? true : null,
      )
      continue
    }
    expect(await sha256(place.file), what).not.toBe(old)
    await assertDone(id, place)
  }
})

test('fault-F05 a file that changes after its last byte was sent: done is what was sent', async () => {
  const place = await prepare()
  const old = await sha256(place.file)
  const { id, gate } = await uploadAndHold(place, 'last', 'stored')
  await overwrite(place.file, 3 * MiB)
  await practice.release(gate)
  await assertDone(id, place, old)
})

test('the same with a kill, and a change before the next start: the new version replaces what we made', async () => {
  const place = await prepare()
  const { id } = await uploadAndHold(place, 'last', 'stored')
  await station.daemon.kill()
  await overwrite(place.file, 3 * MiB)
  await practice.clearFaults()
  const [first] = (await practice.children(place.folder)) ?? []
  await station.startDaemon()
  const { remote } = await assertDone(id, place)
  expect(remote.id).toBe(first.id)
})

test('fault-F05 a watched file that changes while it is sent, killed in between: the new version, once', async () => {
  const folder = join(processes.folder, 'watched')
  mkdirSync(folder)
  await practice.write({ what: 'folder', path: '/Watched' })
  await station.run('watch', 'add', folder, '--to', 'onedrive:/Watched', '--settle', '1s')
  const file = join(folder, 'film.bin')
  const since = await practice.total()
  const match = { op: 'put', range: 'middle', path: '/film.bin' }
  await practice.fault({ match, action: 'hold', params: { gate: 'film' } })
  await writePseudoRandom(file, size, 77)
  await practice.held('put', since)
  await station.daemon.kill()
  await overwrite(file, 2 * MiB)
  await practice.clearFaults()
  await station.startDaemon()
  const whole = async (): Promise<true | null> => {
    const [item] = (await practice.children('/Watched')) ?? []
    return item?.sha256 === (await sha256(file)) ? true : null
  }
  await until('the new version', whole)
  // And once more, after it is there: a new version of the same item.
  const [first] = (await practice.children('/Watched')) ?? []
  const last = { op: 'put', range: 'last', path: '/film.bin' }
  await practice.fault({ match: last, action: 'hold', params: { gate: 'film', at: 'stored' } })
  const before = await practice.total()
  await overwrite(file, 9 * MiB)
  await practice.held('put', before)
  await station.daemon.kill()
  await overwrite(file, 14 * MiB)
  await practice.clearFaults()
  await station.startDaemon()
  await until('the newest version', whole)
  const children = await practice.children('/Watched')
  expect(children).toHaveLength(1)
  expect(children?.[0].id).toBe(first.id)
  expect(await practice.violations(since)).toEqual([])
  await until('every transfer to be at its end', async () =>
    (await station.transfers()).every(({ path, state }) => path !== file || state === 'done') ? true : null,
  )
})
