/** `Retry-After` in all the ways in which services get it wrong (RFC 9110 section 10.2.3; fault N25). */

const shortestMs = 1_000
/** What a service asks for beyond that is not believed. */
export const longestAskedMs = 3_600_000

/**
 * How long to wait, clamped to 1 s … 1 h: a service that says 0 or a date in the past still means "not now", and one
 * that says a year would hold the queue for ever. Null where nothing usable is said.
 *
 * @param from the moment that a date is counted from, epoch ms: the server's own `Date` where it sent one, since only
 *   that and the date in the header come from the same clock
 */
export function retryAfterMs(header: string | null, from: number): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return clamp(Number(text) * 1000)
  // A date begins with a weekday; Date.parse alone would take almost anything.
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : clamp(at - from)
}

function clamp(ms: number): number {
  return Math.min(longestAskedMs, Math.max(shortestMs, Math.ceil(ms)))
}
