/**
 * Sessions as Graph's beta of 2020 had them (S001, graph.md E2): one for a document, below the document itself, with the
 * token on everything and the session's id as `If-Match`.
 */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type {
  Body,
  Call,
  OpenedSession,
  Position,
  Range,
  RangeAnswer,
  RemoteItem,
  Target,
} from '../../engine/ports/provider.ts'
import { contentRange } from '../graph/content-range.ts'
import { expectedRanges } from '../graph/expected-ranges.ts'
import { isObject } from '../graph/wire.ts'
import { contentTypeOf } from './content-types.ts'
import { filled } from './given-document.ts'
import { occupied, readDocument } from './jobs.ts'
import { addressOf, ask, documentUrl, factsOf, printerUrl } from './print-call.ts'
import type { Print } from './print-call.ts'
import { sealed } from './secret.ts'
import type { PrintSecret } from './secret.ts'
import { answered } from './session.ts'
import { betaSessionOf } from './beta-wire.ts'
import { asJson } from './wire.ts'

type Secret = Extract<PrintSecret, { api: 'beta-2020' }>

interface Place {
  readonly job: string
  readonly document: string
  /** `…/documents/{id}/uploadSession` */
  readonly sessionUrl: string
  readonly printerAt: string
}

export async function open(print: Print, target: Target, size: number, call: Call): Promise<Result<OpenedSession>> {
  const place = placeOf(print, target.destination)
  const { sessionUrl: url } = place
  const body = asJson({ size, contentType: contentTypeOf(target.name), documentName: target.name })
  const facts = factsOf(target, size)
  const headers = { 'content-type': 'application/json' }
  const asked = await ask(print, { method: 'PUT', url, about: 'document', headers, body, facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  // "Only one user/application can have an active upload session" (S001): is it the one whose answer we lost?
  if (answer.status === 409) return adopt(print, target, size, place, call)
  const session = answer.status === 200 || answer.status === 201 ? betaSessionOf(answer, print.clock.now()) : null
  if (session === null) return fail(refusal())
  return ok({ ...handleOf(session, target, place), missing: [{ start: 0, end: size }] })
}

async function adopt(
  print: Print,
  target: Target,
  size: number,
  place: Place,
  call: Call,
): Promise<Result<OpenedSession>> {
  const facts = factsOf(target, size)
  const asked = await ask(print, { method: 'GET', url: place.sessionUrl, about: 'document', facts }, call)
  if (!asked.ok) return asked
  const session = asked.value.answer.status === 200 ? betaSessionOf(asked.value.answer, print.clock.now()) : null
  if (session !== null && session.size === size && session.name === target.name) {
    return ok({ ...handleOf(session, target, place), missing: null })
  }
  const locked = failure('destination-locked', { ...facts, detail: 'another upload to this document is open' })
  return fail(await occupied(print, target, place, locked, call))
}

function handleOf({ id, expiresAt }: { id: string; expiresAt: number | null }, target: Target, place: Place) {
  const { name, destination } = target
  const { job, document } = place
  return { secret: sealed({ api: 'beta-2020', id, destination, job, document, name }), expiresAt }
}

export async function position(print: Print, secret: Secret, size: number, call: Call): Promise<Result<Position>> {
  const place = placeOf(print, secret.destination)
  const asked = await ask(print, { method: 'GET', url: place.sessionUrl, about: 'beta-session' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const session = answer.status === 200 ? betaSessionOf(answer, print.clock.now()) : null
  if (session !== null && session.id === secret.id) {
    const missing = expectedRanges(session.ranges, size)
    return typeof missing === 'string' ? fail(refusal()) : ok({ missing, expiresAt: session.expiresAt })
  }
  const refused = session === null ? refusal() : failure('session-lost', { detail: 'the document has another session' })
  if (refused.code !== 'session-lost') return fail(refused)
  const document = await readDocument(print, place, call)
  if (!document.ok) return document
  return document.value?.size === size ? ok({ missing: [], expiresAt: null }) : fail(refused)
}

/** POST, as the page says; that it is named after PUT is its only other trace (S001). 202 on the way, 201 at the end. */
export async function send(
  print: Print,
  secret: Secret,
  range: Range,
  size: number,
  body: Body,
  call: Call,
): Promise<Result<RangeAnswer>> {
  const url = `${placeOf(print, secret.destination).sessionUrl}/$value`
  const headers = {
    'content-type': 'application/octet-stream',
    'content-range': contentRange(range, size),
    'if-match': secret.id,
  }
  const facts = { name: secret.name, destination: secret.destination, size: String(size) }
  const asked = await ask(print, { method: 'POST', url, about: 'beta-session', headers, body, facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  // Without a body, as the page shows both; or with the session, as it says in words. What isn't JSON is somebody else's.
  const isSilent = answer.text.trim() === ''
  if (answer.status === 201 && (isSilent || isObject(answer.json))) return ok({ kind: 'part' })
  if (answer.status === 202 && isSilent) return ok({ kind: 'part' })
  const told = answer.status === 202 || answer.status === 200 ? betaSessionOf(answer, print.clock.now()) : null
  return told === null ? fail(refusal()) : ok(answered(told, range, size))
}

export function commit(print: Print, secret: Secret, size: number, call: Call): Promise<Result<RemoteItem>> {
  const { printerAt } = placeOf(print, secret.destination)
  return filled(print, secret, printerAt, () => position(print, secret, size, call), call)
}

export async function abandon(print: Print, secret: Secret, call: Call): Promise<Result<void>> {
  const { sessionUrl: url } = placeOf(print, secret.destination)
  const asked = await ask(print, { method: 'DELETE', url, about: 'beta-session' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status >= 200 && answer.status < 300) return ok(undefined)
  const refused = refusal()
  return refused.code === 'session-lost' ? ok(undefined) : fail(refused)
}

function placeOf(print: Print, destination: string): Place {
  const address = addressOf(destination)
  if (!address.ok || address.value.document === null) throw new Error('a session without a document')
  const { printer, document } = address.value
  const printerAt = printerUrl(print, printer, 'beta')
  const { job, id } = document
  return { job, document: id, printerAt, sessionUrl: `${documentUrl(printerAt, job, id)}/uploadSession` }
}
