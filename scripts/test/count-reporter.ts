import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'
import { egressOf } from './egress-reporter.ts'
import { type Report, reportVariable, type Skipped } from './report.ts'

function reasonOf(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return note ?? (test.options.mode === 'todo' ? 'not written yet' : 'no reason given')
}

declare module 'vitest' {
  interface TaskMeta {
    /** What a test counted, by table and name: test/support/figures.ts. */
    figures?: Record<string, Record<string, number>>
  }
}

/** What the tests that passed counted, together. */
function figuresOf(tests: readonly TestCase[]): Record<string, Record<string, number>> {
  const all: Record<string, Record<string, number>> = {}
  for (const test of tests) {
    for (const [table, counts] of Object.entries(test.meta().figures ?? {})) {
      const sums = (all[table] ??= {})
      for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count
    }
  }
  return all
}

/** A suite fails by itself when its hooks or its file fail: its tests then count as skipped, the suite as failed. */
function brokenSuites(module: TestModule): number {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
  return suites.filter((suite) => suite.errors().length > 0).length
}

/** Counts in vitest's own objects: its JSON leaves out why a test was skipped and what nobody caught. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const path = process.env[reportVariable]
    if (path === undefined) return
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const inState = (state: string) => tests.filter((test) => test.result().state === state)
    const skipped: Skipped[] = inState('skipped').map((test) => ({
      name: `${test.module.relativeModuleId} > ${test.fullName}`,
      reason: reasonOf(test),
    }))
    const unsteady = tests
      .filter((test) => test.diagnostic()?.flaky === true)
      .map((test) => `${test.module.relativeModuleId} > ${test.fullName}`)
    const unfinished = inState('pending').length
    const broken = modules.reduce((sum, module) => sum + brokenSuites(module), 0) + unhandled.length
    const report: Report = {
      passed: inState('passed').length,
      failed: inState('failed').length + unfinished + broken,
      skipped,
      unsteady,
      passedTitles: inState('passed').map((test) => test.fullName),
      failedTitles: inState('failed').map((test) => test.fullName),
      figures: figuresOf(inState('passed')),
      egress: egressOf(modules),
    }
    writeFileSync(path, JSON.stringify(report))
  }
}
