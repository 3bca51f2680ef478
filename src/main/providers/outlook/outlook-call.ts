/** One request to Graph or to Outlook's upload URL, with the words that a failure needs. */

import { parseDestination } from '../../../shared/destination.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { OutlookDestination } from '../../../shared/outlook-address.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { GraphConnection, HttpAnswer, HttpRequest } from '../../engine/ports/http.ts'
import type { Body, Call, Target } from '../../engine/ports/provider.ts'
import { outlookRefusalOf } from './errors.ts'
import type { Asking } from './errors.ts'

export interface Outlook {
  readonly connection: GraphConnection
  readonly clock: Clock
}

export interface Asked {
  readonly answer: HttpAnswer
  /** What the answer stands for where it isn't what was hoped for. */
  readonly refusal: () => Failure
}

interface Question {
  readonly method: HttpRequest['method']
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | Body | null
  readonly asking?: Asking
  readonly into?: (piece: Uint8Array) => void
  readonly facts?: Readonly<Record<string, string>>
}

/** To Graph itself, with the account's token. */
export function ask(outlook: Outlook, question: Question, call: Call): Promise<Result<Asked>> {
  return request(outlook, question, 'graph', call)
}

/** To an upload URL: a token there is refused with 401 `InvalidAudience` (msgraph-sdk-java-core#445). */
export function askUpload(outlook: Outlook, question: Question, call: Call): Promise<Result<Asked>> {
  return request(outlook, question, 'upload', call)
}

async function request(
  { connection, clock }: Outlook,
  { method, url, headers, body, asking, into, facts }: Question,
  on: 'graph' | 'upload',
  { signal, held }: Call,
): Promise<Result<Asked>> {
  const asked = held?.() ?? null
  if (asked !== null) return fail(asked)
  const authorization = on === 'graph' ? 'account' : 'none'
  const plain = { method, url, headers: headers ?? {}, body: body ?? null, authorization, signal } as const
  const got = await connection.http.request({ ...plain, ...(into && { into }) })
  const all = { account: connection.account, ...facts }
  if (!got.ok) return fail({ ...got.failure, facts: { ...all, ...got.failure.facts } })
  const answer = got.value
  const { host } = new URL(url)
  const context = { host, on, now: clock.now(), facts: all }
  return ok({ answer, refusal: () => outlookRefusalOf(answer, asking ?? 'other', context) })
}

export function factsOf({ name, destination }: Target, size?: number): Record<string, string> {
  return { name, destination, ...(size !== undefined && { size: String(size) }) }
}

export function addressOf(destination: string): Result<OutlookDestination> {
  const parsed = parseDestination(destination)
  if (!parsed.ok) return parsed
  if (parsed.value.kind === 'outlook') return ok(parsed.value)
  return fail(failure('address-not-supported', { destination }))
}

/** `/v1.0/me/messages/{id}` and its three siblings (graph.md C1). */
export function itemUrl({ connection }: Outlook, { user, collection, id }: OutlookDestination): string {
  const owner = user === null ? '/me' : `/users/${encodeURIComponent(user)}`
  return `${connection.graphUrl}/v1.0${owner}/${collection}/${encodeURIComponent(id)}`
}
