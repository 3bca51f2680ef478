import { randomBytes } from 'node:crypto'
import type { Origins } from '../onedrive/drive-item.ts'
import type { Change } from '../storage/ledger.ts'
import type { BoxPart, BoxSession, BoxSessionState } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { refusal } from './refusals.ts'

/** Of sessions that ended only the last are remembered. */
const rememberedSessions = 1000

export function boxSessions(world: World): ReadonlyMap<string, BoxSession> {
  return world.table<BoxSession>('box-session')
}

export function putBoxSession(session: BoxSession): Change {
  return { table: 'box-session', id: session.id, row: session }
}

export function putPart(part: BoxPart): Change {
  return { table: 'box-part', id: partKey(part.sessionId, part.offset), row: part }
}

/** What the journal and the ledger call one part of a session. */
export function partKey(sessionId: string, offset: number): string {
  return `${sessionId}@${offset}`
}

export function newSessionId(): string {
  return randomBytes(16).toString('hex').toUpperCase()
}

export function partAt(world: World, sessionId: string, offset: number): BoxPart | undefined {
  return world.table<BoxPart>('box-part').get(partKey(sessionId, offset))
}

/** By offset. Asks for each place instead of looking through the parts of all sessions. */
export function partsOf(world: World, { id, size, partSize }: BoxSession): BoxPart[] {
  const found: BoxPart[] = []
  for (let offset = 0; offset < size; offset += partSize) {
    const part = partAt(world, id, offset)
    if (part) found.push(part)
  }
  return found
}

/** The session, if it still takes parts; else Box's way of saying what became of it (upload-part.md, common-errors.md). */
export function openSession(world: World, id: string): BoxSession & { readonly blob: string } {
  const session = knownSession(world, id)
  if (session.state === 'open' && session.expiresAt <= world.clock.now()) endBoxSession(world, session, 'expired')
  const { state, blob } = boxSessions(world).get(id) ?? session
  if (state === 'expired') throw refusal('session_expired')
  if (state === 'failed') throw refusal('upload_failed')
  if (state !== 'open' || blob === null) throw refusal('upload_session_not_found')
  return { ...session, blob }
}

export function knownSession(world: World, id: string): BoxSession {
  if (!/^[0-9A-F]{32}$/i.test(id)) throw refusal('invalid_upload_session_id')
  const session = boxSessions(world).get(id)
  if (!session) throw refusal('upload_session_not_found')
  return session
}

/** Ends a session and forgets its parts; the bytes stay where a commit has made them a file's. */
export function endBoxSession(
  world: World,
  session: BoxSession,
  state: Exclude<BoxSessionState, 'open'>,
  committedId: string | null = null,
): void {
  const parts = partsOf(world, session)
  const old = boxSessions(world).size > rememberedSessions ? oldestEnded(world) : undefined
  world.write(
    putBoxSession({ ...session, state, blob: null, committedId }),
    ...parts.map(({ offset }) => ({ table: 'box-part', id: partKey(session.id, offset), row: null })),
    ...(old === undefined ? [] : [{ table: 'box-session', id: old, row: null }]),
  )
  if (state !== 'committed' && session.blob !== null) world.blobs.remove(session.blob)
}

function oldestEnded(world: World): string | undefined {
  for (const { id, state } of boxSessions(world).values()) if (state !== 'open') return id
  return undefined
}

/** A session as create, status and `session_conflict` show it (OAS UploadSession). */
export function sessionJson(world: World, session: BoxSession, origins: Origins): Record<string, unknown> {
  const url = `${origins.boxUpload}/api/2.0/files/upload_sessions/${session.id}`
  return {
    id: session.id,
    type: 'upload_session',
    session_expires_at: new Date(session.expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    part_size: session.partSize,
    total_parts: Math.ceil(session.size / session.partSize),
    num_parts_processed: partsOf(world, session).filter((part) => isProcessed(world, part)).length,
    session_endpoints: {
      upload_part: url,
      commit: `${url}/commit`,
      abort: url,
      list_parts: `${url}/parts`,
      status: url,
      log_event: `${url}/log`,
    },
  }
}

export function partJson({ partId, offset, size, sha1 }: BoxPart): Record<string, unknown> {
  return { part_id: partId, offset, size, sha1 }
}

export function isProcessed(world: World, { processedFrom }: BoxPart): boolean {
  return processedFrom <= world.clock.now()
}
