/**
 * How something gets into the queue. Many rows go in one statement: each statement of its own keeps a journal to take
 * itself back by, and makes the index of words write down what it has, which costs more than the rows.
 */

import { type NewTransfer, type Transfer, noCounters } from '../engine/ports/store.ts'
import { unfinishedTwin } from './apply.ts'
import { type Columns, fingerprintColumns } from './columns.ts'
import { inGroups } from './groups.ts'
import { unsureSinceRestore } from './look-again.ts'
import { transferOf } from './rows.ts'
import type { Statements } from './statements.ts'
import type { Steps } from './steps.ts'

const noCountersJson = JSON.stringify(noCounters)

interface Added {
  readonly transfer: Transfer
  readonly isNew: boolean
}

/** Called inside a transaction. A file that is in the queue already, or twice among the entries, is there once. */
export function addAll(
  { sql, steps, newId }: { readonly sql: Statements; readonly steps: Steps; readonly newId: () => string },
  entries: readonly NewTransfer[],
  now: number,
): Added[] {
  const ids = new Map<string, string>()
  const rows: Columns[] = []
  const told: { readonly id: string; readonly path: string; readonly what: string; readonly why: string }[] = []
  const found = entries.map((entry) => {
    const { account, destination, path } = entry
    const key = JSON.stringify([account, destination, path])
    const same = ids.get(key)
    if (same !== undefined) return { id: same, isNew: false }
    const there = sql.get(unfinishedTwin, account, destination, path)
    if (there !== undefined) return { transfer: transferOf(there), isNew: false }
    const id = newId()
    ids.set(key, id)
    rows.push(columnsOf(sql, id, entry, now))
    told.push({ id, path, what: entry.state, why: entry.why })
    return { id, isNew: true }
  })
  insert(sql, rows)
  steps.addAll(told, now)
  const added = (id: string): Transfer => transferOf(sql.get('SELECT * FROM transfer WHERE id = ?', id))
  return found.map(({ id, transfer, isNew }) => ({ transfer: transfer ?? added(id), isNew }))
}

function columnsOf(sql: Statements, id: string, entry: NewTransfer, now: number): Columns {
  return {
    id,
    created_at: now,
    batch_id: entry.batchId,
    watch_id: entry.watchId,
    account: entry.account,
    root: entry.root,
    path: entry.path,
    destination: entry.destination,
    folders: JSON.stringify(entry.folders),
    name: entry.name,
    conflict: entry.conflict,
    settle_ms: entry.settleMs,
    state: entry.state,
    state_at: now,
    counters: noCountersJson,
    replaces: entry.replaces === null ? null : JSON.stringify(entry.replaces),
    unsure: 0,
    ...fingerprintColumns(entry.fingerprint),
    ...unsureSinceRestore(sql, { watchId: entry.watchId, createdAt: now }, entry.fingerprint),
  }
}

/** All rows have the same columns. */
function insert(sql: Statements, rows: readonly Columns[]): void {
  const names = Object.keys(rows[0] ?? {})
  const one = `(${names.map(() => '?').join(', ')})`
  const into = `INSERT INTO transfer (${names.join(', ')}) VALUES `
  inGroups(rows, (group) => {
    const values = group.flatMap((row) => names.map((name) => row[name]))
    sql.run(into + group.map(() => one).join(', '), ...values)
  })
}
