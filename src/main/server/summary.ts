/** The queue in numbers, as the faces see it. */

import type { Summary } from '../../shared/contract.ts'
import type { Engine } from '../engine/engine.ts'
import type { Summary as Stored } from '../engine/ports/summary.ts'

/** @param revision of the changes that `stored` holds */
export function summaryView({ meter, progress }: Engine, stored: Stored, revision: number): Summary {
  const { tallies, totalBytes, acknowledgedBytes } = stored
  const bytesPerSecond = meter.bytesPerSecond()
  return {
    revision,
    tallies,
    totalBytes,
    acknowledgedBytes,
    bytesPerSecond,
    secondsLeft: secondsLeft(progress, stored),
  }
}

/** Null while it isn't stable. */
export function secondsLeft(
  progress: Engine['progress'],
  { goingBytes, queuedSmall, queuedLarge }: Stored,
): number | null {
  const seconds = progress.secondsLeft({ bytes: goingBytes, smallFiles: queuedSmall, largeFiles: queuedLarge })
  return seconds === null ? null : Math.round(seconds)
}
