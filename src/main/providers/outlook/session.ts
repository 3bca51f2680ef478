/** Attaching: one POST, or a session that is filled at a URL of its own (graph.md C1, C2, C4). */

import { fail, ok } from '../../../shared/failure.ts'
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
import { uploadSessionOf } from '../graph/wire.ts'
import { addressOf, ask, askUpload, factsOf, itemUrl } from './outlook-call.ts'
import type { Outlook } from './outlook-call.ts'
import { attachment, attachmentIdOf, attachmentOf, fileAttachmentBody, sessionBody } from './wire.ts'

const asJson = { 'content-type': 'application/json' }

/** A file up to 3 MB (C4). A POST has no condition: whether the name is free was looked up before. */
export async function put(outlook: Outlook, target: Target, body: Body, call: Call): Promise<Result<RemoteItem>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const url = `${itemUrl(outlook, address.value)}/attachments`
  const facts = factsOf(target, body.length)
  const wrapped = fileAttachmentBody(target.name, body)
  const asked = await ask(outlook, { method: 'POST', url, headers: asJson, body: wrapped, asking: 'put', facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const found = answer.status === 201 || answer.status === 200 ? attachmentOf(answer.json) : null
  // The size that it tells is not that of the file.
  return found === null ? fail(refusal()) : ok({ ...found, size: body.length })
}

export async function open(outlook: Outlook, target: Target, size: number, call: Call): Promise<Result<OpenedSession>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  const url = `${itemUrl(outlook, address.value)}/attachments/createUploadSession`
  const body = sessionBody(target.name, size)
  const facts = factsOf(target, size)
  const asked = await ask(outlook, { method: 'POST', url, headers: asJson, body, asking: 'open', facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  // 201 here, 200 by the reference pages of its siblings.
  const isSuccess = answer.status === 201 || answer.status === 200
  const session = isSuccess ? uploadSessionOf(answer, outlook.clock.now()) : null
  if (session === null || session.uploadUrl === null) return fail(refusal())
  const unsafe = outlook.connection.http.refusalOf(session.uploadUrl)
  if (unsafe !== null) return fail(unsafe)
  const secret = JSON.stringify({ url: session.uploadUrl, name: target.name })
  return ok({ secret, expiresAt: session.expiresAt, missing: [{ start: 0, end: size }] })
}

/** A GET of the URL is documented nowhere (graph.md C2): it is tried, and 404 and 405 say nothing about the session. */
export async function position(
  outlook: Outlook,
  session: SessionHandle,
  size: number,
  call: Call,
): Promise<Result<Position>> {
  const asked = await askUpload(outlook, { method: 'GET', url: secretOf(session).url }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if ([400, 404, 405, 501].includes(answer.status)) return ok({ missing: null, expiresAt: null })
  const told = answer.status === 200 ? uploadSessionOf(answer, outlook.clock.now()) : null
  if (told === null) return fail(refusal())
  const missing = expectedRanges(told.ranges, size)
  return ok({ missing: typeof missing === 'string' ? null : missing, expiresAt: told.expiresAt })
}

/** 200 is an answer on the way here, and 201 the end of it: without a body, with the id in `Location` (C2). */
export async function send(
  outlook: Outlook,
  session: SessionHandle,
  range: Range,
  size: number,
  body: Body,
  call: Call,
): Promise<Result<RangeAnswer>> {
  const { url, name } = secretOf(session)
  const headers = { 'content-type': 'application/octet-stream', 'content-range': contentRange(range, size) }
  const facts = { name, size: String(size) }
  const asked = await askUpload(outlook, { method: 'PUT', url, headers, body, asking: 'range', facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status === 201) {
    const id = attachmentIdOf(answer.header('location'))
    return id === null ? fail(refusal()) : ok({ kind: 'stored', item: attachment(id, name, size) })
  }
  if (answer.status !== 200 && answer.status !== 202) return fail(refusal())
  // Nothing said is an answer too; a page of HTML is not.
  if (answer.json === undefined && answer.text.trim() !== '') return fail(refusal())
  const told = uploadSessionOf(answer, outlook.clock.now())
  const missing = told === null ? 'unknown' : expectedRanges(told.ranges, size)
  return ok({
    kind: 'more',
    missing: typeof missing === 'string' ? null : missing,
    expiresAt: told?.expiresAt ?? null,
  })
}

/** DELETE without a token (C2). A session that is gone already is what was wanted. */
export async function abandon(outlook: Outlook, session: SessionHandle, call: Call): Promise<Result<void>> {
  const asked = await askUpload(outlook, { method: 'DELETE', url: secretOf(session).url }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status >= 200 && answer.status < 300) return ok(undefined)
  const refused = refusal()
  return refused.code === 'session-lost' ? ok(undefined) : fail(refused)
}
