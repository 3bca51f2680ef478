/** When to look at everything again. Pure. */

import type { ScanReport } from '../ports/scanner.ts'

const hourMs = 3_600_000
/** A scan may take this part of one core's time: 1/2,000 where hints come, 1/200 where they don't. */
const costWithHints = 2_000
const costWithoutHints = 200
const pollMs = 10_000

/**
 * @param isBlind whether the watcher can't see everything
 * @param chance in [0, 1): spreads scans of many folders, and of many computers on one server
 */
export function untilRescanMs(report: Pick<ScanReport, 'cpuMs'>, isBlind: boolean, chance: number): number {
  const least = isBlind
    ? Math.max(pollMs, costWithoutHints * report.cpuMs)
    : Math.max(hourMs, costWithHints * report.cpuMs)
  return least * (1 + chance / 4)
}

/** How long hints wait after a look at a few folders that took `cpuMs`: a busy folder gets a twentieth of a core. */
export function untilNextHintsMs(cpuMs: number): number {
  return Math.min(30_000, Math.max(200, 20 * cpuMs))
}
