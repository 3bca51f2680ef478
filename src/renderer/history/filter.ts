/** What somebody wants to see of the history, as the fields say it. Pure. */

import type { PublicState } from '../../shared/lifecycle.ts'
import type { QueueFilter } from '../../shared/queue-filter.ts'

export const endStates = ['done', 'skipped', 'failed', 'canceled'] as const satisfies readonly PublicState[]

export interface Shown {
  readonly text: string
  /** Empty: all. */
  readonly state: (typeof endStates)[number] | ''
  readonly account: string
  /** Of the failure. Empty: any, or none. */
  readonly code: string
  /** Days as the fields of a browser write them: `2026-05-31`; both belong to it. Empty: no end. */
  readonly from: string
  readonly to: string
}

export const everything: Shown = { text: '', state: '', account: '', code: '', from: '', to: '' }

export function isEverything(shown: Shown): boolean {
  return Object.values(shown).every((value) => value.trim() === '')
}

export function filterOf({ text, state, account, code, from, to }: Shown): QueueFilter {
  const since = startOf(from, 0)
  const before = startOf(to, 1)
  return {
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(state !== '' && { states: [state] }),
    ...(account !== '' && { account }),
    ...(code !== '' && { code }),
    ...(since !== null && { since }),
    ...(before !== null && { before }),
  }
}

/** When this day, or one so many after it, begins where the reader is. */
function startOf(day: string, later: number): string | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  if (year === undefined) return null
  const at = new Date(Number(year), Number(month) - 1, Number(date) + later)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}
