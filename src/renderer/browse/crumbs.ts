/** The way to a place, as a row of folders that can be gone back to. Pure. */

import { formatDestination, parseDestination } from '../../shared/destination.ts'

export interface Crumb {
  readonly name: string
  readonly address: string
}

/** Outermost first; empty where the text is no address. `home` is what a drive's root is called. */
export function crumbsOf(text: string, home: string): Crumb[] {
  const parsed = parseDestination(text.trim())
  // Only a drive has folders.
  if (!parsed.ok || parsed.value.kind !== 'onedrive') return []
  const destination = parsed.value
  const { base, path } = destination
  const at = (depth: number): string => formatDestination({ ...destination, path: path.slice(0, depth) })
  const isHome = base.of === 'root' && base.drive.kind === 'mine'
  const start = { name: isHome ? home : base.of === 'special' ? base.id : at(0), address: at(0) }
  return [start, ...path.map((name, index) => ({ name, address: at(index + 1) }))]
}
