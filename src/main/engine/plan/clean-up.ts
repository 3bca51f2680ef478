/** Whether a file may be put away once it is uploaded, and what to store then. Pure. */

import type { After } from '../../../shared/clean-up.ts'
import type { Evidence } from '../../../shared/transfer.ts'
import type { CleanUp } from '../ports/put-away.ts'

/**
 * What each needs. A file that is only moved stays on this disk; one that goes into the trash may be gone tomorrow, so that
 * the destination has to show every byte of it. Nothing is parted with for a mere "accepted".
 */
const enough: Readonly<Record<CleanUp['what'], ReadonlySet<Evidence>>> = {
  move: new Set(['hash', 'size', 'changed-by-service']),
  trash: new Set(['hash']),
}

/** @param after the rule of the watch; null: no watch found the file */
export function cleanUpFor(after: After | null, evidence: Evidence, sizeBytes: number): CleanUp | null {
  if (after === null || after.kind === 'keep') return null
  const what = after.kind
  // An empty file has no more to show than its size.
  const isEnough = enough[what].has(evidence) || (evidence === 'size' && sizeBytes === 0)
  const to = after.kind === 'move' ? after.to : null
  return {
    what,
    state: isEnough ? 'wanted' : 'kept',
    to,
    place: null,
    note: null,
    why: isEnough ? null : 'not-proven',
  }
}

/** Whether the watch still wants what was to be done. */
export function isStillWanted({ what, to }: CleanUp, after: After | null): boolean {
  if (after === null || after.kind !== what) return false
  return after.kind !== 'move' || after.to === to
}
