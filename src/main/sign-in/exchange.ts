/** oauth4webapi over our own HTTP, and what it throws as failures of our catalogue. */

import * as oauth from 'oauth4webapi'
import { type Failure, FailureError, type Result, failure } from '../../shared/failure.ts'
import { retryAfterMs } from '../../shared/retry-after.ts'
import type { HttpAnswer } from '../engine/ports/http.ts'

export interface SignInRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly signal: AbortSignal
}

/** One request to `roots` and nowhere else; nothing is followed. */
export type SendSignIn = (request: SignInRequest, roots: readonly string[]) => Promise<Result<HttpAnswer>>

/** Whom we ask, and as which program. */
export interface Party {
  /** For people: Microsoft, Box. */
  readonly service: string
  readonly server: oauth.AuthorizationServer
  /** What of it may be asked: see `SendSignIn`. */
  readonly roots: readonly string[]
  readonly client: oauth.Client
  readonly authentication: oauth.ClientAuth
  /** Where an administrator allows the program for everybody; null where a service has no such page. */
  readonly consentLink: string | null
}

type Options = oauth.TokenEndpointRequestOptions & oauth.RevocationRequestOptions

export function optionsFor(
  { roots }: Party,
  send: SendSignIn,
  signal: AbortSignal,
  more: Record<string, string> = {},
): Options {
  return {
    additionalParameters: more,
    // A root may be http on this computer only; which those are was judged with the account and is again by `send`.
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: async (url, { method, headers, body }) => {
      const bytes = new TextEncoder().encode(body === undefined ? '' : String(body))
      const asked = await send({ method, url, headers, body: bytes, signal }, roots)
      if (!asked.ok) throw new FailureError(asked.failure)
      return responseOf(asked.value)
    },
  }
}

const carried = ['content-type', 'retry-after', 'date']

function responseOf(answer: HttpAnswer): Response {
  const { status, text } = answer
  const headers = carried.flatMap((name): [string, string][] => {
    const value = answer.header(name)
    return value === null ? [] : [[name, value]]
  })
  return new Response(status === 204 || status === 205 ? null : text, { status, headers })
}

/** The word of a refusal (RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628 section 3.5); null where it was none. */
export function refusalWord(error: unknown): string | null {
  const isRefusal = error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError
  return isRefusal ? error.error : null
}

/** Refusals that pass by themselves. */
const passing: ReadonlySet<string> = new Set(['temporarily_unavailable', 'server_error'])

export function failureOf(error: unknown, { service, server, consentLink }: Party, now: number): Failure {
  if (error instanceof FailureError) return error.failure
  const host = new URL(server.issuer).host
  if (error instanceof oauth.ResponseBodyError && (error.status === 429 || error.status >= 500)) {
    const delay = retryAfterMs(error.response.headers.get('retry-after'), now)
    if (error.status === 429) return failure('throttled', { host }, delay === null ? undefined : now + delay)
    return failure('server-error', { host, detail: `status ${error.status}` })
  }
  const word = refusalWord(error)
  if (word !== null && !passing.has(word)) {
    const detail = reasonOf(error, word)
    if (consentLink !== null && needsAdmin.test(detail)) {
      return failure('sign-in-not-allowed', { service, detail, link: consentLink })
    }
    return failure('sign-in-refused', { service, detail })
  }
  if (word !== null) return failure('server-error', { host, detail: word })
  return failure('bad-response', { host, detail: 'an answer that makes no sense in a sign-in' })
}

/** "needs permission … that only an admin can grant", in its several numbers (docs/identity-platform/reference-error-codes.md). */
const needsAdmin = /\bAADSTS(90094|90093|900941|90095|65005)\b/

const longest = 300

/** The service's own words, on one line: where people look for help they are asked for the number in them. */
function reasonOf(error: unknown, word: string): string {
  const described = error instanceof Error ? (error as { error_description?: unknown }).error_description : undefined
  if (typeof described !== 'string' || described === '') return word
  const [first = ''] = described.split(/[\r\n]+/)
  return `${first.slice(0, longest)} (${word})`
}
