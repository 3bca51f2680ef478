/**
 * The daemon is killed (SIGKILL: no chance to do anything about it) at every point of an upload at which something is
 * known to one side only, and started again. Whatever the point was, the file is at the destination afterwards: once,
 * whole, and with nothing sent twice that was acknowledged. Points are placed by the practice cloud's gates.
 */

import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PracticeProcess, Processes, type Profile, Station, sha256, until } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import type { Json } from './practice-client.ts'

const MiB = 1024 * 1024

interface Scene {
  readonly practice: PracticeProcess
  readonly station: Station
  /** The journal's last entry before the upload. */
  readonly since: number
}

interface Point {
  readonly name: string
  /** Set before the upload. */
  readonly faults: readonly object[]
  /** Waits for the moment, and kills. */
  strike(scene: Scene): Promise<void>
  /** A session was made that nobody but the service knows: it can't be deleted, and on business drives holds the name. */
  readonly leavesOrphan?: true
}

/** Stands until the client is dead, and is then forgotten: the request never reached the service. */
const neverArrives = [
  { action: 'hold', params: { gate: 'point' } },
  { action: 'reset', params: { at: 'arrival' } },
]
const answerHeld = { action: 'hold', params: { gate: 'point', at: 'stored' } }

async function killWhenHeld({ practice, station, since }: Scene, op: string): Promise<void> {
  await practice.held(op, since)
  await station.daemon.kill()
}

/** The answer leaves the service and reaches our socket, but never our program: that is stopped before, and killed. */
async function killWithAnswerUnread({ practice, station, since }: Scene, op: string): Promise<void> {
  const { seq } = await practice.held(op, since)
  station.daemon.signal('SIGSTOP')
  await practice.release('point')
  const entry: Json = await practice.seen({ op, state: 'finished', since: seq - 1 })
  expect(entry).toMatchObject({ seq, outcome: 'replied' })
  await station.daemon.kill()
}

const points: readonly Point[] = [
  {
    name: 'before the session is asked for: nothing was decided yet',
    faults: [{ match: { op: 'item' }, steps: neverArrives }],
    strike: (scene) => killWhenHeld(scene, 'item'),
  },
  {
    name: 'before the session is made',
    faults: [{ match: { op: 'create' }, steps: neverArrives }],
    strike: (scene) => killWhenHeld(scene, 'create'),
  },
  {
    name: 'session made, answer lost',
    faults: [{ match: { op: 'create' }, steps: [answerHeld] }],
    strike: (scene) => killWhenHeld(scene, 'create'),
    leavesOrphan: true,
  },
  {
    name: 'session made and answered, not stored',
    faults: [{ match: { op: 'create' }, steps: [answerHeld] }],
    strike: (scene) => killWithAnswerUnread(scene, 'create'),
    leavesOrphan: true,
  },
  {
    name: 'session stored, first range not there yet',
    faults: [{ match: { op: 'put', range: 'first' }, steps: neverArrives }],
    strike: (scene) => killWhenHeld(scene, 'put'),
  },
  {
    name: 'in the middle of the second range',
    faults: [{ match: { op: 'put', range: 'middle' }, action: 'slowRead', params: { bytesPerSecond: 4 * MiB } }],
    async strike({ practice, station, since }) {
      await until('half of the second range', async () => {
        const puts = (await practice.journal(since)).filter(({ op }) => op === 'put')
        return puts[1] !== undefined && puts[1].bytesReceived > 2 * MiB ? puts[1] : null
      })
      await station.daemon.kill()
    },
  },
  {
    name: 'first range stored, answer lost',
    faults: [{ match: { op: 'put', range: 'first' }, steps: [answerHeld] }],
    strike: (scene) => killWhenHeld(scene, 'put'),
  },
  {
    name: 'first range acknowledged, not recorded',
    faults: [{ match: { op: 'put', range: 'first' }, steps: [answerHeld] }],
    strike: (scene) => killWithAnswerUnread(scene, 'put'),
  },
  {
    name: 'second range acknowledged and recorded, the last one not there yet',
    faults: [{ match: { op: 'put', range: 'last' }, steps: neverArrives }],
    strike: (scene) => killWhenHeld(scene, 'put'),
  },
  {
    name: 'last range sent and the file made, answer lost',
    faults: [{ match: { op: 'put', range: 'last' }, steps: [answerHeld] }],
    strike: (scene) => killWhenHeld(scene, 'put'),
  },
  {
    name: 'the file made and answered, not recorded',
    faults: [{ match: { op: 'put', range: 'last' }, steps: [answerHeld] }],
    strike: (scene) => killWithAnswerUnread(scene, 'put'),
  },
  {
    name: 'verifying: the file is there, its hash is being asked for',
    faults: [{ match: { op: 'put', range: 'last' }, steps: [answerHeld, { action: 'omitHashes' }] }],
    async strike(scene) {
      const { practice } = scene
      await practice.held('put', scene.since)
      const since = await practice.total()
      await practice.fault({ match: { op: 'item' }, steps: neverArrives })
      await practice.release('point')
      await killWhenHeld({ ...scene, since }, 'item')
    },
  },
]

