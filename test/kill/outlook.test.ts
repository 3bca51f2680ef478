/**
 * graph-F44 for Outlook: the daemon is killed where only one side knows what happened, and started again. A message has
 * no unique names and a session no position, so nothing but the order of what is stored keeps a file from being attached
 * twice.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PracticeProcess, Processes, Station, built, sha256 } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import type { Json } from '../integration/practice-client.ts'

const processes = new Processes(built)
let practice: PracticeProcess
let station: Station
let seed = 100

beforeAll(async () => {
  practice = await PracticeProcess.start(processes, 'odb')
  station = new Station(processes)
  await station.startDaemon()
  await station.addAccount(practice)
})

beforeEach(async () => {
  await practice.clearFaults()
  await station.ensureDaemon()
})

afterAll(() => processes.close())

const answerHeld = { action: 'hold', params: { gate: 'point', at: 'stored' } }
const neverArrives = [
  { action: 'hold', params: { gate: 'point' } },
  { action: 'reset', params: { at: 'arrival' } },
]

test.each([
  ['the list of attachments asked for', 9_000_000, 'attachments', {}, neverArrives, 1],
  ['the session made, answer lost', 9_000_000, 'create', {}, [answerHeld], 2],
  ['first range not there yet', 9_000_000, 'put', { range: 'first' }, neverArrives, 1],
  ['a range between not there yet', 9_000_000, 'put', { range: 'middle' }, neverArrives, 1],
  ['first range stored, answer lost', 9_000_000, 'put', { range: 'first' }, [answerHeld], 2],
  ['last range not there yet', 9_000_000, 'put', { range: 'last' }, neverArrives, 1],
  ['last range stored and the attachment made, answer lost', 9_000_000, 'put', { range: 'last' }, [answerHeld], 1],
  ['the attachment made, being read back', 9_000_000, 'value', {}, [answerHeld], 1],
  ['one request not there yet', 70_001, 'attach', {}, neverArrives, 0],
  ['one request taken, answer lost', 70_001, 'attach', {}, [answerHeld], 0],
] as const)('graph-F44 %s (%i bytes)', async (...[, size, op, match, steps, sessions]) => {
  seed += 1
  const file = join(processes.folder, `mail-${seed}.bin`)
  await writePseudoRandom(file, size, seed)
  const { id: message } = await practice.control('POST', '/mail', { what: 'message' })
  const since = await practice.total()
  await practice.fault({ match: { op, ...match }, steps })
  const id = await station.upload(file, `outlook:messages/${message}`)
  await practice.held(op, since)
  await station.daemon.kill()
  await practice.clearFaults()
  await station.startDaemon()
  expect(await station.end(id)).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
  const { items } = await practice.control('GET', '/mail')
  const { attachments } = items.find((item: Json) => item.id === message)
  expect(attachments).toHaveLength(1)
  expect(attachments[0]).toMatchObject({ size, sha256: await sha256(file) })
  const entries: Json[] = await practice.journal(since)
  expect(entries.filter((entry) => entry.op === 'create')).toHaveLength(sessions)
  if (op === 'attach') {
    const taken = entries.filter((entry) => entry.op === 'attach' && entry.storedBytes > 0)
    expect(taken).toHaveLength(1)
  }
  expect(await practice.violations(since)).toEqual([])
})

/** So often a session may be replaced before there is an hour of patience: our own ends don't count. */
test('graph-F44 killed four times with the answer of a stored range on its way: begins anew each time, at once', async () => {
  const file = join(processes.folder, 'mail-again.bin')
  await writePseudoRandom(file, 9_000_000, 7)
  const { id: message } = await practice.control('POST', '/mail', { what: 'message' })
  const since = await practice.total()
  await practice.fault({ match: { op: 'put', range: 'first' }, steps: [answerHeld] })
  const id = await station.upload(file, `outlook:messages/${message}`)
  for (let kills = 1; kills <= 4; kills += 1) {
    await practice.held('put', since)
    await station.daemon.kill()
    await practice.clearFaults()
    // The first range again, which is refused, and then that of a new session.
    if (kills < 4) await practice.fault({ match: { op: 'put', range: 'first', nth: 2 }, steps: [answerHeld] })
    await station.startDaemon()
  }
  expect(await station.end(id)).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
  const { items } = await practice.control('GET', '/mail')
  const { attachments } = items.find((item: Json) => item.id === message)
  expect(attachments).toMatchObject([{ size: 9_000_000, sha256: await sha256(file) }])
  const entries: Json[] = await practice.journal(since)
  expect(entries.filter((entry) => entry.op === 'create')).toHaveLength(5)
})

test('the command line: a folder becomes attachments, each file its own, and ends when they were read back', async () => {
  const { id: message } = await practice.control('POST', '/mail', { what: 'event' })
  const folder = join(processes.folder, 'papers')
  mkdirSync(join(folder, 'inner'), { recursive: true })
  await writePseudoRandom(join(folder, 'one.pdf'), 3_200_000, 1)
  await writePseudoRandom(join(folder, 'inner', 'two.pdf'), 70_000, 2)
  const { code, lines } = await station.run('upload', folder, '--to', `outlook:events/${message}`, '--wait')
  expect(lines.at(-1)).toMatchObject({ event: 'summary', done: 2, failed: 0, blocked: 0 })
  expect(code).toBe(0)
  const { items } = await practice.control('GET', '/mail')
  const { attachments } = items.find((item: Json) => item.id === message)
  expect(attachments.map(({ name }: Json) => name).toSorted()).toEqual(['one.pdf', 'two.pdf'])
})
