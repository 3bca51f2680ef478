/** Upload sessions: opened, filled with parts of the size that Box dictates, and given up (box-and-peers.md 1.4 to 1.8). */

import { createHash } from 'node:crypto'
import { fail, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type {
  Body,
  Call,
  Content,
  Intent,
  OpenedSession,
  Position,
  Range,
  RangeAnswer,
  Target,
} from '../../engine/ports/provider.ts'
import { sizeProblem, withLimit } from './account-limits.ts'
import { ask, factsOf, json, uploadUrl } from './box-call.ts'
import type { Asked, Box } from './box-call.ts'
import { contentRange } from './content-range.ts'
import { sealed } from './handle.ts'
import type { Handle } from './handle.ts'
import { fileById } from './look.ts'
import { areItsParts, listParts, missingOf } from './parts.ts'
import { newFileFolder } from './put.ts'
import { conflictingSessionOf, partOf, sessionOf } from './wire.ts'
import type { FoundSession } from './wire.ts'

export async function open(
  box: Box,
  target: Target,
  content: Content,
  intent: Intent,
  call: Call,
): Promise<Result<OpenedSession>> {
  const { size } = content
  const facts = factsOf(target)
  const tooLarge = await sizeProblem(box, size, facts, call)
  if (tooLarge !== null) return fail(tooLarge)
  const place = await placeOf(box, target, intent, call)
  if (!place.ok) return place
  const { headers, body } = json({ ...place.value.says, file_size: size })
  const url = uploadUrl(box, place.value.path)
  const asked = await ask(box, { on: 'create', method: 'POST', url, headers, body, facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const session = answer.status === 200 || answer.status === 201 ? sessionOf(answer.json) : null
  if (session !== null) return opened(box, session, size, false)
  const inTheWay = answer.status === 409 ? conflictingSessionOf(answer.json) : null
  if (inTheWay !== null && fits(inTheWay, size)) return opened(box, inTheWay, size, true)
  const refused = refusal()
  if (refused.code === 'other-way-only') box.learnt.learnTooSmall(size)
  if (refused.code === 'destination-gone') {
    if (intent.kind === 'replace') return fail({ ...refused, code: 'changed-at-destination' })
    box.folders.forgetAll()
  }
  return fail(await withLimit(box, refused, size, call))
}

interface Place {
  readonly path: string
  readonly says: object
}

async function placeOf(box: Box, target: Target, intent: Intent, call: Call): Promise<Result<Place>> {
  if (intent.kind === 'new') {
    const folder = await newFileFolder(box, target, call)
    if (!folder.ok) return folder
    return ok({ path: '/files/upload_sessions', says: { folder_id: folder.value, file_name: target.name } })
  }
  if (intent.eTag !== null) {
    // Only the commit knows conditions (OAS); a version that is refused then was sent in vain.
    const file = await fileById(box, intent.itemId, target, false, call)
    if (!file.ok) return file
    if (file.value?.eTag !== intent.eTag) return fail(changed(target))
  }
  return ok({ path: `/files/${intent.itemId}/upload_sessions`, says: {} })
}

function changed(target: Target): Failure {
  return { code: 'changed-at-destination', facts: { ...factsOf(target), detail: 'it is another version now' } }
}

/** A session tells no name and no size, but in how many parts it is to come; the name was in the question. */
function fits({ partSize, totalParts }: FoundSession, size: number): boolean {
  return totalParts === null || totalParts === Math.ceil(size / partSize)
}

function opened(box: Box, session: FoundSession, size: number, adopted: boolean): Result<OpenedSession> {
  const { id, partSize, endpoints, expiresAt } = session
  for (const url of Object.values(endpoints)) {
    const unsafe = box.connection.http.refusalOf(url, 'account')
    if (unsafe !== null) return fail(unsafe)
  }
  const secret = sealed({ id, partSize, size, adopted, endpoints })
  // Told by a digest, since an id is a part of the addresses.
  const told = createHash('sha256').update(id).digest('hex')
  return ok({ id: told, secret, expiresAt, missing: adopted ? null : [{ start: 0, end: size }] })
}

/** State first, since only that says that a session is gone; then what it has. */
export async function position(box: Box, handle: Handle, call: Call): Promise<Result<Position>> {
  const asked = await ask(box, { on: 'session', method: 'GET', url: handle.endpoints.status }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const session = answer.status === 200 ? sessionOf(answer.json) : null
  if (session === null) return fail(refusal())
  const listed = await listParts(box, handle, {}, call)
  if (!listed.ok) return listed
  const { parts } = listed.value
  if (!areItsParts(parts, handle)) {
    const why = 'its parts are not those of this file'
    return fail(handle.adopted ? notOurs(listed.value.refusal(), why) : lost(listed.value.refusal(), why))
  }
  const missing = missingOf(parts, handle.size)
  return ok({ missing, expiresAt: session.expiresAt, parts, isAdopted: handle.adopted })
}

export async function send(
  box: Box,
  handle: Handle,
  range: Range,
  body: Body,
  call: Call,
): Promise<Result<RangeAnswer>> {
  const sha1 = body.digest?.value ?? ''
  const headers = {
    'content-type': 'application/octet-stream',
    'content-range': contentRange(range, handle.size),
    digest: digestHeader(sha1),
  }
  const asked = await ask(box, { on: 'part', method: 'PUT', url: handle.endpoints.part, headers, body }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const part = answer.status === 200 || answer.status === 201 ? partOf(answer.json) : null
  if (part === null) return fail(partRefusal(asked.value, handle))
  const isSame = part.range.start === range.start && part.range.end === range.end && part.digest.value === sha1
  // Parts are never written over (guides/uploads/chunked/index.md): one that is wrong spoils the session.
  return isSame ? ok({ kind: 'part' }) : fail(lost(refusal(), 'it stored other bytes than it got'))
}

/** A range that doesn't fit a session which was there before: it is for a file of another size. */
function partRefusal({ refusal }: Asked, { adopted }: Handle): Failure {
  const found = refusal()
  return adopted && found.code === 'destination-refused' ? notOurs(found, 'the session is for another file') : found
}

/**
 * A session that is gone already is what was wanted. One that was there before we asked may be another program's upload at
 * work: it is deleted only where it has parts as this file has them, and ends by itself otherwise.
 */
export async function abandon(box: Box, handle: Handle, call: Call): Promise<Result<void>> {
  if (handle.adopted) {
    const listed = await listParts(box, handle, {}, call)
    if (!listed.ok) return listed.failure.code === 'session-lost' ? ok(undefined) : listed
    const { parts } = listed.value
    if (parts.length === 0 || !areItsParts(parts, handle)) return ok(undefined)
  }
  const asked = await ask(box, { on: 'session', method: 'DELETE', url: handle.endpoints.abort }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  if (answer.status >= 200 && answer.status < 300) return ok(undefined)
  const found = refusal()
  return found.code === 'session-lost' ? ok(undefined) : fail(found)
}

/** `sha=<base64>` (RFC 3230), while answers and lists have it in hex (box-and-peers.md 1.5). */
export function digestHeader(hex: string): string {
  return `sha=${Buffer.from(hex, 'hex').toString('base64')}`
}

/** A session that was there before and is somebody else's: it holds the name, and it is not ours to delete. */
function notOurs({ facts }: Failure, detail: string): Failure {
  return { code: 'name-held-by-lost-session', facts: { ...facts, detail } }
}

export function lost({ facts }: Failure, detail: string): Failure {
  return { code: 'session-lost', facts: { ...facts, detail } }
}
