/**
 * Changes of a transfer: one decision with all that belongs to it (state, fields, session, acknowledged ranges, ledger
 * and the line that explains it), so that no moment exists in which a part of it is true. Called inside a transaction.
 */

import { type Failure, FailureError, failure } from '../../shared/failure.ts'
import { type LifecycleEvent, type State, activeStates, isFinal, next } from '../../shared/lifecycle.ts'
import { type Transfer, type TransferChange, noCounters } from '../engine/ports/store.ts'
import { type Columns, columnsOf, fingerprintColumns } from './columns.ts'
import type { Ledger } from './ledger.ts'
import { unsureSinceRestore } from './look-again.ts'
import { failureOf, idsOf, transferOf } from './rows.ts'
import type { Sessions } from './sessions.ts'
import type { Statements } from './statements.ts'
import type { Steps } from './steps.ts'

/** So many at once, so that nobody else waits long for the store. */
const mostWoken = 500
const waitsForRoot = "json_extract(failure, '$.code') IN ('root-offline', 'root-replaced')"

/** What every new beginning starts with. */
const fresh: Columns = {
  replaces: null,
  name_checked: 0,
  counters: JSON.stringify(noCounters),
  remote: null,
  digest_algorithm: null,
  digest_value: null,
  failure: null,
  retry_at: null,
}

export class Changes {
  readonly #sql: Statements
  readonly #sessions: Sessions
  readonly #ledger: Ledger
  readonly #steps: Steps

  constructor(sql: Statements, sessions: Sessions, ledger: Ledger, steps: Steps) {
    this.#sql = sql
    this.#sessions = sessions
    this.#ledger = ledger
    this.#steps = steps
  }

  /** @returns null where the row is elsewhere, or the table does not allow the event: nothing was changed */
  apply(change: TransferChange, now: number): Transfer | null {
    const { id, from, event } = change
    const row = this.#sql.get('SELECT * FROM transfer WHERE id = ?', id)
    const before = row === undefined ? null : transferOf(row)
    if (before === null || before.state !== from) return null
    const to = event === null ? from : next(from, event)
    if (to === null) return null
    if (event === 'requeue' && this.#hasUnfinishedTwin(before)) return null
    const columns: Columns = {
      ...beginning(event, before),
      ...(to === from ? {} : moved(to, before, now)),
      ...(change.set === undefined ? {} : columnsOf(change.set)),
      ...(before.fingerprint === null || event === 'settled'
        ? unsureSinceRestore(this.#sql, before, change.set?.fingerprint ?? null)
        : {}),
    }
    const acknowledged = this.#session(change, to, now)
    if (to === 'done') columns['acknowledged'] = (change.set?.fingerprint ?? before.fingerprint)?.size ?? 0
    else if (acknowledged !== null) columns['acknowledged'] = acknowledged
    const changed = this.#update(id, columns)
    if (change.forget === true) this.#ledger.forget(before)
    if (change.ledger !== undefined) this.#ledger.put([change.ledger])
    if (change.step !== null) this.#steps.add(before.path, change.step, now, id)
    return changed
  }

  /** Left to itself, SQLite would read every waiting one and sort them. */
  wakeDue(now: number): { woken: Transfer[]; nextAt: number | null } {
    const due = this.#sql.all(
      "SELECT id FROM transfer INDEXED BY transfer_due WHERE state = 'waiting' AND retry_at <= ? ORDER BY retry_at LIMIT ?",
      now,
      mostWoken,
    )
    const woken: Transfer[] = []
    for (const id of idsOf(due)) {
      const step = { what: 'trying again', why: 'the wait is over' }
      const transfer = this.apply({ id, from: 'waiting', event: 'due', step }, now)
      if (transfer !== null) woken.push(transfer)
    }
    const row = this.#sql.get(
      "SELECT retry_at AS at FROM transfer INDEXED BY transfer_due WHERE state = 'waiting' ORDER BY retry_at LIMIT 1",
    )
    return { woken, nextAt: row === undefined ? null : (row as { at: number }).at }
  }

