/**
 * How long the queue still takes: by bytes, and by what every small file costs beside its bytes, since a line is rarely full
 * while many small ones go. Small and large files go side by side (`lanes.ts`), so it takes as long as the slower of the two
 * says. Pure; times are monotonic ms.
 */

/** What was done up to a moment, counted on from a beginning. */
export interface Done {
  readonly at: number
  /** That destinations have confirmed. */
  readonly bytes: number
  readonly smallFiles: number
}

/** What goes on by itself and isn't there yet. */
export interface Left {
  readonly bytes: number
  readonly smallFiles: number
  readonly largeFiles: number
}

/** What was seen for less says nothing. */
export const leastSeenMs = 10_000
/** The two halves of what was seen may say so much more or less than each other; else nothing is said. */
const mostDifference = 0.3
/** Of the beginning so much isn't counted: what was on its way by then is confirmed later, and it goes slowly at first. */
const beginning = 0.2
/** While large ones take the line, small ones are slower than afterwards: where they decide, nothing is said beyond that. */
const mostByFiles = 1.6
/** So few small files beside large ones are done on the way, whoever is done first. */
const fewFiles = 8

/**
 * @param seen ascending
 * @returns seconds; null while it isn't stable: a number that jumps is worse than none
 */
export function timeLeft(seen: readonly Done[], left: Left, now: number): number | null {
  const [begun, last] = [seen[0], seen.at(-1)]
  if (begun === undefined || last === undefined || last.at - begun.at < leastSeenMs) return null
  if (left.bytes <= 0 && left.smallFiles <= 0) return null
  const first = nearest(seen, begun.at + (last.at - begun.at) * beginning)
  const middle = nearest(seen, (first.at + last.at) / 2)
  const [older, newer, whole] = [lasts(first, middle, left), lasts(middle, last, left), lasts(first, last, left)]
  if (older === null || newer === null || whole === null) return null
  if (Math.abs(older - newer) > mostDifference * Math.max(older, newer)) return null
  // Nothing was confirmed for a while: part of what is left has gone by, unless it stands still.
  const silentMs = now - last.at
  const usualMs = (last.at - begun.at) / (seen.length - 1)
  return silentMs > leastSeenMs + 3 * usualMs ? null : Math.max(0, (newer + whole) / 2 - silentMs) / 1_000
}

/** At the pace between two moments, ms; null: it would never end. */
function lasts(from: Done, to: Done, left: Left): number | null {
  const ms = to.at - from.at
  const [bytes, files] = [to.bytes - from.bytes, to.smallFiles - from.smallFiles]
  const byBytes = left.bytes <= 0 ? 0 : (left.bytes / bytes) * ms
  const isFew = files === 0 && left.smallFiles <= fewFiles && bytes > 0
  const byFiles = left.smallFiles <= 0 || isFew ? 0 : (left.smallFiles / files) * ms
  if (left.largeFiles > 0 && byFiles > byBytes * mostByFiles) return null
  const all = Math.max(byBytes, byFiles)
  return Number.isFinite(all) ? all : null
}

function nearest(seen: readonly Done[], at: number): Done {
  return seen.reduce((best, one) => (Math.abs(one.at - at) < Math.abs(best.at - at) ? one : best))
}
