/** Makes a file of a session that has every part (guides/uploads/chunked/commit-session.md; box-and-peers.md 1.7). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import { retryAfterMs } from '../../../shared/retry-after.ts'
import type { Call, Intent, RemoteItem, Target, WholeContent } from '../../engine/ports/provider.ts'
import { addressOf, ask, factsOf, ifMatch, json, timesOf } from './box-call.ts'
import type { Asked, Box } from './box-call.ts'
import type { Handle } from './handle.ts'
import { commitPauseMs } from './limits.ts'
import { areItsParts, listParts, missingOf } from './parts.ts'
import { digestHeader, lost } from './session.ts'
import { conflictOf, itemFields, uploadedOf } from './wire.ts'
import type { FoundPart } from './wire.ts'

export async function commit(
  box: Box,
  handle: Handle,
  target: Target,
  { digest, modifiedAt }: WholeContent,
  intent: Intent,
  call: Call,
): Promise<Result<RemoteItem>> {
  const address = addressOf(target.destination)
  if (!address.ok) return address
  if (digest === null) return fail(failure('bug', { detail: 'a file for Box is committed without its digest' }))
  const facts = factsOf(target)
  const listed = await listParts(box, handle, facts, call)
  if (!listed.ok) return listed
  const { parts, refusal } = listed.value
  if (!areItsParts(parts, handle)) return fail(lost(refusal(), 'its parts are not those of this file'))
  const [hole] = missingOf(parts, handle.size)
  // The list may be behind what was confirmed: what it hasn't can't be named, and isn't sent again for that (4.6 F22).
  if (hole !== undefined) return fail(notYet(facts, `it does not list byte ${hole.start} yet`))
  const { headers, body } = json(commitBody(parts, modifiedAt, intent))
  const all = { ...headers, digest: digestHeader(digest.value), ...ifMatch(intent) }
  const url = new URL(handle.endpoints.commit)
  url.searchParams.set('fields', itemFields)
  const asked = await ask(box, { on: 'commit', method: 'POST', url: url.href, headers: all, body, facts }, call)
  if (!asked.ok) return asked
  const { answer } = asked.value
  const isSuccess = answer.status === 200 || answer.status === 201
  const item = isSuccess ? uploadedOf(answer.json, address.value.base.of === 'file', box.webRoot) : null
  if (item !== null) return ok(item)
  if (answer.status === 202) return fail(atWork(box, asked.value, facts))
  const refused = asked.value.refusal()
  // What has the name is this very file: an earlier commit made it, whose answer was lost.
  const isThere = refused.code === 'name-taken' && conflictOf(answer.json)?.sha1 === digest.value
  return fail(isThere ? lost(refused, 'the file is there') : refused)
}

/** The same every time, as long as the parts are: asked again, it must not be another question. */
function commitBody(parts: readonly FoundPart[], modifiedAt: number, intent: Intent): object {
  return {
    parts: parts.map(({ id, range, digest }) => ({
      part_id: id,
      offset: range.start,
      size: range.end - range.start,
      sha1: digest.value,
    })),
    attributes: timesOf(modifiedAt, intent),
  }
}

/** 202: not all parts are processed. It says when to ask again, or leaves that to us; either way it is at work. */
function atWork(box: Box, { answer }: Asked, facts: Readonly<Record<string, string>>): Failure {
  const now = box.clock.now()
  const delay = retryAfterMs(answer.header('retry-after'), answer.serverDate ?? now) ?? commitPauseMs
  return failure('still-finishing', { ...facts, detail: 'it is putting the parts together' }, now + delay)
}

/** Believed for a while only: it doesn't say that anything is going on. */
function notYet(facts: Readonly<Record<string, string>>, detail: string): Failure {
  return failure('still-finishing', { ...facts, detail })
}
