/** What a request is, by what everybody can see of it. */

import type { RequestKind } from '../schedule/entry.ts'

export function kindOf(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
): Exclude<RequestKind, 'any'> | 'single' | 'other' {
  if (headers['content-range'] !== undefined) return 'range'
  if (url.pathname.endsWith('/createUploadSession')) return 'create'
  if (url.pathname.endsWith('/token')) return 'token'
  if (method === 'DELETE') return 'delete'
  if (method === 'PUT') return 'single'
  return method === 'GET' ? 'look' : 'other'
}

export function contentStart(headers: Readonly<Record<string, string>>): number {
  return Number(/bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? -1)
}
