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
}

/** The words `browse.*` are by this. `place`: where looking around begins. */
export type Content = 'place' | 'folder' | 'message' | 'event' | 'list' | 'task' | 'printer'

export function contentOf(kind: EntryKind | null): Content {
  return kind === null ? 'place' : inside[kind]
}

/** A subject may be empty, and is then said to be. */
export function titleOf({ name }: Pick<FolderView, 'name'>, t: Words): string {
  return name.trim() === '' ? t('browse.untitled') : visible(name)
}

/** What tells it from others of its name; empty where there is nothing more. */
export function detailOf({ kind, detail, at }: FolderView, t: Words, f: Formats): string {
  const told = detail === null ? '' : visible(detail)
  // A message's is who it goes to, a printer's is where it stands.
  const to = told === '' ? [] : [kind === 'printer' ? told : t('browse.to', { name: told })]
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
