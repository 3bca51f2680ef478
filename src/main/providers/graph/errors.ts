/**
 * What a refusal means, as one table. Graph nests its reasons (`code`, then `innerError.code` and so on, in two
 * spellings), and the outermost is often the vaguest, so a row looks at the whole chain. Rows are graph.md's A4, A5,
 * A14 and G3; the first that fits counts.
 */

import { failure } from '../../../shared/failure.ts'
import type { Failure, FailureCode } from '../../../shared/failure.ts'
import { retryAfterMs } from '../../../shared/retry-after.ts'
import type { HttpAnswer } from '../../engine/ports/http.ts'
import { property } from './expected-ranges.ts'
import { isObject } from './wire.ts'

export interface Problem {
  /** Outermost first. */
  readonly codes: readonly string[]
  readonly message: string
}

interface Row {
  /** Which host answered; both where absent. */
  readonly on?: 'graph' | 'upload'
  readonly status: number | readonly [from: number, to: number]
  readonly code?: RegExp
  readonly message?: RegExp
  /** Whether `Retry-After` must be there, or must not. */
  readonly tellsWhen?: boolean
  readonly is: FailureCode
  /** Before the service's own words. */
  readonly meaning?: string
}

const linkEnded = 'its upload link has expired'
const heldName = /upload session already exists|currently being uploaded/i
const missingSession = /^(uploadSessionNotFound|uploadSessionFailed)$/i

const rows: readonly Row[] = [
  // The service has too much to do: what it says is a floor, for the whole account.
  { status: 429, is: 'throttled' },
  { status: [408, 503], tellsWhen: true, is: 'throttled' },
  { status: 509, is: 'throttled' },
  { status: [400, 599], code: /^(activityLimitReached|throttledRequest|tooManyRequests)$/i, is: 'throttled' },

  // No room. 507 is documented; the code comes with other statuses too.
  { status: 507, is: 'destination-full' },
  { status: [400, 499], code: /^quotaLimitReached$/i, is: 'destination-full' },

  // An upload URL is a permission of its own: 401 and 403 mean that this permission ended (od#1570, abraunegg#3355).
  { on: 'upload', status: 401, is: 'session-lost', meaning: linkEnded },
  { on: 'upload', status: 403, is: 'session-lost', meaning: linkEnded },
  { on: 'upload', status: 404, is: 'session-lost' },
  { on: 'upload', status: 410, is: 'session-lost' },
  { on: 'upload', status: 400, code: missingSession, is: 'session-lost' },
  { on: 'upload', status: 400, message: /upload session (was )?not found/i, is: 'session-lost' },
  { on: 'upload', status: 416, is: 'out-of-step' },
  // Ours always fits the body: where the service misses or doubts it, somebody on the way took or changed it.
  { on: 'upload', status: 400, message: /\bcontent-range header\b/i, is: 'upload-altered' },
  // A commit that came too early: more is missing than we believe.
  { status: [400, 499], code: /^uploadSessionIncomplete$/i, is: 'out-of-step' },

  { status: 412, is: 'changed-at-destination' },
  { status: 423, is: 'destination-locked' },
  { status: [400, 499], code: /^(resourceLocked|lockMismatch)$/i, is: 'destination-locked' },
  { status: 409, message: heldName, is: 'name-held-by-lost-session' },
  { status: 409, code: /^resourceModified$/i, is: 'changed-at-destination' },
  { status: 409, code: /^(nameAlreadyExists|upload_name_conflict)$/i, is: 'name-taken' },
  // A second range beside one that the service still believes to be running: ours, from before a break or a crash.
  { on: 'upload', status: 409, is: 'session-busy' },
  { on: 'graph', status: 409, is: 'name-taken' },

  { on: 'graph', status: 401, is: 'signed-out' },
  { on: 'graph', status: 403, is: 'destination-denied' },
  { on: 'graph', status: 404, is: 'destination-gone' },
  { on: 'graph', status: 410, is: 'destination-gone' },
  { status: [400, 499], code: /^pathIsTooLong$/i, is: 'path-too-long' },
  {
    status: [400, 499],
    code: /^(invalidPath|invalidFileName|nameContainsInvalidCharacters)$/i,
    is: 'name-not-allowed',
  },
  { status: [400, 499], code: /^maxFileSizeExceeded$/i, is: 'too-large' },
  { status: 413, is: 'request-too-large' },
  { status: 408, is: 'server-error' },
  { status: [400, 499], is: 'destination-refused' },
  { status: [500, 999], is: 'server-error' },
]

