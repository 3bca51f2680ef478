/** Upload sessions: opened on Graph, filled and committed at a URL that is its own permission (graph.md A2 to A10). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type {
  Body,
  Call,
  Content,
  Intent,
  OpenedSession,
  Position,
  Range,
  RangeAnswer,
  RemoteItem,
  SessionHandle,
  Target,
} from '../../engine/ports/provider.ts'
import { contentRange } from '../graph/content-range.ts'
import { expectedRanges } from '../graph/expected-ranges.ts'
import { uploadSessionOf } from '../graph/wire.ts'
import { ask, askUpload, conflictBehavior, factsOf, ifMatch, json, timesOf } from './graph-call.ts'
import type { Asked, Graph } from './graph-call.ts'
import { askDriveTypeFromBytes } from './limits.ts'
import { useName } from './look-lately.ts'
import { learnDriveType } from './look.ts'
import { isItemGone, placeOf, wantsParentForm } from './place.ts'
import type { Place } from './place.ts'
import { foundItem } from './wire.ts'

export async function open(
  graph: Graph,
  target: Target,
  content: Content,
  intent: Intent,
  call: Call,
): Promise<Result<OpenedSession>> {
  if (content.size >= askDriveTypeFromBytes) await learnDriveType(graph, target, call)
  const place = await placeOf(graph, target, intent, call)
  if (!place.ok) return place
  useName(graph, target)
  const create = (at: Place): Promise<Result<Asked>> => {
    // Exactly what clients in production send (graph.md A2): other members are refused here or there.
    const item = {
      '@microsoft.graph.conflictBehavior': conflictBehavior(intent),
      fileSystemInfo: timesOf(content.modifiedAt),
    }
    const { headers, body } = json({ item })
    const url = at.url('createUploadSession')
    return ask(
      graph,
      { method: 'POST', url, headers: { ...headers, ...ifMatch(intent) }, body, facts: factsOf(target) },
      call,
    )
  }
  // Where the drive is known for it, the refusal is spared.
  const isRefused = place.value.by === 'item' && graph.drives.about(target).driveType === 'personal'
  let asked = isRefused ? null : await create(place.value)
  if (asked === null || (asked.ok && wantsParentForm(asked.value))) {
    const parentForm = await place.value.byParent()
    if (!parentForm.ok) return parentForm
    asked = await create(parentForm.value ?? place.value)
  }
  if (!asked.ok) return asked
  if (isItemGone(place.value, asked.value)) return fail({ ...asked.value.refusal(), code: 'changed-at-destination' })
  return openedSession(graph, asked.value, content.size)
}

function openedSession(graph: Graph, { answer, refusal }: Asked, size: number): Result<OpenedSession> {
  // 200 by the documentation, 201 by the fragments that other Graph sessions answer with.
  const session = answer.status === 200 || answer.status === 201 ? uploadSessionOf(answer, graph.clock.now()) : null
  if (session === null || session.uploadUrl === null) return fail(refusal())
  const unsafe = graph.connection.http.refusalOf(session.uploadUrl)
  if (unsafe !== null) return fail(unsafe)
  const told = expectedRanges(session.ranges, size)
  // The documented answer has no ranges at all (C: createUploadSession): a fresh session wants everything.
  const missing = typeof told === 'string' || told.length === 0 ? [{ start: 0, end: size }] : told
  return ok({ secret: session.uploadUrl, expiresAt: session.expiresAt, missing })
}

export async function position(
  graph: Graph,
  session: SessionHandle,
  size: number,
  call: Call,
): Promise<Result<Position>> {
  const asked = await askUpload(graph, { method: 'GET', url: session.secret }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status !== 200) return fail(refusal())
  // No session speaks like this any more, but the file is there: whoever looks will find it.
  if (foundItem(answer.json, false) !== null) return fail(lost(refusal().facts, 'it was completed'))
  const told = uploadSessionOf(answer, graph.clock.now())
  const missing = told === null ? 'unknown' : expectedRanges(told.ranges, size)
  if (told === null || typeof missing === 'string') return fail(refusal())
  return ok({ missing, expiresAt: told.expiresAt })
}

export async function send(
  graph: Graph,
  session: SessionHandle,
  range: Range,
  size: number,
  body: Body,
  call: Call,
): Promise<Result<RangeAnswer>> {
  const headers = { 'content-range': contentRange(range, size) }
  const asked = await askUpload(graph, { method: 'PUT', url: session.secret, headers, body }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status === 202) {
    // Nothing said is an answer too (od#14); a page of HTML is not.
    if (answer.json === undefined && answer.text.trim() !== '') return fail(refusal())
    const told = uploadSessionOf(answer, graph.clock.now())
    const missing = told === null ? 'unknown' : expectedRanges(told.ranges, size)
    return ok({
      kind: 'more',
      missing: typeof missing === 'string' ? null : missing,
      expiresAt: told?.expiresAt ?? null,
    })
  }
  return stored(asked.value, (item) => ({ kind: 'stored', item }))
}

/**
 * Business and SharePoint take an empty POST to the upload URL; personal drives take the file's metadata with the
 * session as its source (graph.md A9, A10). The first is tried first: it needs no token and no path.
 */
export async function commit(
  graph: Graph,
  session: SessionHandle,
  target: Target,
  intent: Intent,
  call: Call,
): Promise<Result<RemoteItem>> {
  const facts = factsOf(target)
  const posted = await askUpload(graph, { method: 'POST', url: session.secret, facts }, call)
  if (!posted.ok) return posted
  const refused = posted.value.refusal()
  const isUnknownHere = [400, 405, 411, 501].includes(posted.value.answer.status)
  if (!isUnknownHere || !['destination-refused', 'server-error'].includes(refused.code)) {
    return stored(posted.value, (item) => item)
  }
  const place = await placeOf(graph, target, intent, call)
  if (!place.ok) return place
  const parentForm = await place.value.byParent()
  if (!parentForm.ok) return parentForm
  const at = parentForm.value ?? place.value
  const { headers, body } = json({
    name: at.name,
    '@microsoft.graph.conflictBehavior': conflictBehavior(intent),
    '@microsoft.graph.sourceUrl': session.secret,
  })
  const put = await ask(
    graph,
    { method: 'PUT', url: at.url(''), headers: { ...headers, ...ifMatch(intent) }, body, facts },
    call,
  )
  if (!put.ok) return put
  const result = stored(put.value, (item) => item)
  // Neither way is known here: the first refusal says more.
  if (!result.ok && result.failure.code === 'destination-refused') return fail(refused)
  return result
}

/** A session that is gone already is what was wanted (rclone#2661). */
export async function abandon(graph: Graph, session: SessionHandle, call: Call): Promise<Result<void>> {
  const asked = await askUpload(graph, { method: 'DELETE', url: session.secret }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status >= 200 && answer.status < 300) return ok(undefined)
  const refused = refusal()
  return refused.code === 'session-lost' ? ok(undefined) : fail(refused)
}

/** Complete only by 201, or 200 with an `id`: a reply without ranges alone proves nothing (graph.md G2 #20). */
function stored<T>({ answer, refusal }: Asked, make: (item: RemoteItem) => T): Result<T> {
  const isSuccess = answer.status === 200 || answer.status === 201
  const found = isSuccess ? foundItem(answer.json, false) : null
  if (found === null || found.item.isFolder) return fail(refusal())
  return ok(make(found.item))
}

function lost(facts: Readonly<Record<string, string>>, detail: string) {
  return failure('session-lost', { ...facts, detail })
}
