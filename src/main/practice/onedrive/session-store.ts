import { randomBytes, randomUUID } from 'node:crypto'
import { Problem, itemNotFound } from '../problem.ts'
import type { Change } from '../storage/ledger.ts'
import type { Item, UploadSession } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'

export function putSession(session: UploadSession): Change {
  return { table: 'session', id: session.id, row: session }
}

export function isLive(world: World, { state, expiresAt }: UploadSession): boolean {
  const holds = state === 'open' || state === 'awaiting-commit' || state === 'commit-failed'
  return holds && expiresAt > world.clock.now()
}

/** The session behind an upload URL, or the service's way of not knowing it (H3, ranges, row 1). */
export function liveSession(world: World, id: string, secret: string): UploadSession {
  const session = world.sessions.get(id)
  if (session && session.secret === secret && isLive(world, session)) return session
  if (session && session.state !== 'complete' && session.state !== 'cancelled') expire(world, session)
  throw sessionNotFound(world)
}

export function sessionNotFound(world: World): Problem {
  if (world.switches.profile === 'odp' && world.switches.goneSessionStatus === 400) {
    return new Problem(400, 'invalidRequest', 'Upload session not found.', 'uploadSessionNotFound')
  }
  return itemNotFound('The upload session was not found')
}

/** The token inside the URL has its own end, that no range and no other token moves (od#1570). */
export function requireLiveUrl(world: World, { createdAt, tokenExpiresAt }: UploadSession): void {
  if (tokenExpiresAt === null || tokenExpiresAt > world.clock.now()) return
  const from = new Date(createdAt).toISOString()
  const to = new Date(tokenExpiresAt).toISOString()
  const message = `The access token has expired. It's valid from '${from}' and to '${to}'.`
  throw new Problem(401, 'unauthenticated', message, 'expiredToken')
}

/** Ends a session and forgets its bytes. */
export function endSession(world: World, session: UploadSession, state: 'cancelled' | 'expired'): void {
  world.write(putSession({ ...session, state, received: 0 }))
  world.digests.delete(session.id)
  world.blobs.remove(session.blob)
}

function expire(world: World, session: UploadSession): void {
  if (session.state !== 'expired' && session.expiresAt <= world.clock.now()) endSession(world, session, 'expired')
}

/** The file that this session would replace if it were committed now. */
export function currentTarget(world: World, { itemId, parentId, name }: UploadSession): Item | undefined {
  return itemId === null ? world.child(parentId, name) : world.items.get(itemId)
}

export function holderOfName(world: World, parentId: string, name: string): UploadSession | undefined {
  const folded = name.toLowerCase()
  return world.liveSessions().find((session) => {
    if (session.parentId !== parentId || !isLive(world, session)) return false
    return session.name.toLowerCase() === folded
  })
}

export function newSessionIds(): Pick<UploadSession, 'id' | 'secret' | 'blob'> {
  return { id: randomUUID(), secret: randomBytes(24).toString('base64url'), blob: randomUUID() }
}

/** Shapes seen live (graph.md A4), with two segments at least: an SDK mistakes a shorter one for a Graph path (H1). */
export function uploadUrl(world: World, origin: string, { id, secret, driveId }: UploadSession): string {
  if (world.switches.profile === 'odp') return `${origin}/rup/${driveId.replace(/\W/g, '')}/${id}/${secret}`
  return `${origin}/up/${id}/s?guid='${id}'&overwrite=True&rename=False&dc=0&tempauth=${secret}`
}

/** The session and its key as an upload URL names them; null for any other URL. */
export function parseUploadUrl(path: string, query: URLSearchParams): { id: string; secret: string } | null {
  const personal = /^\/rup\/[^/]+\/([^/]+)\/([^/]+)$/.exec(path)
  if (personal) return { id: personal[1] ?? '', secret: personal[2] ?? '' }
  const business = /^\/up\/([^/]+)\/s$/.exec(path)
  if (!business) return null
  return { id: business[1] ?? '', secret: query.get('tempauth') ?? '' }
}

export function statusBody(world: World, session: UploadSession): Record<string, unknown> {
  return { expirationDateTime: new Date(session.expiresAt).toISOString(), nextExpectedRanges: ranges(world, session) }
}

function ranges(world: World, { received, total, state }: UploadSession): string[] {
  if (state === 'awaiting-commit' || (total !== null && received >= total)) return []
  return [world.switches.closedRanges && total !== null ? `${received}-${total - 1}` : `${received}-`]
}
