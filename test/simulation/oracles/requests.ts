/** What a request is, by what everybody can see of it. */

import type { Range } from '../../../src/main/engine/ports/provider.ts'
import type { RequestKind } from '../schedule/entry.ts'

/** Of a POST: Graph's, Box's and Universal Print's. */
const posts: readonly (readonly [end: RegExp, kind: Exclude<RequestKind, 'any'>])[] = [
  [/\/(?:createUploadSession|upload_sessions|jobs)$/, 'create'],
  [/\/(?:attachments|content)$/, 'single'],
  [/\/(?:commit|start)$/, 'commit'],
  [/\/cancel$/, 'delete'],
]

export function kindOf(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
): Exclude<RequestKind, 'any'> | 'other' {
  if (headers['content-range'] !== undefined) return 'range'
  if (url.pathname.endsWith('/token')) return 'token'
  if (method === 'DELETE') return 'delete'
  if (method === 'PUT') return 'single'
  if (method === 'POST') return posts.find(([end]) => end.test(url.pathname))?.[1] ?? 'other'
  return method === 'GET' ? 'look' : 'other'
}

/** Null where it says none. */
export function contentRangeOf(headers: Readonly<Record<string, string>>): Range | null {
  const found = /bytes (\d+)-(\d+)\//.exec(headers['content-range'] ?? '')
  return found === null ? null : { start: Number(found[1]), end: Number(found[2]) + 1 }
}