export interface RefusalContext {
  readonly host: string
  readonly on: 'graph' | 'upload'
  readonly now: number
  /** What else the sentences may need: name, destination, account … */
  readonly facts: Readonly<Record<string, string>>
}

/** The failure that an answer stands for. Also for a success that makes no sense: then `bad-response`. */
export function refusalOf(answer: HttpAnswer, { host, on, now, facts }: RefusalContext): Failure {
  const problem = problemOf(answer)
  const delay = retryAfterMs(answer.header('retry-after'), answer.serverDate ?? now)
  const row = rows.find((candidate) => fits(candidate, answer.status, problem, on, delay !== null))
  const code = row?.is ?? 'bad-response'
  const all = {
    ...facts,
    host,
    detail: row === undefined ? wrongSuccess(answer) : meant(row, detailOf(answer.status, problem)),
    ...extras(problem),
    ...unsaid[code],
  }
  return failure(
    code,
    all,
    delay === null || (code !== 'throttled' && code !== 'server-error') ? undefined : now + delay,
  )
}

function fits(row: Row, status: number, problem: Problem, on: string, tellsWhen: boolean): boolean {
  const [from, to] = typeof row.status === 'number' ? [row.status, row.status] : row.status
  return (
    status >= from &&
    status <= to &&
    (row.on === undefined || row.on === on) &&
    (row.tellsWhen === undefined || row.tellsWhen === tellsWhen) &&
    (row.code === undefined || problem.codes.some((code) => row.code?.test(code))) &&
    (row.message === undefined || row.message.test(problem.message))
  )
}

/** `rule` is what the sentence of a refused name asks for. */
function extras({ message }: Problem): Record<string, string> {
  return { rule: message === '' ? 'the destination refused it' : message.replace(/\.$/, '') }
}

/** What a sentence needs and no answer tells. */
const unsaid: Partial<Record<FailureCode, Readonly<Record<string, string>>>> = {
  'too-large': { limit: 'what its administrator allows for a file' },
}

function meant({ meaning }: Row, detail: string): string {
  return meaning === undefined ? detail : `${meaning}, ${detail}`
}

function wrongSuccess({ status, json }: HttpAnswer): string {
  return json === undefined
    ? `status ${status} without the JSON that belongs to it`
    : `status ${status} with something unexpected`
}

/** For people and reports: status, codes, and the service's own words. */
function detailOf(status: number, { codes, message }: Problem): string {
  const chain = codes.length === 0 ? '' : `, ${codes.join(' > ')}`
  return `status ${status}${chain}${message === '' ? '' : `: ${message}`}`
}

/** `error.code`, then `innerError.code` and so on, in every spelling (graph.md H2); OAuth's plain `error` too. */
export function problemOf(answer: HttpAnswer): Problem {
  const codes: string[] = []
  let message = ''
  let at: unknown = isObject(answer.json) ? property(answer.json, 'error') : undefined
  if (typeof at === 'string') codes.push(harmless(at, 60))
  for (let depth = 0; depth < 8 && isObject(at); depth += 1) {
    const code = property(at, 'code')
    const words = property(at, 'message')
    if (typeof code === 'string' && code !== '') codes.push(harmless(code, 60))
    if (typeof words === 'string' && message === '') message = harmless(words, 200)
    at = property(at, 'innerError')
  }
  return { codes, message }
}

/** A service may quote the very URL or token that it refuses; those stay secret. One line, not too long. */
function harmless(text: string, most: number): string {
  const plain = text
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '(address)')
    .replaceAll(/[\w.~+/=-]{60,}/g, '(secret)')
    .replaceAll(/(tempauth|authtoken|token|sig)=\S+/gi, '$1=(secret)')
    .trim()
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain
}
