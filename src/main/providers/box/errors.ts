/**
 * What a refusal means, as one table. By Box's code first and by the status second: Box's own sources disagree about the
 * statuses (box-and-peers.md 1.2, 1.5, 1.7, 1.12, 1.14). The first row that fits counts.
 */

import { failure } from '../../../shared/failure.ts'
import type { Failure, FailureCode } from '../../../shared/failure.ts'
import { retryAfterMs } from '../../../shared/retry-after.ts'
import type { HttpAnswer } from '../../engine/ports/http.ts'
import { problemOf } from './wire.ts'

/**
 * What was asked. `item`: folders, files and names. `create`: a session, before there is one. `direct`: a whole file in
 * one request. `session`: a session's state and list. `part`, `commit`: what they say.
 */
export type Asking = 'item' | 'create' | 'direct' | 'session' | 'part' | 'commit'

interface Row {
  readonly on?: readonly Asking[]
  readonly status?: number | readonly [from: number, to: number]
  readonly code?: RegExp
  readonly is: FailureCode
}

const inSession = ['session', 'part', 'commit'] as const
const outside = ['item', 'create', 'direct'] as const

const rows: readonly Row[] = [
  // The line to the account is full: what it says is a floor for everything.
  { code: /^(rate_limit_exceeded|too_many_requests)$/, is: 'throttled' },
  { status: 429, is: 'throttled' },

  // Quota and size come with 403, 409, 413 and 507 (1.2, 1.14 D8).
  { code: /^(storage_limit_exceeded|insufficient_storage)$/, is: 'destination-full' },
  { status: 507, is: 'destination-full' },
  { code: /^file_size_limit_exceeded$/, is: 'too-large' },
  { on: ['create'], code: /^file_size_too_small$/, is: 'other-way-only' },
  { on: ['direct'], code: /^request_entity_too_large$/, is: 'other-way-only' },
  { on: ['direct'], status: 413, is: 'other-way-only' },
  { code: /^request_entity_too_large$/, is: 'too-large' },
  { status: 413, is: 'too-large' },

  // The session is gone, or can't be mended.
  { on: inSession, code: /^(invalid_upload_session_id|upload_session_not_found|session_expired)$/, is: 'session-lost' },
  { on: inSession, code: /^upload_failed$/, is: 'session-lost' },

  // What arrived has another digest than was said. Box names no code for a part (1.5).
  { on: ['commit'], code: /^digest_mismatch$/, is: 'content-differs' },
  { code: /^(bad_digest|digest_mismatch)$/, is: 'arrived-damaged' },
  { on: ['part'], status: 412, is: 'arrived-damaged' },

  // Stored parts that the commit doesn't see yet (1.7), and stored parts that we don't know of (1.5, D2, D3).
  { on: ['commit'], code: /^parts_mismatch$/, is: 'still-finishing' },
  { on: inSession, code: /^range_overlaps_existing_part$/, is: 'out-of-step' },

  { status: 412, is: 'changed-at-destination' },
  { code: /^access_denied_item_locked$/, is: 'destination-locked' },
  { status: 423, is: 'destination-locked' },

  // Somebody is at it, perhaps our own request of before.
  { code: /^(name_temporarily_reserved|operation_blocked_temporary)$/, is: 'session-busy' },
  { code: /^session_conflict$/, is: 'name-held-by-lost-session' },
  { code: /^item_name_in_use$/, is: 'name-taken' },
  { on: ['part', 'session'], status: 409, is: 'out-of-step' },
  { status: 409, is: 'name-taken' },

  { code: /^(item_name_invalid|item_name_too_long)$/, is: 'name-not-allowed' },
  { code: /^(not_found|trashed|invalid_folder_id|missing_destination)$/, on: outside, is: 'destination-gone' },
  { on: outside, status: 404, is: 'destination-gone' },
  { on: outside, status: 410, is: 'destination-gone' },
  { on: inSession, status: 404, is: 'session-lost' },
  { on: inSession, status: 410, is: 'session-lost' },

  { status: 401, is: 'signed-out' },
  { status: 403, is: 'destination-denied' },
  { status: 408, is: 'server-error' },
  // A range that doesn't fit, a body without a length: ours to mend, never to repeat.
  { status: [400, 499], is: 'destination-refused' },
  // Also 503: "a write may still land afterwards" (1.14 D16), so what became of it is open.
  { status: [500, 999], is: 'server-error' },
]

export interface RefusalContext {
  readonly host: string
  readonly on: Asking
  readonly now: number
  /** What else the sentences may need: name, destination, account … */
  readonly facts: Readonly<Record<string, string>>
}

/** The failure that an answer stands for. Also for a success that makes no sense: then `bad-response`. */
export function refusalOf(answer: HttpAnswer, { host, on, now, facts }: RefusalContext): Failure {
  const { code, message } = problemOf(answer.json)
  const row = isForeign(answer) ? undefined : rows.find((candidate) => fits(candidate, answer.status, code, on))
  const is = row?.is ?? 'bad-response'
  const detail = row === undefined ? wrongAnswer(answer) : detailOf(answer.status, code, message)
  const rule = message === '' ? 'the destination refused it' : message.replace(/\.$/, '')
  const delay = retryAfterMs(answer.header('retry-after'), answer.serverDate ?? now)
  const tellsWhen = delay !== null && (is === 'throttled' || is === 'server-error')
  const limit = is === 'too-large' && { limit: 'what the plan of the account allows for a file' }
  return failure(is, { ...facts, ...limit, host, detail, rule }, tellsWhen ? now + delay : undefined)
}

function fits(row: Row, status: number, code: string, on: Asking): boolean {
  const [from, to] = typeof row.status === 'number' ? [row.status, row.status] : (row.status ?? [400, 999])
  return (
    status >= from &&
    status <= to &&
    (row.on === undefined || row.on.includes(on)) &&
    (row.code === undefined || row.code.test(code))
  )
}

/** What these say, a page says as well as JSON. */
const plain: ReadonlySet<number> = new Set([401, 408, 413, 429])

/** "Gone" and "refused" are strong statements: they take Box's own words or none, not a proxy's page. */
function isForeign({ status, json, text }: HttpAnswer): boolean {
  return status >= 400 && status < 500 && !plain.has(status) && json === undefined && text.trim() !== ''
}

function wrongAnswer({ status, json }: HttpAnswer): string {
  return json === undefined
    ? `status ${status} without the JSON that belongs to it`
    : `status ${status} with something unexpected`
}

/** For people and reports: status, code, and the service's own words. */
function detailOf(status: number, code: string, message: string): string {
  return `status ${status}${code === '' ? '' : `, ${code}`}${message === '' ? '' : `: ${message}`}`
}
