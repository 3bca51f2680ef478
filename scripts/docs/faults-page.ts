/** The page of all faults: what has to follow from each, and the tests that show it, found by their titles. */

import { boxDefects, boxFaults } from './faults/box.ts'
import type { Destination, FaultFamily, FaultRow } from './faults/catalogue.ts'
import { elsewhere } from './faults/elsewhere.ts'
import { edgeFaults } from './faults/everything-edges.ts'
import { processFaults, storeFaults } from './faults/everything-machine.ts'
import { identityFaults, networkFaults } from './faults/everything-network.ts'
import { protocolFaults } from './faults/everything-protocol.ts'
import { sourceFaults } from './faults/everything-source.ts'
import { graphDefects } from './faults/graph-defects.ts'
import { graphFaults } from './faults/graph.ts'
import { openRows, readOpenList } from './faults/open.ts'
import { allTestTitles, type TestTitle } from './faults/test-titles.ts'
import { cell, testsCell } from './tests-cell.ts'

/** What may go wrong at all, whatever the destination. */
export const everything: readonly FaultFamily[] = [
  sourceFaults,
  protocolFaults,
  networkFaults,
  identityFaults,
  storeFaults,
  processFaults,
  edgeFaults,
]

export const families: readonly FaultFamily[] = [graphFaults, graphDefects, boxFaults, boxDefects, ...everything]

/** A file's name says which destination its tests are about; what it doesn't name they share. */
const namesOfFiles: readonly (readonly [part: RegExp, about: readonly Destination[]])[] = [
  [/\/(faults-graph|faults-onedrive|kill\.|onedrive|defects)/, ['OneDrive']],
  [/-attachments/, ['Outlook', 'To Do']],
  [/outlook/, ['Outlook']],
  [/todo/, ['To Do']],
  [/print/, ['Universal Print']],
  [/box/, ['Box']],
]

/** The numbers of rows in a title. */
const idsIn = /\b(?:graph-F|graph-G2-|box-F|box-D|fault-[A-Z])\d+b?\b/g

export interface Shown {
  readonly row: FaultRow
  /** Empty for what all share. */
  readonly destination: Destination | null
  readonly tests: readonly TestTitle[]
}

/** Every row with what shows it, once for each destination that has to. */
export function shown(titles: readonly TestTitle[] = allTestTitles()): Shown[] {
  const byId = new Map<string, TestTitle[]>()
  for (const title of titles) {
    for (const id of new Set(title.title.match(idsIn))) byId.set(id, [...(byId.get(id) ?? []), title])
  }
  const known = new Set(families.flatMap(({ rows }) => rows.map(({ id }) => id)))
  const unknown = [...byId.keys()].filter((id) => !known.has(id))
  if (unknown.length > 0) throw new Error(`tests name rows that there aren't: ${unknown.join(', ')}`)
  return families.flatMap(({ rows }) => rows.flatMap((row) => shownOf(row, byId.get(row.id) ?? [])))
}

function shownOf(row: FaultRow, tests: readonly TestTitle[]): Shown[] {
  const about = (destination: Destination) => tests.filter(({ file }) => aboutOf(file).includes(destination))
  const own = row.at.map((destination) => ({ row, destination, tests: about(destination) }))
  const rest = tests.filter(({ file }) => !aboutOf(file).some((destination) => row.at.includes(destination)))
  return row.at.length === 0 || rest.length > 0 ? [...own, { row, destination: null, tests: rest }] : own
}

/** A test of a part shows what all that use the part share. */
function aboutOf(file: string): readonly Destination[] {
  if (file.startsWith('test/unit/')) return []
  return namesOfFiles.find(([part]) => part.test(file))?.[1] ?? []
}

function isOpen({ row, destination }: Shown, openList: readonly string[]): boolean {
  if (destination !== null) return openRows[destination]?.includes(row.id) === true
  return elsewhere[row.id] !== undefined || openList.includes(row.id)
}

/** How the rows of `everything` stand. */
export interface Standing {
  readonly shown: readonly string[]
  /** No machine with Linux can show them. */
  readonly elsewhere: readonly string[]
  readonly open: readonly string[]
}

export function standing(all: readonly Shown[]): Standing {
  const own = new Set(everything.flatMap(({ rows }) => rows.map(({ id }) => id)))
  const isShown = new Set(all.flatMap(({ row, tests }) => (tests.length > 0 ? [row.id] : [])))
  const rest = [...own].filter((id) => !isShown.has(id))
  return {
    shown: [...own].filter((id) => isShown.has(id)),
    elsewhere: rest.filter((id) => elsewhere[id] !== undefined),
    open: rest.filter((id) => elsewhere[id] === undefined),
  }
}

export function standingInWords({ shown: inTests, elsewhere: away, open }: Standing): string {
  const count = inTests.length + away.length + open.length
  return `Of ${count} rows ${inTests.length} are shown, ${away.length} need another platform, ${open.length} are open.`
}

/** Rows that nothing shows, though they aren't open. */
export function missing(all: readonly Shown[], openList: readonly string[] = readOpenList()): Shown[] {
  return all.filter((one) => one.tests.length === 0 && !isOpen(one, openList))
}

function withoutTests({ row, destination }: Shown): string {
  if (destination !== null) return 'open: the engine does not reach it yet'
  const needed = elsewhere[row.id]
  return needed === undefined ? 'open' : `needs ${cell(needed)}`
}

function shownCell(row: FaultRow, all: readonly Shown[]): string {
  const lines = all.map((one) => {
    const said = one.tests.length > 0 ? testsCell(one.tests) : withoutTests(one)
    return one.destination === null ? said : `**${one.destination}** ${said}`
  })
  const reasons = Object.entries(row.not).map(
    ([destination, reason]) => `**${destination}** can’t happen: ${cell(reason)}`,
  )
  return [...lines, ...reasons].join('<br>')
}

/**
 * The page as text.
 * @throws where a row has no test and is not open: the page would claim what nobody has shown
 */
export function faultsPage(): string {
  const all = shown()
  const without = missing(all).map(({ row, destination }) => `${row.id}${destination ? ` (${destination})` : ''}`)
  if (without.length > 0) throw new Error(`no test shows ${without.join(', ')}`)
  const byRow = Map.groupBy(all, ({ row }) => row)
  return [
    '# Faults',
    '',
    '<!-- Written by `npm run docs` from scripts/docs/faults and the titles of the tests; changes go there. -->',
    '',
    'What can go wrong between a file and its destination, what has to follow, and the tests that show it. A row stands',
    'here only with a test that has its number in its title.',
    '',
    ...families.flatMap((family) => [
      ...(family === everything[0] ? ['# Everything that may go wrong', '', standingInWords(standing(all)), ''] : []),
      ...section(family, byRow),
    ]),
  ].join('\n')
}

function section({ title, about, rows }: FaultFamily, byRow: ReadonlyMap<FaultRow, readonly Shown[]>): string[] {
  return [
    `## ${title}`,
    '',
    about,
    '',
    '| | what happens | what has to follow | shown by |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      (row) => `| ${row.id} | ${cell(row.happens)} | ${cell(row.required)} | ${shownCell(row, byRow.get(row) ?? [])} |`,
    ),
    '',
  ]
}
