/**
 * The daemon is killed (SIGKILL) around the answer that renews its sign-in. Microsoft lets an old refresh token live on, so
 * that nothing is lost wherever it was, and so does Box's, as was seen live, until the next one is used. By what Box
 * writes it works once (refresh.md): what it has answered and we have not stored is gone then, and a person is asked,
 * once, and the file goes on.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { PracticeProcess, Processes, Station, built, until } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import { type Json, raw } from '../integration/practice-client.ts'

interface Scene {
  readonly practice: PracticeProcess
  readonly station: Station
  readonly account: 'work' | 'box'
  /** The journal's last entry before the upload. */
  readonly since: number
}

interface Point {
  readonly name: string
  readonly faults: readonly object[]
  strike(scene: Scene): Promise<void>
  /** Of a refresh token that works once. */
  readonly isLost: boolean
}

const neverArrives = [
  { action: 'hold', params: { gate: 'point' } },
  { action: 'reset', params: { at: 'arrival' } },
]
const answerHeld = { action: 'hold', params: { gate: 'point', at: 'stored' } }

/** As it is stored: sealed, and another text each time. */
function stored({ station, account }: Pick<Scene, 'station' | 'account'>): string {
  const db = new Database(join(station.dataDir, 'longshore.db'), { readonly: true })
  try {
    return String(db.prepare('SELECT tokens FROM account WHERE name = ?').pluck().get(account))
  } finally {
    db.close()
  }
}

const points: readonly Point[] = [
  {
    name: 'before the service has it',
    faults: [{ match: { op: 'token' }, steps: neverArrives }],
    async strike({ practice, station, since }) {
      await practice.held('token', since)
      await station.daemon.kill()
    },
    isLost: false,
  },
  {
    name: 'answered, and the answer unread',
    faults: [{ match: { op: 'token' }, steps: [answerHeld] }],
    async strike({ practice, station, since }) {
      const { seq } = await practice.held('token', since)
      station.daemon.signal('SIGSTOP')
      await practice.release('point')
      const entry: Json = await practice.seen({ op: 'token', state: 'finished', since: seq - 1 })
      expect(entry).toMatchObject({ seq, status: 200, outcome: 'replied' })
      await station.daemon.kill()
    },
    isLost: true,
  },
  {
    name: 'the answer read, and not durable: the database is locked by somebody else',
    faults: [{ match: { op: 'token' }, steps: [answerHeld] }],
    async strike(scene) {
      const { practice, station, since } = scene
      const { seq } = await practice.held('token', since)
      const before = stored(scene)
      const db = new Database(join(station.dataDir, 'longshore.db'))
      try {
        db.exec('BEGIN IMMEDIATE')
        await practice.release('point')
        await practice.seen({ op: 'token', state: 'finished', since: seq - 1 })
        // Time to read it and to come to the lock; whether it has or not, nothing is stored.
        await sleep(300)
        await station.daemon.kill()
        expect(stored(scene)).toBe(before)
        db.exec('ROLLBACK')
      } finally {
        db.close()
      }
    },
    isLost: true,
  },
  {
    name: 'durable, and not used yet',
    faults: [],
    async strike(scene) {
      const { practice, station, since } = scene
      const before = stored(scene)
      await practice.held('token', since)
      // From now on whatever is asked with a token stands.
      await practice.fault({
        match: { protocol: scene.account === 'box' ? 'box' : 'onedrive' },
        action: 'hold',
        times: 0,
      })
      await practice.release('point')
      await until('the new tokens', () => (stored(scene) === before ? null : true))
      await station.daemon.kill()
    },
    isLost: false,
  },
]

