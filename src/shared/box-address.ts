/**
 * `box:` addresses (design 2.3). Box itself knows folders and files by number only (OAS Folder, File); a path is ours,
 * and is looked up name by name from the root.
 */

import { cut } from './address-parts.ts'
import type { Parsed } from './address-parts.ts'

/** A number that is written as text and never counted with. */
export type BoxBase = { readonly of: 'root' } | { readonly of: 'folder' | 'file'; readonly id: string }

export interface BoxDestination {
  readonly kind: 'box'
  readonly base: BoxBase
  /** Folders below the root, literal; none below an id. */
  readonly path: readonly string[]
}

const forms = 'write box:/Path/To/Folder, box:folders/ID or box:files/ID'
const words = { folders: 'folder', files: 'file' } as const
/** The id of everybody's root folder (guides/folders/single/get.md). */
const rootId = '0'

/** Takes what stands after the colon. */
export function parseBox(rest: string): Parsed<BoxDestination> {
  if (rest === '') return { problem: `it does not say where; ${forms}.` }
  if (rest.startsWith('/')) return below(rest)
  const [word, after] = cut(rest)
  if (word !== 'folders' && word !== 'files') return { problem: `'${word}' is none of the forms; ${forms}.` }
  const id = after.replace(/\/+$/, '')
  if (id.includes('/')) return { problem: `${word}/ID has no path below it; ${forms}.` }
  if (!/^\d{1,20}$/.test(id)) return { problem: `${word}/ID needs the number that Box gave it; ${forms}.` }
  if (word === 'folders' && id === rootId) return below('/')
  return { destination: { kind: 'box', base: { of: words[word], id }, path: [] } }
}

function below(written: string): Parsed<BoxDestination> {
  const path = written.split('/').filter((name) => name !== '')
  if (path.includes('.') || path.includes('..')) return { problem: "a path has no '.' or '..' in it." }
  return { destination: { kind: 'box', base: { of: 'root' }, path } }
}

/** What stands after `box:`. */
export function formatBox({ base, path }: BoxDestination): string {
  if (base.of !== 'root') return `${base.of === 'folder' ? 'folders' : 'files'}/${base.id}`
  return path.map((name) => `/${name}`).join('') || '/'
}
