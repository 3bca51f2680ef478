import { pauseEnd, pauseLengths } from '../pause-ends.ts'
import type { PauseLength } from '../pause-ends.ts'
import type { Formats } from './format.ts'
import type { Words } from './words.ts'

export interface PauseChoice {
  readonly length: PauseLength
  readonly text: string
}

/** How long everything can be paused for, in words. `now`: epoch ms. */
export function pauseChoices(now: number, t: Words, f: Formats): readonly PauseChoice[] {
  return pauseLengths.map((length) => {
    const end = new Date(pauseEnd(length, now))
    // Whoever is up at night has today's morning before them.
    const isToday = length === 'tomorrow' && end.getDate() === new Date(now).getDate()
    return { length, text: t(`pause.${isToday ? 'morning' : length}`, { time: f.hour(end.getHours()) }) }
  })
}
