/** What needs a person, as few cards: a hundred files with one cause are one thing to decide. Pure. */

import type { FailureView } from '../../shared/failure.ts'
import type { TransferView } from '../../shared/transfer.ts'

export interface Problem {
  readonly key: string
  /** Of the first file. */
  readonly failure: FailureView
  readonly rows: readonly TransferView[]
}

/** Causes that are the account's, not the file's: one card for all of its files. */
const ofAccount = new Set(['signed-out', 'secrets-locked', 'tls-untrusted', 'no-account'])

const unknown: FailureView = { code: 'bug', message: '', nextStep: '', retryAt: null }

export function problemsOf(rows: readonly TransferView[]): Problem[] {
  const byKey = new Map<string, TransferView[]>()
  for (const row of rows) {
    const code = row.failure?.code ?? 'bug'
    const key = JSON.stringify([code, row.state, ofAccount.has(code) ? row.account : ''])
    byKey.set(key, [...(byKey.get(key) ?? []), row])
  }
  const problems = [...byKey].map(([key, members]) => ({ key, failure: members[0]?.failure ?? unknown, rows: members }))
  // Whole accounts first, then what many files share.
  return problems.toSorted(
    (a, b) =>
      Number(ofAccount.has(b.failure.code)) - Number(ofAccount.has(a.failure.code)) || b.rows.length - a.rows.length,
  )
}

/** Whether the cause is the account's. */
export function isOfAccount(code: string): boolean {
  return ofAccount.has(code)
}
