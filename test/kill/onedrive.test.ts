/**
 * The daemon is killed (SIGKILL: no chance to do anything about it) at every point of an upload at which something is
 * known to one side only, and started again. Whatever the point was, the file is at the destination afterwards: once,
 * whole, and with nothing sent twice that was acknowledged. Points are placed by the practice cloud's gates; those that
 * don't touch each other share one kill, each with a file and a folder of its own.
 */

import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../integration/practice-client.ts'
import { PracticeProcess, Processes, type Profile, Station, built, sha256, until } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import { allHeld, answerHeld, killWithAnswersUnread, neverArrives } from './held.ts'

const MiB = 1024 * 1024
/** Not a multiple of anything; with ranges of 5, 10 MiB and a bit. */
const threeRanges = 15 * MiB + 12_345
/** Small, without a session: nothing tells its request from another one but the look that comes before it. */
const small = 3_000_001

interface Point {
  readonly name: string
  readonly op: string
  readonly match?: object
  readonly steps: readonly object[]
  /** A session was made that nobody but the service knows: it can't be deleted, and on business drives holds the name. */
  readonly leavesOrphan?: true
  /** One request, sent so many times. */
  readonly single?: 1 | 2
  /** It is let go, and what follows is what stands when the engine is killed: no answer, and no arrival. */
  readonly leadsTo?: string
}

const killedWhileHeld: readonly Point[] = [
  { name: 'before the session is asked for: nothing was decided yet', op: 'item', steps: neverArrives },
  { name: 'before the session is made', op: 'create', steps: neverArrives },
  { name: 'session made, answer lost', op: 'create', steps: answerHeld, leavesOrphan: true },
  {
    name: 'complaint-C03 session stored, first range not there yet',
    op: 'put',
    match: { range: 'first' },
    steps: neverArrives,
  },
  { name: 'first range stored, answer lost', op: 'put', match: { range: 'first' }, steps: answerHeld },
  {
    name: 'second range acknowledged and recorded, the last one not there yet',
    op: 'put',
    match: { range: 'last' },
    steps: neverArrives,
  },
  {
    name: 'last range sent and the file made, answer lost',
    op: 'put',
    match: { range: 'last' },
    steps: answerHeld,
  },
  { name: 'one request, not there yet', op: 'simplePut', steps: neverArrives, single: 2 },
  { name: 'one request, the file made, answer lost', op: 'simplePut', steps: answerHeld, single: 1 },
]

const killedUnread: readonly Point[] = [
  { name: 'session made and answered, not stored', op: 'create', steps: answerHeld, leavesOrphan: true },
  { name: 'first range acknowledged, not recorded', op: 'put', match: { range: 'first' }, steps: answerHeld },
  { name: 'the file made and answered, not recorded', op: 'put', match: { range: 'last' }, steps: answerHeld },
  {
    name: 'verifying: the file is there, its hash is being asked for',
    op: 'put',
    match: { range: 'last' },
    steps: [{ action: 'hold', params: { gate: 'verifying', at: 'stored' } }, { action: 'omitHashes' }],
    leadsTo: 'item',
  },
  { name: 'one request, the file made and answered, not recorded', op: 'simplePut', steps: answerHeld, single: 1 },
]

