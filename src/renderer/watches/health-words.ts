/** How a folder is watched, as its card says it. Pure. */

import type { WatchHealthView } from '../../shared/watches-contract.ts'
import { durationWords } from '../../shared/words/duration.ts'
import type { Speech } from '../words/words.ts'

/** Nobody needs to know it more exactly. */
const leastMs = 100

export function healthWords(health: WatchHealthView, { t, f }: Pick<Speech, 't' | 'f'>): string {
  const counted = (['recovered', 'floods'] as const)
    .filter((what) => health[what] > 0)
    .map((what) => t(`watches.health.${what}`, { count: health[what], n: f.count(health[what]) }))
  return [howWords(health, { t, f }), ...counted].join(' · ')
}

function howWords({ why, delayMs, everyMs }: WatchHealthView, { t, f }: Pick<Speech, 't' | 'f'>): string {
  if (why !== null) return t(`watches.health.why.${why}`, { time: durationWords(everyMs / 1_000, t, f) })
  if (delayMs === null) return t('watches.health.events')
  const tenths = Math.round(Math.max(leastMs, delayMs) / 100) / 10
  return t('watches.health.eventsIn', { time: t('duration.seconds', { count: tenths, n: f.count(tenths) }) })
}
