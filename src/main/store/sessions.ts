/** Upload sessions and what the destination confirmed of them. Called inside the transactions of transfers.ts. */

import * as z from 'zod'
import { lengthOf, merge } from '../engine/plan/ranges.ts'
import type { Range } from '../engine/ports/provider.ts'
import type { AbandonedSession, NewSession, StoredSession } from '../engine/ports/store.ts'
import { restoredAtOf } from './look-again.ts'
import type { Statements } from './statements.ts'

const SessionRow = z.object({
  id: z.string(),
  transfer_id: z.string(),
  secret: z.string(),
  opened_at: z.number(),
  expires_at: z.number().nullable(),
  digest_checkpoint: z.string().nullable(),
  digest_offset: z.number(),
})

const RangeRows = z.array(z.object({ start: z.number(), end: z.number() }))
const HolderRow = z.object({ holder: z.string() })
const IdRow = z.object({ id: z.string() })

const AbandonedRows = z.array(
  z
    .object({
      id: z.string(),
      account: z.string(),
      destination: z.string(),
      secret: z.string(),
      attempts: z.number(),
      next_at: z.number(),
    })
    .transform(({ next_at: nextAt, ...rest }) => ({ ...rest, nextAt })),
)

export class Sessions {
  readonly #sql: Statements

  constructor(sql: Statements) {
    this.#sql = sql
  }

  of(transferId: string): StoredSession | null {
    const found = this.#sql.get('SELECT * FROM session WHERE transfer_id = ?', transferId)
    if (found === undefined) return null
    const row = SessionRow.parse(found)
    return {
      id: row.id,
      transferId: row.transfer_id,
      secret: row.secret,
      openedAt: row.opened_at,
      expiresAt: row.expires_at,
      acknowledged: this.#ranges(row.id),
      digestCheckpoint: row.digest_checkpoint,
      digestOffset: row.digest_offset,
      ...(row.opened_at <= (restoredAtOf(this.#sql) ?? -1) ? { isFromCopy: true } : {}),
    }
  }

  holderOf(sessionId: string): string | null {
    const found = this.#sql.get(
      `SELECT transfer_id AS holder FROM session WHERE id = ?
         UNION ALL SELECT 'abandoned' FROM abandoned WHERE id = ?`,
      sessionId,
      sessionId,
    )
    return found === undefined ? null : HolderRow.parse(found).holder
  }

  open(transferId: string, session: NewSession): void {
    this.#sql.run(
      'INSERT INTO session (id, transfer_id, secret, opened_at, expires_at) VALUES (?, ?, ?, ?, ?)',
      session.id,
      transferId,
      session.secret,
      session.openedAt,
      session.expiresAt,
    )
  }

  finish(transferId: string): void {
    this.#sql.run('DELETE FROM session WHERE transfer_id = ?', transferId)
  }

  /** To the sessions that are to be deleted at their destination, due at once. */
  abandon(transferId: string, now: number): void {
    this.#sql.run(
      `INSERT INTO abandoned (id, account, destination, secret, next_at)
         SELECT session.id, account, destination, secret, ? FROM session JOIN transfer ON transfer.id = transfer_id
         WHERE transfer_id = ?`,
      now,
      transferId,
    )
    this.finish(transferId)
  }

  /** @returns bytes acknowledged in all, or null where there is no session */
  acknowledge(
    transferId: string,
    ranges: readonly Range[],
    expiresAt: number | null,
    digest: { readonly checkpoint: string | null; readonly offset: number },
  ): number | null {
    const id = this.#idOf(transferId)
    if (id === null) return null
    const merged = merge([...this.#ranges(id), ...ranges])
    this.#replace(id, merged)
    this.#sql.run(
      `UPDATE session SET expires_at = coalesce(?, expires_at), digest_checkpoint = ?, digest_offset = ? WHERE id = ?`,
      expiresAt,
      digest.checkpoint,
      digest.offset,
      id,
    )
    return lengthOf(merged)
  }

  /** @returns bytes acknowledged in all, or null where there is no session */
  correct(transferId: string, ranges: readonly Range[], expiresAt: number | null): number | null {
    const id = this.#idOf(transferId)
    if (id === null) return null
    const merged = merge(ranges)
    this.#replace(id, merged)
    this.#sql.run('UPDATE session SET expires_at = coalesce(?, expires_at) WHERE id = ?', expiresAt, id)
    return lengthOf(merged)
  }

  due(now: number, limit: number): AbandonedSession[] {
    const found = this.#sql.all('SELECT * FROM abandoned WHERE next_at <= ? ORDER BY next_at LIMIT ?', now, limit)
    return AbandonedRows.parse(found)
  }

  forget(id: string): void {
    this.#sql.run('DELETE FROM abandoned WHERE id = ?', id)
  }

  postpone(id: string, attempts: number, nextAt: number): void {
    this.#sql.run('UPDATE abandoned SET attempts = ?, next_at = ? WHERE id = ?', attempts, nextAt, id)
  }

  #idOf(transferId: string): string | null {
    const found = this.#sql.get('SELECT id FROM session WHERE transfer_id = ?', transferId)
    return found === undefined ? null : IdRow.parse(found).id
  }

  #ranges(sessionId: string): Range[] {
    const found = this.#sql.all('SELECT start, "end" FROM range WHERE session_id = ? ORDER BY start', sessionId)
    return RangeRows.parse(found)
  }

  #replace(sessionId: string, ranges: readonly Range[]): void {
    this.#sql.run('DELETE FROM range WHERE session_id = ?', sessionId)
    for (const { start, end } of ranges) {
      this.#sql.run('INSERT INTO range (session_id, start, "end") VALUES (?, ?, ?)', sessionId, start, end)
    }
  }
}
