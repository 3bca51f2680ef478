/** One request to Graph or to an upload URL, with the words that a failure needs. */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import { parseDestination } from '../../../shared/destination.ts'
import type { OneDriveDestination } from '../../../shared/onedrive-address.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { GraphConnection, HttpAnswer, HttpRequest } from '../../engine/ports/http.ts'
import type { Body, Call, Intent, Target } from '../../engine/ports/provider.ts'
import { refusalOf } from '../graph/errors.ts'
import type { Drives } from './drives.ts'
import type { FreeNames } from './free-names.ts'

export interface Graph {
  readonly connection: GraphConnection
  readonly clock: Clock
  readonly drives: Drives
  readonly names: FreeNames
  /** Whether files keep their modified time even where that costs another request. */
  readonly keepsTimes: boolean
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
  readonly facts?: Readonly<Record<string, string>>
}

/** To Graph itself, with the account's token. */
export function ask(graph: Graph, question: Question, call: Call): Promise<Result<Asked>> {
  return request(graph, question, 'graph', call)
}

/** To an upload URL: never with a token, the URL is the permission (graph.md A5). */
export function askUpload(graph: Graph, question: Question, call: Call): Promise<Result<Asked>> {
  return request(graph, question, 'upload', call)
}

async function request(
  { connection, clock }: Graph,
  { method, url, headers, body, facts }: Question,
  on: 'graph' | 'upload',
  call: Call,
): Promise<Result<Asked>> {
  const held = call.held?.() ?? null
  if (held !== null) return fail(held)
  const authorization = on === 'graph' ? 'account' : 'none'
  const plain = { method, url, headers: headers ?? {}, body: body ?? null, authorization } as const
  const got = await connection.http.request({ ...plain, signal: call.signal })
  const all = { account: connection.account, ...facts }
  if (!got.ok) return fail({ ...got.failure, facts: { ...all, ...got.failure.facts } })
  const answer = got.value
  const host = new URL(url).host
  return ok({ answer, refusal: () => refusalOf(answer, { host, on, now: clock.now(), facts: all }) })
}

export function json(value: object): { headers: Record<string, string>; body: Uint8Array } {
  return { headers: { 'content-type': 'application/json' }, body: new TextEncoder().encode(JSON.stringify(value)) }
}

/** A destination never renames: a new file fails where the name is taken (design 3, rule 3). */
export function conflictBehavior(intent: Intent): 'fail' | 'replace' {
  return intent.kind === 'new' ? 'fail' : 'replace'
}

/** Only this very version is replaced. eTags are quoted strings; an unquoted one is refused (C: concepts/errors.md). */
export function ifMatch(intent: Intent): Record<string, string> {
  if (intent.kind === 'new' || intent.eTag === null) return {}
  return { 'if-match': /^(W\/)?".*"$/.test(intent.eTag) ? intent.eTag : `"${intent.eTag}"` }
}

export function factsOf({ name, destination }: Target): Record<string, string> {
  return { name, destination }
}

export function addressOf({ destination }: Target): Result<OneDriveDestination> {
  const parsed = parseDestination(destination)
  if (!parsed.ok) return parsed
  if (parsed.value.kind === 'onedrive') return ok(parsed.value)
  return fail(failure('address-not-supported', { destination }))
}

export function timesOf(modifiedAt: number): { lastModifiedDateTime: string } {
  return { lastModifiedDateTime: new Date(modifiedAt).toISOString() }
}
