import { parseContentRange } from '../http/content-range.ts'
import type { JournalEntry } from './journal.ts'
import { signInViolations } from './sign-in-violations.ts'

export interface Violation {
  readonly rule:
    | 'token-on-upload-host'
    | 'token-missing'
    | 'token-of-another-cloud'
    | 'token-at-sign-in'
    | 'resent-unlisted'
    | 'commit-changed'
    | 'chunked-body'
    | 'rename-on-the-wire'
    | 'before-retry-after'
    | 'resent-acknowledged'
    | 'too-many-at-once'
    | 'start-unread'
    | 'challenge-weak'
    | 'state-weak'
    | 'redirect-elsewhere'
    | 'secret-of-public-client'
    | 'code-resent'
    | 'refresh-token-resent'
  readonly seq: number
  readonly detail: string
}

/**
 * What no well-behaved client does, found in the journal. `graceMs` is how long after an answer with Retry-After a
 * request may still arrive because it was already on its way.
 */
export function violations(entries: readonly JournalEntry[], graceMs: number): Violation[] {
  const one = entries.flatMap(violationsOfOne)
  const print = entries.filter(({ protocol }) => protocol === 'print')
  const found = [
    ...one,
    ...blindRepeats(entries),
    ...changedCommits(entries),
    ...earlyRequests(entries, graceMs),
    ...crowds(print),
    ...blindStarts(print),
    ...signInViolations(entries),
  ]
  return found.sort((a, b) => a.seq - b.seq)
}

/** Calls and pages to which nobody comes with a token. */
const signIns: ReadonlySet<string> = new Set(['token', 'revoke', 'devicecode', 'authorize', 'decide'])

/** Box takes no request without one. Graph's addresses have a version; an upload address that lies beside them has none. */
function wantsToken({ protocol, host, op, url }: JournalEntry): boolean {
  if (protocol === 'box') return !signIns.has(op)
  return host === 'graph' && /^\/(?:v1\.0|beta)\//.test(url)
}

function violationsOfOne(entry: JournalEntry): Violation[] {
  const found: Violation[] = []
  const add = (rule: Violation['rule'], detail: string) => found.push({ rule, seq: entry.seq, detail })
  if (entry.host === 'upload' && entry.authorization !== null) {
    add('token-on-upload-host', `${entry.method} with ${entry.authorization}`)
  }
  if (wantsToken(entry) && entry.authorization === null) {
    add('token-missing', `${entry.method} ${entry.op}`)
  }
  if (entry.tokenCloud !== null && entry.tokenCloud !== entry.cloud) {
    add('token-of-another-cloud', `${entry.tokenCloud} at ${entry.cloud}`)
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

/** Services that take the parts of a file in any order. */
const unordered: ReadonlySet<string> = new Set(['box', 'print'])

/**
 * Where parts come in any order, a part whose outcome is unknown may be stored: who sends any of its bytes again must
 * have looked (box-and-peers.md 4.7, graph.md E3).
 */
function blindRepeats(entries: readonly JournalEntry[]): Violation[] {
  let unknown: { readonly sessionId: string; readonly start: number; readonly end: number }[] = []
  return entries.flatMap(({ protocol, sessionId, op, contentRange, outcome, status, seq }) => {
    if (!unordered.has(protocol) || sessionId === null) return []
    if (op === 'parts' || op === 'get') unknown = unknown.filter((part) => part.sessionId !== sessionId)
    const range = op === 'put' ? parseContentRange(contentRange ?? undefined) : null
    if (!range) return []
    const { start, end } = range
    const isBlind = unknown.some((part) => part.sessionId === sessionId && part.start <= end && start <= part.end)
    if (outcome !== 'replied' || (status ?? 0) >= 500) unknown.push({ sessionId, start, end })
    return isBlind ? [{ rule: 'resent-unlisted' as const, seq, detail: `part at ${start}` }] : []
  })
}

/** "with up to four concurrent requests" (C: concepts/upload-data-to-upload-session.md). */
const mostAtOnce = 4

/** Ranges of one session that were under way when another came. Of one that its client has left nobody knows until when. */
function crowds(entries: readonly JournalEntry[]): Violation[] {
  const puts = entries.filter(({ op, sessionId }) => op === 'put' && sessionId !== null)
  return puts.flatMap(({ seq, sessionId, realMs }) => {
    const beside = puts.filter(
      (other) =>
        other.seq < seq &&
        other.sessionId === sessionId &&
        other.outcome !== 'aborted' &&
        (other.endedMs === null || other.endedMs > realMs),
    )
    if (beside.length < mostAtOnce) return []
    return [{ rule: 'too-many-at-once' as const, seq, detail: `${beside.length} others were under way` }]
  })
}

/**
 * Who starts a job knows that its document is there and that nobody has started it: from the answer to the last range,
 * or because they looked. A start whose outcome is unknown is looked at before it is sent again.
 */
function blindStarts(entries: readonly JournalEntry[]): Violation[] {
  const known = new Set<string>()
  return entries.flatMap(({ op, itemId, outcome, status, seq }) => {
    if (itemId === null) return []
    const answer = outcome === 'replied' ? (status ?? 0) : 0
    if ((op === 'job' && answer === 200) || (op === 'put' && answer === 201)) known.add(itemId)
    if (op !== 'start') return []
    const isBlind = !known.has(itemId)
    const isRefused = answer >= 400 && answer < 500
    if (!isRefused) known.delete(itemId)
    return isBlind ? [{ rule: 'start-unread' as const, seq, detail: `job ${itemId}` }] : []
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
