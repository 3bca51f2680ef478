/** Where chosen rows go by a step up or down. Pure. */

import type { Beside } from '../engine/commands.ts'
import type { Line } from './layout.ts'

/** @returns null: they are at that end of what is known */
export function stepOf(lines: readonly Line[], chosen: ReadonlySet<string>, way: 'up' | 'down'): Beside | null {
  const rows = lines.filter((line) => typeof line === 'string')
  const isOther = (id: string): boolean => !chosen.has(id)
  if (way === 'up') {
    const first = rows.findIndex((id) => chosen.has(id))
    const before = rows.slice(0, Math.max(0, first)).findLast(isOther)
    return before === undefined ? null : { before }
  }
  const last = rows.findLastIndex((id) => chosen.has(id))
  const after = last < 0 ? undefined : rows.slice(last + 1).find(isOther)
  return after === undefined ? null : { after }
}
