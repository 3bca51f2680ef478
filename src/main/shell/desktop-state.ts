/** What of the queue the desktop shows beside the tray, and whether the computer may fall asleep. Pure. */

import { needsYouOf, unfinishedOf } from '../../shared/words/sentence.ts'
import type { Look } from './queue-look.ts'

export interface DesktopState {
  /** On the taskbar or the Dock; null: nothing is on its way. */
  readonly progress: { readonly part: number; readonly mode: 'normal' | 'paused' | 'error' } | null
  /** What needs somebody: files, and accounts that are signed out. Nothing else counts. */
  readonly badge: number
  /** Bytes move, so the computer stays awake; its screen needn't. */
  readonly keepsAwake: boolean
}

/** So long after the last bytes they count as still: an engine that is at rest says nothing any more. */
const stillMs = 15_000
/** The runtime draws a bar for more than nothing only. */
const leastPart = 0.01

export function desktopStateOf({ summary, status, speeds }: Look, now: number): DesktopState {
  if (summary === null || status === null) return { progress: null, badge: 0, keepsAwake: false }
  const { tallies, totalBytes, acknowledgedBytes } = summary
  const needs = needsYouOf(tallies)
  const isBusy = unfinishedOf(tallies) - tallies.paused - tallies.settling > 0 && totalBytes > 0
  const signedOut = status.accounts.filter(({ state }) => state === 'signed-out').length
  const mode = status.paused || status.offlineSince !== null ? 'paused' : needs > 0 ? 'error' : 'normal'
  const part = Math.min(1, Math.max(leastPart, acknowledgedBytes / Math.max(1, totalBytes)))
  const last = speeds.findLast(({ value }) => value > 0)
  return {
    progress: isBusy ? { part, mode } : null,
    badge: needs + signedOut,
    keepsAwake: tallies.sending > 0 && last !== undefined && now - last.at < stillMs,
  }
}
