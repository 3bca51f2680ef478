/** The real engine with one provider, against the practice cloud: the same cases for each. */

import { afterEach, describe, expect, test } from 'vitest'
import { expectGoodManners } from '../support/owner-bench.ts'
import type { EngineBench } from './engine-bench.ts'
import { assertCase, titles } from './engine-cases.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** Cases of this suite that its protocol doesn't have, with the facts: shown in the table of all cases. */
    notApplicable?: Readonly<Partial<Record<string, string>>>
  }
}

export function engineSuite(on: EngineBench): void {
  describe(`what the engine does: ${on.name}`, () => {
    afterEach(expectGoodManners)

    // Real sockets and files, as in test/integration, and one more try as there.
    const applicable = titles.filter((title) => !(title in on.notApplicable))
    test.each(applicable)('%s', { timeout: 120_000, retry: 1 }, (title) => assertCase(on, title))

    test('what its protocol doesn’t have is a case, and has a fact as its reason', ({ task }) => {
      task.meta.notApplicable = on.notApplicable
      for (const [title, fact] of Object.entries(on.notApplicable)) {
        expect(titles).toContain(title)
        expect(fact?.length).toBeGreaterThan(20)
      }
    })
  })
}
