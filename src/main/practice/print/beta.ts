/**
 * Upload sessions of the beta of 2020 (brief 001; C: api-reference/beta/api/printdocument-{put,get,post,delete}-uploadsession.md):
 * below the document on the Graph host, with the token, and with the session's id in If-Match.
 */

import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, noContent, type Reply } from '../http/reply.ts'
import { invalidRequest } from '../problem.ts'
import type { World } from '../storage/world.ts'
import { gapsOf } from './parts.ts'
import { documentAt, type Place } from './place.ts'
import { receiveRange, tellsAll } from './receive-range.ts'
import { identityOf, isSame, refusal } from './rules.ts'
import type { PrintSession } from './rows.ts'
import { announced, openFor } from './sessions.ts'
import { cancelSession, openSession, putSession } from './store.ts'

const bodySchema = z.strictObject(announced)

/** PUT …/uploadSession. */
export async function putUploadSession({ world }: Context, exchange: Exchange, place: Place): Promise<Reply> {
  const document = documentAt(world, place)
  const parsed = bodySchema.safeParse(await readJson(exchange))
  if (!parsed.success) throw invalidRequest(z.prettifyError(parsed.error))
  const session = openFor(world, place, document, { ...parsed.data, generation: 'beta-2020' })
  world.write(putSession(session))
  exchange.entry.sessionId = session.id
  return sessionReply(world, session)
}

export function getUploadSession({ world }: Context, _: Exchange, place: Place): Reply {
  return sessionReply(world, sessionAt(world, place))
}

/** "Only the user/application that created the upload session can delete it." */
export function deleteUploadSession({ world }: Context, _: Exchange, place: Place): Reply {
  const session = sessionAt(world, place)
  requireCreator(session, place)
  cancelSession(world, session)
  return noContent
}

/** POST or PUT …/uploadSession/$value: one page names the one, another the other. */
export async function putValue(context: Context, exchange: Exchange, place: Place): Promise<Reply> {
  const { world } = context
  const { id } = requireMatch(exchange, sessionAt(world, place), place)
  if (exchange.header('content-type') !== 'application/octet-stream') {
    throw invalidRequest('The Content-Type header must be application/octet-stream.')
  }
  const { printBetaLongestRange, printBetaRangeStatus } = world.switches
  const tooLong = (length: number): boolean => length > printBetaLongestRange
  const { session, document, tells } = await receiveRange(context, exchange, id, tooLong)
  if (document) return { status: 201, tells: tellsAll(session) }
  return printBetaRangeStatus === 200 ? sessionReply(world, session) : { status: 202, tells }
}

/** "If-Match: The ID of the upload session … Required." It is no eTag, whatever the header is for elsewhere. */
function requireMatch(exchange: Exchange, session: PrintSession, place: Place): PrintSession {
  const match = exchange.header('if-match')
  if (match === undefined) throw refusal(428, 'The If-Match header with the id of the upload session is required.')
  if (match.replaceAll('"', '') !== session.id) throw refusal(412, 'The If-Match header names another upload session.')
  requireCreator(session, place)
  return session
}

function requireCreator({ createdBy }: PrintSession, { token }: Place): void {
  if (!isSame(createdBy, identityOf(token))) {
    throw refusal(403, 'The upload session was created by another user or application.')
  }
}

function sessionAt(world: World, place: Place): PrintSession {
  const session = openSession(world, documentAt(world, place).id)
  if (session?.generation !== 'beta-2020') throw refusal(404, 'The document has no upload session.')
  return session
}

/** printUploadSession (C: api-reference/beta/resources/printuploadsession.md). The eTag moves with what is stored. */
function sessionReply({ switches }: World, session: PrintSession): Reply {
  const { id, size, contentType, name, expiresAt, createdBy, parts } = session
  const spell = switches.printBetaRangeEnds === 'strings' ? String : Number
  const body = {
    id,
    size,
    contentType,
    documentName: name,
    expiryDateTime: new Date(expiresAt).toISOString(),
    createdBy: { application: { id: createdBy.application }, user: { id: createdBy.user } },
    [switches.printBetaRangesName]: gapsOf(parts, size).map(({ start, end }) => ({
      start: spell(start),
      end: spell(end - 1),
    })),
  }
  return { ...json(200, body, { ETag: `"{${id}},${parts.length}"` }), tells: tellsAll(session) }
}
