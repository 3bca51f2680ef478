/** The page of complaints: each with the tests that keep it away, found by their titles, or that it isn't reached yet. */

import { type Complaint, complaints } from './complaints.ts'
import { allTestTitles, type TestTitle } from './faults/test-titles.ts'
import { cell, testsCell } from './tests-cell.ts'

const idsIn = /\bcomplaint-C\d\d\b/g

export interface Answered {
  readonly complaint: Complaint
  readonly tests: readonly TestTitle[]
}

/** Every complaint with what keeps it away. @throws where a title names one that there isn't */
export function answered(titles: readonly TestTitle[] = allTestTitles()): Answered[] {
  const byId = new Map<string, TestTitle[]>()
  for (const title of titles) {
    for (const id of new Set(title.title.match(idsIn))) byId.set(id, [...(byId.get(id) ?? []), title])
  }
  const unknown = [...byId.keys()].filter((id) => !complaints.some((one) => one.id === id))
  if (unknown.length > 0) throw new Error(`tests name complaints that there aren't: ${unknown.join(', ')}`)
  return complaints.map((complaint) => ({ complaint, tests: byId.get(complaint.id) ?? [] }))
}

/** Complaints with neither a test nor a word that it isn't reached yet. */
export function unanswered(all: readonly Answered[]): string[] {
  return all
    .filter(({ complaint, tests }) => tests.length === 0 && complaint.notYet === null)
    .map(({ complaint }) => complaint.id)
}

/** @throws where a complaint has neither: the page would claim what nobody has shown */
export function complaintsPage(all: readonly Answered[] = answered()): string {
  const without = unanswered(all)
  if (without.length > 0) throw new Error(`no test answers ${without.join(', ')}`)
  const shown = all.filter(({ tests }) => tests.length > 0).length
  return [
    '# Complaints',
    '',
    '<!-- Written by `npm run docs` from scripts/docs/complaints.ts and the titles of the tests; changes go there. -->',
    '',
    'What people complain about in other upload clients, and the tests that keep it away here. A test belongs to a',
    `complaint by having its number in its title. Of ${all.length} complaints ${shown} have tests; of the others it is said why not yet.`,
    '',
    '| | the complaint | kept away by |',
    '| --- | --- | --- |',
    ...all.map(({ complaint: { id, says, notYet }, tests }) => {
      const parts = [...(tests.length > 0 ? [testsCell(tests)] : []), ...(notYet === null ? [] : [cell(notYet)])]
      return `| ${id} | ${cell(says)} | ${parts.join('<br>')} |`
    }),
    '',
  ].join('\n')
}
