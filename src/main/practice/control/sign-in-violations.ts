import type { JournalEntry } from './journal.ts'
import type { Violation } from './violations.ts'

/** 128 bits in base64url: what nobody guesses (RFC 6749 section 10.10). */
const shortestState = 22

/** What no good client does when it signs somebody in (RFC 8252 sections 6 to 8, RFC 9700 section 2). */
export function signInViolations(entries: readonly JournalEntry[]): Violation[] {
  return entries.flatMap((entry) => [...ofOne(entry), ...shownAgain(entry, entries)])
}

function ofOne({ op, seq, signIn }: JournalEntry): Violation[] {
  if (!signIn) return []
  const found: Violation[] = []
  const { challenge = 'none', stateLength = 0, isLoopback, isSecretOfPublic } = signIn
  if (op === 'authorize' && challenge !== 'S256') found.push({ rule: 'challenge-weak', seq, detail: challenge })
  if (op === 'authorize' && stateLength < shortestState) {
    found.push({ rule: 'state-weak', seq, detail: `${stateLength} characters` })
  }
  if (isLoopback === false) found.push({ rule: 'redirect-elsewhere', seq, detail: op })
  if (isSecretOfPublic) found.push({ rule: 'secret-of-public-client', seq, detail: op })
  return found
}

/** A code or refresh token that was answered, or is being, isn't shown again; where an answer was lost it may be. */
function shownAgain({ seq, realMs, signIn }: JournalEntry, entries: readonly JournalEntry[]): Violation[] {
  const shown = signIn?.shown
  if (shown === undefined || shown === null) return []
  const before = entries.find(
    (other) =>
      other.seq < seq &&
      other.signIn?.shown === shown &&
      (other.endedMs === null || other.endedMs > realMs || wasSettled(other)),
  )
  if (!before) return []
  const rule = signIn?.grant === 'authorization_code' ? 'code-resent' : 'refresh-token-resent'
  return [{ rule, seq, detail: `as in ${before.seq}` }]
}

/** Too many requests and trouble of the server are told to be asked again. */
function wasSettled({ outcome, status }: JournalEntry): boolean {
  return outcome === 'replied' && status !== null && status < 500 && status !== 429
}
