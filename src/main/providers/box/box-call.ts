/** One request to Box, with the words that a failure needs. Every one carries the token (box-and-peers.md 1.1). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { BoxDestination } from '../../../shared/box-address.ts'
import { parseDestination } from '../../../shared/destination.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { BoxConnection, HttpAnswer, HttpRequest } from '../../engine/ports/http.ts'
import type { Body, Call, Intent, Target } from '../../engine/ports/provider.ts'
import { refusalOf } from './errors.ts'
import type { Asking } from './errors.ts'
import type { FolderMemory } from './folder-memory.ts'
import type { Learnt } from './learnt.ts'
import { itemFields } from './wire.ts'

export interface Box {
  readonly connection: BoxConnection
  readonly clock: Clock
  readonly folders: FolderMemory
  readonly learnt: Learnt
  /** Where people look at their files; null where nobody knows. */
  readonly webRoot: string | null
}

export interface Asked {
  readonly answer: HttpAnswer
  /** What the answer stands for where it isn't what was hoped for. */
  readonly refusal: () => Failure
}

interface Question {
  readonly on: Asking
  readonly method: HttpRequest['method']
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | Body | null
  readonly facts?: Readonly<Record<string, string>>
}

export async function ask(
  { connection, clock }: Box,
  { on, method, url, headers, body, facts }: Question,
  call: Call,
): Promise<Result<Asked>> {
  const held = call.held?.() ?? null
  if (held !== null) return fail(held)
  const request = { method, url, headers: headers ?? {}, body: body ?? null, authorization: 'account' } as const
  const got = await connection.http.request({ ...request, signal: call.signal })
  const all = { account: connection.account, ...facts }
  if (!got.ok) return fail({ ...got.failure, facts: { ...all, ...got.failure.facts } })
  const answer = got.value
  const { host } = new URL(url)
  return ok({ answer, refusal: () => refusalOf(answer, { host, on, now: clock.now(), facts: all }) })
}

/** Of the API: `path` begins with a slash and follows `/2.0`. */
export function apiUrl({ connection }: Box, path: string): string {
  return `${connection.box.apiUrl}/2.0${path}`
}

/** Of the upload servers. */
export function uploadUrl({ connection }: Box, path: string): string {
  return `${connection.box.uploadUrl}/api/2.0${path}`
}

/** A file by its id, with what we read of one. */
export function fileUrl(box: Box, id: string): string {
  return apiUrl(box, `/files/${id}?fields=${itemFields}`)
}

export function json(value: object): { headers: Record<string, string>; body: Uint8Array } {
  return { headers: { 'content-type': 'application/json' }, body: new TextEncoder().encode(JSON.stringify(value)) }
}

/** Only this very version is replaced (guides/api-calls/ensure-consistency.md). The etag goes back as it came. */
export function ifMatch(intent: Intent): Record<string, string> {
  return intent.kind === 'new' || intent.eTag === null ? {} : { 'if-match': intent.eTag }
}

export function factsOf({ name, destination }: Target): Record<string, string> {
  return { name, destination }
}

export function addressOf(destination: string): Result<BoxDestination> {
  const parsed = parseDestination(destination)
  if (!parsed.ok) return parsed
  if (parsed.value.kind === 'box') return ok(parsed.value)
  return fail(failure('address-not-supported', { destination }))
}

/**
 * The times that a file keeps: whole seconds of UTC, as Box's own uploader sends them (1.7). Only a new file has a time of
 * creation to give (OAS post_files_id_content); the file's own is unknown here, and later than its last change it can't be.
 */
export function timesOf(modifiedAt: number, intent: Intent): Record<string, string> {
  const time = new Date(modifiedAt).toISOString().replace(/\.\d+Z$/, 'Z')
  return { content_modified_at: time, ...(intent.kind === 'new' ? { content_created_at: time } : {}) }
}