test('killed between the tokens of a new sign-in and their first use: the account is there', async () => {
  const processes = new Processes(built)
  onTestFinished(() => processes.close())
  const practice = await PracticeProcess.start(processes, 'odb')
  await practice.control('POST', '/switches', { signInConsent: 'allow' })
  const { graphUrl, loginUrl } = practice.roots
  // No browser of this computer: the test is one.
  const station = new Station(processes, { PATH: processes.folder })
  await station.startDaemon()
  await practice.fault({ match: { op: 'me' }, action: 'hold' })
  const since = await practice.total()
  const roots = ['--graph-url', graphUrl, '--login-url', loginUrl, '--client-id', 'longshore-test']
  const adding = station.command('account', 'add', 'microsoft', '--name', 'work', ...roots)
  const link = await until('the link', () => /https?:\S+authorize\S+/.exec(adding.stderr)?.[0] ?? null)
  await raw('GET', (await raw('GET', link)).headers.location ?? '')
  await practice.held('me', since)
  await station.daemon.kill()
  await adding.answer()
  await practice.clearFaults()
  await station.startDaemon()
  expect((await station.run('account', 'list')).lines[0]).toMatchObject([{ name: 'work', state: 'ready' }])
  const path = join(station.dataDir, 'first.bin')
  await writePseudoRandom(path, 60_000, 7)
  const id = await station.upload(path, 'onedrive:/', '--account', 'work')
  expect(await station.end(id)).toMatchObject({ state: 'done' })
}, 120_000)

describe.each([
  { account: 'work', how: 'whose refresh tokens live on', switches: { refreshTokensReusable: true } },
  {
    account: 'box',
    how: 'whose refresh tokens end when the next is used',
    switches: { boxRefreshEnds: 'when the next is used' },
  },
  { account: 'box', how: 'whose refresh tokens work once', switches: {}, worksOnce: true },
] as const)('the account $account, $how', ({ account, switches, ...more }) => {
  const worksOnce = 'worksOnce' in more
  const processes = new Processes(built)
  let practice: PracticeProcess

  beforeAll(async () => {
    practice = await PracticeProcess.start(processes, 'odb')
    // As Entra: a refresh token is not ended by its use (docs/identity-platform/refresh-tokens.md of entra-docs).
    await practice.control('POST', '/switches', switches)
  })
  afterAll(() => processes.close())
  beforeEach(() => practice.clearFaults())

  async function addBox(station: Station, verb: 'add' | 'sign-in'): Promise<void> {
    const { boxUrl, boxUploadUrl } = practice.roots
    // Beside the data folder: nothing in there has a secret in the open.
    const [tokens, secret] = ['tokens', 'secret'].map((name) => join(processes.folder, `${name}.txt`))
    writeFileSync(tokens ?? '', JSON.stringify(await practice.control('POST', '/tokens', {})))
    writeFileSync(secret ?? '', 'longshore-secret')
    const files = ['--token-file', tokens ?? '', '--client-secret-file', secret ?? '']
    const roots = ['--name', 'box', '--client-id', 'longshore', '--box-url', boxUrl, '--box-upload-url', boxUploadUrl]
    const { code, lines } = await station.run(
      'account',
      ...(verb === 'add' ? ['add', 'box', ...roots] : ['sign-in', 'box']),
      ...files,
    )
    if (code !== 0) throw new Error(`account ${verb}: ${JSON.stringify(lines)}`)
  }

  test.each(points)(
    'killed: $name',
    async (struck) => {
      const { faults, isLost, name } = struck
      const station = new Station(processes)
      await station.startDaemon()
      if (account === 'work') await station.addAccount(practice)
      else await addBox(station, 'add')
      await practice.control('POST', '/clock', { advanceMs: 2 * 3_600_000 })
      const since = await practice.total()
      for (const fault of faults.length > 0
        ? faults
        : [{ match: { op: 'token' }, action: 'hold', params: { gate: 'point' } }]) {
        await practice.fault(fault)
      }
      const path = join(station.dataDir, `${points.findIndex((one) => one.name === name)}.bin`)
      await writePseudoRandom(path, 60_000, 7)
      const to = account === 'work' ? 'onedrive:/' : 'box:/'
      const id = await station.upload(path, to, '--account', account, '--conflict', 'replace')
      await struck.strike({ practice, station, account, since })
      await practice.clearFaults()
      await station.startDaemon()
      if (isLost && worksOnce) {
        // Said plainly, and by every face.
        const { lines } = await station.run('wait', id, '--timeout', '60s')
        expect(lines.findLast(({ event }) => event === 'state')).toMatchObject({
          state: 'blocked',
          failure: { code: 'signed-out' },
        })
        await addBox(station, 'sign-in')
      }
      expect(await station.end(id)).toMatchObject({ state: 'done' })
      const { lines } = await station.run('account', 'list')
      expect(lines[0]).toMatchObject([{ name: account, state: 'ready' }])
      await station.daemon.stop()
    },
    120_000,
  )
})
