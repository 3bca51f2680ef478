/** How long everything can be paused for, in one click. Pure; the time of day is that of the computer. */

export const pauseLengths = ['30m', '1h', 'tomorrow'] as const
export type PauseLength = (typeof pauseLengths)[number]

const minuteMs = 60_000
/** When "tomorrow" begins for somebody who works: no upload begins in the middle of the night because of a date. */
const morningHour = 8
/** Whoever says "tomorrow" before that hour hasn't slept yet: the coming morning is meant. */
const nightEndsHour = 4

/** The moment that a pause of such a length ends, epoch ms. `now`: epoch ms. */
export function pauseEnd(length: PauseLength, now: number): number {
  if (length === '30m') return now + 30 * minuteMs
  if (length === '1h') return now + 60 * minuteMs
  const today = new Date(now)
  const day = today.getDate() + (today.getHours() < nightEndsHour ? 0 : 1)
  // By its parts, not by adding hours: a day in which clocks are changed is not 24 of them.
  return new Date(today.getFullYear(), today.getMonth(), day, morningHour).getTime()
}
