/** A queue file in any condition (faults D06, D07, D10): nothing is deleted, and what can be had again is had again. */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { FailureError } from '../../../src/shared/failure.ts'
import { backUp, backupPath } from '../../../src/main/store/backup.ts'
import { openDatabase } from '../../../src/main/store/database.ts'
import { newestVersion } from '../../../src/main/store/migrate.ts'
import { createSqliteStore } from '../../../src/main/store/sqlite-store.ts'
import { SeededRandom } from '../../fakes/random.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'
import { added, bringTo, newTransfer } from '../../support/stores.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const now = Date.UTC(2026, 0, 2, 3, 4, 5)
const rows = 300

const random = new SeededRandom()

function open(path: string) {
  const opened = openDatabase(path, now)
  return { ...opened, sync: createSqliteStore(opened.db, () => random.id()) }
}

/** A closed database with rows enough for many pages, and a backup that lacks the last of them. Made once. */
let made: Promise<string> | null = null
const madeIn = mkdtempSync(join(tmpdir(), 'longshore-test-'))
afterAll(() => rmSync(madeIn, { recursive: true, force: true }))

async function makeDatabase(): Promise<string> {
  const path = join(madeIn, 'longshore.db')
  const { db, sync } = open(path)
  const entries = Array.from({ length: rows - 1 }, (_, n) => newTransfer({ path: `/f/${n}` }))
  const [first] = sync.enqueue(entries, 1)
  bringTo(sync, first?.transfer.id ?? '', 'done')
  await backUp(db)
  added(sync, { path: '/f/last' })
  db.close()
  return path
}

async function closedDatabase(hasBackup = true): Promise<string> {
  made ??= makeDatabase()
  const path = join(temporaryFolder(), 'longshore.db')
  copyFileSync(await made, path)
  if (hasBackup) copyFileSync(backupPath(await made), backupPath(path))
  return path
}

function total(sync: ReturnType<typeof open>['sync']): number {
  return Object.values(sync.summary().tallies).reduce((sum, n) => sum + n, 0)
}

function write(path: string, at: number, bytes: Uint8Array): void {
  const all = readFileSync(path)
  all.set(bytes, at)
  writeFileSync(path, all)
}

/** Every page but the first `keep`, so that no luck leaves a broken one unread. */
function scramble(path: string, keep: number): void {
  const { size } = statSync(path)
  write(path, keep * 4_096, pseudoRandom(size - keep * 4_096, 3))
}

const damages: Readonly<Record<string, (path: string) => void>> = {
  'no magic': (path) => write(path, 0, Buffer.from('SQLite format 4\0')),
  'one bit of the magic': (path) => write(path, 3, Buffer.from('I')),
  'a page size that is none': (path) => write(path, 16, Buffer.from([0x12, 0x34])),
  'zeros in the header': (path) => write(path, 0, Buffer.alloc(100)),
  'zeros in the first page': (path) => write(path, 100, Buffer.alloc(3_996)),
  'noise in the first page': (path) => write(path, 100, pseudoRandom(3_996, 1)),
  'noise behind the first page': (path) => scramble(path, 1),
  'noise in the middle': (path) => scramble(path, 20),
  'a page of another place': (path) => write(path, 10 * 4_096, readFileSync(path).subarray(4_096, 8_192)),
  'cut in the header': (path) => truncateSync(path, 50),
  'cut after the header': (path) => truncateSync(path, 100),
  'cut after one page': (path) => truncateSync(path, 4_096),
  'cut in a page': (path) => truncateSync(path, 5 * 4_096 + 77),
  'cut in half': (path) => truncateSync(path, Math.floor(statSync(path).size / 8_192) * 4_096),
  empty: (path) => truncateSync(path, 0),
  'one byte': (path) => writeFileSync(path, 'S'),
  text: (path) => writeFileSync(path, 'Dear diary,\n'.repeat(1_000)),
  'a text with a byte order mark': (path) => writeFileSync(path, '\ufeff{}'),
  zeros: (path) => writeFileSync(path, Buffer.alloc(40_960)),
  noise: (path) => writeFileSync(path, pseudoRandom(40_960, 2)),
  ...Object.fromEntries(
    ['TABLE transfer', 'TABLE ledger', 'INDEX transfer_due', 'TRIGGER transfer_done_stays'].map((what) => [
      `without its ${what}`,
      (path: string) => {
        const db = new Database(path)
        db.pragma('foreign_keys = OFF')
        db.exec(`DROP ${what}`)
        db.close()
      },
    ]),
  ),
  'another program’s database': (path) => {
    rmSync(path)
    const db = new Database(path)
    db.exec('CREATE TABLE notes (text TEXT); PRAGMA application_id = 77')
    db.close()
  },
  'another program’s database without a name': (path) => {
    rmSync(path)
    const db = new Database(path)
    db.exec('CREATE TABLE transfer (text TEXT); PRAGMA user_version = 1')
    db.close()
  },
  gone: (path) => rmSync(path),
  'gone, with a log left behind': (path) => {
    rmSync(path)
    writeFileSync(`${path}-wal`, pseudoRandom(10_000, 4))
  },
  'empty, with a log left behind': (path) => {
    truncateSync(path, 0)
    writeFileSync(`${path}-wal`, pseudoRandom(10_000, 4))
  },
}

