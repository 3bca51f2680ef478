import type { JournalEntry } from './journal.ts'

export interface Violation {
  readonly rule:
    | 'token-on-upload-host'
    | 'chunked-body'
    | 'rename-on-the-wire'
    | 'before-retry-after'
    | 'resent-acknowledged'
  readonly seq: number
  readonly detail: string
}

/**
 * What no well-behaved client does, found in the journal. `graceMs` is how long after an answer with Retry-After a
 * request may still arrive because it was already on its way.
 */
export function violations(entries: readonly JournalEntry[], graceMs: number): Violation[] {
  return [...entries.flatMap(violationsOfOne), ...earlyRequests(entries, graceMs)].sort((a, b) => a.seq - b.seq)
}

function violationsOfOne(entry: JournalEntry): Violation[] {
  const found: Violation[] = []
  const add = (rule: Violation['rule'], detail: string) => found.push({ rule, seq: entry.seq, detail })
  if (entry.host === 'upload' && entry.authorization !== null) {
    add('token-on-upload-host', `${entry.method} with ${entry.authorization}`)
  }
  if (entry.transferEncoding !== null) add('chunked-body', `${entry.method} with ${entry.transferEncoding}`)
  if (entry.conflictBehavior?.toLowerCase() === 'rename') add('rename-on-the-wire', entry.op)
  const start = entry.rangeStart
  const told = entry.acknowledgedBefore
  if (entry.op === 'put' && start !== null && told !== null && start < told) {
    add('resent-acknowledged', `range from ${start}, ${told} had been acknowledged`)
  }
  return found
}

function earlyRequests(entries: readonly JournalEntry[], graceMs: number): Violation[] {
  const waits = entries.flatMap(({ account, endedMs, retryAfterMs, seq }) =>
    account !== null && endedMs !== null && retryAfterMs !== null && retryAfterMs > 0
      ? [{ account, seq, from: endedMs, until: endedMs + retryAfterMs }]
      : [],
  )
  return entries.flatMap((entry) => {
    const wait = waits.find(
      ({ account, from, until }) =>
        account === entry.account && entry.realMs > from + graceMs && entry.realMs < until - timerSlackMs,
    )
    if (!wait) return []
    const early = Math.round(wait.until - entry.realMs)
    return [
      { rule: 'before-retry-after' as const, seq: entry.seq, detail: `${early} ms before the end set by ${wait.seq}` },
    ]
  })
}

/** Timers may ring a millisecond early. */
const timerSlackMs = 2
