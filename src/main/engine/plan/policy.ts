/** How patient the engine is. One table, injected, so that tests can be quick without changing what is decided. */

export interface Policy {
  /** Pauses after failure 1, 2, 3 … of the `attempts` budget, ms. When they are used up, the transfer gives up. */
  readonly attemptPausesMs: readonly number[]
  /** The same for the `slow` budget (locked files): a person has to close something. */
  readonly slowPausesMs: readonly number[]
  /** The same for the `few` budget (a file that can't be read): the disk doesn't get better by being asked. */
  readonly fewPausesMs: readonly number[]
  /** While the line is down; the last one repeats for ever. */
  readonly offlinePausesMs: readonly number[]
  /** Between two looks for a folder or drive that is away: as often, in the end, as one that is there is asked for. */
  readonly rootPausesMs: readonly number[]
  /** While somebody else looks whether its drive is there again, and wakes it then. */
  readonly awayPauseMs: number
  /** Until evidence that isn't there yet is asked for again; when used up, the weaker evidence has to do. */
  readonly lookPausesMs: readonly number[]
  /** A name held by a lost session. */
  readonly heldNamePauseMs: number
  /** No room at the destination, no room here. */
  readonly fullPauseMs: number
  readonly shortPauseMs: number
  /** Without a sign of life, and with nothing on its way: its place is another's meanwhile. */
  readonly quietMs: number
  /** Longer than anything is silent that will still be answered: called off, and planned again. */
  readonly stallMs: number
  /** How long a transfer stays `finishing` while the destination puts it together; longer, and it waits. */
  readonly finishInPlaceMs: number
  /** Answers in a row that want another range than ours, before the session is given up. */
  readonly maxOutOfStep: number
  /** Accepted answers in a row that don't advance. */
  readonly maxStalls: number
  /** Sessions lost and replaced in one version's life. */
  readonly maxRestarts: number
  /** So many of them follow at once; before each further one is a pause. */
  readonly restartsAtOnce: number
  readonly restartPauseMs: number
  /** Server errors in a row after which one single request is tried instead of ranges. */
  readonly fallbackAfter: number
  /** Names tried for `rename`. */
  readonly maxNames: number
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

function times(n: number, ms: number): number[] {
  return Array.from({ length: n }, () => ms)
}

/** In words: 1 s doubling to 1 minute, then every 5 minutes for half an hour, then every hour for a day. */
export const defaultPolicy: Policy = {
  attemptPausesMs: [
    1 * second,
    2 * second,
    4 * second,
    8 * second,
    16 * second,
    32 * second,
    ...times(4, minute),
    ...times(6, 5 * minute),
    ...times(24, hour),
  ],
  slowPausesMs: [30 * second, minute, 2 * minute, 5 * minute, ...times(24, 10 * minute), ...times(72, hour)],
  fewPausesMs: [2 * second, 10 * second],
  offlinePausesMs: [1 * second, 2 * second, 4 * second, 8 * second, 15 * second, 30 * second],
  rootPausesMs: [1 * second, 2 * second, 4 * second, 8 * second, 10 * second],
  awayPauseMs: hour,
  lookPausesMs: [1 * second, 2 * second, 5 * second, 15 * second, 30 * second, minute, 2 * minute, 5 * minute],
  heldNamePauseMs: 15 * minute,
  fullPauseMs: minute,
  shortPauseMs: 5 * second,
  quietMs: 3 * second,
  stallMs: 10 * minute,
  finishInPlaceMs: 10 * minute,
  maxOutOfStep: 3,
  maxStalls: 3,
  maxRestarts: 3,
  // Never more than two within an hour (fault P12): each of them sends everything again.
  restartsAtOnce: 2,
  restartPauseMs: hour,
  fallbackAfter: 5,
  maxNames: 1_000,
}

/** Pause `n` (0 is the first) of a ladder, ms, up to a quarter longer; the last rung repeats. */
export function pauseAfter(ladder: readonly number[], n: number, jitter: number): number {
  const ms = ladder[Math.min(n, ladder.length - 1)] ?? 0
  return Math.round(ms * (1 + jitter / 4))
}
