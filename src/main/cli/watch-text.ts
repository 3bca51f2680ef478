/** Watched folders as a table, and below it what there is to say of each. */

import type { WatchHealthView, WatchView } from '../../shared/watches-contract.ts'
import { plural } from '../../shared/format.ts'
import { clockTime, nextLook } from './local-time.ts'
import { table } from './table.ts'

/** @param now epoch ms */
export function watchLines(watches: readonly WatchView[], now: number): string[] {
  if (watches.length === 0) return ['No folder is watched. Add one with `longshore watch add`.']
  return table(
    ['ID', 'NAME', 'STATE', 'DESTINATION', 'FOLDER'].map((title) => ({ title })),
    watches.map(({ id, name, state, destination, folder }) => [id, name, state, destination, folder]),
  ).concat(watches.flatMap((watch) => [...missingLines(watch, now), ...healthLines(watch)]))
}

function missingLines({ name, missing }: WatchView, now: number): string[] {
  if (missing === undefined) return []
  const since = missing.since === null ? '' : ` Since ${clockTime(missing.since, now)}.`
  return [`${name}: ${missing.message}${since} ${nextLook(missing.retryAt, now)}`]
}

const whys: Readonly<Record<NonNullable<WatchHealthView['why']>, string>> = {
  limit: 'the system has no more watches',
  remote: 'its drive tells of no changes that others make',
  refused: 'the system tells of no changes in it',
  losing: 'the system loses events',
}

const secondsOf = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`

function healthLines({ name, health }: WatchView): string[] {
  if (health === undefined) return []
  const { why, delayMs, everyMs, recovered, floods } = health
  const events = delayMs === null ? 'events' : `events, ${secondsOf(Math.max(100, delayMs))}`
  const told = [
    why === null ? events : `looked at every ${Math.round(everyMs / 1_000)} s: ${whys[why]}`,
    ...(recovered === 0 ? [] : [`${plural(recovered, 'change')} found by looking again`]),
    ...(floods === 0 ? [] : [`${plural(floods, 'flood')} of events`]),
  ]
  return [`${name}: ${told.join('; ')}.`]
}
