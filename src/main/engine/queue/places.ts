/**
 * Who has a place in a lane. One that had trouble before has a place of its own beside the others, so that however often it
 * is tried again it costs those that are well nothing; one that is silent gives its place to another meanwhile.
 */

import type { Transfer } from '../ports/store.ts'

interface Taken {
  readonly isTroubled: boolean
  /** Nothing of it is on its way, or nobody answers it: another one may have its place. */
  readonly isLent: boolean
}

/** Beside the lane's slots. */
const troubledPlaces = 1

export interface Places {
  /** For whoever comes. */
  readonly free: number
  /** For those that had trouble before, beside the others. */
  readonly forTroubled: number
}

/**
 * As many places are lent as there are slots: each holds its file open, and a service that is slow with all of them must not get
 * many more at once than somebody allowed.
 */
export function placesOf(taken: readonly Taken[], slots: number): Places {
  const lent = Math.min(taken.filter(({ isLent }) => isLent).length, slots)
  const troubled = taken.filter((one) => one.isTroubled && !one.isLent).length
  const ownPlaces = Math.min(troubled, troubledPlaces)
  return {
    free: Math.max(0, slots - (taken.length - lent - ownPlaces)),
    forTroubled: troubledPlaces - ownPlaces,
  }
}

/** Tried before, without getting on since. */
export function isTroubled({ counters }: Transfer): boolean {
  const { attempts, slow, outOfStep, stalls, looks, offline } = counters
  return attempts + slow + outOfStep + stalls + looks + offline > 0
}

/** The first of those that are well; those with trouble get what is left, and the places of their own. */
export function choose(ready: readonly Transfer[], { free, forTroubled }: Places): readonly Transfer[] {
  const well = ready.filter((transfer) => !isTroubled(transfer)).slice(0, free)
  const troubled = ready.filter(isTroubled).slice(0, free - well.length + forTroubled)
  return [...well, ...troubled]
}
