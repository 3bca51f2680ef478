import { z } from 'zod'
import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, noContent, type Reply } from '../http/reply.ts'
import { Problem, invalidRequest, nameAlreadyExists } from '../problem.ts'
import { requireWriteScope } from '../sign-in/tokens.ts'
import { type AccessToken, conflictBehaviors } from '../storage/rows.ts'
import type { Address } from './address.ts'
import { commit } from './commit.ts'
import { parentOf, resolveForWriting } from './create-session.ts'
import { requireNoToken } from './refusals.ts'
import { endSession, liveSession, parseUploadUrl, requireLiveUrl, statusBody } from './session-store.ts'

export function sessionStatus({ world }: Context, exchange: Exchange, id: string, secret: string): Reply {
  const session = liveSession(world, id, secret)
  requireLiveUrl(world, session)
  requireNoToken(world.switches.rejectAuthorizationOnUpload, exchange)
  return { ...json(200, statusBody(world, session)), tells: { sessionId: id, position: session.received } }
}

export function cancelSession({ world }: Context, exchange: Exchange, id: string, secret: string): Reply {
  const session = liveSession(world, id, secret)
  requireNoToken(world.switches.rejectAuthorizationOnUpload, exchange)
  endSession(world, session, 'cancelled')
  return noContent
}

/** POST to the upload URL: the business service's way to commit what was deferred (C: deferCommit). */
export async function explicitCommit(context: Context, exchange: Exchange, id: string, secret: string): Promise<Reply> {
  const { world } = context
  const session = liveSession(world, id, secret)
  requireLiveUrl(world, session)
  requireNoToken(world.switches.rejectAuthorizationOnUpload, exchange)
  if (world.switches.profile === 'odp') throw invalidRequest('The request is not valid for this upload session.')
  if (exchange.entry.contentLength !== 0) throw invalidRequest('Content-Length must be 0.')
  if (session.total === null || session.received < session.total) {
    throw invalidRequest('The upload session is incomplete.', 'uploadSessionIncomplete')
  }
  return commit(context, exchange, session)
}

const sourceBody = z.object({
  '@microsoft.graph.sourceUrl': z.string(),
  '@microsoft.graph.conflictBehavior': z.enum(conflictBehaviors).optional(),
  name: z.string().optional(),
})

/** PUT …/root:/{path} with sourceUrl: the personal service's way to commit (C: "Handle upload errors"; od#1615). */
export async function commitBySourceUrl(
  context: Context,
  exchange: Exchange,
  address: Address,
  token: AccessToken,
  body: Record<string, unknown> | undefined,
): Promise<Reply> {
  const { world } = context
  requireWriteScope(token, true)
  const parsed = sourceBody.safeParse(body)
  if (!parsed.success) throw invalidRequest('@microsoft.graph.sourceUrl is required.')
  if (world.switches.profile !== 'odp')
    throw new Problem(400, 'notSupported', 'sourceUrl is not supported on this drive.')
  const { name, '@microsoft.graph.sourceUrl': source, '@microsoft.graph.conflictBehavior': conflict } = parsed.data
  exchange.entry.conflictBehavior = conflict ?? null
  const url = URL.canParse(source) ? new URL(source) : null
  const ids = url && parseUploadUrl(url.pathname, url.searchParams)
  if (!ids) throw invalidRequest('The source URL is not an upload session.')
  const session = liveSession(world, ids.id, ids.secret)
  exchange.entry.sessionId = session.id
  const target = resolveForWriting(world, address, token)
  const place = address.names.at(-1)
  if (place === undefined || (name !== undefined && name !== place)) {
    throw invalidRequest('The name in the provided oneDrive.item does not match the name in the URL')
  }
  if (session.deferCommit && conflict === 'replace') {
    throw invalidRequest('Name conflict behavior: replace is not valid for this operation.')
  }
  if (session.total === null || session.received < session.total) {
    throw invalidRequest('The upload session is incomplete.', 'uploadSessionIncomplete')
  }
  if (target.item && !target.item.content) throw nameAlreadyExists('A folder has this name.')
  const moved = {
    ...session,
    parentId: parentOf(world, target).id,
    driveId: target.drive.id,
    name: place,
    itemId: null,
  }
  const ifMatch = exchange.header('if-match')
  return commit(context, exchange, moved, { conflict: conflict ?? 'fail', ...(ifMatch !== undefined && { ifMatch }) })
}
