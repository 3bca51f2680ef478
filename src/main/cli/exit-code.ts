/** From how it went to the exit status: one table, which scripts rely on. */

import type { FailureCode } from '../../shared/failure.ts'
import type { Summary } from './summary.ts'

export const exitCode = {
  /** All that was asked for is done, skipped, or enqueued. */
  fine: 0,
  /** Something failed, is blocked or not finished, or the time ran out. */
  unfinished: 1,
  /** Wrong usage; nothing was done. */
  usage: 2,
  /** No such account, not signed in, or its secrets are locked. */
  account: 3,
  /** The engine or its store can't be reached or started. */
  unreachable: 4,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

const byFailure: Partial<Record<FailureCode, ExitCode>> = {
  usage: exitCode.usage,
  'path-missing': exitCode.usage,
  'address-invalid': exitCode.usage,
  'address-not-supported': exitCode.usage,
  'not-found': exitCode.usage,
  'watch-refused': exitCode.usage,
  'account-ambiguous': exitCode.usage,
  'account-exists': exitCode.usage,
  'client-id-missing': exitCode.usage,
  'client-secret-missing': exitCode.usage,
  'not-allowed-here': exitCode.usage,
  'setting-locked': exitCode.usage,
  'policy-invalid': exitCode.usage,
  'account-unknown': exitCode.account,
  'no-account': exitCode.account,
  'signed-out': exitCode.account,
  'consent-missing': exitCode.account,
  'sign-in-refused': exitCode.account,
  'sign-in-not-allowed': exitCode.account,
  'sign-in-expired': exitCode.account,
  'sign-in-other-user': exitCode.account,
  'secrets-locked': exitCode.account,
  'checks-off': exitCode.unreachable,
  'engine-unreachable': exitCode.unreachable,
  'web-ui-closed': exitCode.unreachable,
  'store-failed': exitCode.unreachable,
  'store-newer': exitCode.unreachable,
  'view-only': exitCode.unreachable,
  'disk-full-here': exitCode.unreachable,
}

export function exitCodeOfFailure(code: FailureCode): ExitCode {
  return byFailure[code] ?? exitCode.unfinished
}

/** Of what was waited for. Paused and canceled are not what was asked for. */
export function exitCodeOfSummary(summary: Summary): ExitCode {
  const { failed, blocked, paused, canceled, timedOut } = summary
  return failed + blocked + paused + canceled + timedOut > 0 ? exitCode.unfinished : exitCode.fine
}
