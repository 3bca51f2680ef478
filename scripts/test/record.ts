/** A run of all tests as a recorded result: see scripts/figures. */

import { shown, standing } from '../docs/faults-page.ts'
import { elsewhere } from '../docs/faults/elsewhere.ts'
import { checkedItems, itemsIn } from '../docs/security-page.ts'
import { recordResult } from '../figures/result.ts'
import type { Report } from './report.ts'

/** The rows of the fault catalogue that a title names: `fault-F01`. */
const rowsIn = /\bfault-[FPNADXH]\d\d\b/g
/** Planted in test/simulation/mutants, or said there why not. */
const mutantsOfAll = 17

/** What is named by tests that passed, and by none that failed. */
function shownBy({ passedTitles, failedTitles }: Report, idsOf: (title: string) => readonly string[]): Set<string> {
  const failed = new Set(failedTitles.flatMap(idsOf))
  return new Set(passedTitles.flatMap(idsOf).filter((id) => !failed.has(id)))
}

function sumOf(table: Readonly<Record<string, number>>): number {
  return Object.values(table).reduce((sum, count) => sum + count, 0)
}

/** @param path from the root of the checkout */
export function recordTests(path: string, args: readonly string[], report: Report): void {
  const items = checkedItems()
  const shownItems = shownBy(report, itemsIn)
  const { badInputs = {}, badInputsCatalogued = {}, attacks = {}, mutants = {} } = report.figures
  const rows = standing(shown())
  recordResult(path, 'test', args, {
    run: 'tests',
    counts: {
      passed: report.passed,
      failed: report.failed,
      skipped: report.skipped.length,
      unsteady: report.unsteady.length,
      rowsShown: shownBy(report, (title) => title.match(rowsIn) ?? []).size,
      rowsElsewhere: rows.elsewhere.length,
      rowsOpen: rows.open.length,
      rowsOfAll: rows.shown.length + rows.elsewhere.length + rows.open.length,
      mutantsCaught: Object.keys(mutants).length,
      mutantsOfAll,
      badInputsCatalogued: sumOf(badInputsCatalogued),
      badInputsOfAll: sumOf(badInputs),
      itemsShown: items.filter(({ item }) => shownItems.has(item.id)).length,
      itemsOfAll: items.length,
    },
    tables: { badInputs, badInputsCatalogued, attacks, egress: { ...report.egress }, mutants },
    notRun: [
      ...report.skipped.map(({ name, reason }) => ({ what: name, reason })),
      ...items
        .filter(({ item }) => item.notHere !== null)
        .map(({ item }) => ({ what: `checklist ${item.id}`, reason: item.notHere ?? '' })),
      ...rows.elsewhere.map((id) => ({ what: `row ${id}`, reason: elsewhere[id] ?? '' })),
      ...rows.open.map((id) => ({ what: `row ${id}`, reason: 'open: no test shows it' })),
    ],
  })
}
