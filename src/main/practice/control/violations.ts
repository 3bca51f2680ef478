import type { JournalEntry } from './journal.ts'

export interface Violation {
  readonly rule:
    | 'token-on-upload-host'
    | 'token-missing'
    | 'token-at-sign-in'
    | 'resent-unlisted'
    | 'commit-changed'
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
  const one = entries.flatMap(violationsOfOne)
  const found = [...one, ...blindRepeats(entries), ...changedCommits(entries), ...earlyRequests(entries, graceMs)]
  return found.sort((a, b) => a.seq - b.seq)
}

/** Calls that say who one is in their body. */
const signIns: ReadonlySet<string> = new Set(['token', 'revoke'])

function violationsOfOne(entry: JournalEntry): Violation[] {
  const found: Violation[] = []
  const add = (rule: Violation['rule'], detail: string) => found.push({ rule, seq: entry.seq, detail })
  if (entry.host === 'upload' && entry.authorization !== null) {
    add('token-on-upload-host', `${entry.method} with ${entry.authorization}`)
  }
  if (entry.protocol === 'box' && entry.authorization === null && !signIns.has(entry.op)) {
    add('token-missing', `${entry.method} ${entry.op}`)
  }
  if (signIns.has(entry.op) && entry.authorization?.toLowerCase() === 'bearer') add('token-at-sign-in', entry.op)
  if (entry.transferEncoding !== null) add('chunked-body', `${entry.method} with ${entry.transferEncoding}`)
  if (entry.conflictBehavior?.toLowerCase() === 'rename') add('rename-on-the-wire', entry.op)
  const start = entry.rangeStart
  const told = entry.acknowledgedBefore
  if (entry.op === 'put' && start !== null && told !== null && start < told) {
    add('resent-acknowledged', `range from ${start}, ${told} had been acknowledged`)
  }
  return found
}

/**
 * Where parts come in any order, a part whose outcome is unknown may be stored: who sends it again must have looked
 * (box-and-peers.md 4.7).
 */
function blindRepeats(entries: readonly JournalEntry[]): Violation[] {
  const unknown = new Set<string>()
  return entries.flatMap((entry) => {
    const { protocol, sessionId, op, rangeStart, outcome, status, seq } = entry
    if (protocol !== 'box' || sessionId === null) return []
    if (op === 'parts' || op === 'get') for (const key of unknown) if (key.startsWith(sessionId)) unknown.delete(key)
    if (op !== 'put' || rangeStart === null) return []
    const key = `${sessionId}@${rangeStart}`
    const isBlind = unknown.has(key)
    if (outcome !== 'replied' || (status ?? 0) >= 500) unknown.add(key)
    return isBlind ? [{ rule: 'resent-unlisted' as const, seq, detail: `part at ${rangeStart}` }] : []
  })
}

/** Who was told to ask again asks for the same (box-and-peers.md 1.7). */
function changedCommits(entries: readonly JournalEntry[]): Violation[] {
  const told = new Map<string, string | null>()
  return entries.flatMap(({ op, sessionId, bodySha256, status, seq }) => {
    if (op !== 'commit' || sessionId === null) return []
    const before = told.get(sessionId)
    if (status === 202 && bodySha256 !== null) told.set(sessionId, bodySha256)
    if (before === undefined || bodySha256 === null || before === bodySha256) return []
    return [{ rule: 'commit-changed' as const, seq, detail: 'another body than before the 202' }]
  })
}

function earlyRequests(entries: readonly JournalEntry[], graceMs: number): Violation[] {
  const waits = entries.flatMap(({ account, endedMs, retryAfterMs, seq, status, sessionId }) =>
    account !== null && endedMs !== null && retryAfterMs !== null && retryAfterMs > 0
      ? // A commit that isn't ready asks nobody else to wait.
        [{ account, seq, from: endedMs, until: endedMs + retryAfterMs, only: status === 202 ? sessionId : null }]
      : [],
  )
  return entries.flatMap((entry) => {
    const wait = waits.find(
      ({ account, from, until, only }) =>
        account === entry.account &&
        (only === null || only === entry.sessionId) &&
        entry.realMs > from + graceMs &&
        entry.realMs < until - timerSlackMs,
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
