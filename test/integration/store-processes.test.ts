/** The store in processes of its own that are killed, starved and locked out: real files, real signals, real disks. */

import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { newestVersion, versionOf } from '../../src/main/store/migrate.ts'
import { runAsOrdinaryUser, whyNoOrdinaryUser } from '../support/ordinary-user.ts'
import { until } from '../support/processes.ts'
import { added, openStore } from '../support/stores.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const script = fileURLToPath(new URL('../support/store-child.ts', import.meta.url))

class Child {
  readonly process: ChildProcess
  readonly ended: Promise<NodeJS.Signals | number | null>
  #out = ''
  #err = ''

  constructor(
    what: string,
    folder: string,
    { env = {}, around = [] }: { env?: NodeJS.ProcessEnv; around?: string[] } = {},
  ) {
    const [command, ...args] = [...around, process.execPath, script, what, folder]
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    this.process.stdout?.on('data', (chunk: Buffer) => (this.#out += chunk.toString()))
    this.process.stderr?.on('data', (chunk: Buffer) => (this.#err += chunk.toString()))
    this.ended = new Promise((resolve) => {
      this.process.once('close', (code, signal) => resolve(signal ?? code))
    })
    onTestFinished(() => void this.process.kill('SIGKILL'))
  }

  /** Whole lines so far. */
  get lines(): readonly string[] {
    return this.#out
      .slice(0, this.#out.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
  }

  async line(begin: string): Promise<string> {
    return until(`"${begin}" of ${this.process.spawnargs.join(' ')}: ${this.#err}`, () => {
      return this.lines.find((line) => line.startsWith(begin)) ?? null
    })
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    await this.ended
  }
}

describe('a writer that is killed', () => {
  it('loses nothing that it was told is stored, time after time', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'longshore.db')
    const acknowledged = new Map<string, number>()
    for (let round = 0; round < 6; round += 1) {
      const child = new Child('write', folder)
      const enough = 20 + round * 37
      await until(`${enough} lines`, () => (child.lines.length >= enough ? true : null))
      await child.kill()
      for (const line of child.lines) {
        const [what, id = '', bytes = '0'] = line.split(' ')
        if (what === 'added' || what === 'acknowledged') acknowledged.set(id, Number(bytes))
      }
      const { sync, db } = openStore(path)
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      for (const [id, bytes] of acknowledged) {
        const transfer = sync.get(id)
        expect(transfer?.state).toBe('sending')
        // What was stored when the kill came may be one step ahead of what was said.
        expect([bytes, bytes + 100_000]).toContain(transfer?.acknowledgedBytes)
        const session = sync.session(id)
        expect(session?.acknowledged).toEqual(
          transfer?.acknowledgedBytes === 0 ? [] : [{ start: 0, end: transfer?.acknowledgedBytes }],
        )
        expect(session?.digestOffset).toBe(transfer?.acknowledgedBytes)
        acknowledged.set(id, transfer?.acknowledgedBytes ?? 0)
      }
      db.close()
    }
    const { sync, db } = openStore(path)
    const all = sync.summary()
    expect(all.acknowledgedBytes).toBeGreaterThanOrEqual([...acknowledged.values()].reduce((a, b) => a + b, 0))
    expect(sync.recover(5)).toBe(all.tallies.sending)
    db.close()
  })
})

describe('a migration that is killed', () => {
  it('fault-D09 has happened or not: each by itself', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'longshore.db')
    const before = openStore(path)
    before.sync.putSetting('kept', 1)
    before.db.close()
    const child = new Child('migrateHalf', folder)
    expect(await child.ended).toBe('SIGKILL')
    expect(child.lines).toEqual(['migrating'])
    const db = new Database(path)
    expect(versionOf(db)).toBe(newestVersion + 1)
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('second', 'third')").pluck().all()
    expect(tables).toEqual(['second'])
    expect(db.prepare('SELECT key FROM setting').pluck().all()).toEqual(['kept'])
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  })

  it.each([1, 4, 12, 25])('fault-D09 on a first start after %i statements: it begins again', async (statements) => {
    const folder = temporaryFolder()
    const child = new Child('beginHalf', folder, { env: { LONGSHORE_STATEMENTS: String(statements) } })
    expect(await child.ended).toBe('SIGKILL')
    expect(child.lines).toEqual(['migrating'])
    const { sync, db } = openStore(join(folder, 'longshore.db'))
    expect(versionOf(db)).toBe(newestVersion)
    added(sync)
    db.close()
    expect(readdirSync(folder)).toEqual(['longshore.db'])
  })
})

describe('the owner lock', () => {
  it('goes to one of many, and on to the next when its owner is killed', async () => {
    const folder = temporaryFolder()
    const children = new Set(Array.from({ length: 4 }, () => new Child('lock', folder)))
    const owners: Child[] = []
    while (children.size > 0) {
      const isOwner = (child: Child) => child.lines.length > 0
      const owner = await until('an owner', () => [...children].find(isOwner) ?? null)
      // While it lives there is no other.
      expect([...children].filter(isOwner)).toEqual([owner])
      owners.push(owner)
      children.delete(owner)
      await owner.kill()
    }
    expect(owners).toHaveLength(4)
  })
})

/** A disk of its own for the child alone; root or not. */
const smallDisk = (folder: string, kib: number) => [
  'unshare',
  ...(process.getuid?.() === 0 ? ['-m'] : ['-Urm']),
  'sh',
  '-c',
  `mount -t tmpfs -o size=${kib}k tmpfs "${folder}" && exec "$@"`,
  'sh',
]

describe('a full disk', () => {
  it('is said, loses nothing, and is over when there is room', async ({ skip }) => {
    if (process.platform !== 'linux') skip('needs a small disk of its own, as Linux can make one')
    const folder = temporaryFolder()
    const spare = join(folder, 'disk')
    mkdirSync(spare)
    const child = new Child('fill', spare, { around: smallDisk(spare, 2_048) })
    expect(await child.line('failed')).toBe('failed disk-full-here')
    const durable = child.lines.filter((line) => line.startsWith('durable')).length
    expect(durable).toBeGreaterThan(20)
    expect(await child.line('readable')).toBe(`readable ${durable}`)
    child.process.stdin?.write('room\n')
    expect(await child.line('went on')).toBe('went on')
    expect(await child.ended).toBe(0)
  })
})

describe('a queue that can’t be written', () => {
  const asUser = (folder: string) => runAsOrdinaryUser(process.execPath, [script, 'look', folder])

  it('is refused as it is', async ({ skip }) => {
    const why = whyNoOrdinaryUser()
    if (why !== null) skip(why)
    const folder = temporaryFolder()
    const path = join(folder, 'longshore.db')
    const { sync, db } = openStore(path)
    added(sync)
    db.close()
    expect((await asUser(folder)).stdout).toBe('open 1\n')
    const before = readFileSync(path)
    chmodSync(path, 0o400)
    expect((await asUser(folder)).stdout).toContain('failed store-failed it cannot be opened')
    chmodSync(path, 0o600)
    chmodSync(folder, 0o500)
    onTestFinished(() => chmodSync(folder, 0o700))
    expect((await asUser(folder)).stdout).toContain('failed store-failed it cannot be opened')
    chmodSync(folder, 0o700)
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['longshore.db'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(existsSync(`${path}.suspect`)).toBe(false)
    expect((await asUser(folder)).stdout).toBe('open 1\n')
  })
})
