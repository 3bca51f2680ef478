/** The page of figures, from recorded results alone. */

import { cell } from '../docs/tests-cell.ts'
import { type BenchName, type RecordedBench, benchLines, recordedBench } from './bench.ts'
import { type FigureGroup, groups } from './figures.ts'
import { recorded, type Result, type RunName } from './result.ts'

const grouped = (value: number | undefined): string => (value ?? 0).toLocaleString('en-US')

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function runLine({ command, commit, clean, date }: Result): string {
  return `\`${command}\` at commit ${commit.slice(0, 12)}${clean ? '' : ' (with changes that were not committed)'}, ${date.slice(0, 16).replace('T', ' ')} UTC`
}

function groupLines({ title, command, figures, tables }: FigureGroup, result: Result | null): string[] {
  const head = [`## ${title}`, '']
  if (result === null) {
    const wanted = figures.map(({ what, goal }) => row([what, goal, 'not run']))
    return [
      ...head,
      `Not run: no result is recorded. It is made by \`${command}\`.`,
      '',
      row(['', 'wanted', 'came to']),
      row(['---', '---', '---']),
      ...wanted,
      '',
    ]
  }
  const { counts } = result
  const lines = figures.map(({ what, key, goal, of }) =>
    row([what, goal, of === undefined ? grouped(counts[key]) : `${grouped(counts[key])} of ${grouped(counts[of])}`]),
  )
  return [
    ...head,
    `${runLine(result)}.`,
    '',
    row(['', 'wanted', 'came to']),
    row(['---', '---', '---:']),
    ...lines,
    '',
    ...tables.flatMap(({ title: what, key, isNoSum = false }) => tableLines(what, result.tables[key] ?? {}, isNoSum)),
    ...(result.notRun.length === 0
      ? []
      : [
          row(['not run', 'why']),
          row(['---', '---']),
          ...result.notRun.map(({ what, reason }) => row([cell(what), cell(reason)])),
          '',
        ]),
  ]
}

function tableLines(title: string, table: Readonly<Record<string, number>>, isNoSum: boolean): string[] {
  const rows = Object.entries(table)
  if (rows.length === 0) return [`${title}: not run.`, '']
  const sum = rows.reduce((total, [, value]) => total + value, 0)
  return [
    row([title, '']),
    row(['---', '---:']),
    ...rows.map(([name, value]) => row([cell(name), grouped(value)])),
    ...(isNoSum ? [] : [row([`${rows.length} kinds together`, grouped(sum)])]),
    '',
  ]
}

/** The page as text. @param find the recorded result of a run, and of a measurement; other ones in tests */
export function figuresPage(
  find: (run: RunName, file?: string) => Result | null = recorded,
  findBench: (name: BenchName) => RecordedBench | null = recordedBench,
): string {
  return [
    '# Figures',
    '',
    '<!-- Written by `npm run figures` from docs/figures/*.json, which the runs themselves write. -->',
    '',
    'What the runs came to that were recorded, each with its commit and date. Nothing here was typed by hand; what no',
    'recorded run says is called "not run".',
    '',
    ...groups.flatMap((group) => groupLines(group, find(group.run, group.file))),
    ...benchLines(findBench),
  ].join('\n')
}
