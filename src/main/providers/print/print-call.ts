/** One request to Universal Print: to Graph with the account's token, or to an upload URL without one (graph.md E3). */

import { parseDestination } from '../../../shared/destination.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { PrintDestination } from '../../../shared/print-address.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { GraphConnection, HttpAnswer, HttpRequest } from '../../engine/ports/http.ts'
import type { Body, Call, Target } from '../../engine/ports/provider.ts'
import { problemOf, refusalOf } from '../graph/errors.ts'

export interface Print {
  readonly connection: GraphConnection
  readonly clock: Clock
}

export interface Asked {
  readonly answer: HttpAnswer
  /** What the answer stands for where it isn't what was hoped for. */
  readonly refusal: () => Failure
}

/**
 * What was asked of: a refusal means different things.
 *
 * - `printer`, `job`, `document`: Graph, with the token
 * - `upload`: an upload URL, which is its own permission
 * - `beta-session`: the session of the beta of 2020, which is Graph's and takes the token
 */
export type About = 'printer' | 'job' | 'document' | 'upload' | 'beta-session'

interface Question {
  readonly method: HttpRequest['method']
  readonly url: string
  readonly about: About
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | Body | null
  readonly facts?: Readonly<Record<string, string>>
}

export async function ask(print: Print, question: Question, { signal, held }: Call): Promise<Result<Asked>> {
  const asked = held?.() ?? null
  if (asked !== null) return fail(asked)
  const { connection, clock } = print
  const { method, url, about, headers = {}, body = null, facts } = question
  const authorization = about === 'upload' ? 'none' : 'account'
  const got = await connection.http.request({ method, url, headers, body, authorization, signal })
  const all = { account: connection.account, ...facts }
  if (!got.ok) return fail({ ...got.failure, facts: { ...all, ...got.failure.facts } })
  const answer = got.value
  const context = { host: new URL(url).host, now: clock.now(), facts: all }
  return ok({ answer, refusal: () => printRefusalOf(answer, about, context) })
}

function printRefusalOf(
  answer: HttpAnswer,
  about: About,
  context: Omit<Parameters<typeof refusalOf>[1], 'on'>,
): Failure {
  const { status } = answer
  const { codes, message } = problemOf(answer)
  // The printer can't print that (gd#10498): the code is the status, and the message lists what it can.
  if (status === 415 || codes.includes('415')) {
    return failure('type-not-supported', { ...context.facts, detail: message === '' ? 'status 415' : message })
  }
  // The token lacks a scope, said as an unknown error (gdc#4337).
  if (/required security scopes/i.test(message)) {
    return { ...refusalOf(answer, { ...context, on: 'graph' }), code: 'destination-denied' }
  }
  // The session is Graph's own: only that it is gone is said as an upload URL would say it.
  const isGone = about === 'beta-session' && (status === 404 || status === 410)
  const on = about === 'upload' || isGone ? 'upload' : 'graph'
  const found = refusalOf(answer, { ...context, on })
  // `If-Match` with another session's id (S001): ours was replaced.
  if (about === 'beta-session' && status === 412) return { ...found, code: 'session-lost' }
  if (about === 'beta-session' && status === 416) return { ...found, code: 'out-of-step' }
  // A range beside one that is still being received (undocumented); as an upload URL says it.
  if (about === 'beta-session' && status === 409) return { ...found, code: 'session-busy' }
  // Names mean nothing here, so that none is taken: what is in the way, the service says in its own words.
  if (found.code === 'name-taken' || found.code === 'name-held-by-lost-session') {
    return { ...found, code: 'destination-refused' }
  }
  return found
}

export function factsOf({ name, destination }: Target, size?: number): Record<string, string> {
  return { name, destination, ...(size !== undefined && { size: String(size) }) }
}

export function addressOf(destination: string): Result<PrintDestination> {
  const parsed = parseDestination(destination)
  if (!parsed.ok) return parsed
  if (parsed.value.kind === 'print') return ok(parsed.value)
  return fail(failure('address-not-supported', { destination }))
}

/** `/v1.0/print/shares/{id}` or `/v1.0/print/printers/{id}`. */
export function printerUrl(
  { connection }: Print,
  { of, id }: PrintDestination['printer'],
  version: 'v1.0' | 'beta' = 'v1.0',
): string {
  return `${connection.graphUrl}/${version}/print/${of}/${encodeURIComponent(id)}`
}

export function jobUrl(printer: string, job: string): string {
  return `${printer}/jobs/${encodeURIComponent(job)}`
}

export function documentUrl(printer: string, job: string, document: string): string {
  return `${jobUrl(printer, job)}/documents/${encodeURIComponent(document)}`
}
