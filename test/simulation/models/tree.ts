/** A disk's tree as POSIX has it: folders, files, links and what is neither, found by paths that links lead along. */

import type { Content } from './content.ts'

export type Kind = 'file' | 'folder' | 'link' | 'pipe' | 'socket' | 'device'

/** The kernel gives up after so many links. */
const mostLinks = 40
const nothing: Content = { parts: [], size: 0 }

export class Node {
  readonly number: number
  readonly device: bigint
  readonly kind: Kind
  /** Of a link: where it leads. */
  readonly target: string
  content: Content = nothing
  mtimeNs = 0n
  ctimeNs = 0n
  /** Nobody may read it. */
  isDenied = false
  isBusy = false
  /** Reads that go wrong before one goes right. */
  badReads = 0

  constructor(number: number, device: bigint, kind: Kind, target = '') {
    this.number = number
    this.device = device
    this.kind = kind
    this.target = target
  }
}

export class SystemError extends Error {
  readonly code: string

  constructor(code: string, path: string) {
    super(`${code}: ${path}`)
    this.code = code
  }
}

/** What is directly at a path, links on the way not followed. */
export type Find = (path: string) => Node | null

/**
 * The real path, as `realpath` tells it.
 *
 * @param follows whether a link at the end is followed, too
 * @throws SystemError ENOENT, ENOTDIR, ELOOP, EACCES
 */
export function resolved(find: Find, path: string, follows: boolean): string {
  let pending = path.split('/').filter((part) => part !== '')
  let at = ''
  let links = 0
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    const next = `${at}/${part}`
    const node = find(next)
    if (node === null) throw new SystemError('ENOENT', path)
    if (node.kind === 'link' && (follows || pending.length > 0)) {
      links += 1
      if (links > mostLinks) throw new SystemError('ELOOP', path)
      pending = [...node.target.split('/').filter((step) => step !== ''), ...pending]
      at = ''
      continue
    }
    if (pending.length > 0 && node.kind !== 'folder') throw new SystemError('ENOTDIR', path)
    if (pending.length > 0 && node.isDenied) throw new SystemError('EACCES', path)
    at = next
  }
  return at === '' ? '/' : at
}
