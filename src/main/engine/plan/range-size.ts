/**
 * How long the next range should be. Between the last byte of a range and its answer the line is idle; a longer range
 * makes that gap a smaller part of the whole, a shorter one loses less when the line breaks.
 */

/** What one accepted range took. */
export interface RangeTiming {
  readonly bytes: number
  /** From the first byte to the last. */
  readonly sendMs: number
  /** From the last byte to the answer. */
  readonly gapMs: number
}

export interface RangeLimits {
  readonly rangeAlignmentBytes: number
  readonly maxRangeBytes: number
}

/** 20 × goodput × gap keeps the gap at 5 % of the time. */
const gapShare = 20
/** A range takes at most this long, so that a break, a pause or a stop costs seconds. */
const longestMs = 8_000

/** At most twice the current length, at least one alignment. */
export function grow(current: number, timing: RangeTiming, limits: RangeLimits): number {
  const goodput = timing.bytes / Math.max(timing.sendMs, 1)
  const wanted = Math.min(gapShare * goodput * timing.gapMs, goodput * longestMs)
  // A gap that can't be measured (below a clock tick) asks for nothing: keep what works.
  const bounded = Math.min(Math.max(wanted, Math.min(current, goodput * longestMs)), current * 2)
  return fit(bounded, limits)
}

/** After a time-out or a reset. */
export function shrink(current: number, limits: RangeLimits): number {
  return fit(current / 2, limits)
}

function fit(bytes: number, limits: RangeLimits): number {
  const unit = limits.rangeAlignmentBytes
  const most = Math.min(bytes, limits.maxRangeBytes)
  return Math.max(unit, Math.floor(most / unit) * unit)
}
