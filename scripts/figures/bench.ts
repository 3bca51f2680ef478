/** What `npm run bench -- NAME --json docs/figures` recorded, for the page of figures: each goal beside what was measured. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { cell } from '../docs/tests-cell.ts'
import { root } from '../support/paths.ts'

/** By name, with their titles. */
export const benches = {
  transfers: 'The same work beside other clients',
  link: 'Over a simulated line',
  memory: 'Memory',
  queue: 'A long queue',
  watching: 'Very many watched files',
} as const

export type BenchName = keyof typeof benches

const Recorded = z.object({
  shape: z.literal(1),
  command: z.string().min(1),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  clean: z.boolean(),
  date: z.iso.datetime(),
  machine: z.record(z.string(), z.string()),
  goals: z.array(
    z.object({
      what: z.string(),
      wanted: z.string(),
      // Not a number where nothing came of it.
      measured: z.number().nullable(),
      isReached: z.boolean(),
      butNot: z.string().nullable(),
      // What a profile told; runs of before it was asked have none.
      reason: z.string().nullable().optional(),
    }),
  ),
  notRun: z.array(z.object({ what: z.string(), reason: z.string() })),
})
export type RecordedBench = z.infer<typeof Recorded>

/** @returns null where none was recorded. @throws where the file is not of the shape */
export function recordedBench(name: BenchName): RecordedBench | null {
  let text: string
  try {
    text = readFileSync(join(root, 'docs', 'figures', `bench-${name}.json`), 'utf8')
  } catch {
    return null
  }
  return Recorded.parse(JSON.parse(text))
}

const told = (value: number | null): string =>
  value === null ? '' : value.toLocaleString('en-US', { maximumSignificantDigits: 3 })

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function linesOf(name: BenchName, title: string, found: RecordedBench | null): string[] {
  const head = [`## Measured: ${title}`, '']
  const command = `npm run bench -- ${name} --json docs/figures`
  if (found === null) return [...head, `Not run: no result is recorded. It is made by \`${command}\`.`, '']
  const { machine, goals, notRun } = found
  const of = Object.entries(machine).map(([key, value]) => `${key} ${value}`)
  const dirty = found.clean ? '' : ' (with changes that were not committed)'
  const missed = (reason: string | null | undefined): string =>
    reason ? `not reached: ${cell(reason)}` : 'not reached'
  const verdict = ({ isReached, butNot, reason }: RecordedBench['goals'][number]): string =>
    butNot === null ? (isReached ? 'reached' : missed(reason)) : `doesn't count: ${cell(butNot)}`
  return [
    ...head,
    `\`${found.command}\` at commit ${found.commit.slice(0, 12)}${dirty}, ${found.date.slice(0, 16).replace('T', ' ')} UTC; ${of.join(', ')}.`,
    '',
    row('', 'wanted', 'came to', ''),
    row('---', '---', '---:', '---'),
    ...goals.map((goal) => row(cell(goal.what), goal.wanted, told(goal.measured), verdict(goal))),
    '',
    ...(notRun.length === 0
      ? []
      : [
          row('not run', 'why'),
          row('---', '---'),
          ...notRun.map(({ what, reason }) => row(cell(what), cell(reason))),
          '',
        ]),
  ]
}

/** @param find the recorded result of a measurement */
export function benchLines(find: (name: BenchName) => RecordedBench | null): string[] {
  return Object.entries(benches).flatMap(([name, title]) => linesOf(name as BenchName, title, find(name as BenchName)))
}
