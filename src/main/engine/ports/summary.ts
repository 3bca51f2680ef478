import type { Tallies } from '../../../shared/transfer.ts'

/** The queue in numbers, as the store counts them. */
export interface Summary {
  readonly tallies: Tallies
  /** Of transfers that are not final. */
  readonly totalBytes: number
  readonly acknowledgedBytes: number
  /** Bytes that aren't there yet of transfers that go on by themselves: not of what is paused, blocked or still written. */
  readonly goingBytes: number
  /** Queued ones that go in the lane for small files, and those that don't. */
  readonly queuedSmall: number
  readonly queuedLarge: number
}
