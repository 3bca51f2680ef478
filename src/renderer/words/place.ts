/** Where a file goes, as people say it: `Marketing / Videos`. Pure. */

import { parseDestination } from '../../shared/destination.ts'
import { visible } from '../ui/visible.ts'

/** `home` is what a drive's root is called. Forms that only name ids are shown as they are written. */
export function placeOf(address: string, home: string): string {
  const parsed = parseDestination(address)
  if (!parsed.ok || parsed.value.kind !== 'onedrive') return visible(address)
  const { base, path } = parsed.value
  const isHome = base.of === 'root' && base.drive.kind === 'mine'
  if (!isHome && base.of !== 'special') return visible(address)
  const start = base.of === 'special' ? [base.id] : path.length === 0 ? [home] : []
  return [...start, ...path].map(visible).join(' / ')
}

/** The last part of a path of either kind of system. */
export function nameOf(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path
}
