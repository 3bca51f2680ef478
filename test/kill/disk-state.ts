/** What a database says that nobody has open: read from a copy, since whoever opens it changes it. */

import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Half-open. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Row {
  readonly state: string
  readonly evidence: string | null
  /** bytes */
  readonly acknowledged: number
  /** What it waits for or ended with, and until when (epoch ms), as they are stored. */
  readonly failure: string | null
  readonly retryAt: number | null
  /** Of its living session, ascending; null where it has none. */
  readonly ranges: readonly Span[] | null
}

export interface DiskState {
  readonly rows: ReadonlyMap<string, Row>
  /** Until when accounts are to be left alone, epoch ms. */
  readonly floors: readonly number[]
  /** What SQLite finds wrong with the file; null: nothing. */
  readonly damage: string | null
}

const files = ['longshore.db', 'longshore.db-wal']

export function readDisk(dataDir: string): DiskState {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-disk-'))
  try {
    for (const name of files) if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(folder, name))
    return stateOf(join(folder, 'longshore.db'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Found {
  readonly id: string
  readonly state: string
  readonly evidence: string | null
  readonly acknowledged: number
  readonly failure: string | null
  readonly retryAt: number | null
  readonly session: string | null
}

function stateOf(path: string): DiskState {
  const db = new Database(path)
  try {
    const checked = String(db.pragma('integrity_check', { simple: true }))
    const select = `SELECT transfer.id, state, evidence, acknowledged, failure, retry_at AS retryAt, session.id AS session
      FROM transfer LEFT JOIN session ON session.transfer_id = transfer.id`
    const ranges = db.prepare<[string], Span>('SELECT start, "end" FROM range WHERE session_id = ? ORDER BY start')
    const rows = new Map<string, Row>()
    for (const { id, session, ...row } of db.prepare<[], Found>(select).all())
      rows.set(id, { ...row, ranges: session === null ? null : ranges.all(session) })
    const floors = db.prepare<[], number>('SELECT until FROM account_pause').pluck().all()
    return { rows, floors, damage: checked === 'ok' ? null : checked }
  } finally {
    db.close()
  }
}
