/** Box's resources as they come over the wire (OAS), as far as we read them. */

import * as z from 'zod'
import type { Part, RemoteItem } from '../../engine/ports/provider.ts'

const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined)

const Id = z.string().regex(/^\d{1,20}$/)
const Sha1 = z
  .string()
  .regex(/^[0-9a-f]{40}$/i)
  .transform((text) => text.toLowerCase())
/** Sizes may come in float notation (rclone#2261): 1e+06 is a million. */
const Size = z.number().nonnegative().refine(Number.isSafeInteger)

/** What we ask of files and folders; always with type, id and etag (guides/api-calls/fields.md). */
export const itemFields = 'type,id,etag,name,size,sha1,content_modified_at,item_status'

const Item = z.object({
  type: z.enum(['file', 'folder', 'web_link']),
  id: Id,
  etag: optional(z.string().max(200)),
  name: z.string().min(1).max(2_000),
  size: optional(Size),
  sha1: optional(Sha1),
  content_modified_at: optional(z.string().max(100)),
  item_status: optional(z.string().max(50)),
})

/** Null where this is none: another JSON with status 200 is no success. */
export function itemOf(json: unknown, isAddressed: boolean, webRoot: string | null): RemoteItem | null {
  const parsed = Item.safeParse(json)
  if (!parsed.success) return null
  const { type, id, etag, name, size, sha1, content_modified_at: modified, item_status: status } = parsed.data
  if (isInTrash(status)) return null
  return {
    id,
    name,
    size: size ?? 0,
    eTag: etag ?? null,
    hash: sha1 ? { algorithm: 'sha1', value: sha1 } : null,
    webUrl: webRoot === null ? null : `${webRoot}/${type === 'folder' ? 'folder' : 'file'}/${id}`,
    modifiedAt: timeOf(modified),
    // A bookmark is no file either: nothing replaces it.
    isFolder: type !== 'file',
    isAddressed,
  }
}

/** Still told by its id, and no longer there for anybody. */
export function isTrashed(json: unknown): boolean {
  return isObject(json) && isInTrash(json['item_status'])
}

function isInTrash(status: unknown): boolean {
  return status === 'trashed' || status === 'deleted'
}

/** Uploads and commits answer with a collection of one (OAS Files). */
export function uploadedOf(json: unknown, isAddressed: boolean, webRoot: string | null): RemoteItem | null {
  const [first] = membersOf(json, 'entries') ?? []
  const item = itemOf(first, isAddressed, webRoot)
  return item === null || item.isFolder ? null : item
}

export interface Entry {
  readonly type: 'file' | 'folder' | 'web_link'
  readonly id: string
  readonly name: string
  readonly sha1: string | null
}

const EntryShape = z.object({
  type: z.enum(['file', 'folder', 'web_link']),
  id: Id,
  name: z.string().min(1).max(2_000),
  sha1: optional(Sha1),
})

function entryOf(json: unknown): Entry | null {
  const parsed = EntryShape.safeParse(json)
  return parsed.success ? { ...parsed.data, sha1: parsed.data.sha1 ?? null } : null
}

/** A page of a folder's items, and where the next one is; null where this is none. Entries that make no sense are left out. */
export function itemsOf(json: unknown): { readonly entries: readonly Entry[]; readonly next: string | null } | null {
  const entries = membersOf(json, 'entries')
  if (entries === null) return null
  const next = isObject(json) ? json['next_marker'] : undefined
  return {
    entries: entries.map(entryOf).filter((entry) => entry !== null),
    next: typeof next === 'string' && next !== '' ? next : null,
  }
}

/** What has the name: an object by the live service, an array by the reference, and sometimes not told at all (1.2). */
export function conflictOf(json: unknown): Entry | null {
  const told = isObject(json) && isObject(json['context_info']) ? json['context_info']['conflicts'] : undefined
  return entryOf(Array.isArray(told) ? told[0] : told)
}

const Url = z.url().max(16_384)

const Session = z.object({
  id: z.string().min(1).max(200),
  part_size: z.number().int().positive().refine(Number.isSafeInteger),
  total_parts: optional(z.number().int().positive()),
  session_expires_at: optional(z.string().max(100)),
  session_endpoints: z.object({
    upload_part: Url,
    commit: Url,
    abort: Url,
    list_parts: Url,
    status: Url,
  }),
})