  wakeRoot(root: string, now: number): Transfer[] {
    const waiting = this.#sql.all(
      `SELECT id FROM transfer INDEXED BY transfer_by_state WHERE state = 'waiting' AND root = ?
         AND ${waitsForRoot} ORDER BY seq LIMIT ?`,
      root,
      mostWoken,
    )
    const step = { what: 'trying again', why: 'its folder is there again' }
    return idsOf(waiting)
      .map((id) => this.apply({ id, from: 'waiting', event: 'due', step }, now))
      .filter((transfer) => transfer !== null)
  }

  awayRoots(): { root: string; since: number; failure: Failure }[] {
    const rows = this.#sql.all(
      `SELECT root, min(state_at) AS since, failure FROM transfer INDEXED BY transfer_by_state
         WHERE state = 'waiting' AND ${waitsForRoot} GROUP BY root`,
    ) as readonly { root: string; since: number; failure: string }[]
    return rows.map(({ root, since, failure: found }) => ({ root, since, failure: failureOf(found) }))
  }

  /** What was at work when the program ended. What rests, waits or was stopped by a person stays where it is. */
  recover(now: number): number {
    let recovered = 0
    for (const state of activeStates) {
      for (const id of idsOf(this.#sql.all('SELECT id FROM transfer WHERE state = ?', state))) {
        const step = { what: 'back to the queue', why: `stopped while ${state}` }
        if (this.apply({ id, from: state, event: 'interrupted', step }, now) !== null) recovered += 1
      }
    }
    return recovered
  }

  /**
   * The order counts: what was acknowledged belongs to the session that is there, before it goes.
   *
   * @returns what is acknowledged then; null: as before
   */
  #session(change: TransferChange, to: State, now: number): number | null {
    const { id, acknowledge, correct, session, event } = change
    let acknowledged: number | null = null
    if (acknowledge !== undefined) {
      const digest = { checkpoint: acknowledge.digestCheckpoint, offset: acknowledge.digestOffset }
      acknowledged = this.#sessions.acknowledge(id, acknowledge.ranges, acknowledge.expiresAt, digest)
    }
    if (correct !== undefined) acknowledged = this.#sessions.correct(id, correct.acknowledged, correct.expiresAt)
    if ((acknowledge ?? correct) !== undefined && acknowledged === null) {
      // Progress that can't be stored must not be believed.
      throw new FailureError(failure('bug', { detail: `${event ?? 'a change'} acknowledges without a session` }))
    }
    if (session !== undefined && typeof session !== 'string') {
      // The same one again, as the destination has it still: it lives on.
      if (this.#sessions.of(id)?.id === session.open.id) this.#sessions.finish(id)
      else this.#sessions.abandon(id, now)
      this.#sessions.open(id, session.open)
      return 0
    }
    if (session === 'finish' || (session === undefined && to === 'done')) {
      this.#sessions.finish(id)
      // Finished without an item means lost: nothing of it counts any more.
      return this.#hasItem(change) ? acknowledged : 0
    }
    const isOver = event === 'sourceChanged' || to === 'canceled' || to === 'skipped'
    if (session === 'abandon' || isOver) {
      this.#sessions.abandon(id, now)
      return 0
    }
    // What has arrived is known by the session; a retry without one begins with nothing.
    if (event === 'requeue' && this.#sessions.of(id) === null) return 0
    return acknowledged
  }

  #hasItem({ id, set }: TransferChange): boolean {
    if (set?.remote !== undefined) return set.remote !== null
    return this.#sql.get('SELECT 1 FROM transfer WHERE id = ? AND remote IS NOT NULL', id) !== undefined
  }

  #hasUnfinishedTwin({ account, destination, path }: Transfer): boolean {
    return this.#sql.get(unfinishedTwin, account, destination, path) !== undefined
  }

  #update(id: string, columns: Columns): Transfer {
    const names = Object.keys(columns)
    if (names.length > 0) {
      const assignments = names.map((name) => `${name} = ?`).join(', ')
      this.#sql.run(`UPDATE transfer SET ${assignments} WHERE id = ?`, ...Object.values(columns), id)
    }
    return transferOf(this.#sql.get('SELECT * FROM transfer WHERE id = ?', id))
  }
}

/** Written like the partial index that answers it. */
export const unfinishedTwin = `SELECT * FROM transfer WHERE account = ? AND destination = ? AND path = ?
  AND state NOT IN ('done', 'skipped', 'failed', 'canceled')`

function beginning(event: LifecycleEvent | null, before: Transfer): Columns {
  if (event === 'sourceChanged') return { ...fresh, ...fingerprintColumns(null), unsure: 0 }
  // The session, where there is one, is kept: what the destination has of this version is not sent again. An item
  // that it had made already is looked for before another one is made.
  if (event === 'requeue') return before.remote === null ? fresh : { ...fresh, unsure: 1 }
  return {}
}

function moved(to: State, before: Transfer, now: number): Columns {
  return {
    state: to,
    state_at: now,
    ...(isFinal(to) ? { finished_at: now } : {}),
    ...(isFinal(before.state) ? { finished_at: null } : {}),
    ...(before.state === 'waiting' || isFinal(to) ? { retry_at: null } : {}),
    ...(to === 'done' ? { failure: null } : {}),
  }
}
