/** fault-D09: a queue file of an older version, whose migration is killed as it enters a system call that writes. */

import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/main/store/database.ts'
import { newestVersion, versionOf } from '../../src/main/store/migrate.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { whyNoTracing } from './system-calls.ts'

const script = fileURLToPath(new URL('../support/migrate-database.ts', import.meta.url))
const oldest = fileURLToPath(new URL('../fixtures/databases/v1.db', import.meta.url))
const calls = ['pwrite64', 'fsync', 'ftruncate', 'rename', 'unlink'] as const
const why = whyNoTracing()

function copied(): string {
  const path = join(temporaryFolder(), 'longshore.db')
  copyFileSync(oldest, path)
  return path
}

/** @returns how it ended, and the calls by their thread, as they came */
function migrate(path: string, inject: readonly string[] = []) {
  const trace = `${path}.trace`
  const options = ['-f', '-qq', '-o', trace, '-e', `trace=${calls.join(',')}`, ...inject]
  // A cache of compiled code is written too, and only the first time: its calls are none of the migration's.
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' }
  const { signal, stdout } = spawnSync('strace', [...options, '--', process.execPath, script, path], {
    encoding: 'utf8',
    env,
  })
  const said = readFileSync(trace, 'utf8').split('\n')
  return { signal, stdout, made: said.flatMap((line) => /^\d+ +(\w+)\(/.exec(line)?.[1] ?? []) }
}

/** Everything in it but what SQLite keeps for itself. */
function contentOf(db: Database.Database): unknown {
  const tables = db.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  )
  return tables
    .pluck()
    .all()
    .map((name) => [
      name,
      db
        .prepare(`SELECT * FROM "${String(name)}"`)
        .raw()
        .all(),
    ])
}

/** As it lies there, without what opening it mends. */
function lookAt(path: string) {
  const look = join(mkdtempSync(join(temporaryFolder(), 'look-')), 'longshore.db')
  for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, look + end)
  const db = new Database(look)
  try {
    return {
      version: versionOf(db),
      damage: db.pragma('integrity_check', { simple: true }),
      ids: db.prepare('SELECT id FROM transfer ORDER BY id').pluck().all(),
    }
  } finally {
    db.close()
  }
}

/** So many of each kind, from the first to the last; few calls are all taken. */
const atMost = { pwrite64: 6, fsync: 4, ftruncate: 2, rename: 2, unlink: 1 } as const

function spread(many: number, most: number): number[] {
  if (many <= most) return Array.from({ length: many }, (_, at) => at + 1)
  return Array.from({ length: most }, (_, at) => 1 + Math.round((at * (many - 1)) / Math.max(1, most - 1)))
}

describe('a migration, killed as it enters a system call', () => {
  test('fault-D09 is of the old version or of the new one each time, with every row, and is finished by the next start', ({
    skip,
  }) => {
    if (why !== null) skip(why)
    const whole = copied()
    const { made, stdout } = migrate(whole)
    expect(stdout).toBe('migrated\n')
    const after = openDatabase(whole, 1)
    const expected = contentOf(after.db)
    after.db.close()
    const before = lookAt(oldest)
    expect(before).toMatchObject({ version: 1, damage: 'ok' })

    const versions = new Set<number>()
    for (const call of calls) {
      const many = made.filter((name) => name === call).length
      expect(many, call).toBeGreaterThan(0)
      for (const n of spread(many, atMost[call])) {
        const path = copied()
        const { signal } = migrate(path, ['-e', `inject=${call}:signal=KILL:when=${n}`])
        expect(signal, `${call} ${n}`).toBe('SIGKILL')
        const there = lookAt(path)
        expect(there, `${call} ${n}`).toEqual({ ...before, version: there.version })
        versions.add(there.version)
        const opened = openDatabase(path, 1)
        expect(opened.repair, `${call} ${n}`).toBeNull()
        expect(versionOf(opened.db)).toBe(newestVersion)
        expect(contentOf(opened.db), `${call} ${n}`).toEqual(expected)
        opened.db.close()
      }
    }
    // They were before it, and behind it.
    expect(versions).toContain(1)
    expect(versions).toContain(newestVersion)
  })
})
