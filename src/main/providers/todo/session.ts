/** Attaching: one POST, or a session that is filled on Graph itself (C: concepts/todo-attachments.md). */

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
  SessionHandle,
  Target,
} from '../../engine/ports/provider.ts'
import { secretOf } from '../graph/attachment-session.ts'
import { contentRange } from '../graph/content-range.ts'
import { expectedRanges } from '../graph/expected-ranges.ts'
import { isOwnLink } from '../graph/own-link.ts'
import { uploadSessionOf } from '../graph/wire.ts'
import { addressOf, ask, factsOf, taskUrl } from './todo-call.ts'
import type { Todo } from './todo-call.ts'
import { attachment, attachmentIdOf, attachmentOf, fileAttachmentBody, sessionBody } from './wire.ts'

const asJson = { 'content-type': 'application/json' }

/** A file under 3 MB (C: todotask-post-attachments.md). A POST has no condition: that the name is free was seen before. */
export async function put(todo: Todo, target: Target, body: Body, call: Call): Promise<Result<RemoteItem>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const url = `${taskUrl(todo, address.value)}/attachments`
  const wrapped = fileAttachmentBody(target.name, body)
  const facts = factsOf(target, body.length)
  const asked = await ask(todo, { method: 'POST', url, headers: asJson, body: wrapped, facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const found = answer.status === 201 || answer.status === 200 ? attachmentOf(answer.json) : null
  return found === null ? fail(refusal()) : ok(found.item)
}

export async function open(todo: Todo, target: Target, size: number, call: Call): Promise<Result<OpenedSession>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const url = `${taskUrl(todo, address.value)}/attachments/createUploadSession`
  const body = sessionBody(target.name, size)
  const facts = factsOf(target, size)
  const asked = await ask(todo, { method: 'POST', url, headers: asJson, body, facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  // 200 in the reference and all examples, 201 in the concept page's prose.
  const isSuccess = answer.status === 200 || answer.status === 201
  const session = isSuccess ? uploadSessionOf(answer, todo.clock.now()) : null
  if (session === null || session.uploadUrl === null) return fail(refusal())
  // Each range carries the account's token: it goes nowhere but to the account's own root (design 3, rule 6).
  const { graphUrl } = todo.connection
  if (!isOwnLink(session.uploadUrl, graphUrl)) {
    return fail(failure('unsafe-upload-address', { ...facts, host: new URL(graphUrl).host }))
  }
  const secret = JSON.stringify({ url: session.uploadUrl, name: target.name })
  return ok({ secret, expiresAt: session.expiresAt, missing: [{ start: 0, end: size }] })
}

/** The attachmentSession resource (C: resources/attachmentsession.md). That it can be asked for is nowhere said plainly. */
export async function position(
  todo: Todo,
  session: SessionHandle,
  size: number,
  call: Call,
): Promise<Result<Position>> {
  const asked = await ask(todo, { method: 'GET', url: secretOf(session).url, about: 'session' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const isUnknownHere = [400, 405, 501].includes(answer.status)
  if (isUnknownHere && refusal().code !== 'session-lost') return ok({ missing: null, expiresAt: null })
  const told = answer.status === 200 ? uploadSessionOf(answer, todo.clock.now()) : null
  if (told === null) return fail(refusal())
  const missing = expectedRanges(told.ranges, size)
  return ok({ missing: typeof missing === 'string' ? null : missing, expiresAt: told.expiresAt })
}

/** 200 is an answer on the way here, and 201 the end of it: without a body, with the id in `Location`. */
export async function send(
  todo: Todo,
  session: SessionHandle,
  range: Range,
  size: number,
  body: Body,
  call: Call,
): Promise<Result<RangeAnswer>> {
  const { url, name } = secretOf(session)
  const headers = { 'content-type': 'application/octet-stream', 'content-range': contentRange(range, size) }
  const facts = { name, size: String(size) }
  // Not the session's own URL: what no SDK does and every range needs (msgraph-sdk-dotnet-core#481).
  const question = { method: 'PUT', url: `${url}/content`, about: 'range', headers, body, facts } as const
  const asked = await ask(todo, question, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status === 201) {
    const id = attachmentIdOf(answer.header('location'))
    return id === null ? fail(refusal()) : ok({ kind: 'stored', item: attachment(id, name, size) })
  }
  if (answer.status !== 200 && answer.status !== 202) return fail(refusal())
  // Nothing said is an answer too; a page of HTML is not.
  if (answer.json === undefined && answer.text.trim() !== '') return fail(refusal())
  const told = uploadSessionOf(answer, todo.clock.now())
  const missing = told === null ? 'unknown' : expectedRanges(told.ranges, size)
  const expiresAt = told?.expiresAt ?? null
  return ok({ kind: 'more', missing: typeof missing === 'string' ? null : missing, expiresAt })
}

/** DELETE of the session's own URL (same page). A session that is gone already is what was wanted. */
export async function abandon(todo: Todo, session: SessionHandle, call: Call): Promise<Result<void>> {
  const asked = await ask(todo, { method: 'DELETE', url: secretOf(session).url, about: 'session' }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status >= 200 && answer.status < 300) return ok(undefined)
  const refused = refusal()
  return refused.code === 'session-lost' ? ok(undefined) : fail(refused)
}
