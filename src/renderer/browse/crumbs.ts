/** The way to a place, as a row of places that can be gone back to. Pure. */

import { formatDestination, parseDestination } from '../../shared/destination.ts'
import type { BoxDestination } from '../../shared/box-address.ts'
import type { OneDriveDestination } from '../../shared/onedrive-address.ts'
import type { EntryKind } from '../../shared/entry-kind.ts'
import type { Words } from '../../shared/words/words.ts'

export interface Crumb {
  readonly kind: EntryKind
  readonly name: string
  /** What is browsed there. */
  readonly place: string
  /** What to upload to; null where one of what is in it has to be chosen. */
  readonly address: string | null
}

/** Outermost first; empty where the text is no address. What a message or a task is in is not said by its address. */
export function crumbsOf(text: string, t: Words): Crumb[] {
  const parsed = parseDestination(text.trim())
  if (!parsed.ok) return []
  switch (parsed.value.kind) {
    case 'onedrive':
      return foldersOf(parsed.value, t('place.home'))
    case 'outlook':
      return parsed.value.collection === 'messages'
        ? [{ kind: 'drafts', name: t('place.drafts'), place: 'outlook:drafts', address: null }]
        : [{ kind: 'calendar', name: t('place.calendar'), place: 'outlook:events', address: null }]
    case 'print':
      return [{ kind: 'printers', name: t('place.printers'), place: 'print:shares', address: null }]
    case 'todo':
      return [{ kind: 'tasks', name: t('place.tasks'), place: 'todo:lists', address: null }]
    case 'box':
      return foldersOf(parsed.value, t('place.box'))
  }
}

/** `home` is what a drive's root is called. */
function foldersOf(destination: OneDriveDestination | BoxDestination, home: string): Crumb[] {
  const { base, path } = destination
  const at = (depth: number) => {
    const address = formatDestination({ ...destination, path: path.slice(0, depth) })
    return { place: address, address }
  }
  const isHome = base.of === 'root' && (!('drive' in base) || base.drive.kind === 'mine')
  const name = isHome ? home : base.of === 'special' ? base.id : at(0).address
  return [
    { kind: 'drive', name, ...at(0) },
    ...path.map((folder, index) => ({ kind: 'folder' as const, name: folder, ...at(index + 1) })),
  ]
}
