import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { type CaseResult, type NotApplicable, conformanceTables } from './conformance-table.ts'

/** `what a drive does: OneDrive, odb` is the suite and what it was made with. */
const suiteName = /^(.+?): (.+)$/

/** Prints what the suites of test/conformance came to, as tables: cases × implementations. */
export default class ConformanceReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules
      .filter((module) => module.project.name === 'conformance')
      .flatMap((module) => [...module.children.allTests()])
    const results: CaseResult[] = []
    const without: NotApplicable[] = []
    for (const test of tests) {
      const named = suiteName.exec(outermost(test))
      if (named === null) continue
      const [, suite = '', made = ''] = named
      const declared = test.meta().notApplicable
      if (declared === undefined) results.push({ suite, made, title: titleBelow(test), state: test.result().state })
      else {
        for (const [title, fact = ''] of Object.entries(declared)) without.push({ suite, made, title, fact })
      }
    }
    if (results.length > 0) process.stdout.write(`\n${conformanceTables(results, without)}\n`)
  }
}

function outermost(test: TestCase): string {
  return test.fullName.split(' > ')[0] ?? ''
}

function titleBelow(test: TestCase): string {
  return test.fullName.split(' > ').slice(1).join(' > ')
}