/** A small file without a session: nothing tells its request from another one but the look that comes before it. */
const singlePoints: readonly (Omit<Point, 'leavesOrphan'> & { readonly puts: number })[] = [
  {
    name: 'one request, not there yet',
    faults: [{ match: { op: 'simplePut' }, steps: neverArrives }],
    strike: (scene) => killWhenHeld(scene, 'simplePut'),
    puts: 2,
  },
  {
    name: 'one request, the file made, answer lost',
    faults: [{ match: { op: 'simplePut' }, steps: [answerHeld] }],
    strike: (scene) => killWhenHeld(scene, 'simplePut'),
    puts: 1,
  },
  {
    name: 'one request, the file made and answered, not recorded',
    faults: [{ match: { op: 'simplePut' }, steps: [answerHeld] }],
    strike: (scene) => killWithAnswerUnread(scene, 'simplePut'),
    puts: 1,
  },
]

describe.each(['odp', 'odb', 'spo'] as const)('%s', (profile: Profile) => {
  const processes = new Processes()
  let practice: PracticeProcess
  let station: Station
  /** Not a multiple of anything; with ranges of 5, 10 and 5 MiB. */
  const size = 17 * MiB + 12_345
  let seed = 0

  beforeAll(async () => {
    practice = await PracticeProcess.start(processes, profile)
    station = new Station(processes)
    await station.startDaemon()
    await station.addAccount(practice)
    await station.run('settings', 'set', 'transfers.keepSmallTimes', 'false')
  })

  /** A test that failed half-way leaves none behind; the others are not to fail for it. */
  beforeEach(async () => {
    await practice.clearFaults()
    await station.ensureDaemon()
  })

  afterAll(() => processes.close())

  /** A file of its own, a folder of its own at the destination, and the same data folder for all. */
  async function prepare(bytes = size) {
    seed += 1
    const folder = `/Kill ${seed}`
    const file = join(processes.folder, `${profile}-${seed}.bin`)
    await writePseudoRandom(file, bytes, seed)
    await practice.write({ what: 'folder', path: folder })
    return { folder, file, scene: { practice, station, since: await practice.total() } }
  }

  /** Waits for it, and looks at everything that must be true of a transfer that was interrupted. */
  async function expectWhole(id: string, { folder, file, scene }: Awaited<ReturnType<typeof prepare>>): Promise<Json> {
    const transfer: Json = await station.end(id)
    expect(transfer).toMatchObject({ state: 'done', evidence: 'hash', failure: null })
    expect((await station.transfers()).filter(({ path }) => path === file)).toHaveLength(1)
    const children = await practice.children(folder)
    expect(children).toHaveLength(1)
    expect(children?.[0]).toMatchObject({ id: transfer.remote.id, sha256: await sha256(file) })
    expect(await practice.violations(scene.since)).toEqual([])
    return transfer
  }

  const sent = async (since: number): Promise<Json[]> =>
    (await practice.journal(since)).filter(({ op }) => op === 'put' || op === 'simplePut')

  test.each(points)('graph-F44 $name', async (point) => {
    const place = await prepare()
    for (const fault of point.faults) await practice.fault(fault)
    const id = await station.upload(place.file, `onedrive:${place.folder}`)
    await point.strike(place.scene)
    await practice.clearFaults()
    await station.startDaemon()
    await expectWhole(id, place)

    const stored = (await sent(place.scene.since)).reduce((sum, entry) => sum + entry.storedBytes, 0)
    const open = await practice.openSessions(place.folder)
    const creates = (await practice.journal(place.scene.since)).filter(({ op }) => op === 'create')
    if (point.leavesOrphan === true) {
      expect(open).toHaveLength(1)
    } else {
      // One session from begin to end, and no byte was taken twice.
      expect(open).toEqual([])
      expect(creates.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(stored).toBe(size)
    }
  })

  test.each(singlePoints)('graph-F44 $name', async (point) => {
    const place = await prepare(3_000_001)
    for (const fault of point.faults) await practice.fault(fault)
    const id = await station.upload(place.file, `onedrive:${place.folder}`)
    await point.strike(place.scene)
    await practice.clearFaults()
    await station.startDaemon()
    await expectWhole(id, place)
    expect(await sent(place.scene.since)).toHaveLength(point.puts)
  })

  test('graph-F44 after every single answer, until it is done', async () => {
    const place = await prepare(23 * MiB + 1)
    let id: string | null = null
    let since = place.scene.since
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
    await expectWhole(id ?? '', place)
    expect((await sent(place.scene.since)).reduce((sum, entry) => sum + entry.storedBytes, 0)).toBe(23 * MiB + 1)
    expect(await practice.openSessions(place.folder)).toEqual([])
  })
})
