/** What somebody who is asked for help wants to see: as text, redacted, without file contents and without tokens. */

import type { PolicyView } from '../../shared/policy-view.ts'
import type { TransferStore } from '../engine/ports/store.ts'
import type { Accounts } from './accounts.ts'
import type { Settings } from './settings.ts'
import type { Watches } from './watches.ts'

export interface DiagnosticsParts {
  readonly store: Pick<TransferStore, 'summary' | 'page' | 'steps'>
  readonly accounts: Accounts
  readonly watches: Watches
  readonly settings: Settings
  /** What the administrator decided; null: nothing. */
  readonly policy: PolicyView | null
  readonly facts: Readonly<Record<string, string | number>>
  logLines(limit: number): readonly string[]
  /** Takes secrets out of text by value. */
  redact(text: string): string
}

export interface DiagnosticsFile {
  readonly name: string
  readonly text: string
}

const newestLines = 1_000
/** Transfers that need somebody, and how they came there. */
const explained = 50

export async function diagnosticsOf(parts: DiagnosticsParts): Promise<DiagnosticsFile[]> {
  const { store, accounts, watches, settings, policy, facts } = parts
  const { transfers } = await store.page({ states: ['waiting', 'blocked', 'failed'], limit: explained })
  const troubled = await Promise.all(
    transfers.map(async (transfer) => ({
      transfer,
      steps: await store.steps({ transferId: transfer.id, limit: 100 }),
    })),
  )
  const file = (name: string, value: unknown): DiagnosticsFile => ({
    name,
    text: parts.redact(typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`),
  })
  return [
    file('about.json', facts),
    file('summary.json', await store.summary()),
    file('accounts.json', await accounts.list()),
    file('watches.json', await watches.list()),
    file('settings.json', await settings.list()),
    file('policy.json', policy),
    file('troubled-transfers.json', troubled),
    file('log.jsonl', `${parts.logLines(newestLines).join('\n')}\n`),
  ]
}