describe.each(['odp', 'odb', 'spo'] as const)('%s', (profile: Profile) => {
  const processes = new Processes(built)
  let practice: PracticeProcess
  let station: Station
  let seed = 0

  beforeAll(async () => {
    practice = await PracticeProcess.start(processes, profile)
    station = new Station(processes)
    await station.startDaemon()
    await station.addAccount(practice)
    await station.run('settings', 'set', 'transfers.keepSmallTimes', 'false')
    await station.run('settings', 'set', 'transfers.large', '8')
  })

  afterAll(() => processes.close())

  /** A file of its own, a folder of its own at the destination, and the same data folder for all. */
  async function prepare(bytes = threeRanges) {
    seed += 1
    const folder = `/Kill ${seed}`
    const file = join(processes.folder, `${profile}-${seed}.bin`)
    await writePseudoRandom(file, bytes, seed)
    await practice.write({ what: 'folder', path: folder })
    return { folder, file, size: bytes, since: await practice.total() }
  }

  type Place = Awaited<ReturnType<typeof prepare>>

  interface Begun {
    readonly point: Point
    readonly place: Place
    readonly id: string
  }

  /** Uploads one file for each point, every one of them with its request in its way. */
  async function begin(points: readonly Point[]): Promise<Begun[]> {
    await station.ensureDaemon()
    const begun: Begun[] = []
    for (const point of points) {
      const place = await prepare(point.single === undefined ? threeRanges : small)
      const path = `/${basename(place.file)}`
      const { op, match, steps } = point
      await practice.fault({ match: { op, path, ...match }, steps })
      begun.push({ point, place, id: await station.upload(place.file, `onedrive:${place.folder}`) })
    }
    return begun
  }

  function held(begun: readonly Begun[]): Promise<readonly number[]> {
    const awaited = begun.map(({ point: { op }, place }) => ({ op, path: `/${basename(place.file)}` }))
    return allHeld(practice, begun[0]?.place.since ?? 0, awaited)
  }

  const requestsFor = async ({ since, file }: Place): Promise<Json[]> =>
    (await practice.journal(since)).filter(({ path }) => path?.endsWith(`/${basename(file)}`))

  /** Waits for it, and looks at everything that must be true of a transfer that was interrupted. */
  async function expectWhole(id: string, { folder, file, since }: Place): Promise<Json> {
    const transfer: Json = await station.end(id)
    expect(transfer).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
    expect((await station.transfers()).filter(({ path }) => path === file)).toHaveLength(1)
    const children = await practice.children(folder)
    expect(children).toHaveLength(1)
    expect(children?.[0]).toMatchObject({ id: transfer.remote.id, sha256: await sha256(file) })
    expect(await practice.violations(since)).toEqual([])
    return transfer
  }

  async function assertSentOnce({ point, place, id }: Begun): Promise<void> {
    await expectWhole(id, place)
    const requests = await requestsFor(place)
    const puts = requests.filter(({ op }) => op === 'put' || op === 'simplePut')
    if (point.single !== undefined) {
      expect(puts).toHaveLength(point.single)
      return
    }
    const open = await practice.openSessions(place.folder)
    if (point.leavesOrphan === true) {
      expect(open).toHaveLength(1)
      return
    }
    // One session from begin to end, and no byte was taken twice.
    expect(open).toEqual([])
    expect(requests.filter(({ op, status }) => op === 'create' && status === 200)).toHaveLength(1)
    expect(puts.reduce((sum, entry) => sum + entry.storedBytes, 0)).toBe(place.size)
  }

  describe('killed while its request stands', () => {
    let begun: readonly Begun[] = []

    beforeAll(async () => {
      begun = await begin(killedWhileHeld)
      await held(begun)
      await station.daemon.kill()
      await practice.clearFaults()
      await station.startDaemon()
    })

    test.each(killedWhileHeld)('graph-F44 $name', async (point) => {
      const mine = begun.find((one) => one.point === point)
      if (mine === undefined) throw new Error('it was not begun')
      await assertSentOnce(mine)
    })
  })

  describe('killed with its answer unread', () => {
    let begun: readonly Begun[] = []

    beforeAll(async () => {
      begun = await begin(killedUnread)
      const seqs = await held(begun)
      const since = await practice.total()
      await practice.fault({ match: { op: 'item' }, steps: neverArrives })
      await practice.release('verifying')
      await practice.held('item', since)
      await killWithAnswersUnread(
        practice,
        station.daemon,
        seqs.filter((_, at) => killedUnread[at]?.leadsTo === undefined),
      )
      await practice.clearFaults()
      await station.startDaemon()
    })

    test.each(killedUnread)('graph-F44 $name', async (point) => {
      const mine = begun.find((one) => one.point === point)
      if (mine === undefined) throw new Error('it was not begun')
      await assertSentOnce(mine)
    })
  })

  test('graph-F44 in the middle of the second range', async () => {
    await station.ensureDaemon()
    const place = await prepare()
    await practice.fault({
      match: { op: 'put', range: 'middle' },
      action: 'slowRead',
      params: { bytesPerSecond: 4 * MiB },
    })
    const id = await station.upload(place.file, `onedrive:${place.folder}`)
    await until('half of the second range', async () => {
      const [, second] = (await requestsFor(place)).filter(({ op }) => op === 'put')
      return second !== undefined && second.bytesReceived > 2 * MiB ? second : null
    })
    await station.daemon.kill()
    await practice.clearFaults()
    await station.startDaemon()
    await assertSentOnce({ point: { name: '', op: 'put', steps: [] }, place, id })
  })

  test('graph-F44 complaint-C02 after every single answer, until it is done', async () => {
    await station.ensureDaemon()
    const place = await prepare(17 * MiB + 1)
    let id: string | null = null
    let { since } = place
    let kills = 0
    await until('the file', async () => {
      if (id === null) id = await station.upload(place.file, `onedrive:${place.folder}`)
      const { seq } = await practice.seen({ op: 'put', state: 'finished', since })
      await station.daemon.kill()
      kills += 1
      since = Math.max(seq, await practice.total())
      const isThere = (await practice.children(place.folder))?.length === 1
      await station.startDaemon()
      return isThere ? true : null
    })
    expect(kills).toBeGreaterThan(1)
    await assertSentOnce({ point: { name: '', op: 'put', steps: [] }, place, id: id ?? '' })
  })
})