export interface FoundSession {
  readonly id: string
  /** bytes */
  readonly partSize: number
  readonly totalParts: number | null
  /** epoch ms */
  readonly expiresAt: number | null
  readonly endpoints: Readonly<Record<'part' | 'commit' | 'abort' | 'parts' | 'status', string>>
}

/** OAS UploadSession; null where this is none. */
export function sessionOf(json: unknown): FoundSession | null {
  const parsed = Session.safeParse(json)
  if (!parsed.success) return null
  const { id, part_size: partSize, total_parts: totalParts, session_expires_at: expires } = parsed.data
  const { upload_part: part, commit, abort, list_parts: parts, status } = parsed.data.session_endpoints
  return {
    id,
    partSize,
    totalParts: totalParts ?? null,
    expiresAt: timeOf(expires),
    endpoints: { part, commit, abort, parts, status },
  }
}

/** The session that is in the way of another one (BUIE MultiputUpload; 1.4). */
export function conflictingSessionOf(json: unknown): FoundSession | null {
  const about = isObject(json) ? json['context_info'] : undefined
  return sessionOf(isObject(about) ? about['session'] : undefined)
}

export interface FoundPart extends Part {
  readonly id: string
}

const PartShape = z.object({ part_id: z.string().min(1).max(200), offset: Size, size: Size, sha1: Sha1 })

/** An uploaded part: inside `part` by the reference, bare by the guide (1.14 D4). Null where this is none. */
export function partOf(json: unknown): FoundPart | null {
  const parsed = PartShape.safeParse(isObject(json) && isObject(json['part']) ? json['part'] : json)
  if (!parsed.success) return null
  const { part_id: id, offset, size, sha1 } = parsed.data
  return { id, range: { start: offset, end: offset + size }, digest: { algorithm: 'sha1', value: sha1 } }
}

/** A page of parts; null where it is none, or has something else in it. */
export function partsOf(json: unknown): { readonly parts: readonly FoundPart[]; readonly total: number | null } | null {
  const entries = membersOf(json, 'entries')
  const parts = entries?.map(partOf) ?? [null]
  if (parts.includes(null)) return null
  const total = isObject(json) ? json['total_count'] : undefined
  return { parts: parts.filter((part) => part !== null), total: typeof total === 'number' ? total : null }
}

const Account = z.object({
  max_upload_size: optional(Size),
  /** Some plans have no end, and say so by a number that is none. */
  space_amount: optional(Size),
  space_used: optional(Size),
})

/** Of `GET /users/me` (OAS User), bytes: the largest file that the plan takes, and what is left; null where it isn't told. */
export function accountOf(json: unknown): { readonly largestFile: number | null; readonly room: number | null } | null {
  const parsed = Account.safeParse(json)
  if (!parsed.success) return null
  const { max_upload_size: largest, space_amount: amount, space_used: used } = parsed.data
  const isTold = typeof amount === 'number' && typeof used === 'number' && amount > 0
  return { largestFile: largest ? largest : null, room: isTold ? Math.max(0, amount - used) : null }
}

/** Box's error body: `code` and `message` (1.12); OAuth's plain `error` too. */
export function problemOf(json: unknown): { readonly code: string; readonly message: string } {
  if (!isObject(json)) return { code: '', message: '' }
  const { code, error, message, error_description: description } = json
  const first = [code, error].find((text) => typeof text === 'string')
  const words = [message, description].find((text) => typeof text === 'string') ?? ''
  return { code: harmless(first ?? '', 60), message: harmless(particularOf(json) ?? words, 200) }
}

/** Where the message is a bare "Forbidden", why is said in `context_info` (support.box.com, 360049148074). */
function particularOf({ context_info: about }: Readonly<Record<string, unknown>>): string | null {
  const [first] = membersOf(about, 'errors') ?? []
  const message = isObject(first) ? first['message'] : undefined
  return typeof message === 'string' && message !== '' ? message : null
}

/** A service may quote the very URL that it refuses; ids of sessions stay secret. One line, not too long. */
function harmless(text: string, most: number): string {
  const plain = text
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '(address)')
    .replaceAll(/\b[0-9A-F]{32}\b/gi, '(session)')
    .replaceAll(/[\w.~+/=-]{60,}/g, '(secret)')
    .trim()
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain
}

/** RFC 3339 with `Z` or an offset, as the service writes it now and then (4.3). */
function timeOf(text: string | null | undefined): number | null {
  const at = text ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : at
}

function membersOf(json: unknown, name: string): readonly unknown[] | null {
  const list = isObject(json) ? json[name] : undefined
  return Array.isArray(list) ? list : null
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
