import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, noContent, type Reply } from '../http/reply.ts'
import { driveIds } from '../seed.ts'
import type { BoxSession } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { type Place, requireFile, requireFolder, requirePlace } from './placing.ts'
import { refusal } from './refusals.ts'
import {
  boxSessions,
  endBoxSession,
  newSessionId,
  openSession,
  partJson,
  partKey,
  partsOf,
  putBoxSession,
  sessionJson,
} from './session-store.ts'

type Body = Record<string, unknown>

/** POST /files/upload_sessions (OAS post_files_upload_sessions). The first check that fails answers. */
export async function createNewSession(context: Context, exchange: Exchange): Promise<Reply> {
  const body = (await readJson(exchange)) ?? {}
  const folderId = body.folder_id
  if (folderId === undefined || folderId === null || folderId === '') throw refusal('missing_destination')
  if (typeof folderId !== 'string' || !/^\d+$/.test(folderId)) throw refusal('invalid_folder_id')
  const size = sizeOf(context.world, body)
  if (typeof body.file_name !== 'string') throw refusal('missing_file_name')
  const folder = requireFolder(context.world, folderId, 'invalid_parameter')
  return open(context, exchange, { parentId: folder.id, name: body.file_name, itemId: null }, size)
}

/** POST /files/:id/upload_sessions: `file_name` renames in the process (guides/uploads/chunked/create-session.md). */
export async function createVersionSession(context: Context, exchange: Exchange, fileId: string): Promise<Reply> {
  const body = (await readJson(exchange)) ?? {}
  const file = requireFile(context.world, fileId)
  const size = sizeOf(context.world, body)
  const name = typeof body.file_name === 'string' ? body.file_name : file.name
  return open(context, exchange, { parentId: file.parentId ?? '0', name, itemId: file.id }, size)
}

function sizeOf({ switches }: World, { file_size: size }: Body): number {
  if (size === undefined || size === null) throw refusal('missing_file_size')
  if (!z.number().int().nonnegative().safeParse(size).success) throw refusal('invalid_file_size')
  if (Number(size) < switches.boxSessionFloor) {
    throw refusal('file_size_too_small', { detail: String(switches.boxSessionFloor) })
  }
  return Number(size)
}

function open({ world, origins }: Context, exchange: Exchange, place: Place, size: number): Reply {
  const { switches } = world
  exchange.entry.itemId = place.itemId
  requirePlace(world, place, size)
  const other = switches.boxSessionConflict ? sessionAt(world, place) : undefined
  if (other) throw refusal('session_conflict', { about: { session: sessionJson(world, other, origins) } })
  const now = world.clock.now()
  const session: BoxSession = {
    ...place,
    id: newSessionId(),
    account: exchange.entry.account ?? '',
    driveId: driveIds.box,
    size,
    partSize: exchange.plan?.partSize ?? switches.boxPartSize,
    blob: world.blobs.create(),
    createdAt: now,
    expiresAt: now + switches.boxSessionLifetimeMs,
    state: 'open',
    committedId: null,
  }
  world.write(putBoxSession(session))
  exchange.entry.sessionId = session.id
  return json(201, sessionJson(world, session, origins))
}

function sessionAt(world: World, place: Place): BoxSession | undefined {
  return [...boxSessions(world).values()].find(({ state, expiresAt, parentId, name, itemId }) => {
    if (state !== 'open' || expiresAt <= world.clock.now() || itemId !== place.itemId) return false
    return parentId === place.parentId && name.toLowerCase() === place.name.toLowerCase()
  })
}

export function sessionStatus({ world, origins }: Context, id: string): Reply {
  return json(200, sessionJson(world, openSession(world, id), origins))
}

const defaultPage = 100
const largestPage = 1000
const farthestOffset = 10_000

/**
 * GET …/parts?offset&limit (OAS get_files_upload_sessions_id_parts). `offset` counts entries. The order isn't
 * documented, so it is not that of the bytes: readers must go by each part's own offset.
 */
export function listParts({ world }: Context, exchange: Exchange, id: string): Reply {
  const session = openSession(world, id)
  const offset = whole(exchange.query.get('offset'), 0)
  const limit = whole(exchange.query.get('limit'), defaultPage)
  if (offset === null || offset > farthestOffset) throw refusal('invalid_offset')
  if (limit === null || limit < 1 || limit > largestPage) throw refusal('invalid_limit')
  const all = partsOf(world, session).sort((a, b) => (a.partId < b.partId ? -1 : 1))
  const hidden = exchange.plan?.hideParts ?? 0
  const known = all.slice(0, Math.max(0, all.length - hidden))
  const page = known.slice(offset, offset + Math.min(limit, exchange.plan?.largestPage ?? limit))
  const body = {
    entries: page.map(partJson),
    offset,
    limit,
    total_count: known.length,
    order: [{ by: 'type', direction: 'ASC' }],
  }
  const tells = page.map((part) => ({ sessionId: partKey(id, part.offset), position: part.offset + part.size }))
  return { ...json(200, body), tells }
}

/** A whole number of the query, `usual` where it isn't said, null where it is no number. */
export function whole(text: string | null, usual: number): number | null {
  if (text === null || text === '') return usual
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** DELETE: can't be undone, and after it nothing is known of the session (guides/uploads/chunked/index.md). */
export function abortSession({ world }: Context, id: string): Reply {
  endBoxSession(world, openSession(world, id), 'aborted')
  return noContent
}
