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
