/** A refusal that says nothing of who asked: it passes by itself, and where the service says when, that holds. */

import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { retryAfterMs } from '../../shared/retry-after.ts'
import type { HttpAnswer } from '../engine/ports/http.ts'

/**
 * @param now epoch ms
 * @param reason the service's own word for it, where it has one
 * @returns `throttled`, `server-error` or `bad-response`
 */
export function passingFailure(answer: HttpAnswer, host: string, now: number, reason?: string): Failure {
  const { status } = answer
  const delay = retryAfterMs(answer.header('retry-after'), answer.serverDate ?? now)
  const notBefore = delay === null ? undefined : now + delay
  if (status === 429 || (status === 503 && delay !== null)) return failure('throttled', { host }, notBefore)
  const detail = reason === undefined ? `status ${status}` : `status ${status}, ${reason}`
  if (status >= 500 || status === 408) return failure('server-error', { host, detail }, notBefore)
  return failure('bad-response', { host, detail })
}