describe.each(Object.entries(damages))('%s', (name, damage) => {
  it('fault-D06 is kept aside, and the backup takes its place', async () => {
    const path = await closedDatabase()
    damage(path)
    const left = existsSync(path) ? readFileSync(path) : null
    const { db, repair, sync } = open(path)
    expect(repair).toMatchObject({ damage: expect.any(String), restoredFrom: backupPath(path) })
    if (left === null) expect(existsSync(`${path}.damaged-2026-01-02T03-04-05.000Z`)).toBe(false)
    else expect(readFileSync(repair?.movedTo ?? '').equals(left)).toBe(true)
    if (name.includes('log left')) expect(existsSync(`${repair?.movedTo}-wal`)).toBe(true)
    expect(total(sync)).toBe(rows - 1)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    // Nobody knows what was sent since: looked for before it is sent.
    const { transfers } = sync.page({ states: ['queued'], limit: 200 })
    expect(transfers.every(({ unsure }) => unsure)).toBe(true)
    expect(sync.steps({ transferId: transfers[0]?.id ?? '', limit: 1 })).toMatchObject([{ what: 'restored', at: now }])
    expect(sync.page({ states: ['done'], limit: 9 }).transfers).toMatchObject([{ unsure: false }])
    added(sync, { path: '/new' })
    db.close()
    const again = open(path)
    expect(again.repair).toBeNull()
    expect(total(again.sync)).toBe(rows)
    again.db.close()
  })

  it('fault-D06 without a backup is kept aside, and the queue begins anew', async () => {
    const path = await closedDatabase(false)
    damage(path)
    const left = existsSync(path) ? readFileSync(path) : null
    const { db, repair, sync } = open(path)
    // An empty file or none, with nothing beside it, is how every queue begins.
    if (name === 'gone' || name === 'empty') expect(repair).toBeNull()
    else expect(repair).toMatchObject({ movedTo: expect.stringContaining('damaged'), restoredFrom: null })
    if (left !== null && repair?.movedTo) expect(readFileSync(repair.movedTo).equals(left)).toBe(true)
    expect(total(sync)).toBe(0)
    added(sync)
    db.close()
  })
})

