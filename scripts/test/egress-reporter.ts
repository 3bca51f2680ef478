import type { Reporter, TestModule } from 'vitest/node'

/** What left while a test ran, and what of it the egress table forbids: test/support/egress. */
export interface EgressCounts {
  readonly connections: number
  readonly requests: number
  readonly tunnels: number
  readonly withCredentials: number
  readonly forbidden: number
}

declare module 'vitest' {
  interface TaskMeta {
    egress?: EgressCounts
  }
}

/** Prints what left in the whole run: a rule that nothing was looked at for would be kept by everybody. */
export default class EgressReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const all = modules
      .flatMap((module) => [...module.children.allTests()])
      .map((test) => test.meta().egress)
      .filter((egress) => egress !== undefined)
    const sum = (key: keyof EgressCounts): number => all.reduce((total, counts) => total + counts[key], 0)
    if (all.length === 0) return
    process.stdout.write(
      `\nEgress: ${sum('connections')} connections, ${sum('requests')} requests of ours and ${sum('tunnels')} tunnels ` +
        `(${sum('withCredentials')} with credentials) in ${all.length} tests; ${sum('forbidden')} against the table.\n`,
    )
  }
}
