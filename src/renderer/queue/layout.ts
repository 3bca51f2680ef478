/** Lines of the list: rows, and a head before each group. Pure. */

import type { ListPage } from './page-list.ts'

export interface GroupLine {
  readonly group: string
  /** Rows of it that are known. */
  readonly count: number
  readonly isOpen: boolean
  /** There may be more of it further down than anybody has looked. */
  readonly isCut: boolean
}

/** A string is the id of a row. */
export type Line = string | GroupLine

export function linesOf(pages: readonly ListPage[], closed: ReadonlySet<string>, sawEnd: boolean): Line[] {
  const lines: Line[] = []
  let head: { group: string; count: number; isOpen: boolean; isCut: boolean } | null = null
  for (const { ids, groups } of pages) {
    for (const [at, id] of ids.entries()) {
      const group = groups[at] ?? ''
      if (head === null || head.group !== group) {
        head = { group, count: 0, isOpen: !closed.has(group), isCut: false }
        lines.push(head)
      }
      head.count += 1
      if (head.isOpen) lines.push(id)
    }
  }
  if (head !== null) head.isCut = !sawEnd
  return lines
}

/** What rows are grouped by: the folder that they come from, and where they go. */
export function groupKey(path: string, account: string, destination: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  return JSON.stringify([path.slice(0, Math.max(cut, 0)), account, destination])
}

export interface GroupFacts {
  readonly folder: string
  readonly account: string
  readonly destination: string
}

export function groupFacts(key: string): GroupFacts {
  const [folder = '', account = '', destination = ''] = JSON.parse(key) as string[]
  return { folder, account, destination }
}
