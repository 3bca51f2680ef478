/** How fast something goes, from what was seen of it. Pure; times are handed in. */

export interface Sample {
  readonly at: number
  readonly value: number
}

/** The mean of the newest `forMs` of a gauge; 0 where there is none. */
export function mean(samples: readonly Sample[], now: number, forMs: number): number {
  const recent = samples.filter(({ at }) => at > now - forMs && at <= now)
  return recent.length === 0 ? 0 : recent.reduce((sum, { value }) => sum + value, 0) / recent.length
}

/**
 * Seconds that are left, or null while it isn't stable: a number that jumps is worse than none. Stable means ten
 * seconds of samples whose two halves differ by less than half.
 */
export function timeLeft(left: number, samples: readonly Sample[], now: number): number | null {
  const first = samples[0]
  if (left <= 0 || first === undefined || now - first.at < 10_000) return null
  const [older, newer] = [mean(samples, now - 5_000, 5_000), mean(samples, now, 5_000)]
  const speed = mean(samples, now, 10_000)
  if (speed <= 0 || older <= 0 || newer <= 0) return null
  if (Math.abs(older - newer) / Math.max(older, newer) > 0.5) return null
  return left / speed
}
