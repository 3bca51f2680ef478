/** How what is found is told: by its kind. Pure. */

import type { FolderView } from '../../shared/destinations-contract.ts'
import type { EntryKind } from '../../shared/entry-kind.ts'
import type { Formats } from '../../shared/words/format.ts'
import type { Words } from '../../shared/words/words.ts'
import { visible } from '../ui/visible.ts'

/** What is in a place of each kind; null: it has no places in it. */
const inside: Readonly<Record<EntryKind, Content>> = {
  drive: 'folder',
  folder: 'folder',
  drafts: 'message',
  calendar: 'event',
  tasks: 'list',
  list: 'task',
  message: 'folder',
  event: 'folder',
  task: 'folder',
  printers: 'printer',
  printer: 'folder',
  shared: 'folder',
  sites: 'site',
  site: 'library',
  groups: 'group',
  group: 'library',
  library: 'folder',
  favourite: 'folder',
  recent: 'folder',
}

/** The words `browse.*` are by this. `place`: where looking around begins. */
export type Content =
  | 'place'
  | 'folder'
  | 'message'
  | 'event'
  | 'list'
  | 'task'
  | 'printer'
  | 'site'
  | 'group'
  | 'library'

export function contentOf(kind: EntryKind | null): Content {
  return kind === null ? 'place' : inside[kind]
}

/** Where looking around begins is called in the reader's own words. */
const beginnings: Readonly<Record<string, string>> = {
  'onedrive:/': 'place.home',
  'onedrive:shared': 'place.shared',
  'onedrive:sites': 'place.sites',
  'onedrive:groups': 'place.groups',
  'outlook:drafts': 'place.drafts',
  'outlook:events': 'place.calendar',
  'todo:lists': 'place.tasks',
  'print:shares': 'place.printers',
  'box:/': 'place.box',
}

/** A subject may be empty, and is then said to be. */
export function titleOf(
  { name, place = null }: { readonly name: string; readonly place?: string | null },
  t: Words,
): string {
  const key = place === null ? undefined : beginnings[place]
  if (key !== undefined) return t(key)
  return name.trim() === '' ? t('browse.untitled') : visible(name)
}

/** Whose detail is who it goes to. */
const isAddressed: ReadonlySet<EntryKind> = new Set(['message', 'event', 'task'])

/** What tells it from others of its name; empty where there is nothing more. */
export function detailOf({ kind, detail, at }: FolderView, t: Words, f: Formats): string {
  const told = detail === null ? '' : visible(detail)
  // A printer's is where it stands, a folder's what it is in.
  const to = told === '' ? [] : [isAddressed.has(kind) ? t('browse.to', { name: told }) : told]
  const time =
    at === null ? [] : [timeOf(at, f)].map((text) => (kind === 'task' ? t('browse.due', { time: text }) : text))
  return [...to, ...time].join(' · ')
}

/** A day alone is the same day everywhere. */
function timeOf(at: string, f: Formats): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(at) ?? []
  return year === undefined
    ? f.dateTime(Date.parse(at))
    : f.day(new Date(Number(year), Number(month) - 1, Number(day)).getTime())
}
