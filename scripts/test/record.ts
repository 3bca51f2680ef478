/** A run of all tests as a recorded result: see scripts/figures. */

import { checkedItems, itemsIn } from '../docs/security-page.ts'
import { recordResult } from '../figures/result.ts'
import type { Report } from './report.ts'

/** The rows of the fault catalogue that a title names: `fault-F01`. */
const rowsIn = /\bfault-[FPNADXH]\d\d\b/g
/** 39 of files, 36 of protocols, 31 of the network, 8 of accounts, 15 of the store, 17 of the machine, 14 at the edges. */
const rowsOfAll = 160

/** What is named by tests that passed, and by none that failed. */
function shownBy({ passedTitles, failedTitles }: Report, idsOf: (title: string) => readonly string[]): Set<string> {
  const failed = new Set(failedTitles.flatMap(idsOf))
  return new Set(passedTitles.flatMap(idsOf).filter((id) => !failed.has(id)))
}

/** @param path from the root of the checkout */
export function recordTests(path: string, args: readonly string[], report: Report): void {
  const items = checkedItems()
  const shownItems = shownBy(report, itemsIn)
  const { badInputs = {}, badInputsCatalogued = {}, attacks = {} } = report.figures
  recordResult(path, 'test', args, {
    run: 'tests',
    counts: {
      passed: report.passed,
      failed: report.failed,
      skipped: report.skipped.length,
      unsteady: report.unsteady.length,
      rowsShown: shownBy(report, (title) => title.match(rowsIn) ?? []).size,
      rowsOfAll,
      itemsShown: items.filter(({ item }) => shownItems.has(item.id)).length,
      itemsOfAll: items.length,
    },
    tables: { badInputs, badInputsCatalogued, attacks, egress: { ...report.egress } },
    notRun: [
      ...report.skipped.map(({ name, reason }) => ({ what: name, reason })),
      ...items
        .filter(({ item }) => item.notHere !== null)
        .map(({ item }) => ({ what: `checklist ${item.id}`, reason: item.notHere ?? '' })),
    ],
  })
}