describe('the queue file', () => {
  it('is what it was when it is opened again', async () => {
    const path = await closedDatabase()
    const { db, repair, sync } = open(path)
    expect(repair).toBeNull()
    expect(total(sync)).toBe(rows)
    db.close()
    expect(existsSync(`${path}-wal`)).toBe(false)
    expect(readdirSync(dirname(path)).sort()).toEqual(['longshore.db', 'longshore.db.backup'])
  })

  it.runIf(process.platform !== 'win32')('is its user’s alone, with all that lies beside it', async () => {
    const path = await closedDatabase()
    const { db, sync } = open(path)
    added(sync, { path: '/more' })
    for (const name of readdirSync(dirname(path))) {
      expect([name, statSync(join(dirname(path), name)).mode & 0o777]).toEqual([name, 0o600])
    }
    db.close()
  })

  it('fault-D10 of a newer Longshore is refused and not touched', async () => {
    const path = await closedDatabase()
    const db = new Database(path)
    db.pragma(`user_version = ${newestVersion + 1}`)
    db.close()
    const before = readFileSync(path)
    const files = readdirSync(dirname(path))
    const { mtimeMs } = statSync(path)
    expect(() => open(path)).toThrow(/newer Longshore/)
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(statSync(path).mtimeMs).toBe(mtimeMs)
    expect(readdirSync(dirname(path))).toEqual(files)
  })

  it('fault-D10 of a newer Longshore that was killed is refused too', async () => {
    const path = await closedDatabase()
    const db = new Database(path)
    db.pragma('wal_autocheckpoint = 0')
    db.pragma(`user_version = ${newestVersion + 1}`)
    const copy = join(temporaryFolder(), 'copy.db')
    for (const tail of ['', '-wal']) copyFileSync(`${path}${tail}`, `${copy}${tail}`)
    db.close()
    expect(() => open(copy)).toThrow(/newer Longshore/)
    expect(readdirSync(dirname(copy)).some((name) => name.includes('damaged'))).toBe(false)
  })

  it('fault-D07 without its log is old but sound', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'longshore.db')
    const { db, sync } = open(path)
    added(sync, { path: '/a' })
    db.pragma('wal_checkpoint(TRUNCATE)')
    added(sync, { path: '/b' })
    const copy = join(folder, 'copy.db')
    copyFileSync(path, copy)
    db.close()
    const again = open(copy)
    expect(again.repair).toBeNull()
    expect(again.sync.page({ limit: 9 }).transfers.map(({ path: at }) => at)).toEqual(['/a'])
    again.db.close()
  })

  it('with noise at the end of its log keeps what was committed before', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'longshore.db')
    const { db, sync } = open(path)
    added(sync, { path: '/a' })
    const copy = join(folder, 'copy.db')
    for (const tail of ['', '-wal']) copyFileSync(`${path}${tail}`, `${copy}${tail}`)
    db.close()
    const log = readFileSync(`${copy}-wal`)
    writeFileSync(`${copy}-wal`, Buffer.concat([log, pseudoRandom(9_000, 5)]))
    const again = open(copy)
    expect(again.repair).toBeNull()
    expect(total(again.sync)).toBe(1)
    again.db.close()
  })

  it('and a damaged backup: both are kept, and the queue begins anew', async () => {
    const path = await closedDatabase()
    writeFileSync(path, 'text')
    writeFileSync(backupPath(path), pseudoRandom(50_000, 6))
    const { db, repair, sync } = open(path)
    expect(repair).toMatchObject({ restoredFrom: null })
    expect(readFileSync(`${backupPath(path)}.damaged`).equals(pseudoRandom(50_000, 6))).toBe(true)
    expect(total(sync)).toBe(0)
    db.close()
  })

  it('that is damaged twice in one moment is kept twice', async () => {
    const path = await closedDatabase()
    for (const text of ['first', 'second']) {
      writeFileSync(path, text)
      open(path).db.close()
    }
    const kept = readdirSync(dirname(path)).filter((name) => name.includes('damaged'))
    expect(kept.map((name) => readFileSync(join(dirname(path), name), 'utf8')).sort()).toEqual(['first', 'second'])
  })

  it('that is a folder is refused', () => {
    const path = join(temporaryFolder(), 'longshore.db')
    mkdirSync(path)
    expect(() => open(path)).toThrow(FailureError)
    expect(statSync(path).isDirectory()).toBe(true)
  })

  it('takes half a restored copy for nothing', async () => {
    const path = await closedDatabase()
    rmSync(path)
    // As a kill in the middle of restoring leaves it.
    writeFileSync(`${path}.restoring`, readFileSync(backupPath(path)).subarray(0, 20_000))
    const { db, sync, repair } = open(path)
    expect(repair?.restoredFrom).toBe(backupPath(path))
    expect(total(sync)).toBe(rows - 1)
    db.close()
    expect(existsSync(`${path}.restoring`)).toBe(false)
  })

  it('of an older version is copied before it is changed, and keeps what is in it', () => {
    const folder = temporaryFolder()
    for (const name of readdirSync('test/fixtures/databases')) {
      const path = join(folder, name)
      copyFileSync(join('test/fixtures/databases', name), path)
      const version = Number(/^v(\d+)\.db$/.exec(basename(name))?.[1])
      const { db, repair, sync } = open(path)
      expect(repair).toBeNull()
      expect(db.pragma('user_version', { simple: true })).toBe(newestVersion)
      expect(existsSync(`${path}.v${version}`)).toBe(version < newestVersion)
      expect(db.pragma('foreign_key_check')).toEqual([])
      const { transfers } = sync.page({ limit: 200 })
      expect(transfers.length).toBeGreaterThan(15)
      for (const { id, path: at } of transfers) {
        sync.session(id)
        expect(sync.steps({ transferId: id, limit: 9 }).length).toBeGreaterThan(0)
        expect(sync.latestOfPath(at)?.id).toBe(id)
      }
      expect(sync.watches()).toHaveLength(1)
      const accounts = new Map(sync.accounts().map((account) => [account.name, account]))
      expect([...accounts.keys()]).toEqual(version < 2 ? ['work'] : ['box', 'work'])
      expect(accounts.get('work')).toMatchObject({ graphUrl: 'https://graph.example', boxUrl: null, boxLoginUrl: null })
      expect(sync.tokens('work')).not.toBeNull()
      expect(sync.clientSecret('work')).toBeNull()
      expect(sync.clientSecret('box') === null).toBe(version < 2)
      expect(sync.settings()).toEqual({ sample: true })
      expect(sync.accountPauses(0)).toHaveLength(1)
      expect(sync.abandoned(Number.MAX_SAFE_INTEGER, 99).length).toBeGreaterThan(0)
      expect(sync.ledgerGet('work', 'onedrive:/In', '/home/me/done')).toMatchObject({ itemId: 'item-1' })
      db.close()
    }
    // A new version comes with a database of the one before.
    expect(readdirSync('test/fixtures/databases')).toHaveLength(newestVersion)
  })

  it('is read through again when it gave reason to doubt it, however fresh the backup', async () => {
    const path = await closedDatabase()
    writeFileSync(`${path}.suspect`, '')
    utimesSync(backupPath(path), now / 1_000, now / 1_000)
    const { db, repair } = open(path)
    expect(repair).toBeNull()
    expect(existsSync(`${path}.suspect`)).toBe(false)
    db.close()
  })
})
