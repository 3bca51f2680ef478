import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { currentSchema } from '../../../scripts/schema/current.ts'
import { FailureError, failure } from '../../../src/shared/failure.ts'
import { activeStates, finalStates, states } from '../../../src/shared/lifecycle.ts'
import { Evidence, conflictPolicies, digestAlgorithms } from '../../../src/shared/transfer.ts'
import { applicationId, migrate, migrations, newestVersion, versionOf } from '../../../src/main/store/migrate.ts'
import { openStore } from '../../support/stores.ts'

/** The words of every `column IN (…)` of the schema. */
function listsOf(column: string): string[][] {
  const pattern = new RegExp(`\\b${column} (?:NOT )?IN \\(([^)]*)\\)`, 'g')
  return [...currentSchema().matchAll(pattern)].map(([, list = '']) =>
    list.split(',').map((word) => word.trim().replaceAll("'", '')),
  )
}

describe('the schema', () => {
  it('is what schema.sql says; `npm run schema` makes it anew', () => {
    expect(readFileSync('src/main/store/schema.sql', 'utf8')).toBe(currentSchema())
  })

  it('knows the states, policies, algorithms and evidence that the program knows', () => {
    const stateLists = listsOf('state').filter((list) => list.length > finalStates.length)
    expect(stateLists).toContainEqual(Object.keys(states))
    expect(listsOf('state')).toContainEqual([...finalStates])
    expect(listsOf('conflict')).toEqual([[...conflictPolicies]])
    expect(listsOf('evidence')).toContainEqual([...Evidence.options])
    expect(listsOf('digest_algorithm')).toEqual([[...digestAlgorithms]])
    // What ends is not at work.
    expect(finalStates.filter((state) => (activeStates as readonly string[]).includes(state))).toEqual([])
  })

  it('has strict tables only, and the settings that durability needs', () => {
    const { db } = openStore()
    const tables = db.pragma('table_list') as { name: string; strict: number; type: string }[]
    // What the search keeps its words in makes itself.
    const ours = tables.filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_'))
    expect(ours.filter(({ strict }) => strict === 0)).toEqual([])
    expect(ours.length).toBeGreaterThan(10)
    const pragma = (name: string) => db.pragma(name, { simple: true })
    expect([pragma('synchronous'), pragma('foreign_keys'), pragma('secure_delete'), pragma('trusted_schema')]).toEqual([
      2, 1, 1, 0,
    ])
    expect(pragma('application_id')).toBe(applicationId)
  })

  it('answers what is asked all the time from an index', () => {
    const { db } = openStore()
    const asked = {
      "SELECT * FROM transfer WHERE state = 'queued' AND account = ? AND lane = ? AND coalesce(size, 0) >= ? ORDER BY place, seq LIMIT 5":
        'transfer_queued',
      "SELECT id FROM transfer INDEXED BY transfer_due WHERE state = 'waiting' AND retry_at <= ? ORDER BY retry_at LIMIT 5":
        'transfer_due',
      'UPDATE transfer INDEXED BY transfer_until SET state_at = 0 WHERE state = ? AND state_at > ? AND retry_at IS NOT NULL':
        'transfer_until',
      "SELECT * FROM transfer WHERE account = ? AND destination = ? AND path = ? AND state NOT IN ('done', 'skipped', 'failed', 'canceled')":
        'transfer_unfinished',
      'SELECT * FROM transfer WHERE state = ? AND seq > ? ORDER BY seq LIMIT 5': 'transfer_by_state',
      'SELECT seq, place AS at FROM transfer WHERE state = ? AND finished_at IS NULL AND (place, seq) > (?, ?) ORDER BY at ASC, seq ASC LIMIT 5':
        'transfer_in_order',
      'SELECT seq, finished_at AS at FROM transfer WHERE state = ? AND finished_at IS NOT NULL AND (finished_at, seq) < (?, ?) ORDER BY at DESC, seq DESC LIMIT 5':
        'transfer_ended',
      'SELECT * FROM transfer WHERE watch_id = ? AND state = ? AND seq > ? ORDER BY seq LIMIT 5': 'transfer_by_watch',
      'SELECT * FROM transfer WHERE batch_id = ? AND state = ? AND seq > ? ORDER BY seq LIMIT 5': 'transfer_by_batch',
      'SELECT * FROM transfer WHERE path = ? ORDER BY seq DESC LIMIT 1': 'transfer_by_path',
      'SELECT * FROM abandoned WHERE next_at <= ? ORDER BY next_at LIMIT 5': 'abandoned_due',
      'SELECT at FROM step WHERE path = ? ORDER BY seq DESC LIMIT 5': 'step_by_path',
    }
    for (const [sql, index] of Object.entries(asked)) {
      const values = sql
        .split('?')
        .slice(1)
        .map(() => 1)
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
      const details = plan.map(({ detail }) => detail).join('\n')
      expect(details).toMatch(new RegExp(`USING (?:COVERING )?INDEX ${index}`))
      expect(details).not.toContain('TEMP B-TREE')
    }
  })
})

describe('migrations', () => {
  const second = {
    version: newestVersion + 1,
    sql: 'ALTER TABLE watch ADD COLUMN more TEXT; CREATE TABLE other (a TEXT) STRICT;',
  }

  it('are numbered without gaps', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, n) => n + 1))
  })

  it('back up a database that is not new, once, before anything', () => {
    const db = new Database(':memory:')
    const before: number[] = []
    migrate(db, (from) => before.push(from))
    expect(before).toEqual([])
    migrate(db, (from) => before.push(from), [...migrations, second])
    expect(before).toEqual([newestVersion])
    expect(versionOf(db)).toBe(newestVersion + 1)
  })

  it('happen whole or not at all', () => {
    const db = new Database(':memory:')
    migrate(db, () => undefined)
    const before = db.serialize()
    const broken = { ...second, sql: `${second.sql} CREATE TABLE other (again TEXT);` }
    expect(() => migrate(db, () => undefined, [...migrations, broken])).toThrow(/already exists/)
    expect(versionOf(db)).toBe(newestVersion)
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'other'").pluck().get()).toBe(0)
    expect(db.serialize().equals(before)).toBe(true)
    const noRoom = () => {
      throw new Error('no room for a backup')
    }
    expect(() => migrate(db, noRoom, [...migrations, second])).toThrow('no room')
    expect(versionOf(db)).toBe(newestVersion)
  })

  it('refuse a newer database and leave it as it is', () => {
    const db = new Database(':memory:')
    migrate(db, () => undefined)
    db.pragma(`user_version = ${newestVersion + 1}`)
    const before = db.serialize()
    expect(() => migrate(db, () => undefined)).toThrow(
      new FailureError(failure('store-newer', { found: `${newestVersion + 1}`, known: `${newestVersion}` })),
    )
    expect(db.serialize().equals(before)).toBe(true)
  })
})
