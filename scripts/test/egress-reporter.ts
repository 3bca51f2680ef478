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

/** What left in a whole run. @returns and the number of tests that were looked at */
export function egressOf(modules: readonly TestModule[]): EgressCounts & { readonly tests: number } {
  const all = modules
    .flatMap((module) => [...module.children.allTests()])
    .map((test) => test.meta().egress)
    .filter((egress) => egress !== undefined)
  const sum = (key: keyof EgressCounts): number => all.reduce((total, counts) => total + counts[key], 0)
  return {
    tests: all.length,
    connections: sum('connections'),
    requests: sum('requests'),
    tunnels: sum('tunnels'),
    withCredentials: sum('withCredentials'),
    forbidden: sum('forbidden'),
  }
}

/** Prints what left in the whole run: a rule that nothing was looked at for would be kept by everybody. */
export default class EgressReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const { tests, connections, requests, tunnels, withCredentials, forbidden } = egressOf(modules)
    if (tests === 0) return
    process.stdout.write(
      `\nEgress: ${connections} connections, ${requests} requests of ours and ${tunnels} tunnels ` +
        `(${withCredentials} with credentials) in ${tests} tests; ${forbidden} against the table.\n`,
    )
  }
}
