/** What was sent before. Looked up by the scanner for every file it meets, so it is a primary-key look-up. */

import type { LedgerEntry } from '../engine/ports/store.ts'
import { ledgerEntryOf } from './rows.ts'
import type { Statements } from './statements.ts'

export class Ledger {
  readonly #sql: Statements

  constructor(sql: Statements) {
    this.#sql = sql
  }

  get(account: string, destination: string, path: string): LedgerEntry | null {
    const row = this.#sql.get(
      'SELECT * FROM ledger WHERE account = ? AND destination = ? AND path = ?',
      account,
      destination,
      path,
    )
    return row === undefined ? null : ledgerEntryOf(row)
  }

  /** Called inside a transaction. */
  forget({ account, destination, path }: Pick<LedgerEntry, 'account' | 'destination' | 'path'>): void {
    this.#sql.run('DELETE FROM ledger WHERE account = ? AND destination = ? AND path = ?', account, destination, path)
  }

  /** Callers put this into their transaction. */
  put(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) {
      const { size, mtimeNs, ctimeNs, inode, device } = entry.fingerprint
      this.#sql.run(
        'INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        entry.account,
        entry.destination,
        entry.path,
        size,
        mtimeNs,
        ctimeNs,
        inode,
        device,
        entry.digest?.algorithm ?? null,
        entry.digest?.value ?? null,
        entry.itemId,
        entry.eTag,
        entry.remoteName,
      )
    }
  }
}
