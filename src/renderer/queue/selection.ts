/** Which rows are chosen, as in every list that one knows: click, with Ctrl one more, with Shift up to here. Pure. */

import type { Line } from './layout.ts'

export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Where a range begins. */
  readonly anchor: string | null
}

export const nothing: Selection = { ids: new Set(), anchor: null }

export function only(id: string): Selection {
  return { ids: new Set([id]), anchor: id }
}

export function toggled({ ids }: Selection, id: string): Selection {
  const made = new Set(ids)
  if (!made.delete(id)) made.add(id)
  return { ids: made, anchor: id }
}

/** From the anchor to this line, whatever was chosen before. */
export function upTo({ anchor }: Selection, id: string, lines: readonly Line[]): Selection {
  const from = anchor === null ? -1 : lines.indexOf(anchor)
  const to = lines.indexOf(id)
  if (from < 0 || to < 0) return only(id)
  const between = lines.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { ids: new Set(between.filter((line) => typeof line === 'string')), anchor }
}

/** Without those that are gone. The same object where nothing is. */
export function kept(selection: Selection, isThere: (id: string) => boolean): Selection {
  const left = [...selection.ids].filter(isThere)
  return left.length === selection.ids.size ? selection : { ids: new Set(left), anchor: selection.anchor }
}
