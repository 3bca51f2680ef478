/** The real engine with one provider, against the practice cloud: the same cases for each. */

import { afterEach, describe, test } from 'vitest'
import { expectGoodManners } from '../support/owner-bench.ts'
import type { EngineBench } from './engine-bench.ts'
import { assertCase, titles } from './engine-cases.ts'
import { testNotApplicable } from './not-applicable.ts'

export function engineSuite(on: EngineBench): void {
  describe(`what the engine does: ${on.name}`, () => {
    afterEach(expectGoodManners)

    // Real sockets and files, as in test/integration, and one more try as there.
    const applicable = titles.filter((title) => !(title in on.notApplicable))
    test.each(applicable)('%s', { timeout: 120_000, retry: 1 }, (title) => assertCase(on, title))

    testNotApplicable(titles, on.notApplicable)
  })
}
