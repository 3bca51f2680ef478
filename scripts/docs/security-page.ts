/** The security checklist as a page: every item with the tests that show it, found by how their titles begin. */

import { allTestTitles, type TestTitle } from './faults/test-titles.ts'
import { electron, fuses, page, pageLine } from './security/app.ts'
import { commandLine, localServer } from './security/doors.ts'
import type { SecurityFamily, SecurityItem } from './security/item.ts'
import { files, network, secrets } from './security/keeping.ts'
import { release, supplyChain } from './security/making.ts'
import { cell, testsCell } from './tests-cell.ts'

export const securityFamilies: readonly SecurityFamily[] = [
  electron,
  fuses,
  pageLine,
  page,
  localServer,
  commandLine,
  secrets,
  network,
  files,
  supplyChain,
  release,
]

const items = securityFamilies.flatMap((family) => family.items)
const prefixes = [...new Set(items.map(({ id }) => id.replace(/\d+$/, '')))].toSorted((a, b) => b.length - a.length)

/** A title, or that of a group around it, begins with the items it shows: `E17, R1: there is one channel`. */
const beginning = /^((?:[A-Z]{1,2}\d{1,2}, )*[A-Z]{1,2}\d{1,2}): /
const ours = new RegExp(`^(?:${prefixes.join('|')})\\d+$`)

/** The items that one test shows. */
export function itemsIn(title: string): string[] {
  const named = title.split(' > ').flatMap((part) => beginning.exec(part)?.[1]?.split(', ') ?? [])
  return [...new Set(named)].filter((id) => ours.test(id))
}

export interface CheckedItem {
  readonly item: SecurityItem
  readonly tests: readonly TestTitle[]
}

/** Every item with what shows it. @throws where a title names one that there isn't */
export function checkedItems(titles: readonly TestTitle[] = allTestTitles()): CheckedItem[] {
  const byId = new Map<string, TestTitle[]>()
  for (const title of titles) for (const id of itemsIn(title.title)) byId.set(id, [...(byId.get(id) ?? []), title])
  const unknown = [...byId.keys()].filter((id) => !items.some((item) => item.id === id))
  if (unknown.length > 0) throw new Error(`tests name items that there aren't: ${unknown.join(', ')}`)
  return items.map((item) => ({ item, tests: byId.get(item.id) ?? [] }))
}

/** Items with neither a test nor a reason why there is none. */
export function unaccounted(all: readonly CheckedItem[]): string[] {
  return all.filter(({ item, tests }) => tests.length === 0 && item.notHere === null).map(({ item }) => item.id)
}

/** One line, for people and for the page. */
export function countsOf(all: readonly CheckedItem[]): string {
  const checked = all.filter(({ tests }) => tests.length > 0)
  const inPart = checked.filter(({ item }) => item.notHere !== null)
  const tests = new Set(checked.flatMap((one) => one.tests.map(({ file, title }) => `${file} ${title}`)))
  const counts = [
    `${all.length} items: ${checked.length} with automatic checks (${tests.size} tests), ${inPart.length} of them only in part here`,
    `${all.length - checked.length} not run here`,
  ]
  return `${counts.join('; ')}.`
}

function shownCell({ item, tests }: CheckedItem): string {
  const not = item.notHere === null ? [] : [`**not run here:** ${cell(item.notHere)}`]
  return [...(tests.length > 0 ? [testsCell(tests)] : []), ...not].join('<br>')
}

/** The page as text. @throws where an item is unaccounted for */
export function securityPage(): string {
  const all = checkedItems()
  const without = unaccounted(all)
  if (without.length > 0) throw new Error(`neither a test nor a reason: ${without.join(', ')}`)
  const byId = new Map(all.map((one) => [one.item.id, one]))
  return [
    '# Security checklist',
    '',
    '<!-- Written by `npm run docs` from scripts/docs/security and the titles of the tests; changes go there. -->',
    '',
    'What has to hold, and the tests that show it: those whose titles begin with the item. What our tests cannot run',
    'says so. [What we defend, and what we do not](threat-model.md) is said elsewhere.',
    '',
    `**${countsOf(all)}**`,
    '',
    ...securityFamilies.flatMap((family) => [
      `## ${family.title}`,
      '',
      '| | item | required | shown by |',
      '| --- | --- | --- | --- |',
      ...family.items.map((item) => {
        const one = byId.get(item.id) ?? { item, tests: [] }
        return `| ${item.id} | ${cell(item.item)} | ${cell(item.required)} | ${shownCell(one)} |`
      }),
      '',
    ]),
  ].join('\n')
}
