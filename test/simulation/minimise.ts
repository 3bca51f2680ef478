/** Drops from a failing schedule what it fails without, one entry at a time, until nothing more can go. */

import type { Violation } from './oracles/violation.ts'
import { type Entry, type Schedule, nameOf } from './schedule/entry.ts'
import { simulate } from './simulate.ts'

export interface Recipe {
  readonly schedule: Schedule
  readonly violation: Violation
  readonly lines: readonly string[]
}

export async function minimise(schedule: Schedule, violation: Violation): Promise<Recipe> {
  let best = schedule
  let found = { violation, lines: (await simulate(schedule)).lines }
  const failsAlike = async (candidate: Schedule): Promise<boolean> => {
    const { violation: other, lines } = await simulate(candidate)
    if (other === null || other.rule !== violation.rule) return false
    best = candidate
    found = { violation: other, lines }
    return true
  }
  await failsAlike({ ...best, switches: {} })
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (const entry of best.entries.toReversed()) {
      const entries = best.entries.filter((other) => other !== entry)
      if (await failsAlike({ ...best, entries })) isSmaller = true
    }
  }
  return { schedule: best, ...found }
}

/** For people, and enough to write a test from. */
export function recipeText({ schedule, violation, lines }: Recipe): string {
  const { seed, destination, files, switches, calmAt, entries } = schedule
  return [
    `seed ${seed} at ${destination}: ${violation.rule}: ${violation.detail}`,
    `  files: ${files.map(({ name, size }) => `${name} (${size})`).join(', ')}`,
    `  switches: ${JSON.stringify(switches)}`,
    ...entries.map((entry) => `  ${told(entry)}`),
    `  ${Math.round(calmAt)} ms: calm`,
    'the last of what happened:',
    ...lines.slice(-40).map((line) => `  ${line}`),
    '',
  ].join('\n')
}

function told(entry: Entry): string {
  const { at, kind: _, ...more } = entry
  return `${Math.round(at)} ms: ${nameOf(entry)} ${JSON.stringify(more)}`
}
