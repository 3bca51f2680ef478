/**
 * A process of its own that uses the store, to be killed: `store-child.ts WHAT FOLDER`. It prints one line for each
 * thing that is durable, and ends by itself only where it says so.
 */

import { rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openDatabase } from '../../src/main/store/database.ts'
import { migrate, migrations, newestVersion } from '../../src/main/store/migrate.ts'
import { acquireOwnerLock } from '../../src/main/store/owner-lock.ts'
import { createSqliteStore } from '../../src/main/store/sqlite-store.ts'
import { FailureError } from '../../src/shared/failure.ts'
import { added, change, fingerprintOf } from './stores.ts'

const [what = '', folder = ''] = process.argv.slice(2)
const databasePath = join(folder, 'longshore.db')

/** Written before the next statement runs: not buffered anywhere that a kill would empty. */
function say(line: string): void {
  writeSync(1, `${line}\n`)
}

function openStore() {
  const { db, repair } = openDatabase(databasePath, Date.now())
  const ids = { last: db.prepare('SELECT count(*) FROM transfer').pluck().get() as number }
  const sync = createSqliteStore(db, () => {
    ids.last += 1
    return `id-${String(ids.last).padStart(9, '0')}`
  })
  return { db, sync, repair }
}

/** Adds files and acknowledges their ranges, without end. */
function write(): void {
  const { sync } = openStore()
  const begin = sync.summary().tallies.sending
  for (let n = begin; ; n += 1) {
    const transfer = added(sync, { path: `/f/${n}`, fingerprint: fingerprintOf(1_000_000) })
    const planning = sync.apply(change(transfer, { event: 'admit' }), 1)
    const opening = sync.apply(change(planning ?? transfer, { event: 'open' }), 1)
    const open = { id: `s${n}`, secret: 'sealed', openedAt: 1, expiresAt: null }
    const sending = sync.apply(change(opening ?? transfer, { event: 'opened', session: { open } }), 1)
    say(`added ${transfer.id}`)
    for (let at = 0; at < 5; at += 1) {
      const ranges = [{ start: at * 100_000, end: (at + 1) * 100_000 }]
      const acknowledge = { ranges, expiresAt: null, digestCheckpoint: `c${at}`, digestOffset: (at + 1) * 100_000 }
      sync.apply(change(sending ?? transfer, { event: 'ack', acknowledge }), 2)
      say(`acknowledged ${transfer.id} ${(at + 1) * 100_000}`)
    }
  }
}

/** Adds files until something is in the way, then says what, and whether what was there is still readable. */
function fill(): void {
  const ballast = join(folder, 'ballast')
  writeFileSync(ballast, Buffer.alloc(500_000))
  let durable = 0
  const { db, sync } = openStore()
  try {
    for (;;) {
      added(sync, { path: `/f/${durable}`, name: 'n'.repeat(2_000) })
      durable += 1
      say(`durable ${durable}`)
    }
  } catch (error) {
    say(`failed ${error instanceof FailureError ? error.failure.code : String(error)}`)
    say(`readable ${sync.summary().tallies.queued}`)
  }
  process.stdin.once('data', () => {
    rmSync(ballast)
    added(sync, { path: '/after' })
    say('went on')
    db.close()
    process.exit(0)
  })
}

function look(): void {
  try {
    const { db, sync } = openStore()
    say(`open ${sync.summary().tallies.queued}`)
    db.close()
  } catch (error) {
    say(error instanceof FailureError ? `failed ${error.failure.code} ${error.failure.facts['detail']}` : String(error))
  }
}

function lock(): void {
  const timer = setInterval(() => {
    const held = acquireOwnerLock(join(folder, 'lock.db'))
    if (held === null) return
    clearInterval(timer)
    say(`locked ${process.pid}`)
    setInterval(() => undefined, 60_000)
  }, 20)
}

/** Kills itself in the middle of the second of two new migrations. */
function migrateHalf(): void {
  const { db } = openStore()
  db.function('die', () => {
    process.kill(process.pid, 'SIGKILL')
    // Nothing after the signal may run.
    for (;;);
  })
  const second = { version: newestVersion + 1, sql: 'CREATE TABLE second (a TEXT) STRICT' }
  const sql = 'CREATE TABLE third (a TEXT) STRICT; DELETE FROM setting; SELECT die()'
  say('migrating')
  migrate(db, () => undefined, [...migrations, second, { version: newestVersion + 2, sql }])
}

/** Kills itself after the first `LONGSHORE_STATEMENTS` statements of the first migration. */
function beginHalf(): void {
  const path = join(folder, 'longshore.db')
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.function('die', () => {
    process.kill(process.pid, 'SIGKILL')
    for (;;);
  })
  const [first] = migrations
  // A statement begins at the start of a line.
  const statements = (first?.sql ?? '').split(/^(?=CREATE )/m)
  const sql = [...statements.slice(0, Number(process.env['LONGSHORE_STATEMENTS']) + 1), 'SELECT die();'].join('\n')
  say('migrating')
  migrate(db, () => undefined, [{ version: 1, sql }])
}

const acts: Readonly<Record<string, () => void>> = { write, fill, look, lock, migrateHalf, beginHalf }
acts[what]?.()
